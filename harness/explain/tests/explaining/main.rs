//! What is explained is what the engines did.

#![allow(clippy::unwrap_used, reason = "helpers of tests are tests")]

mod facts;
mod golden;
mod rules;
mod translating;
mod words;

use std::path::{Path, PathBuf};

use streamgauge_explain::{BATCH, BatchSize, DELAY_MS, Explanation, Sketch, WINDOW, arrivals, explain, text};
use streamgauge_replay::Case;

/// A sketch of events, as the command line makes it without further flags.
fn sketch(events: &str) -> Sketch {
    Sketch {
        name: "events".to_owned(),
        note: None,
        arrivals: arrivals(events).unwrap(),
        window: WINDOW,
        delay_ms: DELAY_MS,
        lateness_ms: 0,
        batch: BatchSize::Of(BATCH),
    }
}

/// The text of a case, without what lays it out.
fn told(case: &Case) -> String {
    shown(&explain(case, None))
}

/// The text of an explanation, without what lays it out.
fn shown(explanation: &Explanation) -> String {
    // So narrow that the engines do not stand side by side.
    let text = text(explanation, 79, false);
    let words: Vec<&str> = text.split_whitespace().collect();
    words.join(" ")
}

/// The case of this name.
fn case(name: &str) -> Case {
    cases().into_iter().find(|case| case.name == name).unwrap()
}

/// All cases that the replay is tested with.
fn cases() -> Vec<Case> {
    let mut files = Vec::new();
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../replay/tests/cases");
    collect(&root, &mut files);
    files.sort();
    assert!(files.len() > 10, "{files:?}");
    files.iter().map(|file| Case::read(file).unwrap()).collect()
}

fn collect(directory: &Path, files: &mut Vec<PathBuf>) {
    for entry in directory.read_dir().unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            collect(&path, files);
        } else if path.extension().is_some_and(|extension| extension == "json") {
            files.push(path);
        }
    }
}
