//! The binary, started and looked at from outside.

#![allow(
    dead_code,
    reason = "shared by several test binaries, none of which needs all of it"
)]

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

/// How it ended, and what it said.
#[derive(Debug)]
pub struct Ended {
    /// Exit code; `None`: killed by a signal.
    pub code: Option<i32>,
    /// The standard output.
    pub out: String,
    /// The standard error output.
    pub err: String,
}

/// The command, without anything from the environment that it would listen to.
pub fn command(args: &[&str]) -> Command {
    let mut command = Command::new(assert_cmd::cargo::cargo_bin!("streamgauge"));
    let ours = std::env::vars_os().filter(|(name, _)| name.to_string_lossy().starts_with("STREAMGAUGE_"));
    for (name, _) in ours {
        command.env_remove(name);
    }
    for name in [
        "NO_COLOR",
        "CLICOLOR",
        "CLICOLOR_FORCE",
        "COLUMNS",
        "GITHUB_ACTIONS",
        "GITHUB_STEP_SUMMARY",
    ] {
        command.env_remove(name);
    }
    command.args(args);
    command
}

/// Runs it to its end.
pub fn streamgauge(args: &[&str]) -> Ended {
    ended(&command(args).output().unwrap())
}

/// Runs it to its end in a directory.
pub fn streamgauge_in(directory: &Path, args: &[&str]) -> Ended {
    ended(&command(args).current_dir(directory).output().unwrap())
}

/// What an output says. A panic is never right.
pub fn ended(output: &Output) -> Ended {
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    let ended = Ended {
        code: output.status.code(),
        out: text(&output.stdout),
        err: text(&output.stderr),
    };
    assert!(!ended.err.contains("panicked"), "{ended:?}");
    ended
}

/// A document that lies beside the tests of the result format.
pub fn sample(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../../reports/record/tests/data")
        .join(name)
}

/// The only record below a directory.
pub fn record(directory: &Path) -> serde_json::Value {
    let records: Vec<_> = records(directory);
    assert_eq!(records.len(), 1, "{records:?}");
    serde_json::from_slice(&std::fs::read(&records[0]).unwrap()).unwrap()
}

/// All records below a directory.
pub fn records(directory: &Path) -> Vec<PathBuf> {
    let entries = directory
        .read_dir()
        .unwrap()
        .map(|entry| entry.unwrap().path().join("record.json"));
    entries.filter(|path| path.exists()).collect()
}
