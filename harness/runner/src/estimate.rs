//! How long a comparison takes, before it is tried.

use streamgauge_model::{Rules, Trigger};
use streamgauge_record::Clock;

use crate::comparison_plan::PRELUDE_NS;
use crate::{ComparisonPlan, EngineChoice};

/// What one event costs in judging, per repeat, nanoseconds; a guess that only estimates use.
const JUDGING_NS: u64 = 1_000;
/// What a capacity trial is expected to take, judging included, nanoseconds.
const CAPACITY_NS: u64 = 350_000_000;
/// What a process of its own costs beside the run: starting it and ending it.
const PROCESS_NS: u64 = 30_000_000;
/// What an event costs when its process generates the arrivals and prepares to judge them.
const GENERATING_NS: u64 = 1_000;
/// The longest look at the machine before the first run.
const PROBE_NS: u64 = 1_000_000_000;

impl ComparisonPlan {
    /// About how long one run takes in a process of its own, and that of each further build, wall nanoseconds: starting it, generating the arrivals, the
    /// schedule, what a trigger adds after its end, judging, and the capacity trial.
    #[must_use]
    pub fn estimated_slot_ns(&self, engine: &EngineChoice) -> u64 {
        let schedule = self.phase().end_ns();
        let events = u128::from(self.scenario.rate_per_s) * u128::from(schedule) / 1_000_000_000;
        let events = u64::try_from(events).unwrap_or(u64::MAX);
        let judging = events.saturating_mul(JUDGING_NS);
        let process = events.saturating_mul(GENERATING_NS).saturating_add(PROCESS_NS);
        let capacity = if self.tries_capacity() { CAPACITY_NS } else { 0 };
        let once = match self.clock {
            Clock::Simulated => judging.saturating_mul(2),
            Clock::Live => schedule
                .saturating_add(trigger_wait_ns(engine).min(self.drain_ns))
                .saturating_add(judging)
                .saturating_add(process)
                .saturating_add(capacity),
        };
        once.saturating_mul(u64::from(self.builds))
    }

    /// About how long the whole comparison takes, wall nanoseconds: the look at the machine, prelude, floor, all slots.
    #[must_use]
    pub fn estimated_ns(&self) -> u64 {
        let combinations = u64::from(self.repeats).saturating_mul(self.queries.len() as u64);
        let per_query: u64 = self
            .arms
            .iter()
            .map(|arm| self.estimated_slot_ns(&arm.engine))
            .fold(0, u64::saturating_add);
        let prelude = if self.clock == Clock::Live {
            4 * PRELUDE_NS + self.measured_ns.min(PROBE_NS)
        } else {
            0
        };
        per_query.saturating_mul(combinations).saturating_add(prelude)
    }
}

/// How long after its last event a micro-batch engine waits for triggers, on average: half an interval for the batch
/// with the last events, and a whole one for the batch that applies what it learnt.
fn trigger_wait_ns(engine: &EngineChoice) -> u64 {
    match engine {
        EngineChoice::Rules(Rules::MicroBatch(rules)) => match rules.trigger {
            Trigger::Interval { millis } => u64::try_from(millis).unwrap_or(0).saturating_mul(1_500_000),
            _ => 0,
        },
        _ => 0,
    }
}

#[cfg(test)]
mod tests {
    use streamgauge_model::{MicroBatchRules, OutputMode};
    use streamgauge_workloads::{Scenario, ScenarioKind, query};

    use super::*;
    use crate::Arm;

    fn plan(repeats: u32) -> ComparisonPlan {
        let rules = MicroBatchRules::new(Trigger::Interval { millis: 1_000 }, OutputMode::Append);
        let arm = Arm {
            label: "m".to_owned(),
            engine: EngineChoice::Rules(Rules::MicroBatch(rules)),
        };
        let queries = vec![query("movie-tumbling").unwrap()];
        ComparisonPlan {
            repeats,
            ..ComparisonPlan::new(vec![arm], queries, Scenario::new(ScenarioKind::Ratings))
        }
    }

    #[test]
    fn a_live_run_lasts_its_schedule_one_and_a_half_triggers_and_what_is_around_it() {
        let plan = plan(1);
        let slot = plan.estimated_slot_ns(&plan.arms[0].engine);
        let around = PROCESS_NS + CAPACITY_NS + 60_000 * (JUDGING_NS + GENERATING_NS);
        assert_eq!(slot, 6_000_000_000 + 1_500_000_000 + around);
    }

    #[test]
    fn repeats_cost_and_a_simulation_does_not_wait() {
        assert!(plan(3).estimated_ns() > 2 * plan(1).estimated_ns());
        let simulated = ComparisonPlan {
            clock: Clock::Simulated,
            ..plan(3)
        };
        assert!(simulated.estimated_ns() < 1_000_000_000);
    }
}
