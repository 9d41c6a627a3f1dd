//! What the binary says about itself.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use insta::{assert_snapshot, with_settings};

use crate::binary::{Ended, command, ended, streamgauge};

#[test]
fn help_teaches_and_names_the_exit_codes() {
    let help = streamgauge(&["--help"]);
    assert_eq!(help.code, Some(0));
    for wanted in [
        "Examples:",
        "Exit codes:",
        "130  interrupted",
        "3  something got worse: `check` found it, or `compare` with --fail-on-worse;",
        "1  unexpected failure: a file, a disk, a thread; a file that is not a case",
        "or a case asks for what the engines cannot do",
        "or a case differs from what it expects",
        "STREAMGAUGE_TIME_SCALE",
        "  replay ",
    ] {
        assert!(help.out.contains(wanted), "{wanted}: {}", help.out);
    }
    let (short, long) = (
        streamgauge(&["compare", "-h"]),
        streamgauge(&["compare", "--help"]),
    );
    assert!(short.out.lines().count() < long.out.lines().count());
    assert!(long.out.contains("What a trigger costs:"));
}

#[test]
fn nothing_to_do_is_a_question_for_help() {
    let ended = streamgauge(&[]);
    assert_eq!(ended.code, Some(2));
    assert!(ended.err.contains("Commands:"), "{ended:?}");
}

#[test]
fn everything_listed_can_be_described() {
    let list = streamgauge(&["list"]);
    assert_eq!(list.code, Some(0));
    let names: Vec<&str> = list
        .out
        .lines()
        .filter_map(|line| line.strip_prefix("  ")?.split_whitespace().next())
        .collect();
    assert!(names.len() > 50, "{names:?}");
    for name in [
        "movie-running",
        "event-at-a-time",
        "movielens",
        "burst",
        "from_trigger",
        "json-lines",
    ] {
        assert!(names.contains(&name), "{name}");
        let described = streamgauge(&["describe", name]);
        assert!(
            described.code == Some(0) && described.out.contains(name),
            "{described:?}"
        );
    }
    assert_eq!(streamgauge(&["list", "engines"]).out.lines().count(), 3);
}

#[test]
fn queries_and_what_names_mean_word_for_word() {
    assert_snapshot!("queries", streamgauge(&["list", "queries"]).out);
    for name in ["user-session", "micro-batch", "film", "from_trigger"] {
        let described = streamgauge(&["describe", name]);
        with_settings!({ snapshot_suffix => name }, { assert_snapshot!("description", described.out) });
    }
}

/// The commands that the help names, but for itself.
fn commands() -> Vec<String> {
    let help = streamgauge(&["-h"]).out;
    let listed = help.split_once("Commands:\n").unwrap().1;
    let names = listed
        .lines()
        .take_while(|line| !line.is_empty())
        .filter_map(|line| line.strip_prefix("  ")?.split(' ').next());
    // A description that goes on in a second line stands further to the right.
    names
        .filter(|name| !["", "help"].contains(name))
        .map(str::to_owned)
        .collect()
}

#[test]
fn completions_and_the_manual_page_name_every_command() {
    let (script, page) = (streamgauge(&["completions", "bash"]), streamgauge(&["man"]));
    let commands = commands();
    assert!(commands.len() > 15, "{commands:?}");
    for name in commands {
        assert!(
            script.out.contains(&format!("        streamgauge,{name})\n")),
            "{name}: {}",
            script.out
        );
        assert!(
            page.out.contains(&format!("\nstreamgauge\\-{name}(1)\n")),
            "{name}: {}",
            page.out
        );
    }
}

#[test]
fn completions_are_scripts() {
    for shell in ["bash", "zsh", "fish", "elvish", "powershell"] {
        let ended = streamgauge(&["completions", shell]);
        assert!(
            ended.code == Some(0) && ended.out.contains("streamgauge"),
            "{shell}: {}",
            ended.err
        );
    }
}

#[test]
fn manual_pages_are_roff() {
    let ended = streamgauge(&["man"]);
    assert!(
        ended.code == Some(0) && ended.out.contains(".TH streamgauge"),
        "{ended:?}"
    );
    let place = tempfile::tempdir().unwrap();
    let out = place.path().join("man1");
    assert_eq!(manual_pages(&out).code, Some(0));
    let page = fs::read_to_string(out.join("streamgauge-compare.1")).unwrap();
    assert!(page.contains("\\-\\-query"), "flags stand in the page");
}

fn manual_pages(out: &Path) -> Ended {
    streamgauge(&["man", "--out", out.to_str().unwrap()])
}

fn names(directory: &Path) -> BTreeSet<String> {
    let entries = fs::read_dir(directory).unwrap();
    let name = |entry: fs::DirEntry| entry.file_name().into_string().unwrap();
    entries.map(|entry| name(entry.unwrap())).collect()
}

#[test]
fn there_is_a_manual_page_for_each_command_and_nothing_else() {
    let place = tempfile::tempdir().unwrap();
    let out = place.path().join("share/man1");
    assert_eq!(manual_pages(&out).code, Some(0));
    let found = names(&out);
    let wanted = commands().into_iter().map(|name| format!("streamgauge-{name}.1"));
    let missing: Vec<String> = wanted.filter(|name| !found.contains(name)).collect();
    assert!(missing.is_empty(), "{missing:?}");
    for name in &found {
        let page = fs::read_to_string(out.join(name)).unwrap();
        assert!(
            name.starts_with("streamgauge") && page.contains(".TH streamgauge"),
            "{name}"
        );
    }
    assert_eq!(manual_pages(&out).code, Some(0), "older pages are replaced");
    assert_eq!(names(&out), found);
}

#[test]
fn a_manual_page_that_cannot_be_put_in_its_place_takes_the_others_back() {
    let place = tempfile::tempdir().unwrap();
    let in_the_way = place.path().join("streamgauge-compare.1");
    fs::create_dir(&in_the_way).unwrap();
    fs::write(place.path().join("streamgauge-check.1"), "older").unwrap();
    let ended = manual_pages(place.path());
    assert_eq!(ended.code, Some(1));
    assert!(ended.err.contains(in_the_way.to_str().unwrap()), "{ended:?}");
    let left = ["streamgauge-check.1", "streamgauge-compare.1"].map(str::to_owned);
    assert_eq!(names(place.path()), left.into());
    assert_eq!(
        fs::read_to_string(place.path().join("streamgauge-check.1")).unwrap(),
        "older"
    );
}

#[test]
fn a_directory_for_manual_pages_below_a_file_is_named_and_not_made() {
    let place = tempfile::tempdir().unwrap();
    fs::write(place.path().join("file"), "").unwrap();
    let ended = manual_pages(&place.path().join("file/man1"));
    assert!(
        ended.code == Some(1) && ended.err.contains("file/man1"),
        "{ended:?}"
    );
    assert_eq!(names(place.path()), ["file".to_owned()].into());
}

#[test]
fn the_version_names_the_build() {
    assert!(streamgauge(&["-V"]).out.starts_with("streamgauge 0."));
    assert!(streamgauge(&["--version"]).out.contains("rustc"));
}

#[test]
fn every_command_teaches_by_example() {
    for command in commands() {
        let help = streamgauge(&[&command, "--help"]);
        assert!(help.out.contains("Examples:"), "{command}: {}", help.out);
    }
}

#[test]
fn a_variable_may_hold_several_engines() {
    let mut asked = command(&["compare", "--dry-run", "--clock", "simulated"]);
    asked.env(
        "STREAMGAUGE_ENGINE",
        "null;micro-batch:trigger=1s,label=one second",
    );
    let plan = ended(&asked.output().unwrap());
    assert_eq!(plan.code, Some(0), "{plan:?}");
    for arm in ["null: null", "one second: micro-batch"] {
        assert!(plan.out.contains(arm), "{arm}: {plan:?}");
    }
}
