//! Two builds of the binary, each run in processes of its own.

use std::ffi::OsString;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::atomic::{AtomicBool, Ordering};

use sha2::{Digest as _, Sha256};
use streamgauge_doctor::control_ns;
use streamgauge_gate::Bench;
use streamgauge_record::{Build, CheckScenario, Run, Side};
use streamgauge_runner::{Laboratory as _, RunError};

use crate::failure::Failure;
use crate::fresh_process::{FreshProcesses, ProcessSeeds};

/// Runs scenarios in fresh processes of a base and of a head.
pub(crate) struct TwoBuilds<'a> {
    base: PathBuf,
    head: PathBuf,
    /// The share by which every step of the head is made longer; 0 outside of self-tests.
    drag: f64,
    seeds: ProcessSeeds,
    stop: &'a AtomicBool,
}

impl<'a> TwoBuilds<'a> {
    pub(crate) fn new(base: &Path, head: &Path, drag: f64, seed: u64, stop: &'a AtomicBool) -> Self {
        Self {
            base: base.to_owned(),
            head: head.to_owned(),
            drag,
            seeds: ProcessSeeds::after(seed),
            stop,
        }
    }

    fn run(&mut self, side: Side, scenario: &CheckScenario, further: &[&str]) -> Result<Run, RunError> {
        let mut argv = argv(scenario);
        argv.extend(further.iter().map(OsString::from));
        if side == Side::Head && self.drag > 0.0 {
            argv.extend(["--drag".to_owned(), self.drag.to_string()].map(OsString::from));
        }
        let program = match side {
            Side::Base => &self.base,
            Side::Head => &self.head,
        };
        FreshProcesses::of(program.clone(), &argv, self.seeds.draw()).measure(0, self.stop)
    }
}

impl Bench for TwoBuilds<'_> {
    fn measure(&mut self, side: Side, scenario: &CheckScenario) -> Result<Run, RunError> {
        self.run(side, scenario, &[])
    }

    fn simulate(&mut self, side: Side, scenario: &CheckScenario) -> Result<Run, RunError> {
        self.run(side, scenario, &["--clock", "simulated"])
    }

    fn control_ns(&mut self) -> f64 {
        control_ns()
    }

    fn is_stopped(&self) -> bool {
        self.stop.load(Ordering::Relaxed)
    }
}

/// The command line of a scenario's run.
pub(crate) fn argv(scenario: &CheckScenario) -> Vec<OsString> {
    let fixed = [
        "streamgauge",
        "run",
        "--engine",
        &scenario.engine,
        "--query",
        &scenario.query,
    ];
    let further = ["--repeats", "1", "--retries", "0"];
    let words = fixed.into_iter().chain(scenario.args.iter().map(String::as_str));
    words.chain(further).map(OsString::from).collect()
}

/// What a program says of itself, and the digest of its file.
///
/// # Errors
/// A file that cannot be read or run.
pub(crate) fn build(program: &Path) -> Result<Build, Failure> {
    let name = program.display().to_string();
    let fail = |error: io::Error| Failure::Usage(format!("{name}: {error}; give a build of streamgauge"));
    let bytes = fs::read(program).map_err(fail)?;
    let said = Command::new(program).arg("--version").output().map_err(fail)?;
    let version = String::from_utf8_lossy(&said.stdout)
        .lines()
        .collect::<Vec<_>>()
        .join(", ");
    if !said.status.success() || !version.starts_with("streamgauge ") {
        return Err(Failure::Usage(format!(
            "{name} is no streamgauge: `{name} --version` says '{}'",
            version.chars().take(60).collect::<String>()
        )));
    }
    let sha256 = Sha256::digest(&bytes)
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect();
    Ok(Build {
        program: name,
        version,
        sha256,
    })
}
