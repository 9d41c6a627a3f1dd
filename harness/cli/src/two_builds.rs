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
use streamgauge_record::{Build, CheckPolicy, CheckScenario, Run, Side, UnthreadedTrial};
use streamgauge_runner::{Laboratory as _, RunError};

use crate::exit::Exit;
use crate::failure::Failure;
use crate::fresh_process::{FreshProcesses, ProcessSeeds, ending, last_words};

/// Runs scenarios in fresh processes of a base and of a head.
pub(crate) struct TwoBuilds<'a> {
    base: PathBuf,
    head: PathBuf,
    /// The share by which the head is made slower; 0 outside of self-tests.
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

    /// A process that a scenario's run, with further flags, is asked of.
    fn process(&mut self, side: Side, scenario: &CheckScenario, further: &[&str]) -> FreshProcesses {
        let mut argv = argv(scenario);
        argv.extend(further.iter().map(OsString::from));
        if side == Side::Head && self.drag > 0.0 {
            argv.extend(["--drag".to_owned(), self.drag.to_string()].map(OsString::from));
        }
        let program = match side {
            Side::Base => &self.base,
            Side::Head => &self.head,
        };
        FreshProcesses::of(program.clone(), &argv, self.seeds.draw())
    }
}

impl Bench for TwoBuilds<'_> {
    fn measure(&mut self, side: Side, scenario: &CheckScenario) -> Result<Run, RunError> {
        self.process(side, scenario, &[]).measure(0, self.stop)
    }

    fn try_unthreaded(&mut self, side: Side, scenario: &CheckScenario) -> Result<UnthreadedTrial, RunError> {
        let printed = self
            .process(side, scenario, &["--unthreaded"])
            .ask(0, self.stop)?;
        serde_json::from_slice(&printed).map_err(|error| {
            RunError::Elsewhere(format!("the process that measures printed no trial: {error}"))
        })
    }

    fn simulate(&mut self, side: Side, scenario: &CheckScenario) -> Result<Run, RunError> {
        self.process(side, scenario, &["--clock", "simulated"])
            .measure(0, self.stop)
    }

    fn control_ns(&mut self, _: Side) -> f64 {
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

/// Refuses a build that cannot measure what the policy asks for.
///
/// # Errors
/// A build that does not know of trials without threads, though they are asked for, or cannot be run.
pub(crate) fn refuse_older(program: &Path, policy: &CheckPolicy) -> Result<(), Failure> {
    if !policy.needs_unthreaded() {
        return Ok(());
    }
    let name = program.display();
    let asked = Command::new(program)
        .args(["run", "--unthreaded", "--help"])
        .output();
    match asked {
        Ok(asked) if asked.status.success() => Ok(()),
        Ok(asked) if asked.status.code() == Some(Exit::Usage as i32) => Err(Failure::Usage(format!(
            "{name} is too old to be measured without threads; write metrics = [\"saturated\"] into the policy"
        ))),
        Ok(asked) => Err(Failure::Usage(format!(
            "`{name} run --unthreaded --help` {}: {}; give a build that runs",
            ending(asked.status),
            last_words(&asked.stderr)
        ))),
        Err(error) => Err(Failure::Usage(format!(
            "{name}: {error}; give a build of streamgauge"
        ))),
    }
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
