//! How a run got over its disturbances, by its series over time.

use streamgauge_model::{Rules, Trigger};
use streamgauge_record::{Baseline, Disturbance, Interval, Recovery, RecoveryVerdict, Run, Series};

use crate::normal::Normal;
use crate::{ComparisonPlan, EngineChoice};

/// For so long figures have to stay within bounds, nanoseconds, if the run is long enough: a third of what is seen behind
/// the disturbance otherwise.
const HOLD_NS: u64 = 30_000_000_000;

/// Notes in a run how its engine took the disturbances of the plan. A mean that the rules predict without them is taken
/// back.
pub(crate) fn note_recoveries(run: &mut Run, plan: &ComparisonPlan, engine: &EngineChoice) {
    let disturbances = plan.disturbances();
    if disturbances.is_empty() {
        return;
    }
    run.expected_mean_ns = None;
    let ground = Ground {
        warm_up_ns: plan.warm_up_ns,
        end_ns: plan.phase().end_ns(),
        trigger_ns: trigger_ns(engine),
        rate_per_s: plan.scenario.rate_per_s,
    };
    if let Some(series) = &run.series {
        run.recoveries = recoveries(series, ground, &disturbances);
    }
}

/// What the disturbances stand on.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Ground {
    /// End of the warm-up, nanoseconds after the start.
    pub(crate) warm_up_ns: u64,
    /// End of the schedule.
    pub(crate) end_ns: u64,
    /// Between two triggers of a micro-batch engine; 0 without.
    pub(crate) trigger_ns: u64,
    /// Events per second before the first disturbance.
    pub(crate) rate_per_s: u64,
}

fn trigger_ns(engine: &EngineChoice) -> u64 {
    match engine {
        EngineChoice::Rules(Rules::MicroBatch(rules)) => match rules.trigger {
            Trigger::Interval { millis } => u64::try_from(millis).unwrap_or(0).saturating_mul(1_000_000),
            _ => 0,
        },
        _ => 0,
    }
}

/// One entry for each disturbance; they stand in order of time.
pub(crate) fn recoveries(series: &Series, ground: Ground, disturbances: &[Disturbance]) -> Vec<Recovery> {
    let Some(first) = disturbances.first() else {
        return Vec::new();
    };
    let normal = Normal::before(first.start_ns, series, ground);
    let next = disturbances.iter().skip(1).map(|next| next.start_ns);
    let untils = next.chain([ground.end_ns]);
    let each = disturbances.iter().zip(untils);
    each.map(|(disturbance, until_ns)| {
        let seen = Seen::of(
            series,
            normal.as_ref(),
            *disturbance,
            until_ns.max(disturbance.end_ns),
        );
        seen.recovery(*disturbance, normal.as_ref())
    })
    .collect()
}

/// What is seen of one disturbance: whole intervals from its start to the next one, or to the end of the schedule.
struct Seen<'a> {
    intervals: &'a [Interval],
    /// The median of what next leaves, for each.
    medians: Vec<Option<u64>>,
    interval_ns: u64,
    /// The instant of the first interval.
    from_ns: u64,
    /// How many of them the disturbance lasts.
    disturbed: usize,
    hold_ns: u64,
}

impl<'a> Seen<'a> {
    fn of(series: &'a Series, normal: Option<&Normal>, it: Disturbance, until_ns: u64) -> Self {
        let (all, interval_ns) = (&series.intervals, series.interval_ns.max(1));
        let place = |index: u64| usize::try_from(index).unwrap_or(usize::MAX).min(all.len());
        let from = place(it.start_ns / interval_ns);
        let until = place(until_ns / interval_ns).max(from);
        let after = place(it.end_ns.div_ceil(interval_ns)).clamp(from, until);
        let quiet = normal.map_or(0, |normal| normal.longest_gap);
        let mut medians = next_medians(&all[from..], quiet);
        medians.truncate(until - from);
        Self {
            intervals: &all[from..until],
            medians,
            interval_ns,
            from_ns: from as u64 * interval_ns,
            disturbed: after - from,
            hold_ns: HOLD_NS.min(until_ns.saturating_sub(it.end_ns) / 3),
        }
    }

    fn recovery(&self, disturbance: Disturbance, normal: Option<&Normal>) -> Recovery {
        let period = normal.map_or(1, |normal| normal.period);
        let hold =
            usize::try_from(self.hold_ns.div_ceil(self.interval_ns * period as u64)).unwrap_or(usize::MAX);
        let hold = hold.max(1);
        let caught = normal.map(|normal| self.caught_up(normal, hold));
        let (verdict, end) = match caught {
            None => (RecoveryVerdict::CannotJudge, self.intervals.len()),
            Some(None) if self.intervals.len() < self.disturbed + period * hold => {
                (RecoveryVerdict::CannotJudge, self.intervals.len())
            }
            Some(None) => (RecoveryVerdict::NeverCaughtUp, self.intervals.len()),
            Some(Some(at)) => (RecoveryVerdict::CaughtUp, at),
        };
        let span = &self.intervals[..end];
        let caught_at = (verdict == RecoveryVerdict::CaughtUp).then_some(end);
        Recovery {
            disturbance,
            verdict,
            baseline: normal.map(|normal| self.baseline(normal)),
            hold_ns: (hold * period) as u64 * self.interval_ns,
            catch_up_ns: caught_at
                .map(|at| (self.from_ns + at as u64 * self.interval_ns).saturating_sub(disturbance.end_ns)),
            excess_ns_s: normal.map(|normal| self.excess(normal, end)),
            peak_latency_ns: span.iter().filter_map(|interval| interval.max_ns).max(),
            peak_backlog: span.iter().map(|interval| interval.backlog).max().unwrap_or(0),
        }
    }

    fn baseline(&self, normal: &Normal) -> Baseline {
        Baseline {
            period_ns: normal.period as u64 * self.interval_ns,
            periods: normal.periods,
            p50_mean_ns: normal.median.mean,
            p50_limit_ns: normal.median.limit,
            backlog_mean: normal.backlog.mean,
            backlog_limit: normal.backlog.limit,
        }
    }

    /// The first interval behind the disturbance from which on `hold` whole periods are within bounds.
    fn caught_up(&self, normal: &Normal, hold: usize) -> Option<usize> {
        let periods = self.intervals[self.disturbed..]
            .chunks_exact(normal.period)
            .zip(self.medians[self.disturbed..].chunks_exact(normal.period));
        let fine: Vec<bool> = periods
            .map(|(intervals, medians)| normal.holds(intervals, medians))
            .collect();
        let held = fine
            .windows(hold)
            .position(|periods| periods.iter().all(|fine| *fine))?;
        Some(self.disturbed + held * normal.period)
    }

    /// The area above the baseline up to interval `end`, as far as anything left.
    fn excess(&self, normal: &Normal, end: usize) -> f64 {
        let medians = self.medians[..end].iter().flatten();
        let above = medians
            .map(|median| *median as f64 - normal.median.mean)
            .sum::<f64>();
        above * self.interval_ns as f64 / 1e9
    }
}

/// For each interval the median of what leaves in it or, if nothing does, of what leaves next: those who wait are seen
/// when they leave. Behind the last that left the last one holds for at most twice `longest_gap` intervals and one more;
/// a longer silence is none that is normal.
pub(crate) fn next_medians(intervals: &[Interval], longest_gap: usize) -> Vec<Option<u64>> {
    let mut medians: Vec<Option<u64>> = intervals.iter().map(|interval| interval.p50_ns).collect();
    let spoken = medians
        .iter()
        .rposition(Option::is_some)
        .map_or(0, |last| last + 1);
    let rest = medians.len() - spoken;
    if spoken > 0 && rest <= 2 * longest_gap + 1 {
        let last = medians[spoken - 1];
        medians[spoken..].fill(last);
    }
    let mut next = None;
    for median in medians.iter_mut().rev() {
        next = median.or(next);
        *median = next;
    }
    medians
}
