//! What the figures of a comparison are held against: one plain thread, and the harness's own cost.

use streamgauge_record::{Clock, Floor, Record, Run};

use crate::Progress;
use crate::comparison::Comparison;
use crate::recorder_cost::harness_cost;
use crate::single_thread::measure_single_thread;

/// The source alone must carry so many times the rate that engines are offered or take.
const SOURCE_ROOM: f64 = 5.0;

impl Comparison<'_> {
    /// Measures both; nothing in simulation, where work takes no time. A comparison that goes on keeps what it has.
    pub(crate) fn yardstick(&self, record: &mut Record, progress: &mut dyn Progress) {
        if self.plan.clock == Clock::Simulated || self.is_stopped() || record.harness.is_some() {
            return;
        }
        progress.stage("measuring a single thread");
        record.harness = Some(harness_cost());
        record.single_thread = measure_single_thread(&self.plan.queries, &self.played.arrivals, self.stop);
    }
}

/// Adds a warning if the source is so near to the engines' rates that it may hold them back.
pub(crate) fn warn_of_slow_source(record: &mut Record) {
    if let Some(warning) = slow_source(record.floor.as_ref(), &record.runs)
        && !record.warnings.contains(&warning)
    {
        record.warnings.push(warning);
    }
}

fn slow_source(floor: Option<&Floor>, runs: &[Run]) -> Option<String> {
    let capacity = floor?.capacity_per_s?;
    let valid = runs.iter().filter(|run| run.status.valid);
    let rates = valid.flat_map(|run| [Some(run.throughput.offered_per_s), run.throughput.accepted_per_s]);
    let fastest = rates.flatten().fold(0.0, f64::max);
    (capacity < SOURCE_ROOM * fastest).then(|| {
        format!(
            "the source alone, with an engine that does nothing, carries {:.0} events/s, {:.1} times the fastest engine's \
             {fastest:.0}: below {SOURCE_ROOM:.0} times it may hold engines back; lower --rate or leave the source a core",
            capacity,
            capacity / fastest
        )
    })
}

#[cfg(test)]
mod tests {
    use streamgauge_record::{Distribution, Slot};
    use streamgauge_workloads::query;

    use super::*;
    use crate::{EngineChoice, broken_run};

    #[test]
    fn a_source_that_may_hold_engines_back_is_told_of() {
        let slot = Slot {
            arm: "arm".to_owned(),
            query: "movie-tumbling".to_owned(),
            repeat: 0,
        };
        let query = query("movie-tumbling").unwrap();
        let mut run = broken_run(&query, &EngineChoice::Null, &slot, 0, String::new());
        run.status.valid = true;
        run.throughput.offered_per_s = 100_000.0;
        run.throughput.accepted_per_s = Some(99_000.0);
        let warning = |capacity| {
            let floor = Floor {
                total: Distribution::from_histogram(&Distribution::histogram(2), 0, 0),
                capacity_per_s: Some(capacity),
                source_cpu_share: None,
            };
            slow_source(Some(&floor), std::slice::from_ref(&run))
        };
        assert_eq!(warning(500_000.0), None);
        let text = warning(400_000.0).unwrap();
        assert!(text.contains("4.0 times the fastest engine's 100000"), "{text}");
    }
}
