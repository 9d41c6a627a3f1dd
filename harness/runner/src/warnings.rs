//! What a reader must know before trusting figures.

use streamgauge_doctor::{advise, tool};
use streamgauge_model::Rules;
use streamgauge_record::{Clock, Machine, Profile};

use crate::played::Played;
use crate::{Arm, ComparisonPlan, EngineChoice};

/// The warnings of a whole comparison. Simulated figures depend on neither build nor machine.
pub(crate) fn warnings(plan: &ComparisonPlan, played: &Played, machine: &Machine) -> Vec<String> {
    let mut warnings = Vec::new();
    if played.skipped_lines > 0 {
        warnings.push(format!(
            "{} lines of the input file are not ratings and were skipped",
            played.skipped_lines
        ));
    }
    if plan.clock == Clock::Live && plan.profile == Some(Profile::Quick) {
        warnings.push(
            "profile quick: too short and too few repeats for intervals; the figures are indicative"
                .to_owned(),
        );
    }
    if plan.clock == Clock::Live {
        warnings.extend(machine_warnings(&plan.arms, machine));
    }
    warnings
}

/// What a reader must know about a machine and this build before trusting what they measure of these engines.
#[must_use]
pub fn machine_warnings(arms: &[Arm], machine: &Machine) -> Vec<String> {
    let advice = advise(machine, &tool()).into_iter();
    let mut warnings: Vec<_> = advice
        .map(|advice| format!("{}; {}", advice.finding, advice.remedy))
        .collect();
    let cores = machine.cpu_limit.map_or(f64::from(machine.cores), |limit| {
        limit.min(f64::from(machine.cores))
    });
    let needed = arms.iter().map(|arm| threads(&arm.engine)).max().unwrap_or(2);
    if f64::from(needed) > cores {
        warnings.push(format!(
            "{needed} threads work at once on {cores} cores: they disturb each other; use fewer workers or more cores"
        ));
    }
    warnings
}

/// Threads that work at once: the source, and those of the engine.
fn threads(engine: &EngineChoice) -> u32 {
    match engine {
        EngineChoice::Null => 2,
        EngineChoice::Rules(Rules::MicroBatch(rules)) => 1 + rules.workers.max(1),
        EngineChoice::Rules(Rules::EventAtATime(rules)) => {
            if rules.has_exchange() {
                2 + rules.workers
            } else {
                2
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use streamgauge_model::{Cadence, EventAtATimeRules};
    use streamgauge_workloads::{Scenario, ScenarioKind, query};

    use super::*;
    use crate::Arm;

    #[test]
    fn too_many_threads_and_unsteady_clocks_are_told() {
        let rules = EventAtATimeRules {
            workers: 4,
            ..EventAtATimeRules::new(Cadence::PerEvent)
        };
        let arm = Arm {
            label: "e".into(),
            engine: EngineChoice::Rules(Rules::EventAtATime(rules)),
        };
        let plan = ComparisonPlan::new(
            vec![arm],
            vec![query("movie-tumbling").unwrap()],
            Scenario::new(ScenarioKind::Ratings),
        );
        let of = |cores, governor: &str| {
            let machine = Machine {
                cores,
                governor: Some(governor.into()),
                ..Machine::default()
            };
            machine_warnings(&plan.arms, &machine).join("\n")
        };
        assert!(of(4, "powersave").contains("6 threads work at once on 4 cores"));
        assert!(of(8, "powersave").contains("'powersave'"));
        assert!(!of(8, "performance").contains("threads"));
    }
}
