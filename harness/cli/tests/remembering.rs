//! `streamgauge history`.

use std::path::{Path, PathBuf};
use std::process::Stdio;

use serde_json::Value;

use crate::binary::{Ended, command, ended, sample, streamgauge_in};

/// The sample record, as if measured on a day by a commit, all its latencies this many times as long.
fn record(place: &Path, day: usize, times: u64) -> PathBuf {
    let bytes = std::fs::read(sample("sample.json")).unwrap();
    let mut record: Value = serde_json::from_slice(&bytes).unwrap();
    record["id"] = format!("2026-run-{day:02}").into();
    record["created"] = format!("2026-09-{day:02}T10:15:02Z").into();
    record["tool"]["commit"] = format!("{:07x}", 0xa11_0c00 + day).into();
    for run in record["runs"].as_array_mut().unwrap() {
        run["usage"]["peak_state_entries"] = (100 * times).into();
    }
    let path = place.join(format!("{day}.json"));
    std::fs::write(&path, record.to_string()).unwrap();
    path
}

/// A directory with a history of so many records; from the fifth on they hold half as much state again.
fn remembered(records: usize) -> tempfile::TempDir {
    let place = tempfile::tempdir().unwrap();
    for day in 1..=records {
        record(place.path(), day, if day < 5 { 2 } else { 3 });
    }
    let names: Vec<String> = (1..=records).map(|day| format!("{day}.json")).collect();
    let mut args = vec!["history", "add"];
    args.extend(names.iter().map(String::as_str));
    let ended = streamgauge_in(place.path(), &args);
    assert_eq!(ended.code, Some(0), "{ended:?}");
    assert_eq!(ended.err.matches("added 2026-run-").count(), records, "{ended:?}");
    place
}

fn history(place: &Path, args: &[&str]) -> Ended {
    streamgauge_in(place, &[&["history"], args].concat())
}

/// The only file of the history.
fn file(place: &Path) -> PathBuf {
    let entries = place.join(".streamgauge/history").read_dir().unwrap();
    let mut files: Vec<PathBuf> = entries.map(|entry| entry.unwrap().path()).collect();
    files.retain(|path| path.extension().is_some_and(|end| end == "jsonl"));
    assert_eq!(files.len(), 1, "{files:?}");
    files.remove(0)
}

#[test]
fn records_are_kept_once_listed_and_shown() {
    let place = remembered(2);
    let again = history(place.path(), &["add", "1.json"]);
    assert!(
        again.code == Some(0) && again.err.contains("already"),
        "{again:?}"
    );
    let listed = history(place.path(), &["list"]);
    assert_eq!(listed.out.lines().count(), 4, "{listed:?}");
    assert!(
        listed.out.contains("2026-run-02  2026-09-02  a110c02"),
        "{listed:?}"
    );
    let shown = history(
        place.path(),
        &["show", "--query", "movie-tumbling", "--metric", "p99,completed"],
    );
    assert!(
        shown
            .out
            .contains("movie-tumbling · event-at-a-time · from_trigger p99"),
        "{shown:?}"
    );
    assert!(!shown.out.contains("user-session"), "{shown:?}");
    for format in ["json", "csv", "markdown"] {
        for task in ["list", "show", "changes"] {
            let ended = history(place.path(), &[task, "--format", format]);
            assert!(
                ended.code == Some(0) && !ended.out.is_empty(),
                "{task} {format}: {ended:?}"
            );
        }
    }
}

#[test]
fn nothing_to_judge_by_is_no_news_of_a_steady_level() {
    let place = tempfile::tempdir().unwrap();
    let empty = history(place.path(), &["changes"]);
    assert_eq!((empty.code, empty.out.as_str()), (Some(0), "no record\n"));
    let judged = history(place.path(), &["changes", "--fail-on-change"]);
    assert_eq!(
        (judged.code, judged.out.as_str()),
        (Some(4), "no record\n"),
        "{judged:?}"
    );
    assert!(judged.err.contains("no record to judge by"), "{judged:?}");
}

#[test]
fn a_change_is_found_annotated_and_then_no_longer_a_failure() {
    let place = remembered(9);
    let args = [
        "changes",
        "--metric",
        "peak_state",
        "--arm",
        "event-at-a-time",
        "--query",
        "movie-tumbling",
    ];
    let found = history(place.path(), &args);
    assert_eq!(found.code, Some(0), "{found:?}");
    assert!(
        found.out.contains("+50.0 % p<0.001, worse") && found.out.contains("a110c05"),
        "{found:?}"
    );
    let failing = [&args[..], &["--fail-on-change"]].concat();
    let failed = history(place.path(), &failing);
    assert_eq!(failed.code, Some(3), "{failed:?}");
    assert!(failed.err.contains("1 of 1 changes not annotated"), "{failed:?}");
    assert_eq!(
        history(place.path(), &["annotate", "a110c05", "larger state on purpose"]).code,
        Some(0)
    );
    let known = history(place.path(), &failing);
    assert!(
        known.code == Some(0) && known.out.contains("larger state on purpose"),
        "{known:?}"
    );
    let greater = history(place.path(), &[&args[..], &["--least-change", "60%"]].concat());
    assert_eq!(greater.out, "no change of level\n");
    let picture = history(
        place.path(),
        &["plot", "--metric", "peak_state", "--out", "state.svg"],
    );
    assert_eq!(picture.code, Some(0), "{picture:?}");
    let svg = std::fs::read_to_string(place.path().join("state.svg")).unwrap();
    assert!(svg.contains("a110c05 +50.0 %"), "the change is drawn");
    let printed = history(place.path(), &["plot", "--metric", "peak_state", "--out", "-"]);
    assert_eq!(printed.out, svg);
}

#[test]
fn a_broken_line_is_named_and_the_others_are_shown() {
    let place = remembered(2);
    let file = file(place.path());
    let text = std::fs::read_to_string(&file).unwrap();
    std::fs::write(&file, text.replacen('\n', "\n{\"schema\": \"stre\n", 1)).unwrap();
    let listed = history(place.path(), &["list"]);
    assert_eq!(listed.code, Some(0), "{listed:?}");
    let name = file.file_name().unwrap().to_str().unwrap();
    assert!(
        listed.err.contains(&format!("{name}:2: it is cut off")),
        "{listed:?}"
    );
    assert_eq!(listed.out.lines().count(), 4, "{listed:?}");
}

#[test]
fn pruning_says_what_went() {
    let place = remembered(3);
    let gone = history(place.path(), &["prune", "--before", "2026-09-02"]);
    assert!(
        gone.code == Some(0) && gone.out.contains("2026-run-01"),
        "{gone:?}"
    );
    let gone = history(place.path(), &["prune", "--keep", "1"]);
    assert!(
        gone.out.contains("2026-run-02") && !gone.out.contains("2026-run-03"),
        "{gone:?}"
    );
    let nothing = history(place.path(), &["prune", "--keep", "1"]);
    assert!(
        nothing.out.is_empty() && nothing.err.contains("nothing to remove"),
        "{nothing:?}"
    );
    assert_eq!(history(place.path(), &["list"]).out.lines().count(), 3);
}

#[test]
fn another_place_can_be_chosen_by_flag_and_variable() {
    let place = remembered(1);
    let empty = history(place.path(), &["list", "--store", "elsewhere"]);
    assert!(
        empty.code == Some(0) && empty.err.contains("the history is empty"),
        "{empty:?}"
    );
    let mut asked = command(&["history", "list"]);
    asked.env("STREAMGAUGE_STORE", place.path().join(".streamgauge"));
    assert!(ended(&asked.output().unwrap()).out.contains("2026-run-01"));
}

#[test]
fn what_is_wrong_is_told_with_what_would_be_right() {
    let place = remembered(1);
    std::fs::write(place.path().join("other.json"), "{\"schema\": \"other\"}").unwrap();
    for (args, code, says) in [
        (
            &["show", "--query", "movie-tumblin"][..],
            2,
            "did you mean 'movie-tumbling'?",
        ),
        (&["show", "--arm", "event"], 2, "there is no arm 'event'"),
        (&["changes", "--metric", "p9"], 2, "there is no metric 'p9'"),
        (&["show", "--least-change", "5"], 2, "write one such as 5%"),
        (&["show", "--format", "yaml"], 2, "human, json, csv, markdown"),
        (&["plot", "--out", "x.png"], 2, "ends with .svg"),
        (
            &["annotate", "ffffff", "why"],
            2,
            "no record that is kept has the id or the commit 'ffffff'",
        ),
        (&["annotate", "a1", "why"], 2, "too short"),
        (&["annotate", "a110c01", " "], 2, "the text is empty"),
        (&["prune"], 2, "--keep"),
        (&["prune", "--keep", "0"], 2, "use at least 1"),
        (
            &["prune", "--keep", "1", "--before", "2026-09-01"],
            2,
            "cannot be used with",
        ),
        (&["prune", "--before", "yesterday"], 2, "2026-09-01"),
        (&["add"], 2, "RECORD"),
        (&["add", "missing.json"], 2, "there is no file missing.json, and"),
        (&["add", "1.json", "other.json"], 1, "other.json"),
        (&["add", "."], 2, "no record.json"),
        (&["list", "--store", "1.json"], 1, "1.json"),
    ] {
        let ended = history(place.path(), args);
        assert_eq!(ended.code, Some(code), "{args:?}: {ended:?}");
        assert!(ended.err.contains(says), "{args:?}: {ended:?}");
        assert!(ended.out.is_empty(), "{args:?}: {ended:?}");
    }
    assert_eq!(
        history(place.path(), &["list"]).out.lines().count(),
        3,
        "nothing was added"
    );
}

#[test]
fn a_record_without_a_valid_run_is_not_kept() {
    let place = tempfile::tempdir().unwrap();
    let path = record(place.path(), 1, 1);
    let text = std::fs::read_to_string(&path)
        .unwrap()
        .replace("\"valid\":true", "\"valid\":false");
    std::fs::write(&path, text).unwrap();
    let ended = history(place.path(), &["add", "1.json"]);
    assert!(
        ended.code == Some(4) && ended.err.contains("no valid run"),
        "{ended:?}"
    );
}

#[test]
fn a_reader_that_goes_away_is_no_failure() {
    let place = remembered(2);
    for args in [
        &["history", "show"][..],
        &["history", "list"],
        &["export", "1.json", "--to", "hdr"],
    ] {
        let mut child = command(args)
            .current_dir(place.path())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        drop(child.stdout.take());
        let ended = ended(&child.wait_with_output().unwrap());
        assert_eq!((ended.code, ended.err.as_str()), (Some(0), ""), "{args:?}");
    }
}

#[test]
fn simulated_records_of_two_builds_are_both_kept() {
    let place = tempfile::tempdir().unwrap();
    let run = ["run", "--clock", "simulated", "--measure", "1s", "--out", "runs"];
    assert_eq!(streamgauge_in(place.path(), &run).code, Some(0));
    let directory = place
        .path()
        .join("runs")
        .read_dir()
        .unwrap()
        .next()
        .unwrap()
        .unwrap()
        .path();
    let directory = directory.to_str().unwrap();
    assert!(
        history(place.path(), &["add", directory])
            .err
            .contains("simulated.jsonl")
    );
    assert!(history(place.path(), &["add", directory]).err.contains("already"));
    let file = Path::new(directory).join("record.json");
    let mut record: Value = serde_json::from_slice(&std::fs::read(&file).unwrap()).unwrap();
    record["tool"]["commit"] = "0ther00".into();
    std::fs::write(&file, record.to_string()).unwrap();
    assert!(history(place.path(), &["add", directory]).err.contains("added"));
    let shown = history(place.path(), &["show", "--metric", "late_drop_rate"]);
    assert!(
        shown.out.contains("virtual clock") && shown.out.contains("0ther00"),
        "{shown:?}"
    );
}
