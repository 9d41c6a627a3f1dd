//! What is normal in a run, before anything disturbs it.

use streamgauge_record::{Interval, Series};

use crate::recovery::{Ground, next_medians};
use crate::void::SLIP_NS;

/// Fewer periods say nothing about what is normal.
const LEAST_PERIODS: usize = 3;
/// A figure is out of bounds beyond so many standard deviations.
const DEVIATIONS: f64 = 3.0;

/// What was seen between warm-up and the first disturbance, over whole triggers.
#[derive(Clone, Debug)]
pub(crate) struct Normal {
    /// Intervals of a period.
    pub(crate) period: usize,
    /// How many were looked at.
    pub(crate) periods: u64,
    /// The most intervals in a row from which nothing left.
    pub(crate) longest_gap: usize,
    /// The greatest median latency of a period, nanoseconds.
    pub(crate) median: Bound,
    /// The greatest backlog of a period, events.
    pub(crate) backlog: Bound,
}

/// A mean and what is still within bounds.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Bound {
    pub(crate) mean: f64,
    pub(crate) limit: f64,
}

impl Normal {
    /// `None` if there are fewer than three periods between the warm-up and `start_ns`, or nothing left in one of them.
    pub(crate) fn before(start_ns: u64, series: &Series, ground: Ground) -> Option<Self> {
        let interval_ns = series.interval_ns.max(1);
        let place = |index: u64| {
            usize::try_from(index)
                .unwrap_or(usize::MAX)
                .min(series.intervals.len())
        };
        let from = place(ground.warm_up_ns.div_ceil(interval_ns));
        let until = place(start_ns / interval_ns);
        let intervals = series.intervals.get(from..until)?;
        let period = place(ground.trigger_ns.div_ceil(interval_ns)).max(1);
        let medians = next_medians(intervals, intervals.len());
        let periods = || intervals.rchunks_exact(period).zip(medians.rchunks_exact(period));
        let greatest: Option<Vec<f64>> = periods()
            .map(|(_, medians)| greatest(medians).map(|median| median as f64))
            .collect();
        let greatest = greatest.filter(|all| all.len() >= LEAST_PERIODS)?;
        let backlogs: Vec<f64> = periods().map(|(intervals, _)| most(intervals) as f64).collect();
        Some(Self {
            period,
            periods: greatest.len() as u64,
            longest_gap: longest_gap(intervals),
            median: Bound::over(&greatest, SLIP_NS as f64),
            backlog: Bound::over(
                &backlogs,
                (ground.rate_per_s as f64 * SLIP_NS as f64 / 1e9).max(1.0),
            ),
        })
    }

    /// Whether a period is within bounds.
    pub(crate) fn holds(&self, intervals: &[Interval], medians: &[Option<u64>]) -> bool {
        let median = greatest(medians).is_some_and(|median| median as f64 <= self.median.limit);
        median && most(intervals) as f64 <= self.backlog.limit
    }
}

impl Bound {
    /// Three standard deviations above the mean, or `least`: what the harness itself is allowed to be late by is no
    /// disturbance, however still it was before.
    fn over(values: &[f64], least: f64) -> Self {
        let mean = values.iter().sum::<f64>() / values.len() as f64;
        let squares = values.iter().map(|value| (value - mean).powi(2)).sum::<f64>();
        let deviation = (squares / (values.len() as f64 - 1.0)).sqrt();
        Self {
            mean,
            limit: mean + (DEVIATIONS * deviation).max(least),
        }
    }
}

/// The greatest of the medians, if nothing is missing.
fn greatest(medians: &[Option<u64>]) -> Option<u64> {
    let all: Option<Vec<u64>> = medians.iter().copied().collect();
    all?.into_iter().max()
}

fn most(intervals: &[Interval]) -> u64 {
    intervals
        .iter()
        .map(|interval| interval.backlog)
        .max()
        .unwrap_or(0)
}

fn longest_gap(intervals: &[Interval]) -> usize {
    let spoken = intervals.split(|interval| interval.p50_ns.is_some());
    spoken.map(<[Interval]>::len).max().unwrap_or(0)
}
