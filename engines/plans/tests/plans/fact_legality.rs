//! Facts about plans that are refused.

use serde::Deserialize;
use serde_json::Value as Json;
use streamgauge_model::{OutputMode, ProcessingTime};
use streamgauge_plans::{
    Aggregate, BatchError, JoinKind, MemorySource, Plan, Refusal, Settings, Sink, Source, StreamingQuery,
    Value, WindowSpan, col,
};

use crate::fact::{OneOrMany, Window};
use crate::fact_plans::events;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Fact {
    name: String,
    source_test: String,
    kind: String,
    query: Query,
    batches: Vec<Json>,
    expected: Vec<Expected>,
    note: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Query {
    window: Option<OneOrMany<Window>>,
    watermark_delay: Option<Json>,
    output_mode: String,
    keys: Vec<String>,
    aggs: Vec<String>,
    limit: Option<u64>,
    sink: Option<String>,
    #[serde(default, rename = "shape")]
    _shape: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Expected {
    error: Error,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Error {
    condition: String,
    #[serde(rename = "sqlState")]
    sql_state: Option<String>,
    #[serde(default)]
    message_contains: Vec<String>,
}

#[test]
fn plans_are_refused_as_recorded() {
    let facts = streamgauge_facts::read::<Fact>("spark-legality");
    assert_eq!(facts.len(), 5);
    for fact in &facts {
        let at = format!("{} ({})", fact.name, fact.source_test);
        assert_eq!(fact.kind, "legality", "{at}");
        assert!(fact.batches.is_empty(), "{at}");
        assert_eq!(fact.expected.len(), 1, "{at}: one refusal");
        for mode in modes(fact) {
            let refusal = refusal(fact, mode);
            for expected in &fact.expected {
                compare(&refusal, &expected.error, &at);
            }
        }
    }
}

fn compare(refusal: &Refusal, expected: &Error, at: &str) {
    assert_eq!(
        refusal.kind.condition(),
        Some(expected.condition.as_str()),
        "{at}"
    );
    if expected.sql_state.is_some() {
        assert_eq!(refusal.kind.sql_state(), expected.sql_state.as_deref(), "{at}");
    }
    let says_more = expected.sql_state.is_some() || !expected.message_contains.is_empty();
    let message = refusal.to_string();
    assert!(
        says_more && !message.is_empty(),
        "{at}: nothing but the condition is recorded"
    );
    for part in &expected.message_contains {
        assert!(message.contains(part), "{at}: {message}");
    }
}

/// The mode that the fact names, and what its note adds.
fn modes(fact: &Fact) -> Vec<OutputMode> {
    let mode = match fact.query.output_mode.as_str() {
        "append" => OutputMode::Append,
        "update" => OutputMode::Update,
        other => panic!("unknown output mode {other}"),
    };
    match fact.note.as_deref() {
        Some("Same for complete.") => vec![mode, OutputMode::Complete],
        _ => vec![mode],
    }
}

/// What a query of the fact is refused with: before it starts, or at the batch that the note names.
fn refusal(fact: &Fact, mode: OutputMode) -> Refusal {
    let sink = match fact.query.sink.as_deref() {
        None => Sink::Memory,
        Some("file") => Sink::File,
        Some(other) => panic!("unknown sink {other}"),
    };
    let settings = Settings {
        sink,
        ..Settings::new(mode)
    };
    let source = MemorySource::new();
    let sources: Vec<Box<dyn Source>> = vec![Box::new(source.clone()), Box::new(MemorySource::new())];
    match StreamingQuery::new(plan(fact), settings, sources) {
        Err(refusal) => refusal,
        Ok(query) => {
            assert_eq!(
                fact.note.as_deref(),
                Some("Raised when the first batch with a non-zero watermark is planned."),
                "{}",
                fact.name
            );
            refusal_at_batch(query, &source)
        }
    }
}

/// The first batch, with watermark 0, runs; the next, with another, is refused.
fn refusal_at_batch(mut query: StreamingQuery, source: &MemorySource) -> Refusal {
    let now = ProcessingTime::from_millis(0);
    source.add(vec![vec![
        Value::millis(1_000_000),
        Value::Null,
        Value::Null,
        Value::Null,
    ]]);
    let first = query.trigger(now).expect("a batch").expect("a batch with data");
    assert_eq!((first.id, first.watermark_ms), (0, 0));
    assert!(first.next_watermark_ms > 0);
    match query.trigger(now) {
        Err(BatchError::Refused(refusal)) => refusal,
        other => panic!("{other:?}"),
    }
}

/// The plan of each fact: names are looked at here and nowhere else.
fn plan(fact: &Fact) -> Plan {
    let query = &fact.query;
    let size = |index: usize| match &query.window.as_ref().expect("windows").as_slice()[index] {
        Window::Tumbling { size } => WindowSpan::tumbling(*size),
        Window::Session { .. } => panic!("a session"),
    };
    let delays = || numbers(query.watermark_delay.as_ref().expect("delays"));
    match fact.name.as_str() {
        "illegal-limit-update" => events(0).limit(query.limit.expect("a limit")),
        "illegal-file-sink-update" => {
            assert_eq!((query.keys.len(), query.aggs.len()), (0, 1));
            events(0).aggregate(&[], &[("count", Aggregate::Count)])
        }
        "illegal-watermark-redefined" => events(0)
            .watermark("t", delays()[0])
            .project(&[("t2", col("t"))])
            .watermark("t2", delays()[1])
            .window("t2", "w", size(0))
            .aggregate(&["w"], &[("count", Aggregate::Count)]),
        "illegal-two-event-time-columns" => events(0)
            .watermark("t", delays()[0])
            .project(&[("lkey", col("key")), ("lt", col("t"))])
            .join(
                events(1)
                    .watermark("t", delays()[1])
                    .project(&[("rkey", col("key")), ("rt", col("t"))]),
                JoinKind::Inner,
                col("lkey").equals(col("rkey")),
            )
            .deduplicate(&["lkey", "lt", "rkey", "rt"]),
        "illegal-chained-agg-update" => events(0)
            .watermark("t", delays()[0])
            .window("t", "w0", size(0))
            .aggregate(&["w0"], &[("n0", Aggregate::Count)])
            .window("w0", "w1", size(1))
            .aggregate(&["w1"], &[("n1", Aggregate::Count)]),
        other => panic!("{other}: no plan for this fact"),
    }
}

fn numbers(delays: &Json) -> Vec<i64> {
    match delays {
        Json::Object(sides) => sides.values().flat_map(numbers).collect(),
        Json::Array(all) => all.iter().flat_map(numbers).collect(),
        one => vec![one.as_i64().expect("a delay")],
    }
}
