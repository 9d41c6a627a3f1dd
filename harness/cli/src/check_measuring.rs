//! Two builds, measured against each other.

use std::path::Path;
use std::sync::atomic::AtomicBool;

use streamgauge_gate::{SelfTest, Trial, check_answers, check_scenario, self_test};
use streamgauge_record::{
    Build, CHECK_SCHEMA, CheckPolicy, CheckRecord, CheckVerdict, GATE_SELF_TEST_SCHEMA, GateSelfTest,
    KernelCheck, VERSION,
};

use crate::check_progress::CheckProgress;
use crate::failure::Failure;
use crate::instant::now;
use crate::notes::Notes;
use crate::two_builds::{TwoBuilds, build, refuse_older};

/// Which builds are measured, by which policy, and who is told.
pub(crate) struct CheckMeasuring<'a> {
    pub(crate) policy: CheckPolicy,
    pub(crate) base: &'a Path,
    pub(crate) head: &'a Path,
    /// Seed of the orders of execution.
    pub(crate) seed: u64,
    /// The command line, for the record.
    pub(crate) argv: Vec<String>,
    pub(crate) stop: &'a AtomicBool,
    pub(crate) notes: Notes,
}

impl CheckMeasuring<'_> {
    /// The head against the base: answers and waiting on the virtual clock, then every scenario in turns. What an
    /// interruption leaves is kept.
    ///
    /// # Errors
    /// A build that cannot be read or run.
    pub(crate) fn judge(self, kernels: Vec<KernelCheck>) -> Result<CheckRecord, Failure> {
        let (base, head) = (build(self.base)?, build(self.head)?);
        refuse_older(self.base, &self.policy)?;
        refuse_older(self.head, &self.policy)?;
        let mut record = CheckRecord {
            schema: CHECK_SCHEMA.to_owned(),
            version: VERSION.to_owned(),
            created: now(),
            tool: streamgauge_doctor::tool(),
            argv: self.argv,
            machine: streamgauge_doctor::machine(),
            seed: self.seed,
            warnings: warnings(&base, &head),
            base,
            head,
            answers: Vec::new(),
            waiting: Vec::new(),
            kernels,
            scenarios: Vec::new(),
            complete: false,
            policy: self.policy,
        };
        let mut builds = TwoBuilds::new(self.base, self.head, 0.0, self.seed, self.stop);
        let mut progress = CheckProgress::new(&record.policy, record.policy.scenarios.len(), self.notes);
        for scenario in &record.policy.scenarios {
            let (answers, waiting) = check_answers(scenario, record.policy.limit, &mut builds);
            record.answers.push(answers);
            record.waiting.extend(waiting);
        }
        for (turn, scenario) in (0..).zip(&record.policy.scenarios) {
            // A confirmation takes the seed behind.
            let seed = self.seed.wrapping_add(2 * turn);
            match check_scenario(&record.policy, scenario, seed, &mut builds, &mut progress) {
                Ok(checked) => record.scenarios.push(checked),
                Err(interrupted) => {
                    record.scenarios.extend(interrupted.so_far.map(|so_far| *so_far));
                    return Ok(record);
                }
            }
        }
        record.complete = true;
        Ok(record)
    }

    /// The head against itself, as it is and made slower by a share.
    ///
    /// # Errors
    /// A build that cannot be read or run.
    pub(crate) fn test_itself(self, trial: Trial, slow_down: f64) -> Result<GateSelfTest, Failure> {
        let build = build(self.head)?;
        refuse_older(self.head, &self.policy)?;
        let created = now();
        let machine = streamgauge_doctor::machine();
        let rounds = trial.scenarios(&self.policy);
        // What was made slower is measured once more, to confirm it.
        let confirmed = if self.policy.confirm {
            trial.planted as usize
        } else {
            0
        };
        let mut progress = CheckProgress::new(&self.policy, rounds + confirmed, self.notes);
        let builds = |drag: f64| TwoBuilds::new(self.head, self.head, drag, self.seed, self.stop);
        let (mut equal, mut slowed) = (builds(0.0), builds(slow_down));
        let found = self_test(&self.policy, trial, (&mut equal, &mut slowed), &mut progress);
        let test = GateSelfTest {
            schema: GATE_SELF_TEST_SCHEMA.to_owned(),
            version: VERSION.to_owned(),
            created,
            tool: streamgauge_doctor::tool(),
            argv: self.argv,
            machine,
            policy: self.policy,
            seed: self.seed,
            build,
            drag: slow_down,
            comparisons: 0,
            false_alarms: 0,
            false_praise: 0,
            undecided: 0,
            planted: 0,
            found: 0,
            complete: false,
            equal: Vec::new(),
            slowed: Vec::new(),
        };
        Ok(counted(found, test))
    }
}

/// The test with what was found, counted.
pub(crate) fn counted(found: SelfTest, test: GateSelfTest) -> GateSelfTest {
    GateSelfTest {
        comparisons: found.comparisons(),
        false_alarms: found.equal_with(CheckVerdict::Worse),
        false_praise: found.equal_with(CheckVerdict::Better),
        undecided: found.equal_with(CheckVerdict::Undecided),
        planted: u32::try_from(found.slowed.len()).unwrap_or(u32::MAX),
        found: found.found(),
        complete: found.is_complete,
        equal: found.equal,
        slowed: found.slowed,
        ..test
    }
}

/// What a reader must know of the builds before trusting the verdicts.
fn warnings(base: &Build, head: &Build) -> Vec<String> {
    let mut warnings = Vec::new();
    if base.sha256 == head.sha256 {
        warnings.push("base and head are the same file: nothing can differ".to_owned());
    }
    if [base, head]
        .iter()
        .any(|build| build.version.contains("debug build"))
    {
        warnings.push("a debug build says little about speed; use `cargo build --release`".to_owned());
    }
    warnings
}
