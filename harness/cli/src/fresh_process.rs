//! A run in a process of its own, so that no run inherits the caches, the heap or the luck of another.

use std::ffi::OsString;
use std::io::{BufReader, Read};
use std::os::unix::process::ExitStatusExt as _;
use std::path::PathBuf;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use streamgauge_record::{Glimpse, Run};
use streamgauge_runner::{Laboratory, RunError};

use crate::environment_size::{PADDING, environment_bytes};
use crate::glimpse_lines::sift;

/// How often the end of the process and the user's wish to stop are looked for.
const LOOK_EVERY: Duration = Duration::from_millis(10);
/// How long a process that was told to stop may take to show what it has.
pub(crate) const GRACE: Duration = Duration::from_secs(1);
/// The most that is read of what a process prints; a run is a hundredth of it.
const LONGEST_OUTPUT: u64 = 1 << 28;
/// The most that is told of what a process said before it failed, in characters.
const LONGEST_LAST_WORDS: usize = 300;

/// Has a fresh process of this program measure each slot of a plan.
#[derive(Clone, Debug)]
pub(crate) struct FreshProcesses {
    program: PathBuf,
    args: Vec<OsString>,
    seed: u64,
    watcher: Option<Arc<dyn Watcher>>,
}

/// Seeds of processes that are started one by one: each has an environment of another size.
#[derive(Clone, Copy, Debug)]
pub(crate) struct ProcessSeeds(u64);

impl ProcessSeeds {
    /// Those that follow a seed.
    pub(crate) const fn after(seed: u64) -> Self {
        Self(seed)
    }

    /// The seed of the process that is started now.
    pub(crate) const fn draw(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(1);
        self.0
    }
}

/// Who watches a process while it measures. What is done here takes time from the machine that is measured.
pub(crate) trait Watcher: std::fmt::Debug + Send + Sync {
    /// A process was started that measures this slot of the plan.
    fn began(&self, slot: usize);
    /// The process has shown how its run goes.
    fn saw(&self, glimpse: Glimpse);
    /// The process goes on; called every few milliseconds.
    fn waits(&self);
}

impl FreshProcesses {
    /// For the plan that a command line makes; its first word is the name of the program. The sizes of the processes'
    /// environments are drawn from the seed.
    pub(crate) fn new(argv: &[OsString], seed: u64) -> Self {
        Self::of(this_program(), argv, seed)
    }

    /// As [`FreshProcesses::new`], of another build.
    pub(crate) fn of(program: PathBuf, argv: &[OsString], seed: u64) -> Self {
        Self {
            program,
            args: argv.iter().skip(1).cloned().collect(),
            seed,
            watcher: None,
        }
    }

    /// With somebody who watches.
    #[cfg(any(test, feature = "live"))]
    pub(crate) fn watched_by(self, watcher: Arc<dyn Watcher>) -> Self {
        Self {
            watcher: Some(watcher),
            ..self
        }
    }

    /// Starts the process. It hears nothing of the variables that mirror flags, because its command line says all.
    fn start(&self, slot: usize, padding: u64) -> std::io::Result<Child> {
        let mut command = Command::new(&self.program);
        let mirrored = std::env::vars_os().map(|(name, _)| name);
        for name in mirrored.filter(|name| name.as_encoded_bytes().starts_with(b"STREAMGAUGE_")) {
            command.env_remove(name);
        }
        command
            .args(&self.args)
            .args(["--slot", &slot.to_string(), "--quiet"])
            .args(self.watcher.as_ref().map(|_| "--glimpses"))
            .env(PADDING, "x".repeat(usize::try_from(padding).unwrap_or(0)))
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
    }

    /// Collects what the process says, and gives the glimpses in it to the one who watches.
    fn listener(&self, pipe: Option<impl Read + Send + 'static>) -> thread::JoinHandle<Vec<u8>> {
        let Some(watcher) = self.watcher.clone() else {
            return collector(pipe);
        };
        thread::spawn(move || {
            let said = pipe.map(|pipe| BufReader::new(pipe.take(LONGEST_OUTPUT)));
            said.map_or_else(Vec::new, |said| sift(said, |glimpse| watcher.saw(glimpse)))
        })
    }

    /// Waits for the end. The end of its input tells the process to stop; one that does not stop is killed.
    fn wait(&self, child: &mut Child, stop: &AtomicBool) -> Result<ExitStatus, RunError> {
        let mut input = child.stdin.take();
        let mut told = None;
        loop {
            match child.try_wait() {
                Ok(Some(status)) => return Ok(status),
                Ok(None) => {}
                Err(error) => return Err(failed("cannot be waited for", &error)),
            }
            if stop.load(Ordering::Relaxed) {
                drop(input.take());
                if told.get_or_insert_with(Instant::now).elapsed() > GRACE {
                    // It may have ended by itself meanwhile.
                    let _ = child.kill();
                }
            }
            if let Some(watcher) = &self.watcher {
                watcher.waits();
            }
            thread::sleep(LOOK_EVERY);
        }
    }
}

impl FreshProcesses {
    /// What the process prints that carries out a slot; broken off when `stop` is set.
    ///
    /// # Errors
    /// Why it printed nothing that counts.
    pub(crate) fn ask(&self, slot: usize, stop: &AtomicBool) -> Result<Vec<u8>, RunError> {
        let started = self.start(slot, environment_bytes(self.seed, slot));
        let mut child = started.map_err(|error| failed("cannot be started", &error))?;
        let stdout = collector(child.stdout.take());
        let stderr = self.listener(child.stderr.take());
        if let Some(watcher) = &self.watcher {
            watcher.began(slot);
        }
        let status = self.wait(&mut child, stop)?;
        let text = |reader: thread::JoinHandle<Vec<u8>>| reader.join().unwrap_or_default();
        let (printed, said) = (text(stdout), text(stderr));
        if !status.success() {
            return Err(ended_badly(status, &said, stop));
        }
        Ok(printed)
    }
}

impl Laboratory for FreshProcesses {
    fn measure(&self, slot: usize, stop: &AtomicBool) -> Result<Run, RunError> {
        let began = Instant::now();
        let printed = self.ask(slot, stop)?;
        let run: Result<Run, _> = serde_json::from_slice(&printed);
        let mut run = run.map_err(|error| failed("printed no run", &error))?;
        if let Some(process) = &mut run.process {
            process.wall_ns = u64::try_from(began.elapsed().as_nanos()).unwrap_or(u64::MAX);
        }
        Ok(run)
    }
}

/// The running program, also if its file has been replaced meanwhile: all runs are of one build.
pub(crate) fn this_program() -> PathBuf {
    match std::env::current_exe() {
        Ok(path) if path.exists() => path,
        _ => PathBuf::from("/proc/self/exe"),
    }
}

fn failed(how: &str, why: &dyn std::fmt::Display) -> RunError {
    RunError::Elsewhere(format!("the process that measures {how}: {why}"))
}

/// Why a process ended without success. Ctrl-C on a terminal reaches it as well.
fn ended_badly(status: ExitStatus, said: &[u8], stop: &AtomicBool) -> RunError {
    if stop.load(Ordering::Relaxed) {
        return RunError::Interrupted;
    }
    failed(&ending(status), &last_words(said))
}

/// How a process ended that did not succeed.
pub(crate) fn ending(status: ExitStatus) -> String {
    match (status.signal(), status.code()) {
        (Some(9), _) => "was killed (signal 9), as the system does when memory runs out".to_owned(),
        (Some(signal), _) => format!("crashed (signal {signal})"),
        (None, code) => format!("failed (exit code {})", code.unwrap_or(-1)),
    }
}

/// The end of what a process said.
pub(crate) fn last_words(said: &[u8]) -> String {
    let said = String::from_utf8_lossy(said);
    let said = said.split_whitespace().collect::<Vec<_>>().join(" ");
    let skipped = said.chars().count().saturating_sub(LONGEST_LAST_WORDS);
    match (said.is_empty(), skipped) {
        (true, _) => "it said nothing".to_owned(),
        (_, 0) => said,
        _ => format!("…{}", said.chars().skip(skipped).collect::<String>()),
    }
}

fn collector(pipe: Option<impl Read + Send + 'static>) -> thread::JoinHandle<Vec<u8>> {
    thread::spawn(move || {
        let mut bytes = Vec::new();
        if let Some(pipe) = pipe {
            // What was read until a failure is what there is; the run's JSON shows whether it was all.
            let _ = pipe.take(LONGEST_OUTPUT).read_to_end(&mut bytes);
        }
        bytes
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What becomes of a run that this shell script is to measure.
    fn measured_by(script: &str, stop: bool) -> Result<Run, RunError> {
        let processes = FreshProcesses {
            program: "/bin/sh".into(),
            args: vec!["-c".into(), script.into()],
            seed: 1,
            watcher: None,
        };
        processes.measure(0, &AtomicBool::new(stop))
    }

    fn reason(script: &str) -> String {
        measured_by(script, false).unwrap_err().to_string()
    }

    #[test]
    fn a_process_without_a_run_leaves_the_reason() {
        for (script, says) in [
            (
                "kill -9 $$",
                "was killed (signal 9), as the system does when memory runs out",
            ),
            ("kill -SEGV $$", "crashed (signal 11): it said nothing"),
            (
                "echo 'memory allocation failed' >&2; kill -ABRT $$",
                "(signal 6): memory allocation failed",
            ),
            (
                "echo no such file >&2; exit 1",
                "failed (exit code 1): no such file",
            ),
            ("echo rubbish", "printed no run"),
            ("head -c 100000 /dev/urandom", "printed no run"),
            ("true", "printed no run"),
        ] {
            assert!(reason(script).contains(says), "{script}: {}", reason(script));
        }
        let long = reason("yes word | head -1000 >&2; exit 1");
        assert!(long.chars().count() < 400 && long.contains('…'), "{long}");
    }

    #[test]
    fn a_program_that_is_not_there_is_told() {
        let processes = FreshProcesses {
            program: "/no/such/program".into(),
            args: Vec::new(),
            seed: 1,
            watcher: None,
        };
        let error = processes.measure(0, &AtomicBool::new(false)).unwrap_err();
        assert!(error.to_string().contains("cannot be started"), "{error}");
    }

    #[test]
    fn a_process_that_does_not_stop_is_killed_and_its_run_interrupted() {
        let began = Instant::now();
        let run = measured_by("exec sleep 60", true);
        assert!(matches!(run, Err(RunError::Interrupted)), "{run:?}");
        assert!(began.elapsed() < Duration::from_secs(30));
    }

    #[test]
    fn the_environment_is_as_large_as_drawn_and_without_variables_of_flags() {
        let size = environment_bytes(1, 0);
        let said = reason("echo padded ${#STREAMGAUGE_PADDING}, $0 $1 $2 >&2; exit 1");
        assert!(
            said.contains(&format!("padded {size}, --slot 0 --quiet")),
            "{said}"
        );
    }

    /// Writes down what it is told.
    #[derive(Debug, Default)]
    struct Witness(std::sync::Mutex<(Vec<usize>, Vec<u64>, u32)>);

    impl Watcher for Witness {
        fn began(&self, slot: usize) {
            self.0.lock().unwrap().0.push(slot);
        }

        fn saw(&self, glimpse: Glimpse) {
            self.0.lock().unwrap().1.push(glimpse.at_ns);
        }

        fn waits(&self) {
            self.0.lock().unwrap().2 += 1;
        }
    }

    #[test]
    fn who_watches_is_shown_glimpses_and_the_rest_are_last_words() {
        let glimpse = r#"{"at_ns":AT,"due":0,"taken":0,"backlog":0,"rows":0,"refused":0}"#;
        let script = format!(
            "echo $3; echo '{}' >&2; echo told $0 $1 $2 $3 >&2; echo '{}' >&2; sleep 0.1; exit 1",
            glimpse.replace("AT", "1"),
            glimpse.replace("AT", "2")
        );
        let witness = Arc::new(Witness::default());
        let processes = FreshProcesses {
            program: "/bin/sh".into(),
            args: vec!["-c".into(), script.into()],
            seed: 1,
            watcher: None,
        };
        let processes = processes.watched_by(witness.clone());
        let error = processes
            .measure(3, &AtomicBool::new(false))
            .unwrap_err()
            .to_string();
        assert!(error.ends_with("told --slot 3 --quiet --glimpses"), "{error}");
        let (began, seen, waited) = &*witness.0.lock().unwrap();
        assert_eq!(
            (began.as_slice(), seen.as_slice()),
            ([3].as_slice(), [1, 2].as_slice())
        );
        assert!(*waited > 0);
    }
}
