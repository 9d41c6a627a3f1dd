//! The gate on builds whose difference is known.

use streamgauge_record::{CheckPolicy, CheckVerdict, CheckedScenario};

use crate::bench::{Bench, Watch};
use crate::plan::{Interrupted, check_scenario};

/// What is tried.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Trial {
    /// Comparisons of a build with itself, at least: whole scenarios are tried.
    pub comparisons: u32,
    /// Scenarios with a build that was made slower.
    pub planted: u32,
    /// Seed of all orders.
    pub seed: u64,
}

impl Trial {
    /// How many scenarios that takes in all, confirmations aside.
    #[must_use]
    pub fn scenarios(&self, policy: &CheckPolicy) -> usize {
        (self.rounds(policy) + self.planted) as usize
    }

    /// Scenarios with equal builds.
    fn rounds(&self, policy: &CheckPolicy) -> u32 {
        let by_scenario = u32::try_from(policy.metrics.len()).unwrap_or(u32::MAX).max(1);
        self.comparisons.div_ceil(by_scenario)
    }
}

/// What came out.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct SelfTest {
    /// The build against itself.
    pub equal: Vec<CheckedScenario>,
    /// The build against itself, made slower.
    pub slowed: Vec<CheckedScenario>,
    /// Whether all was carried out.
    pub is_complete: bool,
}

/// Goes through the scenarios of the policy, again and again, first with equal builds and then with a slowed head, until
/// enough was tried or the user wants no more.
pub fn self_test(
    policy: &CheckPolicy,
    trial: Trial,
    (equal, slowed): (&mut dyn Bench, &mut dyn Bench),
    watch: &mut dyn Watch,
) -> SelfTest {
    let mut found = SelfTest::default();
    let rounds = trial.rounds(policy);
    let is_done = repeat(policy, (rounds, trial.seed), equal, watch, &mut found.equal).is_ok()
        && repeat(
            policy,
            (trial.planted, trial.seed ^ 1 << 40),
            slowed,
            watch,
            &mut found.slowed,
        )
        .is_ok();
    found.is_complete = is_done;
    found
}

fn repeat(
    policy: &CheckPolicy,
    (times, seed): (u32, u64),
    bench: &mut dyn Bench,
    watch: &mut dyn Watch,
    found: &mut Vec<CheckedScenario>,
) -> Result<(), Interrupted> {
    let scenarios = policy.scenarios.iter().cycle().take(times as usize);
    for (turn, scenario) in (0..).zip(scenarios) {
        // Twice the turn: a confirmation takes the seed behind.
        found.push(check_scenario(
            policy,
            scenario,
            seed.wrapping_add(2 * turn),
            bench,
            watch,
        )?);
    }
    Ok(())
}

impl SelfTest {
    /// Comparisons of the build with itself that came to a verdict.
    #[must_use]
    pub fn equal_with(&self, verdict: CheckVerdict) -> u32 {
        let comparisons = self.equal.iter().flat_map(|checked| &checked.comparisons);
        let with = comparisons.filter(|found| found.comparison.verdict == verdict);
        u32::try_from(with.count()).unwrap_or(u32::MAX)
    }

    /// Comparisons of the build with itself.
    #[must_use]
    pub fn comparisons(&self) -> u32 {
        let comparisons: usize = self.equal.iter().map(|checked| checked.comparisons.len()).sum();
        u32::try_from(comparisons).unwrap_or(u32::MAX)
    }

    /// Scenarios with a slowed head in which some metric was called worse.
    #[must_use]
    pub fn found(&self) -> u32 {
        let is_found = |checked: &&CheckedScenario| {
            let mut verdicts = checked.comparisons.iter().map(|found| found.comparison.verdict);
            verdicts.any(|verdict| verdict == CheckVerdict::Worse)
        };
        u32::try_from(self.slowed.iter().filter(is_found).count()).unwrap_or(u32::MAX)
    }
}
