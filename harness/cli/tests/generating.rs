//! Events written to the standard output, to a file, to a directory of files.

use std::path::Path;

use crate::binary::streamgauge;

fn names(directory: &Path) -> Vec<String> {
    let mut names: Vec<String> = directory
        .read_dir()
        .unwrap()
        .map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned())
        .collect();
    names.sort();
    names
}

#[test]
fn every_target_gets_the_same_events() {
    let place = tempfile::tempdir().unwrap();
    let file = place.path().join("events.jsonl");
    let parts = place.path().join("parts");
    let printed = streamgauge(&["generate", "--events", "2500"]);
    assert_eq!((printed.code, printed.out.lines().count()), (Some(0), 2500));
    let to_file = streamgauge(&["generate", "--events", "2500", "--out", file.to_str().unwrap()]);
    let to_parts = [
        "generate",
        "--events",
        "2500",
        "--events-per-file",
        "1k",
        "--out",
        parts.to_str().unwrap(),
    ];
    let to_parts = streamgauge(&to_parts);
    assert_eq!(
        (to_file.code, to_parts.code),
        (Some(0), Some(0)),
        "{to_file:?} {to_parts:?}"
    );
    assert_eq!(std::fs::read_to_string(&file).unwrap(), printed.out);
    assert_eq!(
        names(&parts),
        ["part-00000.jsonl", "part-00001.jsonl", "part-00002.jsonl"]
    );
    let whole: String = names(&parts)
        .iter()
        .map(|name| std::fs::read_to_string(parts.join(name)).unwrap())
        .collect();
    assert_eq!(whole, printed.out);
    let fingerprint = |err: &str| {
        err.lines()
            .find(|line| line.starts_with("fingerprint: "))
            .map(str::to_owned)
    };
    assert!(fingerprint(&printed.err).is_some(), "{printed:?}");
    assert_eq!(fingerprint(&printed.err), fingerprint(&to_file.err));
    assert_eq!(fingerprint(&printed.err), fingerprint(&to_parts.err));
    assert_eq!(
        names(place.path()),
        ["events.jsonl", "parts"],
        "no temporary file stays"
    );
}

#[test]
fn what_is_written_reads_back() {
    let place = tempfile::tempdir().unwrap();
    for name in ["events.csv", "events.jsonl", "events.parquet"] {
        let file = place.path().join(name);
        let file = file.to_str().unwrap();
        assert_eq!(
            streamgauge(&["generate", "--events", "500", "--out", file]).code,
            Some(0)
        );
        let again = streamgauge(&["generate", "--ratings", file, "--format", "json-lines"]);
        assert_eq!(
            again.out,
            streamgauge(&["generate", "--events", "500"]).out,
            "{name}"
        );
    }
}

#[test]
fn the_realised_late_share_is_told() {
    let none = streamgauge(&["generate", "--duration", "100ms", "--late-fraction", "0"]);
    assert!(none.err.contains("late by design: 0 (0.000 %)"), "{}", none.err);
    assert_eq!(none.out.lines().count(), 1000, "100 ms at the default rate");
    let all = streamgauge(&["generate", "--events", "100", "--late-fraction", "1"]);
    assert!(all.err.contains("late by design: 100 (100.000 %)"), "{}", all.err);
}

#[test]
fn a_directory_with_files_is_left_alone() {
    let place = tempfile::tempdir().unwrap();
    std::fs::write(place.path().join("part-00000.csv"), "mine").unwrap();
    let out = format!("{}/", place.path().display());
    let ended = streamgauge(&["generate", "--events", "5", "--out", &out]);
    assert_eq!(ended.code, Some(2), "{ended:?}");
    assert!(ended.err.contains("already holds part-00000.csv"), "{ended:?}");
    assert_eq!(names(place.path()), ["part-00000.csv"]);
}

#[test]
fn attacks_are_counted_and_have_another_fingerprint() {
    let line =
        |attack: &[&str]| streamgauge(&[&["generate", "--duration", "3s", "--rate", "100"], attack].concat());
    let (plain, attacked) = (line(&[]), line(&["--attack", "film:every=60s,ratings=30"]));
    assert!(!plain.err.contains("attacks"), "{plain:?}");
    assert!(attacked.err.contains("attacks: 10 with "), "{attacked:?}");
    assert!(attacked.out.lines().count() > plain.out.lines().count() + 250);
    let print = |err: &str| {
        err.lines()
            .find(|line| line.starts_with("fingerprint"))
            .map(str::to_owned)
    };
    assert_ne!(print(&plain.err), print(&attacked.err));
    let refused = line(&["--attack", "film:rating=30"]);
    assert!(
        refused.code == Some(2) && refused.err.contains("did you mean 'ratings'"),
        "{refused:?}"
    );
}
