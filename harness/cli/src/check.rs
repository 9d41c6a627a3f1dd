//! The command `check`.

use std::path::{Path, PathBuf};

use clap::Args;
use streamgauge_gate::{SelfTest, Trial, compare_kernels, judge_again};
use streamgauge_record::{
    CheckOutcome, CheckPolicy, CheckRecord, CheckedScenario, Document as _, Fitness, GateSelfTest,
    KernelCheck,
};

use crate::check_measuring::{CheckMeasuring, counted};
use crate::check_output::CheckOutput;
use crate::check_policy_file::policy;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::fresh_process::this_program;
use crate::interrupt;
use crate::kernel_counts::kernel_counts;
use crate::notes::Notes;
use crate::quantity::positive_u32;
use crate::scenario_args::share;

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

Exit codes: 0 nothing got worse, 3 something did, 4 too few turns count, or with --strict: something could not \
be decided, 5 answers are wrong or differ, or the head has none where the base has, 130 interrupted. Of --self-test: 0 the \
gate is fit for this machine, 4 it is not: more than 1 in 200 comparisons \
of the build with itself was called worse, or fewer than 9 of 10 planted slow-downs were found; or fewer than 200 and 10 were tried.";

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
    /// Try the gate on the head against itself, as it is and made slower: false alarms and detections; takes about 40 minutes
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
    /// Self-test: measure nothing, and judge what an earlier one measured by the rules of this build
    #[arg(long, value_name = "FILE", requires = "self_test",
        conflicts_with_all = ["base_bin", "head_bin", "policy", "pairs", "comparisons", "planted", "slow_down", "seed"])]
    judge_again: Option<PathBuf>,
    /// Seed of the orders of execution
    #[arg(long, value_name = "NUMBER", default_value_t = 1)]
    seed: u64,
    /// End with exit code 4 if something could not be decided
    #[arg(long, conflicts_with = "self_test")]
    strict: bool,
    #[command(flatten)]
    output: CheckOutput,
}

impl CheckArgs {
    /// Measures both builds and judges the head.
    ///
    /// # Errors
    /// What cannot be read, run, saved or printed.
    pub(crate) fn carry_out(&self, argv: Vec<String>, notes: Notes) -> Result<Exit, Failure> {
        self.output.check()?;
        if let Some(file) = &self.judge_again {
            return self.self_tested(&judged_again(file)?);
        }
        let policy = self.policy(notes)?;
        let kernels = self.kernels(&policy)?;
        let stop = interrupt::flag(
            notes,
            "stopping; what is measured will be shown (Ctrl-C again ends at once)",
        )?;
        let head = self.head_bin.clone().unwrap_or_else(this_program);
        let base = self.base_bin.clone().unwrap_or_else(|| head.clone());
        let measuring = CheckMeasuring {
            policy,
            base: &base,
            head: &head,
            seed: self.seed,
            argv,
            stop: &stop,
            notes,
        };
        if self.self_test {
            let trial = Trial {
                comparisons: self.comparisons,
                planted: self.planted,
                seed: self.seed,
            };
            return self.self_tested(&measuring.test_itself(trial, self.slow_down)?);
        }
        let record = measuring.judge(kernels)?;
        self.output.tell(&record)?;
        Ok(self.exit(&record))
    }

    /// Says whether the gate is fit.
    fn self_tested(&self, found: &GateSelfTest) -> Result<Exit, Failure> {
        self.output.tell_self_test(found)?;
        Ok(match found.fitness() {
            _ if !found.complete => Exit::Interrupted,
            Fitness::Fit => Exit::Fine,
            Fitness::Unfit | Fitness::TooFew => Exit::CannotJudge,
        })
    }

    fn policy(&self, notes: Notes) -> Result<CheckPolicy, Failure> {
        let (mut policy, file) = policy(self.policy.as_deref())?;
        if let Some(file) = file {
            notes.info(&format!("policy {}", file.display()));
        }
        policy.pairs = self.pairs.unwrap_or(policy.pairs);
        crate::check_policy_file::check(&policy).map_err(Failure::Usage)?;
        Ok(policy)
    }

    fn kernels(&self, policy: &CheckPolicy) -> Result<Vec<KernelCheck>, Failure> {
        match (&self.base_kernels, &self.head_kernels) {
            (Some(base), Some(head)) => {
                let (base, head) = (kernel_counts(base)?, kernel_counts(head)?);
                Ok(compare_kernels(&base, &head, policy.instructions))
            }
            _ => Ok(Vec::new()),
        }
    }

    fn exit(&self, record: &CheckRecord) -> Exit {
        match record.outcome() {
            CheckOutcome::WrongAnswers => Exit::WrongAnswers,
            CheckOutcome::Worse => Exit::Regression,
            _ if !record.complete => Exit::Interrupted,
            CheckOutcome::Unmeasured => Exit::CannotJudge,
            CheckOutcome::Undecided if self.strict => Exit::CannotJudge,
            CheckOutcome::Undecided | CheckOutcome::Fine => Exit::Fine,
        }
    }
}

/// An earlier test of the gate, judged by the rules of this build.
fn judged_again(file: &Path) -> Result<GateSelfTest, Failure> {
    let test = GateSelfTest::load(file).map_err(|error| Failure::Unexpected(error.to_string()))?;
    let again = |checked: &[CheckedScenario]| {
        let again = checked.iter().map(|checked| judge_again(&test.policy, checked));
        again.collect::<Vec<_>>()
    };
    let found = SelfTest {
        equal: again(&test.equal),
        slowed: again(&test.slowed),
        is_complete: test.complete,
    };
    Ok(counted(found, test))
}
