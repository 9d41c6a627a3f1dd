//! What counts as a difference, and what is refused or left undone.

use std::path::Path;

use streamgauge_replay::{Case, Difference, Line, Outcome, Refusal, check, drive};

const BATCHES: &str = include_str!("cases/facts/micro-batch/agg-append-basic.json");
const SLIDING: &str = include_str!("cases/facts/micro-batch/window-sliding-milliseconds.json");
const SESSIONS: &str = include_str!("cases/facts/micro-batch/session-append.json");
const STEPS: &str = include_str!("cases/facts/event-at-a-time/session_lateness_10000_accumulating.json");

fn parse(text: &str) -> Case {
    Case::parse(Path::new("case.json"), text).expect("a case")
}

fn changed(text: &str, from: &str, to: &str) -> Case {
    assert!(text.contains(from), "nothing to change: {from}");
    parse(&text.replacen(from, to, 1))
}

fn lines(case: &Case) -> Vec<Line> {
    match drive(case) {
        Outcome::Lines(lines) => lines,
        Outcome::Unsupported(why) => panic!("{why}"),
    }
}

fn difference(text: &str, from: &str, to: &str) -> Difference {
    difference_of(&changed(text, from, to), &parse(text))
}

/// Between what one case expects and the lines of another.
fn difference_of(expected: &Case, run: &Case) -> Difference {
    check(expected, &lines(run)).expect_err("a difference")
}

#[test]
fn the_first_difference_is_told_in_words() {
    let wrong = difference(
        BATCHES,
        r#""next_watermark_ms": 15000"#,
        r#""next_watermark_ms": 15001"#,
    );
    assert_eq!(
        wrong.to_string(),
        "line 3, next_watermark_ms: expected 15001, found 15000"
    );
    let wrong = difference(BATCHES, r#""input_step": null"#, r#""input_step": 0"#);
    assert_eq!(wrong.to_string(), "line 2, input_step: expected 0, found null");
    let wrong = difference(BATCHES, r#""count": 5"#, r#""count": 6"#);
    let row = r#""window_end_ms":15000,"window_start_ms":10000}"#;
    assert_eq!(
        wrong.to_string(),
        format!(
            r#"line 4, results: expected 1 row (missing: {{"count":6,{row}), found 1 row (not expected: {{"count":5,{row})"#
        )
    );
    let twice = r#""results": [{"window_start_ms": 10000, "window_end_ms": 15000, "count": 5},
      {"window_start_ms": 10000, "window_end_ms": 15000, "count": 5}]"#;
    let none = difference(BATCHES, r#""results": []"#, twice);
    assert_eq!(
        none.to_string(),
        format!(
            r#"line 1, results: expected 2 rows (missing: {{"count":5,{row} {{"count":5,{row}), found no rows"#
        )
    );
}

#[test]
fn a_missing_line_and_a_surplus_line_are_differences() {
    let case = parse(BATCHES);
    let mut lines = lines(&case);
    lines.pop();
    let wrong = check(&case, &lines).expect_err("a missing line");
    assert_eq!(
        wrong.to_string(),
        "number of lines: expected 5, found 4; line 5 (batch_id 4) is missing"
    );
    let begin = BATCHES.find(
        r#",
    {"batch_id": 4"#,
    );
    let few = parse(&format!("{}]}}", &BATCHES[..begin.expect("a last line")]));
    let wrong = difference_of(&few, &case);
    assert_eq!(
        wrong.to_string(),
        "number of lines: expected 4, found 5; line 5 (batch_id 4) is one too many"
    );
    let nameless = changed(BATCHES, r#""batch_id": 4, "#, "");
    let wrong = check(&nameless, &lines).expect_err("a missing line");
    assert!(wrong.to_string().ends_with("; line 5 is missing"), "{wrong}");
    let step = parse(STEPS);
    let wrong = check(&step, &[]).expect_err("missing lines");
    assert!(
        wrong.to_string().ends_with("; line 1 (step 0) is missing"),
        "{wrong}"
    );
}

#[test]
fn a_field_that_the_expected_line_lacks_is_not_compared() {
    let less = changed(BATCHES, r#""updated_rows": 2, "#, "");
    assert_eq!(check(&less, &lines(&parse(BATCHES))), Ok(()));
    let unexpected = difference(
        BATCHES,
        r#""batch_id": 0,"#,
        r#""batch_id": 0, "duplicate_rows": 0,"#,
    );
    assert_eq!(
        unexpected.to_string(),
        "line 1, duplicate_rows: expected 0, found nothing"
    );
}

#[test]
fn results_are_multisets_reduced_to_the_expected_fields() {
    let case = parse(SLIDING);
    let mut turned = lines(&case);
    let Some(Line::Batch(line)) = turned.first_mut() else {
        panic!("a batch");
    };
    assert!(line.results.len() > 2);
    line.results.reverse();
    assert_eq!(check(&case, &turned), Ok(()), "order does not matter");
    let Some(Line::Batch(line)) = turned.first_mut() else {
        panic!("a batch");
    };
    line.results[0] = line.results[1];
    assert!(check(&case, &turned).is_err(), "how often a row occurs does");
}

#[test]
fn rows_where_none_are_expected_are_a_difference() {
    let case = parse(STEPS);
    let mut lines = lines(&case);
    let row = lines.iter().find_map(|line| match line {
        Line::Step(step) => step.results.first().copied(),
        _ => None,
    });
    let Some(Line::Step(first)) = lines.first_mut() else {
        panic!("a step");
    };
    first.results.extend(row);
    let wrong = check(&case, &lines).expect_err("a surplus row");
    assert!(
        wrong
            .to_string()
            .starts_with("line 1, results: expected no rows, found 1 row (not expected: {"),
        "{wrong}"
    );
}

#[test]
fn the_first_refusal_of_the_table_is_given() {
    let refused = |case: &Case| match lines(case).as_slice() {
        [Line::Refused { error }] => *error,
        other => panic!("{other:?}"),
    };
    let update = SESSIONS.replace(r#""output_mode": "append""#, r#""output_mode": "update""#);
    assert_eq!(refused(&parse(&update)), Refusal::SessionUpdateUnsupported);
    let no_key = update.replace(r#""key": "key""#, r#""key": "none""#);
    assert_eq!(refused(&parse(&no_key)), Refusal::SessionUpdateUnsupported);
    let no_key = no_key.replace(r#""update""#, r#""complete""#);
    assert_eq!(refused(&parse(&no_key)), Refusal::SessionWithoutKey);
    let delay = no_key.replace(r#""delay_ms": 30000"#, r#""delay_ms": -1"#);
    assert_eq!(refused(&parse(&delay)), Refusal::NegativeWatermarkDelay);
    let open = changed(
        BATCHES,
        r#"{"strategy": "bounded-out-of-orderness", "delay_ms": 10000, "cadence": "per-batch"}"#,
        r#"{"strategy": "none"}"#,
    );
    assert_eq!(refused(&open), Refusal::AppendAggregationWithoutWatermark);
    let empty = BATCHES
        .replace(r#"["count"]"#, "[]")
        .replace(r#""output_mode": "append""#, r#""output_mode": "complete""#);
    assert_eq!(refused(&parse(&empty)), Refusal::CompleteWithoutAggregation);
    let within = BATCHES
        .replace(
            r#"["count"]"#,
            r#"[], "deduplicate": {"by": ["t_ms"], "within_watermark": true}"#,
        )
        .replace(
            r#"{"strategy": "bounded-out-of-orderness", "delay_ms": 10000, "cadence": "per-batch"}"#,
            r#"{"strategy": "none"}"#,
        );
    assert_eq!(
        refused(&parse(&within)),
        Refusal::DeduplicateWithinWatermarkWithoutWatermark
    );
}

#[test]
fn a_refusal_beside_what_is_expected_is_told_as_one() {
    let begin = BATCHES.find(r#""expected": ["#).expect("expected lines");
    let refusing = |kind: &str| parse(&format!(r#"{}"expected_error": "{kind}"}}"#, &BATCHES[..begin]));
    let refused = changed(BATCHES, r#""delay_ms": 10000"#, r#""delay_ms": -1"#);
    for (expected, run, message) in [
        (
            parse(BATCHES),
            &refused,
            "the query is refused (negative-watermark-delay); the case expects lines",
        ),
        (
            refusing("session-without-key"),
            &parse(BATCHES),
            "the query runs; the case expects the refusal session-without-key",
        ),
        (
            refusing("session-without-key"),
            &refused,
            "the query is refused (negative-watermark-delay); the case expects the refusal session-without-key",
        ),
    ] {
        assert_eq!(difference_of(&expected, run).to_string(), message);
    }
    let right = refusing("negative-watermark-delay");
    assert_eq!(check(&right, &lines(&refused)), Ok(()));
}

#[test]
fn every_refusal_is_told_by_its_name_in_lines() {
    for error in [
        Refusal::NegativeWatermarkDelay,
        Refusal::SessionUpdateUnsupported,
        Refusal::SessionWithoutKey,
        Refusal::AppendAggregationWithoutWatermark,
        Refusal::CompleteWithoutAggregation,
        Refusal::DeduplicateWithinWatermarkWithoutWatermark,
    ] {
        let line = serde_json::to_string(&Line::Refused { error }).expect("a line");
        assert_eq!(line, format!(r#"{{"error":"{}"}}"#, error.name()));
    }
}
