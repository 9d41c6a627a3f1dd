//! What is not built like a case.

use crate::{BATCHES, EVENTS, assert_error, error, faults, line, only};

#[test]
fn faults_of_the_structure_have_a_field_and_a_line() {
    let unknown = error(BATCHES, r#""note""#, r#""nota""#);
    assert_error(
        &unknown,
        "nota",
        "unknown field; a case has schema, version, name",
    );
    assert!(
        unknown.to_string().starts_with("bad.json:8:3: nota: "),
        "{unknown}"
    );
    let in_an_event = error(BATCHES, r#"{"seq": 6,"#, r#"{"seq": 6, "sek": 6,"#);
    assert_error(&in_an_event, "steps[1].batch[0].sek", "unknown field");
    assert_eq!(line(&in_an_event), Some(29));
    for (value, message) in [
        (
            "9223372036854775808",
            "found 9223372036854775808, expected an integer that fits 64 bits",
        ),
        ("2.5", "found 2.5, expected an integer"),
        ("25000.0", "found 25000.0, expected an integer"),
        ("-0", "found -0, expected an integer"),
        ("true", "found true, expected an integer"),
        ("1e400", "found 1e400, expected an integer"),
        ("NaN", "no JSON: found `NaN`, expected a value"),
        ("-Infinity", "no JSON: found `Infinity`, invalid number"),
        ("null", "found null, expected an integer"),
        ("\"25000\"", "found \"25000\", expected an integer"),
        ("[[[[]]]]", "found a list, expected an integer"),
        ("{}", "found an object, expected an integer"),
    ] {
        let wrong = error(BATCHES, r#""t_ms": 25000"#, &format!(r#""t_ms": {value}"#));
        assert_error(&wrong, "steps[1].batch[0].t_ms", message);
        assert_eq!(line(&wrong), Some(29), "{wrong}");
    }
    let missing = error(BATCHES, r#"{"seq": 6, "t_ms": 25000}"#, r#"{"seq": 6}"#);
    assert_error(&missing, "steps[1].batch[0].t_ms", "missing; expected an integer");
    assert_eq!(line(&missing), Some(29), "{missing}");
    let twice = error(BATCHES, r#"{"seq": 6,"#, r#"{"seq": 6, "seq": 7,"#);
    assert_error(&twice, "steps[1].batch[0].seq", "duplicate field");
    let negative = error(BATCHES, r#""seq": 6"#, r#""seq": -6"#);
    assert_error(
        &negative,
        "steps[1].batch[0].seq",
        "found -6, expected an integer from 0 to",
    );
}

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
fn expected_lines_have_known_fields_and_exact_integers() {
    let field = error(BATCHES, r#""removed_rows": 0"#, r#""evicted_rows": 0"#);
    assert_error(&field, "expected[0].evicted_rows", "unknown field");
    let large = error(BATCHES, r#""count": 5"#, r#""count": 9223372036854775808"#);
    assert_error(&large, "expected[3].results[0].count", "fits 64 bits");
}

/// A reader that knows the order of the fields could take a list for an object; a case has objects.
#[test]
fn a_list_is_no_object_and_an_object_is_no_word() {
    for (from, to, field, message) in [
        (
            r#"{"type": "tumbling", "size_ms": 5000, "offset_ms": 0}"#,
            r#"["tumbling", 5000, 0]"#,
            "query.window",
            "found a list, expected a window, which is an object with \"type\"",
        ),
        (
            r#"{"strategy": "bounded-out-of-orderness", "delay_ms": 10000, "cadence": "per-batch"}"#,
            r#"["bounded-out-of-orderness", 10000, "per-batch"]"#,
            "query.watermark",
            "found a list, expected a watermark, which is an object with \"strategy\"",
        ),
        (
            r#"{"type": "default"}"#,
            r#"["default"]"#,
            "trigger",
            "found a list, expected a trigger",
        ),
        (
            r#"{"type": "default"}"#,
            r#""default""#,
            "trigger",
            "found \"default\", expected a trigger",
        ),
        (
            r#"{"seq": 6, "t_ms": 25000}"#,
            "[6, 25000, null, null, null, null, null, null]",
            "steps[1].batch[0]",
            "found a list, expected an event, which is an object with seq and t_ms",
        ),
        (
            r#""micro-batch""#,
            r#"{"micro-batch": null}"#,
            "engine",
            "found an object, expected \"micro-batch\" or \"event-at-a-time\"",
        ),
        (
            r#"["count"]"#,
            r#"[{"count": null}]"#,
            "query.aggregates[0]",
            "found an object, expected \"count\"",
        ),
        (
            r#"["count"]"#,
            r#""count""#,
            "query.aggregates",
            "found \"count\", expected a list of aggregates",
        ),
        (
            r#""results": []"#,
            r#""results": [[1]]"#,
            "expected[0].results[0]",
            "found a list, expected a row",
        ),
        (
            r#""input_step": 0"#,
            r#""input_step": [0]"#,
            "expected[0].input_step",
            "found a list, expected null or",
        ),
        (
            r#""no_data_batches": true"#,
            r#""no_data_batches": "yes""#,
            "no_data_batches",
            "expected true or false",
        ),
    ] {
        assert_error(&only(BATCHES, from, to), field, message);
    }
    let begin = BATCHES.find(r#""query": "#).expect("a query");
    let end = BATCHES.find(r#""trigger""#).expect("a trigger");
    let list = r#""query": ["none", {"type": "none"}, "event", [], null, {"strategy": "none"}, "append"],"#;
    let query = only(BATCHES, &BATCHES[begin..end], list);
    assert_error(
        &query,
        "query",
        "found a list, expected a query, which is an object with key, window, time",
    );
}

#[test]
fn a_step_has_exactly_one_field() {
    let rule =
        "a step has exactly one of batch, event, watermark_ms, processing_time_ms, tick, restart or end";
    for (step, field, message) in [
        ("{}", "steps[0]", "found no field; "),
        (r#"{"pause": 1}"#, "steps[0].pause", "unknown field; "),
        (r#"{"tick": true, "foo": 1}"#, "steps[0].foo", "unknown field; "),
        (
            r#"{"tick": true, "batch": []}"#,
            "steps[0].batch",
            "found beside tick; ",
        ),
    ] {
        let wrong = only(BATCHES, r#""steps": ["#, &format!(r#""steps": [{step},"#));
        assert_error(&wrong, field, &format!("{message}{rule}"));
    }
    for step in ["5", "[]", "\"tick\""] {
        let wrong = only(BATCHES, r#""steps": ["#, &format!(r#""steps": [{step},"#));
        assert_error(
            &wrong,
            "steps[0]",
            "expected a step, which is an object with exactly one of batch,",
        );
    }
    let twice = only(
        BATCHES,
        r#""steps": ["#,
        r#""steps": [{"tick": true, "tick": true},"#,
    );
    assert_error(&twice, "steps[0].tick", "duplicate field");
}

#[test]
fn an_unknown_field_of_a_choice_names_those_that_it_has() {
    let plain = r#"{"type": "event-time"}"#;
    let foo = only(EVENTS, plain, r#"{"type": "event-time", "foo": 1}"#);
    assert_error(
        &foo,
        "query.window_trigger.foo",
        "unknown field; a window trigger of type \"event-time\" has no others",
    );
    let trigger = EVENTS.lines().position(|line| line.contains("window_trigger"));
    assert_eq!(line(&foo), trigger.map(|line| line + 1));
    let inner = r#"{"type": "purging", "inner": {"type": "count", "count": 2, "foo": 1}}"#;
    assert_error(
        &only(EVENTS, plain, inner),
        "query.window_trigger.inner.foo",
        "unknown field; a window trigger of type \"count\" has count",
    );
}

#[test]
fn what_may_be_missing_may_not_be_null() {
    let key = r#""key": "none""#;
    let null = only(BATCHES, key, r#""key": "none", "allowed_lateness_ms": null"#);
    let message = "found null, expected an integer that fits 64 bits; or leave the field out";
    assert_error(&null, "query.allowed_lateness_ms", message);
    let refusal = only(BATCHES, r#""trigger""#, r#""expected_error": null, "trigger""#);
    assert_error(&refusal, "expected_error", "or leave the field out");
}

#[test]
fn names_can_be_printed() {
    let long = format!("\"{}\"", "x".repeat(201));
    let expected = "expected a name of 1 to 200 characters, none of them a control character";
    for name in [
        r#""""#,
        r#""red \u001b[31m""#,
        r#""two\nlines""#,
        "\"\u{9b}\"",
        &long,
        "3",
    ] {
        let wrong = only(BATCHES, r#""agg-append-basic""#, name);
        assert_error(&wrong, "name", expected);
        let told = wrong.to_string();
        assert!(told.len() < 200 && !told.contains(char::is_control), "{told:?}");
        let feature = only(BATCHES, r#"["tumbling", "append"]"#, &format!("[{name}]"));
        assert_error(&feature, "features[0]", expected);
    }
    let unseen = only(BATCHES, r#""note""#, "\"mo\u{9b}od\": 1, \"note\"");
    assert_eq!(unseen.field, r"mo\u{9b}od");
    let wordy = only(
        BATCHES,
        r#""note""#,
        &format!("\"{}\": 1, \"note\"", "y".repeat(5000)),
    );
    assert!(wordy.to_string().len() < 300, "{wordy}");
}

#[test]
fn all_faults_of_the_structure_are_told_in_order_of_their_places() {
    let text = BATCHES
        .replacen(r#""engine": "micro-batch""#, r#""engine": "flink""#, 1)
        .replacen(r#""offset_ms": 0"#, r#""offset_ms": "0""#, 1)
        .replacen(r#"{"seq": 6,"#, r#"{"seq": 6.5, "mood": 1,"#, 1);
    let error = faults(&text, r#""origin""#, r#""source""#);
    let fields: Vec<_> = error.faults.iter().map(|fault| fault.field.as_str()).collect();
    let wanted = [
        "origin",
        "source",
        "engine",
        "query.window.offset_ms",
        "steps[1].batch[0].seq",
        "steps[1].batch[0].mood",
    ];
    assert_eq!(fields, wanted, "{error}");
}

#[test]
fn a_field_may_be_named_with_escapes() {
    let text = BATCHES.replacen(r#""seq""#, r#""\u0073eq""#, 1);
    let case = streamgauge_replay::Case::parse(std::path::Path::new("escaped.json"), &text);
    assert!(case.is_ok(), "{case:?}");
}
