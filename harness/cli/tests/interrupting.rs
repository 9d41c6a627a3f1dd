//! Ctrl-C.

use std::io::{BufRead as _, BufReader, Read as _};
use std::path::Path;
use std::process::{Child, Stdio};
use std::time::Duration;

use crate::binary::{Ended, command};
use rustix::process::{Pid, Signal, kill_process};

fn start(args: &[&str], directory: &Path) -> Child {
    let mut command = command(args);
    command
        .current_dir(directory)
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    command.spawn().unwrap()
}

fn interrupt(child: &Child) {
    kill_process(Pid::from_child(child), Signal::INT).unwrap();
}

/// Interrupts the child once it has said something, and waits for its end.
fn interrupt_after(child: Child, said: &str) -> Ended {
    interrupt_some_time_after(child, said, Duration::ZERO)
}

/// As [`interrupt_after`], two seconds later.
fn interrupt_later(child: Child, said: &str) -> Ended {
    interrupt_some_time_after(child, said, Duration::from_secs(2))
}

fn interrupt_some_time_after(mut child: Child, said: &str, wait: Duration) -> Ended {
    let mut err = BufReader::new(child.stderr.take().unwrap());
    let mut told = String::new();
    while !told.contains(said) {
        assert!(
            err.read_line(&mut told).unwrap() > 0,
            "it ended without saying {said:?}: {told}"
        );
    }
    std::thread::sleep(wait);
    interrupt(&child);
    err.read_to_string(&mut told).unwrap();
    let mut out = String::new();
    child.stdout.take().unwrap().read_to_string(&mut out).unwrap();
    let ended = Ended {
        code: child.wait().unwrap().code(),
        out,
        err: told,
    };
    assert!(!ended.err.contains("panicked"), "{ended:?}");
    ended
}

#[test]
fn an_interrupted_comparison_is_saved_and_says_how_to_go_on() {
    let place = tempfile::tempdir().unwrap();
    let args = [
        "run",
        "--repeats",
        "50",
        "--measure",
        "300ms",
        "--warm-up",
        "50ms",
        "--rate",
        "1k",
        "--out",
        "here",
    ];
    let ended = interrupt_after(start(&args, place.path()), "[ 1/50]");
    assert_eq!(ended.code, Some(130), "{ended:?}");
    assert!(ended.err.contains("saved here/"), "{ended:?}");
    assert!(
        ended
            .err
            .contains("to measure what is left: streamgauge run --resume here/"),
        "{ended:?}"
    );
    assert!(ended.out.contains("Interrupted:"), "{ended:?}");
    let record = crate::binary::record(&place.path().join("here"));
    assert_eq!(record["complete"], false);
    let made = record["runs"].as_array().unwrap().len();
    assert!((1..50).contains(&made), "{made} runs");
}

#[test]
fn before_the_first_run_is_finished_there_is_nothing_to_save() {
    let place = tempfile::tempdir().unwrap();
    let args = ["run", "-v", "--measure", "60s", "--rate", "1k"];
    let ended = interrupt_after(start(&args, place.path()), "warming up the machine");
    assert_eq!(ended.code, Some(130), "{ended:?}");
    assert!(ended.err.contains("there is nothing to save"), "{ended:?}");
    assert!(ended.out.is_empty(), "{ended:?}");
    assert!(crate::binary::records(&place.path().join("runs")).is_empty());
}

#[test]
fn a_run_that_was_broken_off_is_void_and_saved_unless_nothing_is_to_be() {
    let place = tempfile::tempdir().unwrap();
    let args = ["run", "-v", "--measure", "60s", "--rate", "1k", "--out", "here"];
    // The floor is the last thing before the first run.
    let begun = |args: &[&str]| {
        let child = start(args, place.path());
        interrupt_later(child, "measuring the floor")
    };
    let saved = begun(&args);
    assert_eq!(saved.code, Some(130), "{saved:?}");
    assert!(saved.err.contains("saved here/"), "{saved:?}");
    assert!(
        saved.err.contains("none of 1 runs was measured to its end"),
        "{saved:?}"
    );
    let mut unsaved = args[..6].to_vec();
    unsaved.push("--no-save");
    let unsaved = begun(&unsaved);
    assert_eq!(unsaved.code, Some(130), "{unsaved:?}");
    assert!(unsaved.err.contains("will be printed, not saved"), "{unsaved:?}");
    assert!(!unsaved.err.contains("will be saved"), "{unsaved:?}");
}

#[test]
fn an_interrupted_directory_keeps_its_finished_files() {
    let place = tempfile::tempdir().unwrap();
    let args = [
        "generate",
        "--events",
        "1G",
        "--events-per-file",
        "10k",
        "--out",
        "parts/",
    ];
    let child = start(&args, place.path());
    let second = place.path().join("parts/part-00001.jsonl");
    while !second.exists() {
        std::thread::sleep(Duration::from_millis(5));
    }
    interrupt(&child);
    let ended = crate::binary::ended(&child.wait_with_output().unwrap());
    assert_eq!(ended.code, Some(130), "{ended:?}");
    assert!(ended.err.contains("finished files stay"), "{ended:?}");
    for entry in place.path().join("parts").read_dir().unwrap() {
        let path = entry.unwrap().path();
        assert!(
            path.file_name().unwrap().to_string_lossy().starts_with("part-"),
            "{path:?} is left over"
        );
        assert_eq!(
            std::fs::read_to_string(&path).unwrap().lines().count(),
            10_000,
            "{path:?}"
        );
    }
}

#[test]
fn an_interrupted_file_is_not_there() {
    let place = tempfile::tempdir().unwrap();
    let child = start(
        &["generate", "--events", "1G", "--out", "events.csv"],
        place.path(),
    );
    while place.path().read_dir().unwrap().count() == 0 {
        std::thread::sleep(Duration::from_millis(5));
    }
    interrupt(&child);
    let ended = crate::binary::ended(&child.wait_with_output().unwrap());
    assert_eq!(ended.code, Some(130), "{ended:?}");
    assert_eq!(
        place.path().read_dir().unwrap().count(),
        0,
        "neither the file nor a temporary one"
    );
}

#[test]
fn an_interrupted_search_keeps_its_finished_trials() {
    let place = tempfile::tempdir().unwrap();
    let args = [
        "search",
        "--from",
        "200",
        "--measure",
        "500ms",
        "--warm-up",
        "50ms",
        "--out",
        "here",
    ];
    let ended = interrupt_after(start(&args, place.path()), "[ 1] ");
    assert_eq!(ended.code, Some(130), "{ended:?}");
    assert!(
        ended.err.contains("saved here/") && ended.err.contains("to search again: streamgauge search"),
        "{ended:?}"
    );
    let mut places = place.path().join("here").read_dir().unwrap();
    let file = places.next().unwrap().unwrap().path().join("search.json");
    let search: serde_json::Value = serde_json::from_slice(&std::fs::read(file).unwrap()).unwrap();
    assert_eq!(search["complete"], false);
    assert!(!search["searches"][0]["trials"].as_array().unwrap().is_empty());
    assert_eq!(search["searches"][0]["claim"]["limit"], "unfinished");
}
