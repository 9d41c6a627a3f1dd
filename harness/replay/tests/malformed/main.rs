//! Files that are not cases are named with the place of their fault.

mod contradictions;
mod no_json;
mod remarks;
mod structure;

use std::path::Path;

use streamgauge_replay::{Case, CaseError, NotACase, Position};

const BATCHES: &str = include_str!("../cases/facts/micro-batch/agg-append-basic.json");
const EVENTS: &str = include_str!("../cases/facts/event-at-a-time/session_lateness_10000_accumulating.json");

/// What is wrong with a text in which one thing was changed.
fn faults(text: &str, from: &str, to: &str) -> NotACase {
    assert!(text.contains(from), "nothing to change: {from}");
    let changed = text.replacen(from, to, 1);
    Case::parse(Path::new("bad.json"), &changed).expect_err(to)
}

/// The first of them.
fn error(text: &str, from: &str, to: &str) -> CaseError {
    first(faults(text, from, to))
}

fn first(error: NotACase) -> CaseError {
    let first = error.faults.into_iter().next().expect("a fault");
    assert_eq!(first.file, Path::new("bad.json"));
    first
}

/// The only one of them.
fn only(text: &str, from: &str, to: &str) -> CaseError {
    let error = faults(text, from, to);
    assert_eq!(error.lines().count(), 1, "{error}");
    first(error)
}

fn assert_error(error: &CaseError, field: &str, message: &str) {
    assert_eq!(error.field, field, "{error}");
    assert!(error.message.contains(message), "{error}");
    assert!(error.position.is_some(), "{error}");
}

fn line(error: &CaseError) -> Option<usize> {
    error.position.map(|Position { line, .. }| line)
}
