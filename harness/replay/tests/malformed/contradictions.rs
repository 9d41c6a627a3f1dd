//! What contradicts itself although it is built like a case.

use crate::{BATCHES, EVENTS, assert_error, error, faults, line, only};

#[test]
fn events_are_numbered_without_gaps() {
    for wrong in ["7", "5", "0", "18446744073709551615"] {
        let gap = error(BATCHES, r#""seq": 6"#, &format!(r#""seq": {wrong}"#));
        assert_error(
            &gap,
            "steps[1].batch[0].seq",
            &format!("found {wrong}, expected 6"),
        );
        assert_eq!(line(&gap), Some(29), "{gap}");
    }
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
    assert!(
        kind.message
            .contains("found \"too-hard\", expected \"negative-watermark-delay\""),
        "{kind}"
    );
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
    let missing = error(BATCHES, ",\n    \"output_mode\": \"append\"", "");
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
    assert!(watermark.field.ends_with("].watermark_ms"), "{watermark}");
    let no = error(EVENTS, r#""steps": ["#, r#""steps": [{"end": false},"#);
    assert!(no.message.contains("found false, expected true"), "{no}");
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

#[test]
fn contradictory_queries_are_faults() {
    let aggregates = r#""aggregates": ["count"]"#;
    let by = |fields: &str| {
        format!(r#""aggregates": [], "deduplicate": {{"by": [{fields}], "within_watermark": false}}"#)
    };
    let both = by(r#""t_ms""#).replace("[],", r#"["count"],"#);
    assert_error(
        &error(BATCHES, aggregates, &both),
        "query.deduplicate",
        "beside aggregates",
    );
    for (fields, field, message) in [
        ("", "query.deduplicate.by", "found no field"),
        (
            r#""user""#,
            "query.deduplicate.by[0]",
            "found \"user\", expected \"key\", \"value\" or \"t_ms\"",
        ),
        (r#""t_ms", "t_ms""#, "query.deduplicate.by[1]", "named before"),
        (
            r#""key""#,
            "steps[0].batch[0].key",
            "the query deduplicates by it",
        ),
        (
            r#""value""#,
            "steps[0].batch[0].value",
            "the query deduplicates by it",
        ),
    ] {
        assert_error(&error(BATCHES, aggregates, &by(fields)), field, message);
    }
    let bound = r#"{"strategy": "bounded-out-of-orderness", "delay_ms": 10000, "cadence": "per-batch"}"#;
    let sources = |delays: &str| {
        format!(
            r#"{{"strategy": "per-source", "delays_ms": [{delays}], "policy": "min", "cadence": "per-batch"}}"#
        )
    };
    let none = error(BATCHES, bound, &sources(""));
    assert_error(&none, "query.watermark.delays_ms", "one delay per source");
    let missing = error(BATCHES, bound, &sources("1, 1"));
    assert_error(&missing, "steps[0].batch[0].source", "missing");
    let one = BATCHES
        .replace(bound, &sources("1"))
        .replace(r#""seq""#, r#""source": 0, "seq""#);
    let beyond = error(&one, r#""source": 0"#, r#""source": 1"#);
    assert_error(
        &beyond,
        "steps[0].batch[0].source",
        "found 1, but there is 1 delay;",
    );
    let explicit = r#"{"strategy": "explicit"}"#;
    let other = error(EVENTS, explicit, &sources("1").replace("per-batch", "per-event"));
    assert_error(&other, "query.watermark.strategy", "only micro-batch has it");
    assert_error(
        &error(BATCHES, bound, explicit),
        "query.watermark.strategy",
        "only event-at-a-time has it",
    );
}

#[test]
fn all_contradictions_of_a_case_are_told_in_order_of_their_places() {
    let text = BATCHES
        .replacen(r#""size_ms": 5000"#, r#""size_ms": 0"#, 1)
        .replacen(r#""key": "none""#, r#""late_output": true, "key": "none""#, 1)
        .replacen(r#""steps": ["#, r#""steps": [{"end": true},"#, 1);
    let error = faults(&text, r#""seq": 6"#, r#""seq": 9"#);
    let fields: Vec<_> = error.faults.iter().map(|fault| fault.field.as_str()).collect();
    let wanted = [
        "query.late_output",
        "query.window.size_ms",
        "steps[0].end",
        "steps[2].batch[0].seq",
    ];
    assert_eq!(fields, wanted, "{error}");
    assert_eq!(error.lines().count(), 4, "{error}");
}

#[test]
fn of_very_many_faults_twenty_are_told_and_the_others_counted() {
    let plain = r#"{"seq": 0, "t_ms": 10000}"#;
    let seq = |seq: usize| format!(r#"{{"seq": {seq}, "t_ms": 1}}"#);
    let many: Vec<_> = (0..50).map(seq).collect();
    let text = BATCHES.replacen(r#""key": "none""#, r#""key": "key""#, 1);
    let error = faults(&text, plain, &many.join(","));
    assert_eq!(error.faults.len(), 20);
    // All events lack a key, and the first one behind the new ones has the number of another.
    assert_eq!(error.more, 50 + 7 + 1 - 20, "{error}");
    assert!(error.to_string().ends_with("\nbad.json: and 38 more"), "{error}");
    assert_eq!(error.faults[19].field, "steps[0].batch[19].key");
}

#[test]
fn a_shift_of_the_numbers_is_one_fault() {
    let shifted = (1..8).rev().fold(BATCHES.to_owned(), |text, seq| {
        text.replace(&format!("\"seq\": {seq},"), &format!("\"seq\": {},", seq + 1))
    });
    let from_one = only(&shifted, r#""seq": 0,"#, r#""seq": 1,"#);
    assert_error(&from_one, "steps[0].batch[0].seq", "found 1, expected 0");
}
