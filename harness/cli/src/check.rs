//! The command `check`.

use std::fs::OpenOptions;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::sync::atomic::AtomicBool;

use clap::{Args, ValueEnum};
use streamgauge_gate::{Trial, check_answers, check_scenario, compare_kernels, self_test};
use streamgauge_record::{
    CHECK_SCHEMA, CheckOutcome, CheckPolicy, CheckRecord, CheckVerdict, Document as _, GATE_SELF_TEST_SCHEMA,
    GateSelfTest, VERSION,
};
use streamgauge_render::{check_annotations, check_junit, check_markdown, check_text, gate_self_test_text};

use crate::check_policy_file::policy;
use crate::check_progress::CheckProgress;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::fresh_process::this_program;
use crate::instant::now;
use crate::kernel_counts::kernel_counts;
use crate::notes::Notes;
use crate::quantity::positive_u32;
use crate::scenario_args::share;
use crate::two_builds::{TwoBuilds, build};
use crate::{interrupt, stdout};

pub(crate) const CHECK_EXAMPLES: &str = "\
Both builds run the same scenarios in turns, each run in a process of its own. First both must give the same, right \
answers on the virtual clock. Then pairs of live runs are compared by the exact signed-rank interval of their ratios: \
worse is what leaves 0 and reaches the limit, twice. The policy (pairs, limits, metrics, scenarios) is the table [check] \
of streamgauge.toml; without one there are usual ones.

Examples:
  streamgauge check --base-bin old/streamgauge                       this build against an older one
  streamgauge check --base-bin old/streamgauge --head-bin new/streamgauge --junit check.xml
  streamgauge check --base-bin old/streamgauge --base-kernels old-kernels --head-kernels target/gungraun
  streamgauge check --self-test                                      how often the gate errs on this machine

Exit codes: 0 nothing got worse, 3 something did, 4 with --strict: something could not be decided, 5 answers are wrong or \
differ, 130 interrupted.";

/// Arguments of `check`.
#[derive(Args, Clone, Debug)]
pub(crate) struct CheckArgs {
    /// The build to compare with
    #[arg(long, value_name = "FILE", required_unless_present = "self_test")]
    base_bin: Option<PathBuf>,
    /// The build that is judged [default: this one]
    #[arg(long, value_name = "FILE")]
    head_bin: Option<PathBuf>,
    /// Pairs, limits, metrics and scenarios [default: streamgauge.toml here, if there is one]
    #[arg(long, value_name = "FILE")]
    policy: Option<PathBuf>,
    /// Pairs of runs of each scenario [default: the policy's]
    #[arg(long, value_name = "NUMBER", value_parser = positive_u32, allow_hyphen_values = true)]
    pairs: Option<u32>,
    /// Instruction counts of the base's kernels: a summary of gungraun, or a directory of them
    #[arg(
        long,
        value_name = "PATH",
        requires = "head_kernels",
        conflicts_with = "self_test"
    )]
    base_kernels: Option<PathBuf>,
    /// Instruction counts of the head's kernels
    #[arg(long, value_name = "PATH", requires = "base_kernels")]
    head_kernels: Option<PathBuf>,
    /// Try the gate on the head against itself, as it is and made slower: false alarms and detections
    #[arg(long, conflicts_with = "base_bin")]
    self_test: bool,
    /// Self-test: comparisons of the build with itself, at least
    #[arg(long, value_name = "NUMBER", value_parser = positive_u32, default_value = "200", conflicts_with = "base_bin")]
    comparisons: u32,
    /// Self-test: scenarios in which the head is made slower
    #[arg(long, value_name = "NUMBER", value_parser = positive_u32, default_value = "10", conflicts_with = "base_bin")]
    planted: u32,
    /// Self-test: by what share it is made slower
    #[arg(long, value_name = "SHARE", value_parser = share, default_value_t = 0.1, conflicts_with = "base_bin")]
    slow_down: f64,
    /// Seed of the orders of execution
    #[arg(long, value_name = "NUMBER", default_value_t = 1)]
    seed: u64,
    /// End with exit code 4 if something could not be decided
    #[arg(long)]
    strict: bool,
    /// Save everything that was measured, as JSON
    #[arg(short, long, value_name = "FILE")]
    out: Option<PathBuf>,
    /// Save a JUnit report: a test case for each scenario and metric
    #[arg(long, value_name = "FILE", conflicts_with = "self_test")]
    junit: Option<PathBuf>,
    /// Append a Markdown summary to this file [default: where GITHUB_STEP_SUMMARY says]
    #[arg(long, value_name = "FILE", conflicts_with = "self_test")]
    summary: Option<PathBuf>,
    /// What to print on the standard output
    #[arg(short, long, value_enum, value_name = "FORMAT", default_value_t = Report::Human)]
    format: Report,
}

/// What to print on the standard output.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Report {
    /// Lines for people
    Human,
    /// Everything that was measured, one JSON object
    Json,
    /// A summary for a pull request
    Markdown,
}

impl CheckArgs {
    /// Measures both builds and judges the head.
    ///
    /// # Errors
    /// What cannot be read, run, saved or printed.
    pub(crate) fn carry_out(&self, argv: Vec<String>, notes: Notes) -> Result<Exit, Failure> {
        let (mut policy, file) = policy(self.policy.as_deref())?;
        if let Some(file) = file {
            notes.info(&format!("policy {}", file.display()));
        }
        policy.pairs = self.pairs.unwrap_or(policy.pairs);
        crate::check_policy_file::check(&policy).map_err(Failure::Usage)?;
        for place in [&self.out, &self.junit, &self.summary].into_iter().flatten() {
            writable(place)?;
        }
        let stop = interrupt::flag(
            notes,
            "stopping; what is measured will be shown (Ctrl-C again ends at once)",
        )?;
        let head = self.head_bin.clone().unwrap_or_else(this_program);
        if self.self_test {
            return self.test_itself(policy, &head, argv, &stop, notes);
        }
        let base = self.base_bin.clone().unwrap_or_else(|| head.clone());
        let record = self.judge(policy, (&base, &head), argv, &stop, notes)?;
        self.tell(&record)?;
        Ok(self.exit(&record))
    }

    fn judge(
        &self,
        policy: CheckPolicy,
        (base, head): (&Path, &Path),
        argv: Vec<String>,
        stop: &AtomicBool,
        notes: Notes,
    ) -> Result<CheckRecord, Failure> {
        let mut record = CheckRecord {
            schema: CHECK_SCHEMA.to_owned(),
            version: VERSION.to_owned(),
            created: now(),
            tool: streamgauge_doctor::tool(),
            argv,
            machine: streamgauge_doctor::machine(),
            seed: self.seed,
            base: build(base)?,
            head: build(head)?,
            answers: Vec::new(),
            kernels: self.kernels(&policy)?,
            scenarios: Vec::new(),
            complete: false,
            warnings: Vec::new(),
            policy,
        };
        if record.base.sha256 == record.head.sha256 {
            record
                .warnings
                .push("base and head are the same file: nothing can differ".to_owned());
        }
        if record.head.version.contains("debug build") || record.base.version.contains("debug build") {
            record
                .warnings
                .push("a debug build says little about speed; use `cargo build --release`".to_owned());
        }
        let mut builds = TwoBuilds::new(base, head, 0.0, self.seed, stop);
        let mut progress = CheckProgress::new(&record.policy, record.policy.scenarios.len(), notes);
        for scenario in &record.policy.scenarios {
            record.answers.push(check_answers(scenario, &mut builds));
        }
        for (turn, scenario) in (0..).zip(&record.policy.scenarios) {
            // A confirmation takes the seed behind.
            let seed = self.seed.wrapping_add(2 * turn);
            match check_scenario(&record.policy, scenario, seed, &mut builds, &mut progress) {
                Ok(checked) => record.scenarios.push(checked),
                Err(streamgauge_gate::Interrupted) => return Ok(record),
            }
        }
        record.complete = true;
        Ok(record)
    }

    fn kernels(&self, policy: &CheckPolicy) -> Result<Vec<streamgauge_record::KernelCheck>, Failure> {
        match (&self.base_kernels, &self.head_kernels) {
            (Some(base), Some(head)) => {
                let (base, head) = (kernel_counts(base)?, kernel_counts(head)?);
                Ok(compare_kernels(&base, &head, policy.instructions))
            }
            _ => Ok(Vec::new()),
        }
    }

    /// Everything that was measured is saved before anything is printed.
    fn tell(&self, record: &CheckRecord) -> Result<(), Failure> {
        if let Some(path) = &self.out {
            record
                .save(path)
                .map_err(|error| Failure::Unexpected(error.to_string()))?;
        }
        if let Some(path) = &self.junit {
            let xml = check_junit(record).map_err(Failure::Unexpected)?;
            std::fs::write(path, xml).map_err(|error| unwritten(path, &error))?;
        }
        let given = std::env::var_os("GITHUB_STEP_SUMMARY").filter(|name| !name.is_empty());
        if let Some(path) = self.summary.clone().or_else(|| given.map(PathBuf::from)) {
            let opened = OpenOptions::new().create(true).append(true).open(&path);
            opened
                .and_then(|mut file| file.write_all(check_markdown(record).as_bytes()))
                .map_err(|error| unwritten(&path, &error))?;
        }
        let mut text = match self.format {
            Report::Human => check_text(record),
            Report::Markdown => check_markdown(record),
            Report::Json => record
                .to_json()
                .map_err(|error| Failure::Unexpected(error.to_string()))?,
        };
        if self.format != Report::Json && std::env::var("GITHUB_ACTIONS").as_deref() == Ok("true") {
            text.push_str(&check_annotations(record));
        }
        stdout::print(&text)
    }

    fn exit(&self, record: &CheckRecord) -> Exit {
        match record.outcome() {
            CheckOutcome::WrongAnswers => Exit::WrongAnswers,
            CheckOutcome::Worse => Exit::Regression,
            _ if !record.complete => Exit::Interrupted,
            CheckOutcome::Undecided if self.strict => Exit::CannotJudge,
            CheckOutcome::Undecided | CheckOutcome::Fine => Exit::Fine,
        }
    }

    fn test_itself(
        &self,
        policy: CheckPolicy,
        head: &Path,
        argv: Vec<String>,
        stop: &AtomicBool,
        notes: Notes,
    ) -> Result<Exit, Failure> {
        let build = build(head)?;
        let created = now();
        let machine = streamgauge_doctor::machine();
        let trial = Trial {
            comparisons: self.comparisons,
            planted: self.planted,
            seed: self.seed,
        };
        let rounds = trial.scenarios(&policy);
        let mut progress = CheckProgress::new(&policy, rounds, notes);
        let mut equal = TwoBuilds::new(head, head, 0.0, self.seed, stop);
        let mut slowed = TwoBuilds::new(head, head, self.slow_down, self.seed, stop);
        let found = self_test(&policy, trial, (&mut equal, &mut slowed), &mut progress);
        let record = GateSelfTest {
            schema: GATE_SELF_TEST_SCHEMA.to_owned(),
            version: VERSION.to_owned(),
            created,
            tool: streamgauge_doctor::tool(),
            argv,
            machine,
            policy,
            seed: self.seed,
            build,
            drag: self.slow_down,
            comparisons: found.comparisons(),
            false_alarms: found.equal_with(CheckVerdict::Worse),
            false_praise: found.equal_with(CheckVerdict::Better),
            undecided: found.equal_with(CheckVerdict::Undecided),
            planted: u32::try_from(found.slowed.len()).unwrap_or(u32::MAX),
            found: found.found(),
            complete: found.is_complete,
            equal: found.equal,
            slowed: found.slowed,
        };
        if let Some(path) = &self.out {
            record
                .save(path)
                .map_err(|error| Failure::Unexpected(error.to_string()))?;
        }
        let text = match self.format {
            Report::Json => record
                .to_json()
                .map_err(|error| Failure::Unexpected(error.to_string()))?,
            _ => gate_self_test_text(&record),
        };
        stdout::print(&text)?;
        Ok(if record.complete {
            Exit::Fine
        } else {
            Exit::Interrupted
        })
    }
}

/// Refuses, before anything is measured, a file that cannot be written afterwards.
fn writable(path: &Path) -> Result<(), Failure> {
    let opened = OpenOptions::new().create(true).append(true).open(path);
    opened.map(drop).map_err(|error| unwritten(path, &error))
}

fn unwritten(path: &Path, error: &std::io::Error) -> Failure {
    Failure::Unexpected(format!("cannot write {}: {error}", path.display()))
}
