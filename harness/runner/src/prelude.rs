//! What comes before the first run of a comparison.

use streamgauge_record::{Clock, Floor, Record};

use crate::comparison::{Comparison, is_refusal};
use crate::comparison_plan::PRELUDE_NS;
use crate::duration_text::duration_text;
use crate::floor::measure_floor;
use crate::void::SLIP_NS;
use crate::{Progress, RunError, Setup, run_live};

impl Comparison<'_> {
    /// The discarded first run, which wakes the machine up, and the floor; nothing in simulation. A comparison that
    /// goes on keeps the floor that it has.
    pub(crate) fn prelude(&self, record: &mut Record, progress: &mut dyn Progress) -> Result<(), RunError> {
        if self.plan.clock == Clock::Simulated || self.is_stopped() {
            return Ok(());
        }
        progress.stage("warming up the machine");
        self.discarded_run()?;
        if self.is_stopped() || record.floor.is_some() {
            return Ok(());
        }
        progress.stage("measuring the floor");
        record.floor = measure_floor(self.plan, &self.played, self.stop)?;
        if let Some(notice) = record.floor.as_ref().and_then(pacing_notice) {
            progress.stage(&notice);
        }
        Ok(())
    }

    fn discarded_run(&self) -> Result<(), RunError> {
        let (arm, query) = (&self.plan.arms[0], &self.plan.queries[0]);
        let setup = self.setup(query, &self.engine(arm, query), self.played.until(PRELUDE_NS));
        let short = Setup {
            drain_ns: setup.drain_ns.min(PRELUDE_NS),
            ..setup
        };
        match run_live(&short, self.stop) {
            Err(error) if is_refusal(&error) => Err(error),
            _ => Ok(()),
        }
    }
}

/// What to say before minutes are spent on a machine that cannot keep a schedule: the null engine does nothing, so what
/// it shows is the source and the machine.
fn pacing_notice(floor: &Floor) -> Option<String> {
    let p99 = floor.total.percentile(0.99)?.value_ns?;
    (p99 > SLIP_NS).then(|| {
        format!(
            "warning: this machine does not keep the schedule now (an engine that does nothing shows a p99 of {}, limit {}), \
             so runs may be void; wait until it is quiet, lower --rate, or use --clock simulated",
            duration_text(p99),
            duration_text(SLIP_NS)
        )
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_machine_that_cannot_keep_a_schedule_is_told_of_at_once() {
        let floor = |ns: u64| {
            let mut histogram = streamgauge_record::Distribution::histogram(1_000_000_000);
            (0..5_000).for_each(|_| histogram.record(ns).unwrap());
            Floor {
                total: streamgauge_record::Distribution::from_histogram(&histogram, 0, 0),
                capacity_per_s: None,
                source_cpu_share: None,
            }
        };
        assert_eq!(pacing_notice(&floor(20_000)), None);
        let notice = pacing_notice(&floor(7_800_000)).unwrap();
        assert!(
            notice.contains("7.8") && notice.contains("--clock simulated"),
            "{notice}"
        );
    }
}
