//! Conformance cases.

use crate::binary::{streamgauge, streamgauge_in};

/// Two ratings in one window of 10 s, then one that closes it.
pub const CASE: &str = r#"{
  "schema": "streamgauge.case", "version": "1", "name": "small", "origin": "fact of a test#small",
  "engine": "event-at-a-time", "features": ["tumbling"],
  "query": {
    "key": "none", "window": {"type": "tumbling", "size_ms": 10000, "offset_ms": 0}, "time": "event",
    "aggregates": ["count"], "allowed_lateness_ms": 0, "late_output": false, "window_trigger": {"type": "event-time"},
    "watermark": {"strategy": "bounded-out-of-orderness", "delay_ms": 0, "cadence": "per-event"}
  },
  "steps": [
    {"batch": [
      {"seq": 0, "user_id": 1, "movie_id": 1, "half_stars": 4, "t_ms": 1000},
      {"seq": 1, "user_id": 1, "movie_id": 1, "half_stars": 6, "t_ms": 2000},
      {"seq": 2, "user_id": 1, "movie_id": 1, "half_stars": 6, "t_ms": 10000}
    ]},
    {"end": true}
  ],
  "expected": []
}"#;

#[test]
fn lines_are_printed_and_checked() {
    let place = tempfile::tempdir().unwrap();
    let path = place.path().join("small.json");
    std::fs::write(&path, CASE).unwrap();
    let printed = streamgauge_in(place.path(), &["replay", "small.json"]);
    assert_eq!(printed.code, Some(0), "{printed:?}");
    assert!(printed.out.lines().count() >= 1, "{printed:?}");
    assert!(
        printed
            .out
            .lines()
            .all(|line| serde_json::from_str::<serde_json::Value>(line).is_ok())
    );

    let wrong = streamgauge_in(place.path(), &["replay", "--check", "."]);
    assert_eq!(
        wrong.code,
        Some(5),
        "nothing is expected, so everything is wrong: {wrong:?}"
    );
    let lines: Vec<&str> = printed.out.lines().collect();
    std::fs::write(
        &path,
        CASE.replace(
            r#""expected": []"#,
            &format!(r#""expected": [{}]"#, lines.join(",")),
        ),
    )
    .unwrap();
    let right = streamgauge_in(place.path(), &["replay", "--check", "."]);
    assert_eq!(right.code, Some(0), "{right:?}");
}

#[test]
fn files_that_are_no_cases_are_named() {
    let place = tempfile::tempdir().unwrap();
    let path = place.path().join("half.json");
    std::fs::write(&path, &CASE[..200]).unwrap();
    for path in [path.to_str().unwrap(), "no/such/place"] {
        let ended = streamgauge(&["replay", path]);
        assert_eq!(ended.code, Some(1), "{ended:?}");
        assert!(ended.err.contains(path), "{ended:?}");
    }
    assert_eq!(streamgauge(&["replay"]).code, Some(2));
}

/// The case under another name, with one thing changed.
fn variant(name: &str, from: &str, to: &str) -> String {
    assert!(CASE.contains(from), "nothing to change: {from}");
    CASE.replacen(from, to, 1)
        .replace(r#""name": "small""#, &format!(r#""name": "{name}""#))
}

#[test]
fn a_fault_is_named_with_file_line_and_field_and_the_others_run() {
    let place = tempfile::tempdir().unwrap();
    let write = |name: &str, text: &[u8]| std::fs::write(place.path().join(name), text).unwrap();
    write("good.json", CASE.as_bytes());
    write("copy.json", CASE.as_bytes());
    for (name, from, to) in [
        ("gap.json", r#""seq": 2"#, r#""seq": 5"#),
        (
            "field.json",
            r#""seq": 2,"#,
            r#""seq": 2, "mood": 1, "weather": 2,"#,
        ),
        (
            "back.json",
            r#"{"end": true}"#,
            r#"{"processing_time_ms": 2}, {"processing_time_ms": 1}"#,
        ),
        ("float.json", r#""size_ms": 10000"#, r#""size_ms": 0.5"#),
        (
            "order.json",
            r#"{"end": true}"#,
            r#"{"end": true}, {"batch": []}"#,
        ),
        (
            "other.json",
            r#""late_output": false"#,
            r#""output_mode": "append", "late_output": false"#,
        ),
    ] {
        write(name, variant(name, from, to).as_bytes());
    }
    write("empty.json", b"");
    write("binary.json", b"\x00\xff\xfe");
    let ended = streamgauge_in(place.path(), &["replay", "."]);
    assert_eq!(ended.code, Some(1), "{ended:?}");
    for wanted in [
        "back.json:15:33: steps[2].processing_time_ms: the clock goes back from 2 to 1",
        "binary.json:1:2: found a byte that is not UTF-8 text",
        "empty.json:1:1: the file is empty",
        "field.json:13:18: steps[0].batch[2].mood: unknown field; an event has seq, t_ms, user_id",
        "field.json:13:29: steps[0].batch[2].weather: unknown field",
        "float.json:5:51: query.window.size_ms: found 0.5, expected an integer",
        "gap.json:13:8: steps[0].batch[2].seq: found 5, expected 2",
        "good.json:2:49: name: \"small\" is the name of",
        "order.json:15:6: steps[1].end: the end of the input is followed by steps[2].batch",
        "other.json:6:56: query.output_mode: found in a case for event-at-a-time",
    ] {
        assert!(ended.err.contains(wanted), "{wanted}: {}", ended.err);
    }
    assert_eq!(ended.err.matches("error:").count(), 10, "{}", ended.err);
    assert_eq!(ended.out.lines().count(), 2, "one case has run: {ended:?}");
}

#[test]
fn an_engine_may_be_asked_for() {
    let place = tempfile::tempdir().unwrap();
    std::fs::write(place.path().join("small.json"), CASE).unwrap();
    let other = streamgauge_in(
        place.path(),
        &["replay", "--check", "--engine", "micro-batch", "."],
    );
    assert_eq!((other.code, other.out.as_str()), (Some(2), ""), "{other:?}");
    assert!(
        other.err.contains(
            "--engine micro-batch: there is no case for it; 1 case for the other engine was left out"
        ),
        "{other:?}"
    );
    let own = streamgauge_in(place.path(), &["replay", "--engine", "event-at-a-time", "."]);
    assert_eq!((own.code, own.out.lines().count()), (Some(0), 2), "{own:?}");
    assert_eq!(streamgauge(&["replay", "--engine", "spark", "."]).code, Some(2));
}

#[test]
fn what_cannot_be_run_has_an_exit_code_of_its_own_and_a_difference_comes_first() {
    let place = tempfile::tempdir().unwrap();
    let unknown = variant("unknown", r#"["tumbling"]"#, r#"["telepathy"]"#);
    std::fs::write(place.path().join("unknown.json"), unknown).unwrap();
    let ended = streamgauge_in(place.path(), &["replay", "--check", "."]);
    assert_eq!(ended.code, Some(4), "{ended:?}");
    assert!(ended.out.contains("unsupported  unknown: telepathy"), "{ended:?}");
    assert!(!ended.out.contains("pass  "), "{ended:?}");
    std::fs::write(place.path().join("empty.json"), "").unwrap();
    assert_eq!(
        streamgauge_in(place.path(), &["replay", "--check", "."]).code,
        Some(1)
    );
    std::fs::write(place.path().join("wrong.json"), CASE).unwrap();
    assert_eq!(
        streamgauge_in(place.path(), &["replay", "--check", "."]).code,
        Some(5)
    );
}

#[test]
fn a_watermark_that_goes_back_is_named_and_ignored() {
    let place = tempfile::tempdir().unwrap();
    let bound = r#"{"strategy": "bounded-out-of-orderness", "delay_ms": 0, "cadence": "per-event"}"#;
    let text = CASE.replace(bound, r#"{"strategy": "explicit"}"#).replace(
        r#"{"end": true}"#,
        "{\"watermark_ms\": 9},\n    {\"watermark_ms\": 8}",
    );
    std::fs::write(place.path().join("back.json"), text).unwrap();
    let ended = streamgauge_in(place.path(), &["replay", "back.json"]);
    assert_eq!((ended.code, ended.out.lines().count()), (Some(0), 3), "{ended:?}");
    let wanted = "back.json:16:6: steps[2].watermark_ms: the watermark goes back from 9 to 8; it is ignored";
    assert!(ended.err.contains(wanted), "{ended:?}");
}

/// Neither a path of 200 000 levels nor a name that would paint the terminal is printed as it is.
#[test]
fn messages_are_short_and_plain() {
    let place = tempfile::tempdir().unwrap();
    std::fs::write(place.path().join("deep.json"), "{\"a\":".repeat(200_000)).unwrap();
    let red = variant("red", r#"["tumbling"]"#, r#"["\u001b[31mred"]"#);
    std::fs::write(place.path().join("red.json"), red).unwrap();
    let ended = streamgauge_in(place.path(), &["replay", "--check", "."]);
    assert_eq!(ended.code, Some(1), "{ended:?}");
    assert!(ended.err.len() < 1000, "{} bytes", ended.err.len());
    assert!(!(ended.err + &ended.out).contains('\u{1b}'));
}

#[test]
fn lines_of_several_cases_can_be_told_apart() {
    let place = tempfile::tempdir().unwrap();
    std::fs::write(place.path().join("small.json"), CASE).unwrap();
    std::fs::write(
        place.path().join("other.json"),
        variant("other", "10000", "10000"),
    )
    .unwrap();
    let ended = streamgauge_in(place.path(), &["replay", "--with-names", "."]);
    let names: Vec<_> = ended
        .out
        .lines()
        .map(|line| line.split('"').nth(3).unwrap())
        .collect();
    assert_eq!(names, ["other", "other", "small", "small"], "{ended:?}");
    let both = streamgauge_in(place.path(), &["replay", "--with-names", "--check", "."]);
    assert_eq!(both.code, Some(2), "{both:?}");
}

#[cfg(unix)]
#[test]
fn a_pipe_is_not_waited_for() {
    let place = tempfile::tempdir().unwrap();
    let made = std::process::Command::new("mkfifo")
        .arg(place.path().join("pipe.json"))
        .status();
    assert!(made.unwrap().success());
    for command in ["replay", "explain"] {
        let ended = streamgauge_in(place.path(), &[command, "pipe.json"]);
        assert_eq!(ended.code, Some(1), "{ended:?}");
        assert!(
            ended.err.contains("pipe.json: is a pipe, not a file"),
            "{ended:?}"
        );
    }
}
