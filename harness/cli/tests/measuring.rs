//! Measuring, simulated and live, from arguments to files and exit code.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use crate::binary::{command, ended, record, streamgauge};

const SMALL: [&str; 6] = ["--clock", "simulated", "--measure", "200ms", "--repeats", "2"];

fn with(args: &[&str], rest: &[&str]) -> Vec<String> {
    args.iter().chain(rest).map(|arg| (*arg).to_owned()).collect()
}

fn run(args: &[String]) -> crate::binary::Ended {
    streamgauge(&args.iter().map(String::as_str).collect::<Vec<_>>())
}

/// All files below a directory, by their place in it.
fn files(root: &Path) -> BTreeMap<PathBuf, Vec<u8>> {
    let mut found = BTreeMap::new();
    let mut waiting = vec![root.to_owned()];
    while let Some(directory) = waiting.pop() {
        for entry in directory.read_dir().unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                waiting.push(path);
            } else {
                found.insert(
                    path.strip_prefix(root).unwrap().to_owned(),
                    std::fs::read(&path).unwrap(),
                );
            }
        }
    }
    found
}

#[test]
fn simulated_comparisons_are_the_same_bytes_from_run_to_run() {
    let (first, second) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let workers = [
        "--engine",
        "micro-batch:trigger=100ms,workers=2",
        "--engine",
        "event-at-a-time:workers=2",
    ];
    let measure = |place: &Path| {
        let out = place.to_str().unwrap();
        let args = with(&["compare", "--out", out, "--png"], &SMALL);
        run(&args
            .into_iter()
            .chain(workers.map(str::to_owned))
            .collect::<Vec<_>>())
    };
    let (one, two) = (measure(first.path()), measure(second.path()));
    assert_eq!((one.code, two.code), (Some(0), Some(0)), "{one:?}");
    assert_eq!(one.out, two.out);
    let (one, two) = (files(first.path()), files(second.path()));
    assert_eq!(one.keys().collect::<Vec<_>>(), two.keys().collect::<Vec<_>>());
    assert!(one == two, "some file differs");
    let names: Vec<String> = one
        .keys()
        .map(|path| path.to_string_lossy().into_owned())
        .collect();
    for wanted in ["record.json", "report.html", ".svg", ".png"] {
        assert!(
            names.iter().any(|name| name.ends_with(wanted)),
            "no {wanted} in {names:?}"
        );
    }
    measure(first.path());
    assert!(
        files(first.path()) == two,
        "the same record again lies over itself"
    );
}

#[test]
fn another_late_fraction_is_another_record() {
    let place = tempfile::tempdir().unwrap();
    let out = place.path().to_str().unwrap();
    let run_with = |late| run(&with(&["run", "--out", out, "--late-fraction", late], &SMALL));
    assert_eq!(run_with("0.1").code, Some(0));
    assert_eq!(run_with("0.2").code, Some(0));
    assert_eq!(crate::binary::records(place.path()).len(), 2);
}

#[test]
fn disturbances_change_the_figures_and_stand_in_the_record() {
    let base = [
        "run",
        "--clock",
        "simulated",
        "--measure",
        "2s",
        "--query",
        "movie-running",
        "--format",
        "json",
        "--no-save",
    ];
    let measured = |rest: &[&str]| -> serde_json::Value {
        let ended = run(&with(&base, rest));
        assert_eq!(ended.code, Some(0), "{ended:?}");
        serde_json::from_str(&ended.out).unwrap()
    };
    let greatest = |record: &serde_json::Value| record["runs"][0]["latency"]["total"]["max_ns"].as_u64();
    assert_eq!(greatest(&measured(&[])), Some(0));
    let stalled = measured(&["--stall", "1s:200ms"]);
    // As exactly as a histogram of three significant digits tells.
    assert!(greatest(&stalled).is_some_and(|ns| ns.abs_diff(200_000_000) < 200_000));
    assert_eq!(stalled["plan"]["disturbances"][0]["kind"], "stall");
    assert_eq!(stalled["runs"][0]["recoveries"][0]["verdict"], "caught-up");
    let burst = measured(&["--burst", "1s:100ms:4"]);
    assert_eq!(burst["plan"]["disturbances"][0]["end_ns"], 1_100_000_000);
    // A tenth of a second at three times more than the 10 000 per second otherwise.
    assert_eq!(burst["scenario"]["events"], 22_500 + 3_000);
    let silent = measured(&["--silence", "1s:100ms:4"]);
    assert_eq!(silent["plan"]["disturbances"][0]["kind"], "silence");
}

#[test]
fn the_record_keeps_the_command_line_without_output() {
    let place = tempfile::tempdir().unwrap();
    let out = place.path().to_str().unwrap();
    let args = with(
        &[
            "run",
            "-q",
            "--out",
            out,
            "--format",
            "csv",
            "--query",
            "user-session",
        ],
        &SMALL,
    );
    let strings: Vec<&str> = args.iter().map(String::as_str).collect();
    let output = command(&strings).env("STREAMGAUGE_RATE", "5k").output().unwrap();
    assert_eq!(ended(&output).code, Some(0));
    let expected =
        "streamgauge run --query user-session --repeats 2 --measure 200ms --rate 5k --clock simulated";
    let argv: Vec<String> = serde_json::from_value(record(place.path())["argv"].clone()).unwrap();
    assert_eq!(argv.join(" "), expected);
    assert_eq!(
        record(place.path())["scenario"]["events"],
        2250,
        "the variable counts: 450 ms at 5000/s"
    );
}

#[test]
fn every_format_prints_what_it_says_and_only_data() {
    let printed = |format| {
        let ended = run(&with(&["run", "--no-save", "--format", format], &SMALL));
        assert_eq!(ended.code, Some(0), "{ended:?}");
        ended.out
    };
    let whole: serde_json::Value = serde_json::from_str(&printed("json")).unwrap();
    assert_eq!(whole["runs"].as_array().map(Vec::len), Some(2));
    let lines: Vec<serde_json::Value> = printed("jsonl")
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    assert_eq!(lines.iter().filter(|line| line["reason"] == "run").count(), 2);
    assert!(printed("csv").starts_with("record,query,arm,"));
    assert!(printed("markdown").starts_with("## streamgauge"));
    assert!(printed("human").contains("movie-tumbling"));
}

#[test]
fn quiet_says_nothing_and_colour_is_a_choice() {
    let plain = run(&with(&["run", "-q", "--no-save"], &SMALL));
    assert_eq!((plain.code, plain.err.as_str()), (Some(0), ""));
    assert!(!plain.out.contains('\u{1b}'));
    let coloured = run(&with(&["run", "-q", "--no-save", "--color", "always"], &SMALL));
    assert!(coloured.out.contains('\u{1b}'));
    let args = with(&["run", "-q", "--no-save"], &SMALL);
    let strings: Vec<&str> = args.iter().map(String::as_str).collect();
    let forced = ended(&command(&strings).env("CLICOLOR_FORCE", "1").output().unwrap());
    assert_eq!(forced.out, coloured.out);
    let refused = ended(
        &command(&strings)
            .env("CLICOLOR_FORCE", "1")
            .env("NO_COLOR", "1")
            .output()
            .unwrap(),
    );
    assert_eq!(refused.out, plain.out);
}

#[test]
fn a_dry_run_plans_and_leaves_nothing() {
    let place = tempfile::tempdir().unwrap();
    let ended = crate::binary::streamgauge_in(place.path(), &["compare", "--dry-run"]);
    assert_eq!((ended.code, ended.err.as_str()), (Some(0), ""));
    assert!(ended.out.contains("runs      36, about "), "{}", ended.out);
    assert_eq!(place.path().read_dir().unwrap().count(), 0);
    let json = crate::binary::streamgauge_in(place.path(), &["compare", "-n", "--format", "json"]);
    let plan: serde_json::Value = serde_json::from_str(&json.out).unwrap();
    assert_eq!(plan["plan"]["slots"].as_array().map(Vec::len), Some(36));
    let two_minutes = 120_000_000_000_u64;
    assert!(
        plan["estimated_ns"].as_u64().unwrap() < two_minutes,
        "the default plan must stay below two minutes"
    );
}

#[test]
fn until_decided_plans_its_looks_before_it_begins() {
    let place = tempfile::tempdir().unwrap();
    let planned = |more: &[&str]| {
        let args = [&["compare", "--until-decided", "--dry-run"][..], more].concat();
        crate::binary::streamgauge_in(place.path(), &args).out
    };
    assert!(planned(&[]).contains("looking after 8, 12, 18, 27, 40 repeats"));
    assert!(planned(&["--repeats", "12"]).contains("looking after 8, 12 repeats"));
}

#[test]
fn a_live_run_is_measured_judged_and_saved() {
    let place = tempfile::tempdir().unwrap();
    let out = place.path().to_str().unwrap();
    let live = [
        "run",
        "--measure",
        "200ms",
        "--warm-up",
        "50ms",
        "--rate",
        "1k",
        "--out",
        out,
    ];
    let ended = streamgauge(&live);
    // On a busy machine the source may fall behind, which voids the run; the answers must be right all the same.
    assert!(matches!(ended.code, Some(0 | 4)), "{ended:?}");
    let record = record(place.path());
    assert_eq!(record["runs"][0]["status"]["wrong_answer"], false);
    assert!(
        record["floor"].is_object(),
        "a live record knows the harness's own floor"
    );
    assert_eq!(record["complete"], true);
    assert!(ended.err.contains("saved "), "{ended:?}");
}

#[test]
fn the_limit_of_the_slip_is_what_was_asked_for() {
    let place = tempfile::tempdir().unwrap();
    let out = place.path().to_str().unwrap();
    run(&with(
        &["run", "--engine", "null", "--slip-limit", "1h", "--out", out],
        &SMALL,
    ));
    let record = record(place.path());
    assert_eq!(
        record["runs"][0]["delivery"]["own_slip_limit_ns"],
        3_600_000_000_000_u64
    );
}

#[test]
fn runs_that_are_all_void_cannot_be_judged() {
    let place = tempfile::tempdir().unwrap();
    let out = place.path().to_str().unwrap();
    // A trigger that comes only after the drain is over: nothing is taken.
    let engine = "micro-batch:trigger=1h";
    let ended = run(&with(
        &["run", "--engine", engine, "--drain", "100ms", "--out", out],
        &SMALL,
    ));
    assert_eq!(ended.code, Some(4), "{ended:?}");
    assert!(ended.err.contains("2 of 2 runs are void"), "{ended:?}");
    assert!(ended.err.contains("cannot be judged"), "{ended:?}");
    assert_eq!(
        record(place.path())["runs"][0]["status"]["valid"],
        false,
        "void runs are saved, too"
    );
}
