//! Facts about when the next batch may start.

use serde::Deserialize;
use serde_json::Value as Json;
use streamgauge_micro_batch::Schedule;
use streamgauge_model::{ProcessingTime, Trigger};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Fact {
    name: String,
    source_test: String,
    kind: String,
    query: Query,
    batches: Vec<Start>,
    expected: Vec<Next>,
    #[serde(default, rename = "note")]
    _note: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Query {
    trigger: String,
    interval: i64,
    #[serde(rename = "output_mode")]
    _output_mode: String,
    window: Option<Json>,
    watermark_delay: Option<Json>,
    keys: Vec<String>,
    aggs: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Start {
    now: i64,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Next {
    next_trigger: i64,
}

#[test]
fn intervals_align_as_recorded() {
    let facts = streamgauge_facts::read::<Fact>("spark-trigger-timing");
    assert_eq!(facts.len(), 1);
    for fact in &facts {
        let at = format!("{} ({})", fact.name, fact.source_test);
        assert_eq!(
            (fact.kind.as_str(), fact.query.trigger.as_str()),
            ("trigger_timing", "processingTime")
        );
        let query = &fact.query;
        let bare = query.window.is_none() && query.watermark_delay.is_none();
        assert!(bare && query.keys.is_empty() && query.aggs.is_empty(), "{at}");
        assert_eq!(fact.batches.len(), fact.expected.len(), "{at}");
        for (start, next) in fact.batches.iter().zip(&fact.expected) {
            let mut schedule = Schedule::new(Trigger::Interval {
                millis: query.interval,
            });
            schedule.fired(ProcessingTime::from_millis(start.now), true);
            let expected = ProcessingTime::from_millis(next.next_trigger);
            assert_eq!(schedule.next(), expected, "{at}: from {}", start.now);
        }
    }
}
