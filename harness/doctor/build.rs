//! Tells the crate which compiler, commit and profile it is built with. What is not known stays unknown.

use std::path::Path;
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
    if let Ok(level) = std::env::var("OPT_LEVEL") {
        println!("cargo::rustc-env=STREAMGAUGE_OPT_LEVEL={level}");
    }
    if let Some(lto) = lto() {
        println!("cargo::rustc-env=STREAMGAUGE_LTO={lto}");
    }
}

/// The first line that a command prints; nothing if it fails or is not there.
fn output(program: &str, arguments: &[&str]) -> Option<String> {
    let output = Command::new(program).args(arguments).output().ok()?;
    let text = String::from_utf8(output.stdout).ok()?;
    let line = text.lines().next()?.trim().to_owned();
    (output.status.success() && !line.is_empty()).then_some(line)
}

/// What the manifest of the workspace, or its variable, says about link-time optimisation of this profile. Cargo does
/// not tell.
fn lto() -> Option<String> {
    let out = std::env::var("OUT_DIR").ok()?;
    // target/<profile>/build/<package>-<hash>/out
    let directory = Path::new(&out).ancestors().nth(3)?.file_name()?.to_str()?;
    let profile = if directory == "debug" { "dev" } else { directory };
    let variable = format!("CARGO_PROFILE_{}_LTO", profile.to_uppercase().replace('-', "_"));
    println!("cargo::rerun-if-env-changed={variable}");
    let manifest = Path::new(&std::env::var("CARGO_MANIFEST_DIR").ok()?).join("../../Cargo.toml");
    println!("cargo::rerun-if-changed={}", manifest.display());
    let text = std::fs::read_to_string(manifest).unwrap_or_default();
    let said = std::env::var(variable)
        .ok()
        .or_else(|| in_section(&text, &format!("[profile.{profile}]")));
    Some(match said.as_deref() {
        Some("true") => "fat".to_owned(),
        None | Some("false") => "local".to_owned(),
        Some(kind) => kind.to_owned(),
    })
}

fn in_section(manifest: &str, section: &str) -> Option<String> {
    let mut lines = manifest.lines().skip_while(|line| line.trim() != section).skip(1);
    let line = lines
        .by_ref()
        .take_while(|line| !line.starts_with('['))
        .find(|line| line.starts_with("lto"))?;
    let (_, value) = line.split_once('=')?;
    Some(value.trim().trim_matches('"').to_owned())
}
