//! How often one watermark makes a window fire.

use std::path::Path;

use streamgauge_replay::{Case, Line, Outcome, drive};

/// A continuous trigger on one endless window that holds an event of time 1; one watermark comes.
fn outcome(interval_ms: i64, watermark: &str) -> Outcome {
    let text = format!(
        r#"{{
            "schema": "streamgauge.case", "version": "1", "name": "firings", "origin": "rule",
            "engine": "event-at-a-time", "features": ["continuous-trigger"],
            "query": {{
                "key": "key", "window": {{"type": "global"}}, "time": "event", "aggregates": ["count"],
                "watermark": {{"strategy": "explicit"}}, "allowed_lateness_ms": 0, "late_output": false,
                "window_trigger": {{"type": "continuous-event-time", "interval_ms": {interval_ms}}}
            }},
            "steps": [{{"event": {{"seq": 0, "key": 1, "t_ms": 1}}}}, {watermark}],
            "expected": []
        }}"#
    );
    drive(&Case::parse(Path::new("firings.json"), &text).expect("a case"))
}

/// Rows of the last step.
fn rows(outcome: &Outcome) -> usize {
    match outcome {
        Outcome::Lines(lines) => match lines.last() {
            Some(Line::Step(line)) => line.results.len(),
            other => panic!("{other:?}"),
        },
        Outcome::Unsupported(why) => panic!("{why}"),
    }
}

#[test]
fn a_window_fires_at_every_multiple_that_one_watermark_crosses() {
    for (interval, watermark, expected) in [
        (1, 10_003, 10_002),
        (7, 700_006, 100_000),
        (1, 1_000_002, 1_000_001),
    ] {
        let outcome = outcome(interval, &format!(r#"{{"watermark_ms": {watermark}}}"#));
        assert_eq!(rows(&outcome), expected, "every {interval} ms up to {watermark}");
    }
}

#[test]
fn a_case_that_asks_for_more_firings_than_one_watermark_may_cause_is_not_run() {
    for (interval, watermark) in [(1, r#"{"watermark_ms": 1000003}"#), (1_000, r#"{"end": true}"#)] {
        let Outcome::Unsupported(why) = outcome(interval, watermark) else {
            panic!("wrong lines");
        };
        assert_eq!(why.feature, "continuous-trigger");
        assert_eq!(
            why.why,
            "in step 1, one watermark asks for more than 1000000 firings"
        );
    }
}
