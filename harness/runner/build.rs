//! Tells the crate which compiler and which commit it is built from. Without git the commit stays unknown.

use std::process::Command;

fn main() {
    println!("cargo::rerun-if-changed=build.rs");
    println!("cargo::rerun-if-env-changed=STREAMGAUGE_COMMIT");
    let rustc = std::env::var("RUSTC").unwrap_or_else(|_| "rustc".to_owned());
    if let Some(version) = output(&rustc, &["--version"]) {
        println!("cargo::rustc-env=STREAMGAUGE_RUSTC={version}");
    }
    let given = std::env::var("STREAMGAUGE_COMMIT").ok();
    if let Some(commit) = given.or_else(|| output("git", &["rev-parse", "--short", "HEAD"])) {
        println!("cargo::rustc-env=STREAMGAUGE_COMMIT={commit}");
    }
    // A new commit of the branch changes this file.
    if let Some(log) = output("git", &["rev-parse", "--git-path", "logs/HEAD"]) {
        println!("cargo::rerun-if-changed={log}");
    }
}

/// The first line that a command prints; nothing if it fails or is not there.
fn output(program: &str, arguments: &[&str]) -> Option<String> {
    let output = Command::new(program).args(arguments).output().ok()?;
    let text = String::from_utf8(output.stdout).ok()?;
    let line = text.lines().next()?.trim().to_owned();
    (output.status.success() && !line.is_empty()).then_some(line)
}
