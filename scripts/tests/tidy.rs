//! What must not stand in a file, and which names a file must not have.

use streamgauge_scripts::tidy::{bad_name, banned_texts, foreign_paths, is_written};
use streamgauge_scripts::{Source, Tree};

fn assert_none(found: &[String]) {
    assert!(found.is_empty(), "\n{}\n", found.join("\n"));
}

#[test]
fn no_file_holds_what_it_must_not() {
    let sources = Tree::here().sources(is_written);
    assert!(sources.len() > 50, "the tree was not found");
    assert_none(&sources.iter().flat_map(banned_texts).collect::<Vec<_>>());
}

#[test]
fn no_file_names_a_directory_of_one_machine() {
    let sources = Tree::here().sources(is_written);
    assert_none(&sources.iter().flat_map(foreign_paths).collect::<Vec<_>>());
}

#[test]
fn every_file_is_named_by_what_it_holds() {
    let tree = Tree::here();
    assert_none(&tree.paths().filter_map(bad_name).collect::<Vec<_>>());
}

#[test]
fn each_ban_fires_where_it_should() {
    for (path, text, fires) in [
        ("harness/cli/src/main.rs", concat!("    todo", "!()"), true),
        (
            "harness/cli/src/main.rs",
            concat!("    unimplemented", "!(\"x\")"),
            true,
        ),
        ("harness/cli/src/main.rs", concat!("    dbg", "!(x);"), true),
        (
            "reports/record/tests/contract.rs",
            concat!("#[", "ignore = \"slow\"]"),
            true,
        ),
        (
            "reports/render/src/svg.rs",
            concat!("#![allow(dead", "_code)]"),
            true,
        ),
        (
            "reports/render/tests/page.rs",
            concat!("#![allow(dead", "_code)]"),
            false,
        ),
        ("docs/METRICS.md", concat!("FIX", "ME later"), true),
        (
            "engines/micro-batch/src/engine.rs",
            "let now = Instant::now();",
            true,
        ),
        ("engines/oracle/src/pace.rs", "use std::time::SystemTime;", true),
        (
            "engines/event-at-a-time/src/chain.rs",
            "std::thread::sleep(pause)",
            true,
        ),
        ("engines/model/src/executor.rs", "std::thread::spawn(work)", true),
        ("harness/runner/src/clock.rs", "let now = Instant::now();", false),
        (
            "engines/oracle/src/judge.rs",
            "use streamgauge_operators::window_start;",
            true,
        ),
        (
            "engines/oracle/tests/truth.rs",
            "use streamgauge_operators::window_start;",
            true,
        ),
        (
            "engines/micro-batch/src/engine.rs",
            "use streamgauge_operators::Operator;",
            false,
        ),
    ] {
        let found = banned_texts(&Source::new(path, format!("fn first() {{}}\n{text}\n")));
        assert_eq!(!found.is_empty(), fires, "{path}: {text}: {found:?}");
        assert!(found.iter().all(|line| line.contains(":2:")), "{found:?}");
    }
}

#[test]
fn foreign_paths_are_told_from_relative_ones_and_addresses() {
    let slash = "/";
    for (text, fires) in [
        (format!("cd {slash}home{slash}me{slash}streamgauge"), true),
        (format!("`{slash}root{slash}x`"), true),
        (format!("see ..{slash}shared{slash}notes.md"), true),
        ("[place](docs/home/page.md)".to_owned(), false),
        ("https://example.org/home/page".to_owned(), false),
        ("/proc/self/status".to_owned(), false),
    ] {
        let found = foreign_paths(&Source::new("docs/x.md", text.clone()));
        assert_eq!(!found.is_empty(), fires, "{text}");
    }
}

#[test]
fn empty_names_are_found() {
    for path in [
        "harness/cli/src/mod.rs",
        "workloads/src/utils.rs",
        "benches/benches/common.rs",
    ] {
        assert!(bad_name(path).is_some(), "{path}");
    }
    assert!(bad_name("engines/model/src/window.rs").is_none());
}
