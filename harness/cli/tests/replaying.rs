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
