//! What a plan does to its runs on purpose.

use streamgauge_record::{Disturbance, DisturbanceKind};
use streamgauge_workloads::ArrivalLaw;

use crate::{ComparisonPlan, RunError, stall};

impl ComparisonPlan {
    /// Bursts, silences and stalls, in order of time. Laws that swing all the time are no disturbance, but the schedule.
    #[must_use]
    pub fn disturbances(&self) -> Vec<Disturbance> {
        let disturbance = |kind, start_ns: u64, for_ns: u64| Disturbance {
            kind,
            start_ns,
            end_ns: start_ns.saturating_add(for_ns),
        };
        let burst = match self.scenario.arrival {
            ArrivalLaw::SingleBurst { at_ns, for_ns, .. } => {
                Some(disturbance(DisturbanceKind::Burst, at_ns, for_ns))
            }
            _ => None,
        };
        let silence = self.scenario.silence;
        let silence = silence.map(|it| disturbance(DisturbanceKind::Silence, it.at_ns, it.for_ns));
        let stalls = self.stalls.iter();
        let stalls = stalls.map(|it| disturbance(DisturbanceKind::Stall, it.at_ns, it.for_ns));
        let mut all: Vec<Disturbance> = burst.into_iter().chain(silence).chain(stalls).collect();
        all.sort_by_key(|it| (it.start_ns, it.end_ns));
        all
    }

    /// Refuses disturbances that would change nothing, or that cannot be told apart.
    ///
    /// # Errors
    /// [`RunError::Setup`] with the disturbance and what would be right.
    pub fn check_disturbances(&self) -> Result<(), RunError> {
        stall::check(&self.stalls)?;
        let length_ns = self.phase().end_ns();
        match self.disturbances().iter().find(|it| it.start_ns >= length_ns) {
            Some(it) => Err(RunError::Setup(format!(
                "the {} at {} ns begins when the schedule of {length_ns} ns is over; let it begin before, or measure \
                 longer",
                name(it.kind),
                it.start_ns
            ))),
            None => Ok(()),
        }
    }
}

const fn name(kind: DisturbanceKind) -> &'static str {
    match kind {
        DisturbanceKind::Burst => "burst",
        DisturbanceKind::Silence => "silence",
        DisturbanceKind::Stall => "stall",
    }
}

#[cfg(test)]
mod tests {
    use streamgauge_workloads::{Scenario, ScenarioKind};

    use super::*;
    use crate::Stall;

    fn plan() -> ComparisonPlan {
        let scenario = Scenario {
            arrival: "single-burst:at=2s,for=1s,factor=4".parse().unwrap(),
            silence: "1s:500ms:2".parse().ok(),
            ..Scenario::new(ScenarioKind::Ratings)
        };
        ComparisonPlan {
            stalls: vec![Stall {
                at_ns: 1_500_000_000,
                for_ns: 7,
            }],
            ..ComparisonPlan::new(Vec::new(), Vec::new(), scenario)
        }
    }

    #[test]
    fn disturbances_stand_in_order_of_time() {
        let kinds: Vec<_> = plan().disturbances().iter().map(|it| it.kind).collect();
        use DisturbanceKind::{Burst, Silence, Stall};
        assert_eq!(kinds, [Silence, Stall, Burst]);
        assert!(plan().check_disturbances().is_ok());
    }

    #[test]
    fn what_comes_after_the_schedule_is_refused() {
        let short = ComparisonPlan {
            measured_ns: 1_000_000_000,
            ..plan()
        };
        let refusal = short.check_disturbances().unwrap_err().to_string();
        assert!(
            refusal.contains("the burst at 2000000000 ns begins when"),
            "{refusal}"
        );
    }
}
