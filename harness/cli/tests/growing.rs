//! `streamgauge growth`.

use serde_json::Value;

use crate::binary::{streamgauge, streamgauge_in};

#[test]
fn points_are_tried_judged_saved_and_rendered_again() {
    let place = tempfile::tempdir().unwrap();
    let args = [
        "growth",
        "--axis",
        "late",
        "--values",
        "0.9,0",
        "--repeats",
        "1",
        "--out",
        ".",
        "--format",
        "json",
    ];
    let ended = streamgauge_in(place.path(), &args);
    assert_eq!(ended.code, Some(0), "{}", ended.err);
    assert!(
        ended.err.contains("[4/4]") && ended.err.contains("left"),
        "{}",
        ended.err
    );
    let growth: Value = serde_json::from_str(&ended.out).unwrap();
    let points = growth["points"].as_array().unwrap();
    let values: Vec<f64> = points
        .iter()
        .map(|point| point["value"].as_f64().unwrap())
        .collect();
    assert_eq!(values, [0.0, 0.9, 0.0, 0.9], "two engines, values in order");
    for point in points {
        let trial = &point["trials"][0];
        assert_eq!(trial["status"]["valid"], true, "{trial}");
        assert!(trial["events"].as_u64().unwrap() >= 50_000 && trial["busy_ns"].as_u64().unwrap() > 0);
        assert!(trial["peak_state_bytes"].as_u64().unwrap() > 0, "{trial}");
    }
    let saved = std::fs::read_dir(place.path()).unwrap().next().unwrap().unwrap();
    for file in ["growth.json", "report.html", "charts/growth-late.svg"] {
        assert!(saved.path().join(file).exists(), "{file}");
    }
    let again = streamgauge(&["report", saved.path().to_str().unwrap(), "--format", "csv"]);
    assert_eq!(again.out.lines().count(), 5, "{again:?}");
}

#[test]
fn the_plan_names_the_command_of_each_point() {
    let planned = streamgauge(&[
        "growth",
        "--axis",
        "keys",
        "--values",
        "10,1k",
        "--seed",
        "9",
        "--dry-run",
    ]);
    let lines: Vec<&str> = planned.out.lines().collect();
    assert!(
        lines[0].starts_with("4 points, each 3 times, about"),
        "{planned:?}"
    );
    assert_eq!(
        lines[2],
        "streamgauge growth --axis keys --values 1000 --engine micro-batch --repeats 3 --seed 9"
    );
    let all: Value =
        serde_json::from_str(&streamgauge(&["growth", "--dry-run", "--format", "json"]).out).unwrap();
    assert!(all["points"].as_array().unwrap().len() >= 2 * (7 + 7 + 4 + 6 + 2));
}

#[test]
fn what_cannot_grow_is_refused_before_anything_runs() {
    for (args, says) in [
        (
            &["--axis", "key"][..],
            "there is no axis 'key'; did you mean 'keys'?",
        ),
        (&["--values", "1"], "--values are of one axis"),
        (
            &["--axis", "keys", "--values", "0"],
            "--values 0: the axis keys takes a whole number",
        ),
        (
            &["--axis", "late", "--values", "1.5"],
            "the axis late takes a share from 0 to 1",
        ),
        (&["--axis", "keys", "--values", "many"], "many"),
        (&["--engine", "null"], "answers nothing"),
        (&["--engine", "micro-batch:trigger=1s"], "leave trigger=… away"),
        (&["--engine", "micro-batch:mode=complete"], "leave mode=… away"),
        (
            &["--engine", "event-at-a-time:workers=2"],
            "the axis workers sets them",
        ),
        (&["--engine", "event-at-a-time:idle=1s"], "idle changes nothing"),
        (
            &["--engine", "micro-batch", "--engine", "micro-batch"],
            "two engines have the same label",
        ),
        (&["--axis", "late", "--slot", "99"], "--slot 99"),
    ] {
        let ended = streamgauge(&[&["growth", "--no-save"][..], args].concat());
        assert_eq!(ended.code, Some(2), "{args:?}: {}", ended.err);
        assert!(ended.err.contains(says), "{args:?}: {}", ended.err);
    }
}
