//! Files that are not cases are named with the place of their fault.

use std::path::Path;

use streamgauge_replay::{Case, CaseError, Position};

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

fn assert_error(error: &CaseError, field: &str, message: &str) {
    assert_eq!(error.field, field, "{error}");
    assert!(error.message.contains(message), "{error}");
    assert!(error.position.is_some(), "{error}");
}

fn line(error: &CaseError) -> Option<usize> {
    error.position.map(|Position { line, .. }| line)
}

#[test]
fn faults_that_the_reader_sees_have_a_field_and_a_line() {
    let unknown = error(BATCHES, r#""note""#, r#""nota""#);
    assert_error(&unknown, "nota", "unknown field `nota`");
    assert!(
        unknown.to_string().starts_with("bad.json:8:3: nota: "),
        "{unknown}"
    );
    let in_an_event = error(BATCHES, r#"{"seq": 6,"#, r#"{"sek": 6,"#);
    assert_error(&in_an_event, "steps[1].batch[0].sek", "unknown field");
    assert_eq!(line(&in_an_event), Some(29));
    for (value, message) in [
        ("9223372036854775808", "9223372036854775808"),
        ("2.5", "expected i64"),
        ("1e400", "number out of range"),
        ("NaN", "expected value"),
        ("-Infinity", "invalid number"),
        ("null", "expected i64"),
        ("\"25000\"", "expected i64"),
        ("[[[[]]]]", "expected i64"),
    ] {
        let wrong = error(BATCHES, r#""t_ms": 25000"#, &format!(r#""t_ms": {value}"#));
        assert_error(&wrong, "steps[1].batch[0].t_ms", message);
        assert_eq!(line(&wrong), Some(29), "{wrong}");
    }
    let missing = error(BATCHES, r#"{"seq": 6, "t_ms": 25000}"#, r#"{"seq": 6}"#);
    assert_error(&missing, "steps[1].batch[0].t_ms", "missing field");
    assert_eq!(line(&missing), Some(29), "{missing}");
    let twice = error(BATCHES, r#"{"seq": 6,"#, r#"{"seq": 6, "seq": 7,"#);
    assert_error(&twice, "steps[1].batch[0].seq", "duplicate field");
    let negative = error(BATCHES, r#""seq": 6"#, r#""seq": -6"#);
    assert_error(&negative, "steps[1].batch[0].seq", "expected u64");
}

/// Objects that say what they are must be read as a whole before their fields are judged.
#[test]
fn faults_within_a_choice_have_the_place_of_the_field() {
    for (from, to, field) in [
        (r#""size_ms": 5000"#, r#""size_ms": 2.5"#, "query.window.size_ms"),
        (
            r#""size_ms": 5000"#,
            r#""size_ms": 1e300"#,
            "query.window.size_ms",
        ),
        (
            r#""type": "tumbling""#,
            r#""type": "hopping""#,
            "query.window.type",
        ),
        (r#""size_ms": 5000, "#, "", "query.window.size_ms"),
        (
            r#""delay_ms": 10000"#,
            r#""delay_ms": null"#,
            "query.watermark.delay_ms",
        ),
        (
            r#""delay_ms": 10000"#,
            r#""delay_ms": "10""#,
            "query.watermark.delay_ms",
        ),
        (r#""per-batch""#, r#""per-lunch""#, "query.watermark.cadence"),
        (r#""default""#, r#""daily""#, "trigger.type"),
    ] {
        let error = error(BATCHES, from, to);
        assert_eq!(error.field, field, "{error}");
        assert!((11..20).contains(&line(&error).unwrap_or(0)), "{error}");
    }
}

#[test]
fn a_file_that_is_cut_off_says_so() {
    let half = &BATCHES[..BATCHES.len() / 2];
    let error = Case::parse(Path::new("half.json"), half).expect_err("half a case");
    assert!(error.message.contains("cut off"), "{error}");
    assert_eq!(line(&error), Some(half.lines().count()), "{error}");
    let empty = Case::parse(Path::new("empty.json"), " \n").expect_err("no case");
    assert!(
        empty.to_string().contains("the file is empty; expected a case"),
        "{empty}"
    );
}

#[test]
fn what_is_no_object_or_too_deep_is_no_case() {
    let parse = |text: &str| Case::parse(Path::new("bad.json"), text).expect_err("no case");
    let list = parse("[]");
    assert!(list.message.contains("expected a case"), "{list}");
    let lists = format!(r#""results": {}{}"#, "[".repeat(10_000), "]".repeat(10_000));
    let deep = error(BATCHES, r#""results": []"#, &lists);
    assert!(deep.message.contains("recursion limit"), "{deep}");
    assert_eq!(line(&deep), Some(36), "{deep}");
    let plain = r#"{"type": "event-time"}"#;
    let inner = r#"{"type": "purging", "inner": "#.repeat(200) + plain + &"}".repeat(200);
    let nested = error(EVENTS, plain, &inner);
    assert!(nested.message.contains("recursion limit"), "{nested}");
}

#[test]
fn files_that_are_no_text_are_named() {
    let folder = tempfile::tempdir().expect("a directory");
    let file = folder.path().join("binary.json");
    std::fs::write(&file, b"{\n  \xff\xfe\0").expect("a file");
    let binary = Case::read(&file).expect_err("no case");
    assert_eq!(binary.position, Some(Position { line: 2, column: 3 }), "{binary}");
    assert!(binary.message.contains("not UTF-8"), "{binary}");
    let directory = Case::read(folder.path()).expect_err("no case");
    assert!(directory.message.starts_with("cannot be read: "), "{directory}");
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
        assert!(error.position.is_some(), "{error}");
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
    assert!(watermark.field.ends_with("].watermark_ms"), "{watermark}");
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

/// The format says that it is ignored: the case runs, and whoever wrote it is told. One that stays where it is, and one
/// that begins anew after a restart, are nothing to tell.
#[test]
fn a_watermark_that_goes_back_is_remarked_upon() {
    let steps = "\"steps\": [{\"watermark_ms\": -5}, {\"watermark_ms\": -5},\n{\"watermark_ms\": -6}, {\"restart\": true}, \
                 {\"watermark_ms\": -7},";
    let text = EVENTS.replacen(r#""steps": ["#, steps, 1);
    let folder = tempfile::tempdir().expect("a directory");
    let file = folder.path().join("odd.json");
    std::fs::write(&file, &text).expect("a file");
    let remarks = Case::read(&file).expect("a case").remarks(&file);
    let [remark] = remarks.as_slice() else {
        panic!("{remarks:?}");
    };
    assert_error(
        remark,
        "steps[2].watermark_ms",
        "the watermark goes back from -5 to -6; it is ignored",
    );
    let first = EVENTS
        .lines()
        .position(|line| line.contains("\"steps\""))
        .map(|at| at + 1);
    assert_eq!(line(remark), first.map(|line| line + 1), "{remark}");
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
            "expected key, value or t_ms",
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
        "found 1, but there are 1 delays",
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
