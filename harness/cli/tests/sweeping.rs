//! `streamgauge frontier`, on the virtual clock.

use serde_json::Value;

use crate::binary::streamgauge;

const SMALL: [&str; 8] = [
    "frontier",
    "--clock",
    "simulated",
    "--measure",
    "1s",
    "--delays",
    "0s,120s",
    "--no-save",
];

fn frontier(more: &[&str]) -> Value {
    let ended = streamgauge(&[&SMALL[..], &["--format", "json"], more].concat());
    assert_eq!(ended.code, Some(0), "{}", ended.err);
    serde_json::from_str(&ended.out).unwrap()
}

fn missing(point: &Value) -> u64 {
    let completeness = &point["simulated"]["lateness"]["completeness"];
    completeness["truth"].as_u64().unwrap() - completeness["included_first"].as_u64().unwrap()
}

#[test]
fn a_longer_delay_is_more_complete_and_every_combination_is_there() {
    let frontier = frontier(&[]);
    let points = frontier["points"].as_array().unwrap();
    // Three triggers, event-at-a-time, and event-at-a-time with a lateness; two delays each.
    assert_eq!(points.len(), 10);
    for line in points.chunks(2) {
        let late = [&line[0], &line[1]].map(missing);
        assert!(late[0] >= late[1] && late[1] == 0, "{} {late:?}", line[0]["arm"]);
    }
    assert_eq!(frontier["complete"], true);
    assert!(points.iter().all(|point| point["live"].is_null()));
}

#[test]
fn the_command_of_a_point_gives_the_same_figures() {
    let frontier = frontier(&[
        "--engine",
        "event-at-a-time",
        "--late-fraction",
        "0.2",
        "--seed",
        "9",
    ]);
    let point = &frontier["points"][0];
    let words: Vec<String> = serde_json::from_value(point["argv"].clone()).unwrap();
    let words: Vec<&str> = words[1..].iter().map(String::as_str).collect();
    let alone = ["--clock", "simulated", "--no-save", "--format", "json"];
    let record: Value = serde_json::from_str(&streamgauge(&[&words[..], &alone].concat()).out).unwrap();
    assert_eq!(
        record["scenario"]["fingerprint"],
        frontier["scenario"]["fingerprint"]
    );
    assert_eq!(record["runs"][0]["lateness"], point["simulated"]["lateness"]);
}

#[test]
fn the_same_sweep_is_the_same_bytes() {
    assert_eq!(
        frontier(&["--engine", "micro-batch"]),
        frontier(&["--engine", "micro-batch"])
    );
}

#[test]
fn what_cannot_be_swept_is_refused_before_anything_runs() {
    for (args, says) in [
        (
            &["--engine", "micro-batch:trigger=1s"][..],
            "give the triggers with --triggers",
        ),
        (&["--engine", "null"], "answers no query"),
        (&["--query", "movie-running"], "--delay changes nothing"),
        (&["--query", "movie-processing"], "--delay changes nothing"),
        (
            &["--engine", "micro-batch", "--allowed-latenesses", "7s"],
            "--allowed-latenesses 7000ms",
        ),
        (&["--triggers", "1s,1s"], "two engines have the same label"),
        (&["--triggers", "soon"], "soon"),
    ] {
        let ended = streamgauge(&[&SMALL[..], args].concat());
        assert_eq!(ended.code, Some(2), "{args:?}: {}", ended.err);
        assert!(ended.err.contains(says), "{args:?}: {}", ended.err);
    }
}

#[test]
fn page_and_chart_are_saved_and_tables_are_printed() {
    let directory = tempfile::tempdir().unwrap();
    let args = [
        "frontier",
        "--clock",
        "simulated",
        "--measure",
        "9s",
        "--delays",
        "0s,60s",
        "--engine",
        "event-at-a-time",
    ];
    let out = directory.path().to_str().unwrap();
    let printed = streamgauge(&[&args[..], &["--out", out]].concat()).out;
    assert!(
        printed.contains("what completeness costs") && printed.contains("event-at-a-time, lateness 60s"),
        "{printed}"
    );
    let place = std::fs::read_dir(directory.path())
        .unwrap()
        .next()
        .unwrap()
        .unwrap()
        .path();
    for file in ["frontier.json", "report.html", "charts/frontier.svg"] {
        assert!(place.join(file).exists(), "{file}");
    }
}
