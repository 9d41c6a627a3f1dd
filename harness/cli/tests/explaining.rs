//! Both engines side by side, in words.

use std::io::Read as _;
use std::process::Stdio;

use crate::binary::{command, ended, streamgauge, streamgauge_in};

/// What is printed, without the spaces that align it.
fn words(text: &str) -> String {
    text.split_whitespace()
        .filter(|word| *word != "│")
        .collect::<Vec<_>>()
        .join(" ")
}

#[test]
fn the_six_events_are_the_default() {
    let told = streamgauge(&["explain"]);
    assert_eq!(told.code, Some(0), "{told:?}");
    for part in [
        "event 5: 13:59:50",
        "LATE for 2 of 3 windows",
        "LATE for 1 of 3 windows",
        "batch 3 runs without data",
        "what each engine answered",
    ] {
        assert!(told.out.contains(part), "{part}: {}", told.out);
    }
    assert_eq!(streamgauge(&["explain", "six-events"]).out, told.out);
    let events = "14:00:01 14:00:03 14:00:02 14:00:05 13:59:50 14:00:06";
    let given = streamgauge(&["explain", "--events", events]);
    let behind_the_heading = |text: &str| text.split_once("how it works").unwrap().1.to_owned();
    assert_eq!(behind_the_heading(&given.out), behind_the_heading(&told.out));
}

#[test]
fn flags_change_the_question() {
    let ask = |flags: &[&str]| {
        let told = streamgauge(&[&["explain"], flags].concat());
        assert_eq!(told.code, Some(0), "{told:?}");
        words(&told.out)
    };
    assert!(!ask(&["--window", "tumbling:15s"]).contains("LATE"));
    assert!(ask(&["--window", "tumbling:5s"]).contains("It is dropped, and counted as dropped."));
    assert!(ask(&["--delay", "0s"]).contains("OUT [13:59:58, 14:00:04) count 3"));
    assert!(ask(&["--lateness", "5s"]).contains("Micro-batch has no allowed lateness"));
    assert!(ask(&["--batch", "each"]).contains("batch 9"));
    assert!(ask(&["--batch", "all"]).contains("batch 0 has no watermark to judge by yet"));
    assert!(ask(&["--output-mode", "complete"]).contains("complete: all groups, in every batch"));
    assert!(ask(&["--window", "session:5s", "--output-mode", "update"]).contains("use append or complete"));
    let barred = ask(&["--events", "14:00|14:01 14:02", "--window", "none"]);
    assert!(barred.contains("14:00:00 | 14:01:00 14:02:00"), "{barred}");
}

#[test]
fn what_an_example_shows_is_said_only_of_the_example_as_it_is() {
    let heading = |flags: &[&str]| {
        let told = streamgauge(&[&["explain"], flags].concat());
        told.out.lines().next().unwrap().to_owned()
    };
    for same in [
        &[][..],
        &[
            "--batch",
            "3",
            "--window",
            "sliding:6s/2s",
            "--output-mode",
            "append",
        ],
    ] {
        assert!(
            heading(same).starts_with("six-events: one event comes 15 s late"),
            "{same:?}"
        );
    }
    for other in [
        &["--window", "tumbling:15s"][..],
        &["--window", "none"],
        &["--delay", "5s"],
        &["--output-mode", "complete"],
    ] {
        assert_eq!(heading(other), "the events of six-events", "{other:?}");
    }
    let neighbour = heading(&["late-neighbour", "--window", "tumbling:5s"]);
    assert_eq!(neighbour, "the events of late-neighbour");
}

#[test]
fn more_events_than_anybody_reads_are_refused() {
    let many = "14:00:01 ".repeat(1001);
    let refused = streamgauge(&["explain", "--events", &many]);
    assert_eq!(refused.code, Some(2));
    assert!(
        refused
            .err
            .contains("--events holds 1001 events, and at most 1000 are explained one by one"),
        "{refused:?}"
    );
    let allowed = "14:00:01 ".repeat(1000);
    assert_eq!(streamgauge(&["explain", "--events", &allowed]).code, Some(0));
    let crowded = streamgauge(&["explain", "--events", &allowed, "--window", "sliding:1h/1s"]);
    assert_eq!(crowded.code, Some(2));
    assert!(
        crowded.err.contains("--events: every event is in 3600 windows"),
        "{crowded:?}"
    );
    let place = tempfile::tempdir().unwrap();
    let event = r#"{"seq": 0, "t_ms": 1}"#;
    let long: Vec<String> = (0..1001)
        .map(|seq| event.replace(": 0", &format!(": {seq}")))
        .collect();
    let case = format!(
        r#"{{"schema": "streamgauge.case", "version": "1", "name": "long", "origin": "test", "engine": "micro-batch",
        "features": [], "query": {{"key": "none", "window": {{"type": "none"}}, "time": "event", "aggregates": [],
        "watermark": {{"strategy": "none"}}, "output_mode": "append"}}, "trigger": {{"type": "default"}},
        "no_data_batches": true, "steps": [{{"batch": [{}]}}], "expected": []}}"#,
        long.join(",")
    );
    std::fs::write(place.path().join("long.json"), case).unwrap();
    let refused = streamgauge_in(place.path(), &["explain", "long.json"]);
    assert_eq!(refused.code, Some(2), "{refused:?}");
    assert!(
        refused.err.contains("long.json holds 1001 events") && refused.err.contains("replay"),
        "{refused:?}"
    );
}

#[test]
fn the_text_is_as_wide_as_the_terminal() {
    for (columns, beside) in [("60", false), ("80", true), ("100", true), ("140", true)] {
        let mut asked = command(&["explain"]);
        let told = ended(&asked.env("COLUMNS", columns).output().unwrap());
        let widest = told.out.lines().map(|line| line.chars().count()).max();
        assert!(widest <= columns.parse().ok(), "{columns}: {}", told.out);
        assert_eq!(told.out.contains(" │ "), beside, "{columns}");
        assert!(!told.out.contains('\u{1b}'), "{columns}");
    }
    let coloured = streamgauge(&["explain", "--color", "always"]);
    assert!(coloured.out.contains("\u{1b}["), "{}", coloured.out);
}

#[test]
fn every_line_of_json_is_a_step() {
    let told = streamgauge(&["explain", "--format", "json"]);
    let steps: Vec<serde_json::Value> = told
        .out
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    let of = |engine: &str| steps.iter().filter(|step| step["engine"] == engine).count();
    assert_eq!((of("event-at-a-time"), of("micro-batch")), (6, 4), "{}", told.out);
    let late = &steps.iter().find(|step| step["event"]["seq"] == 4).unwrap()["windows"];
    let verdicts: Vec<bool> = late
        .as_array()
        .unwrap()
        .iter()
        .map(|window| window["late"] == true)
        .collect();
    assert_eq!(verdicts, [true, true, false]);
    assert!(
        streamgauge(&["explain", "--format", "markdown"])
            .out
            .contains("| event-at-a-time | micro-batch |")
    );
}

#[test]
fn a_case_file_says_all_there_is_to_say() {
    let place = tempfile::tempdir().unwrap();
    std::fs::write(place.path().join("small.json"), crate::replaying::CASE).unwrap();
    let told = streamgauge_in(place.path(), &["explain", "small.json"]);
    assert_eq!(told.code, Some(0), "{told:?}");
    assert!(
        told.out.contains("end of the input") && told.out.contains("1970-01-01"),
        "{}",
        told.out
    );
    let flagged = streamgauge_in(place.path(), &["explain", "small.json", "--delay", "5s"]);
    assert_eq!(flagged.code, Some(2));
    assert!(
        flagged.err.contains("--delay changes nothing: small.json"),
        "{flagged:?}"
    );
    std::fs::write(place.path().join("half.json"), &crate::replaying::CASE[..99]).unwrap();
    let half = streamgauge_in(place.path(), &["explain", "half.json"]);
    assert_eq!(half.code, Some(1));
    assert!(
        half.err.contains("half.json") && half.err.contains("cut off"),
        "{half:?}"
    );
}

#[test]
fn what_cannot_be_is_named() {
    let table: [(&[&str], &str); 14] = [
        (
            &["six-event"],
            "there is no case file or example 'six-event'; did you mean 'six-events'?",
        ),
        (&["six-events", "--events", "14:00"], "cannot be used with"),
        (&["--events", ""], "there is no event"),
        (&["--events", "14:00 noon"], "event 2: 'noon' is no time"),
        (&["--events", "14:00@1 14:01"], "event 2 has no key"),
        (&["--events", "2026-01-05"], "a date needs a time behind it"),
        (&["--events", "14:00:01.2505"], "at most three digits"),
        (
            &["--window", "hopping:5s"],
            "there is no kind of window 'hopping'",
        ),
        (&["--window", "sliding:15s"], "no slide"),
        (&["--window", "sliding:73h/1ms"], "use a longer slide"),
        (&["--delay", "-5s"], "negative"),
        (&["--batch", "0"], "each or all"),
        (&["--output-mode", "merge"], "possible values"),
        (
            &["--events", "14:00 | 14:01", "--batch", "2"],
            "the bars in --events end the batches",
        ),
    ];
    for (args, says) in table {
        let refused = streamgauge(&[&["explain"], args].concat());
        assert_eq!(refused.code, Some(2), "{args:?}: {refused:?}");
        assert!(refused.err.contains(says), "{args:?}: {refused:?}");
    }
}

#[test]
fn examples_are_listed() {
    let list = streamgauge(&["explain", "--list"]);
    assert_eq!(list.code, Some(0));
    for line in list.out.lines() {
        let name = line.split_whitespace().next().unwrap();
        assert_eq!(streamgauge(&["explain", name]).code, Some(0), "{name}");
    }
}

#[test]
fn examples_are_listed_in_every_format() {
    let json = streamgauge(&["explain", "--list", "--format", "json"]);
    let first: serde_json::Value = serde_json::from_str(json.out.lines().next().unwrap()).unwrap();
    assert_eq!(first["name"], "six-events");
    let markdown = streamgauge(&["explain", "--list", "--format", "markdown"]);
    assert!(
        markdown.out.contains("|---|---|\n| `six-events` | one event"),
        "{}",
        markdown.out
    );
}

#[test]
fn a_time_without_a_date_is_of_the_day_before_it() {
    let heading = "14:00:03 14:00:01 (of 2026-01-05, UTC)";
    for events in ["2026-01-05T14:00:03 14:00:01", "2026-01-05 14:00:03 14:00:01"] {
        let told = streamgauge(&["explain", "--events", events]);
        assert!(told.out.contains(heading), "{events}: {}", told.out);
    }
    let json = streamgauge(&[
        "explain",
        "--events",
        "2026-01-05 14:00:03 14:00:01",
        "--format",
        "json",
    ]);
    assert!(
        json.out.contains("1767621603000") && json.out.contains("1767621601000"),
        "{}",
        json.out
    );
}

#[test]
fn a_reader_that_leaves_is_no_error() {
    let mut child = command(&["explain", "--color", "always"])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    drop(child.stdout.take());
    let mut said = String::new();
    child.stderr.take().unwrap().read_to_string(&mut said).unwrap();
    assert_eq!(child.wait().unwrap().code(), Some(0), "{said}");
    assert_eq!(said, "");
}
