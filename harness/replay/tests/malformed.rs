//! Files that are not cases are named with the place of their fault.

use std::path::Path;

use streamgauge_replay::{Case, CaseError};

const BATCHES: &str = include_str!("cases/facts/micro-batch/agg-append-basic.json");
const EVENTS: &str = include_str!("cases/facts/event-at-a-time/session_lateness_10000_accumulating.json");

/// The error of a text in which one thing was changed.
fn error(text: &str, from: &str, to: &str) -> CaseError {
    assert!(text.contains(from), "nothing to change: {from}");
    let changed = text.replacen(from, to, 1);
    let error = Case::parse(Path::new("bad.json"), &changed).expect_err(to);
    assert_eq!(error.file, Path::new("bad.json"));
    error
}

fn assert_error(error: &CaseError, place: &str, message: &str) {
    assert_eq!(error.place, place, "{error}");
    assert!(error.message.contains(message), "{error}");
}

#[test]
fn faults_that_the_reader_sees_have_a_line() {
    let unknown = error(BATCHES, r#""note""#, r#""nota""#);
    assert_error(&unknown, "line 8, column 8", "unknown field `nota`");
    let in_an_event = error(BATCHES, r#"{"seq": 6,"#, r#"{"sek": 6,"#);
    assert!(in_an_event.place.starts_with("line 29,"), "{in_an_event}");
    let large = error(BATCHES, r#""t_ms": 25000"#, r#""t_ms": 9223372036854775808"#);
    assert!(large.place.starts_with("line 29,"), "{large}");
    assert!(large.message.contains("9223372036854775808"), "{large}");
    let fraction = error(BATCHES, r#""t_ms": 25000"#, r#""t_ms": 2.5"#);
    assert!(fraction.message.contains("expected i64"), "{fraction}");
}

#[test]
fn a_file_that_is_cut_off_says_so() {
    let half = &BATCHES[..BATCHES.len() / 2];
    let error = Case::parse(Path::new("half.json"), half).expect_err("half a case");
    assert!(error.message.contains("cut off"), "{error}");
    let last = half.lines().count();
    assert!(error.place.starts_with(&format!("line {last},")), "{error}");
}

#[test]
fn unknown_fields_of_nested_choices_are_faults_too() {
    for (from, to) in [
        (
            r#"{"type": "default"}"#,
            r#"{"type": "default", "interval_ms": 1}"#,
        ),
        (r#""size_ms": 5000,"#, r#""size_ms": 5000, "gap_ms": 1,"#),
        (
            r#""cadence": "per-batch""#,
            r#""cadence": "per-batch", "policy": "min""#,
        ),
    ] {
        let error = error(BATCHES, from, to);
        assert!(error.message.contains("unknown field"), "{error}");
        assert!(error.place.starts_with("line "), "{error}");
    }
}

#[test]
fn another_format_is_named() {
    let schema = error(BATCHES, "streamgauge.case", "streamgauge.record");
    assert_error(
        &schema,
        "schema",
        r#"found "streamgauge.record", expected "streamgauge.case""#,
    );
    assert_error(
        &error(BATCHES, r#""version": "1""#, r#""version": "2""#),
        "version",
        r#"expected "1""#,
    );
}

#[test]
fn events_are_numbered_without_gaps() {
    let gap = error(BATCHES, r#""seq": 6"#, r#""seq": 7"#);
    assert_error(&gap, "steps[1].batch[0].seq", "found 7, expected 6");
}

#[test]
fn a_case_expects_lines_or_a_refusal() {
    let both = error(
        BATCHES,
        r#""expected": ["#,
        r#""expected_error": "session-without-key", "expected": ["#,
    );
    assert_error(&both, "expected_error", "exactly one");
    let kind = error(
        BATCHES,
        r#""expected": ["#,
        r#""expected_error": "too-hard", "expected": ["#,
    );
    assert!(kind.message.contains("unknown variant `too-hard`"), "{kind}");
}

#[test]
fn expected_lines_have_known_fields_and_exact_integers() {
    let field = error(BATCHES, r#""removed_rows": 0"#, r#""evicted_rows": 0"#);
    assert_error(&field, "expected[0].evicted_rows", "unknown field");
    let large = error(BATCHES, r#""count": 5"#, r#""count": 9223372036854775808"#);
    assert_error(&large, "expected[3].results[0].count", "fits 64 bits");
}

#[test]
fn settings_and_steps_of_the_other_engine_are_faults() {
    let setting = error(EVENTS, r#""steps""#, r#""no_data_batches": true, "steps""#);
    assert_error(&setting, "no_data_batches", "only micro-batch has it");
    let step = error(BATCHES, r#""steps": ["#, r#""steps": [{"watermark_ms": 1},"#);
    assert_error(&step, "steps[0].watermark_ms", "only event-at-a-time");
    let tick = error(EVENTS, r#""steps": ["#, r#""steps": [{"tick": true},"#);
    assert_error(&tick, "steps[0].tick", "only micro-batch");
    let cadence = error(BATCHES, "per-batch", "per-event");
    assert_error(&cadence, "query.watermark.cadence", "per-batch");
    let missing = error(BATCHES, r#""output_mode": "append""#, r#""deduplicate": null"#);
    assert_error(&missing, "query.output_mode", "missing");
}

#[test]
fn steps_out_of_order_are_faults() {
    let end = error(EVENTS, r#""steps": ["#, r#""steps": [{"end": true},"#);
    assert_error(&end, "steps[0].end", "must be the last");
    let clock = r#""steps": [{"processing_time_ms": 5}, {"processing_time_ms": 4},"#;
    assert_error(
        &error(EVENTS, r#""steps": ["#, clock),
        "steps[1].processing_time_ms",
        "goes back from 5 to 4",
    );
    let watermark = error(EVENTS, r#"{"strategy": "explicit"}"#, r#"{"strategy": "none"}"#);
    assert!(watermark.place.ends_with("].watermark_ms"), "{watermark}");
    let no = error(EVENTS, r#""steps": ["#, r#""steps": [{"end": false},"#);
    assert!(no.message.contains("expected true"), "{no}");
}

#[test]
fn a_query_needs_the_fields_of_its_events() {
    let key = error(BATCHES, r#""key": "none""#, r#""key": "movie""#);
    assert_error(&key, "steps[0].batch[0].movie_id", "the query's key is movie");
    let sum = error(BATCHES, r#"["count"]"#, r#"["count", "sum"]"#);
    assert_error(&sum, "steps[0].batch[0].value", "sums values");
    let half = error(BATCHES, r#""seq": 6,"#, r#""seq": 6, "user_id": 1,"#);
    assert_error(&half, "steps[1].batch[0].movie_id", "a rating has");
}

#[test]
fn sizes_without_sense_are_faults() {
    let size = error(BATCHES, r#""size_ms": 5000"#, r#""size_ms": 0"#);
    assert_error(
        &size,
        "query.window.size_ms",
        "found 0, expected a positive number",
    );
    let offset = error(BATCHES, r#""offset_ms": 0"#, r#""offset_ms": -5000"#);
    assert_error(&offset, "query.window.offset_ms", "found -5000");
}
