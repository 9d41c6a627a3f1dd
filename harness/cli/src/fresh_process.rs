//! A run in a process of its own, so that no run inherits the caches, the heap or the luck of another.

use std::io::Read;
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::Duration;

use streamgauge_record::Run;
use streamgauge_runner::{Laboratory, RunError};

/// How often the user's wish to stop is looked for. The process that measures is another one.
const LOOK_EVERY: Duration = Duration::from_millis(20);

/// Has a fresh process of this program measure each slot of a plan.
#[derive(Clone, Debug)]
pub(crate) struct FreshProcesses {
    /// The command line that makes the plan, as the record keeps it: its first word is the name of the program.
    pub(crate) argv: Vec<String>,
}

impl Laboratory for FreshProcesses {
    fn measure(&self, slot: usize, stop: &AtomicBool) -> Result<Run, RunError> {
        let mut child = start(&self.argv, slot)?;
        let stdout = collector(child.stdout.take());
        let stderr = collector(child.stderr.take());
        let succeeded = wait(&mut child, stop)?;
        let text = |reader: thread::JoinHandle<Vec<u8>>| reader.join().unwrap_or_default();
        let (printed, said) = (text(stdout), text(stderr));
        if !succeeded {
            let said = String::from_utf8_lossy(&said);
            return Err(failed("failed", &said.trim()));
        }
        serde_json::from_slice(&printed).map_err(|error| failed("printed no run", &error))
    }
}

fn failed(how: &str, why: &dyn std::fmt::Display) -> RunError {
    RunError::Elsewhere(format!("the process that measures {how}: {why}"))
}

fn start(argv: &[String], slot: usize) -> Result<Child, RunError> {
    let started = std::env::current_exe().and_then(|program| {
        Command::new(program)
            .args(argv.iter().skip(1))
            .args(["--slot", &slot.to_string(), "--quiet"])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
    });
    started.map_err(|error| failed("cannot be started", &error))
}

fn collector(pipe: Option<impl Read + Send + 'static>) -> thread::JoinHandle<Vec<u8>> {
    thread::spawn(move || {
        let mut bytes = Vec::new();
        if let Some(mut pipe) = pipe {
            // What was read until a failure is what there is; the run's JSON shows whether it was all.
            let _ = pipe.read_to_end(&mut bytes);
        }
        bytes
    })
}

/// Waits for the end; the end of its input tells the process to stop.
fn wait(child: &mut Child, stop: &AtomicBool) -> Result<bool, RunError> {
    let mut input = child.stdin.take();
    loop {
        match child.try_wait() {
            Ok(Some(status)) => return Ok(status.success()),
            Ok(None) => {}
            Err(error) => return Err(failed("cannot be waited for", &error)),
        }
        if stop.load(Ordering::Relaxed) {
            drop(input.take());
        }
        thread::sleep(LOOK_EVERY);
    }
}
