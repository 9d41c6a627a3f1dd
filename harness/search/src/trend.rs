//! Trends of a run, from its stored series.

use streamgauge_record::{Interval, Run, Series, Trend};
use streamgauge_statistics::slope_interval;

use crate::Order;

/// The confidence of each bound.
const CONFIDENCE: f64 = 0.95;
/// A series is cut into about so many blocks, unless a block must be longer.
const BLOCKS: usize = 12;
/// A backlog averaged over whole teeth must leave so many points.
const LEAST_POINTS: u64 = 5;
const NANOS: f64 = 1e9;

/// The trend of the backlog over the measured phase, per second and as a share of the offered rate: events scheduled
/// minus events that the engine was done with, averaged over whole teeth of the saw (a trigger interval, or a batch if
/// those last longer), because a line through a few teeth rises by itself. `None` with too few points.
#[must_use]
pub fn backlog_trend(run: &Run, order: &Order, waits_ns: u64) -> Option<Trend> {
    let series = run.series.as_ref()?;
    let spacing_ns = whole_teeth_ns(series.interval_ns, tooth_ns(run, waits_ns), order.measured_ns);
    let per_point = usize::try_from(spacing_ns / series.interval_ns.max(1))
        .unwrap_or(1)
        .max(1);
    let backlogs = backlogs(series);
    let measured: Vec<f64> = series
        .intervals
        .iter()
        .zip(backlogs)
        .filter(|(interval, _)| is_measured(interval, series, order))
        .map(|(_, backlog)| backlog / order.rate_per_s.max(1) as f64)
        .collect();
    let points: Vec<(f64, f64)> = measured
        .chunks_exact(per_point)
        .enumerate()
        .map(|(index, chunk)| {
            let mean = chunk.iter().sum::<f64>() / chunk.len() as f64;
            (index as f64 * spacing_ns as f64 / NANOS, mean)
        })
        .collect();
    fit(&points, points.len() / BLOCKS, spacing_ns, order.seed)
}

/// The trend of the median headline latency of each interval over the measured phase, seconds per second. Blocks span
/// at least a trigger interval. `None` with too few intervals in which results left.
#[must_use]
pub fn latency_trend(run: &Run, order: &Order, waits_ns: u64) -> Option<Trend> {
    let series = run.series.as_ref()?;
    let points: Vec<(f64, f64)> = series
        .intervals
        .iter()
        .filter(|interval| is_measured(interval, series, order))
        .filter_map(|interval| Some((interval.start_ns as f64 / NANOS, interval.p50_ns? as f64 / NANOS)))
        .collect();
    let teeth = (order.measured_ns / tooth_ns(run, waits_ns).max(1)).max(1);
    let of_a_tooth = (points.len() as f64 / teeth as f64).ceil() as usize;
    fit(
        &points,
        of_a_tooth.max(points.len() / BLOCKS),
        series.interval_ns,
        order.seed,
    )
}

/// The mean backlog of the last quarter of the measured phase, as nanoseconds of the offered rate.
pub(crate) fn backlog_left_ns(run: &Run, order: &Order) -> Option<f64> {
    let series = run.series.as_ref()?;
    let from_ns = order.warm_up_ns + order.measured_ns / 4 * 3;
    let last: Vec<f64> = series
        .intervals
        .iter()
        .zip(backlogs(series))
        .filter(|(interval, _)| interval.start_ns >= from_ns && is_measured(interval, series, order))
        .map(|(_, backlog)| backlog)
        .collect();
    let mean = last.iter().sum::<f64>() / last.len().max(1) as f64;
    (!last.is_empty()).then(|| mean / order.rate_per_s.max(1) as f64 * NANOS)
}

/// Events scheduled and not yet done with, at the end of each interval.
fn backlogs(series: &Series) -> Vec<f64> {
    let mut backlog = 0.0;
    series
        .intervals
        .iter()
        .map(|interval| {
            backlog += interval.due as f64 - interval.processed as f64;
            backlog
        })
        .collect()
}

/// Whether an interval lies within the measured phase as a whole.
fn is_measured(interval: &Interval, series: &Series, order: &Order) -> bool {
    interval.start_ns >= order.warm_up_ns
        && interval.start_ns.saturating_add(series.interval_ns)
            <= order.warm_up_ns.saturating_add(order.measured_ns)
}

/// The length of a tooth: what the engine waits for, or its mean batch if that is longer.
fn tooth_ns(run: &Run, waits_ns: u64) -> u64 {
    let batches = run.batches.len() as u64;
    let worked: u64 = run.batches.iter().map(|batch| batch.duration_ns).sum();
    worked.checked_div(batches).unwrap_or(0).max(waits_ns)
}

/// The least multiple of an interval that is a whole number of teeth, if that leaves points enough; else the least
/// multiple that is no shorter than a tooth.
fn whole_teeth_ns(interval_ns: u64, tooth_ns: u64, measured_ns: u64) -> u64 {
    let interval_ns = interval_ns.max(1);
    let most = measured_ns / LEAST_POINTS / interval_ns;
    let whole = (1..=most)
        .map(|count| count * interval_ns)
        .find(|spacing| *spacing >= tooth_ns && spacing.is_multiple_of(tooth_ns.max(1)));
    whole.unwrap_or_else(|| tooth_ns.max(1).div_ceil(interval_ns) * interval_ns)
}

fn fit(points: &[(f64, f64)], block: usize, spacing_ns: u64, seed: u64) -> Option<Trend> {
    let block = block.max(1);
    let found = slope_interval(points, block, CONFIDENCE, seed)?;
    Some(Trend {
        slope: found.slope,
        lower: found.lower,
        upper: found.upper,
        points: u32::try_from(points.len()).unwrap_or(u32::MAX),
        spacing_ns,
        block: u32::try_from(block).unwrap_or(u32::MAX),
        seed,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fakes::{order, run_with_series};

    const RATE: u64 = 1000;
    const SECOND: u64 = 1_000_000_000;

    /// A run of 11 s, the first of them warm-up, in intervals of 100 ms at 1000/s, whose engine is done with
    /// `processed(interval)` events in each, with a median of `p50_ns(interval)`.
    fn run(processed: impl Fn(u64) -> u64, p50_ns: impl Fn(u64) -> u64) -> Run {
        run_with_series(SECOND / 10, 110, |index| Interval {
            due: RATE / 10,
            processed: processed(index),
            p50_ns: Some(p50_ns(index)),
            ..Interval::default()
        })
    }

    fn ten_seconds() -> Order {
        Order {
            measured_ns: 10 * SECOND,
            ..order(RATE)
        }
    }

    #[test]
    fn an_engine_that_does_what_is_due_has_no_trend() {
        let run = run(|_| 100, |_| 5_000_000);
        let trend = backlog_trend(&run, &ten_seconds(), 0).unwrap();
        assert_eq!((trend.slope, trend.upper, trend.points), (0.0, 0.0, 100));
        assert_eq!(latency_trend(&run, &ten_seconds(), 0).unwrap().upper, 0.0);
    }

    #[test]
    fn an_engine_that_is_two_percent_too_slow_falls_behind_by_as_much() {
        // 98 events of 100; the next event waits 2 ms longer every 100 ms.
        let run = run(|_| 98, |index| index * 2_000_000);
        let backlog = backlog_trend(&run, &ten_seconds(), 0).unwrap();
        assert!(
            (backlog.slope - 0.02).abs() < 1e-9 && backlog.upper >= 0.02,
            "{backlog:?}"
        );
        let latency = latency_trend(&run, &ten_seconds(), 0).unwrap();
        assert!((latency.slope - 0.02).abs() < 1e-9, "{latency:?}");
    }

    #[test]
    fn a_saw_tooth_of_whole_triggers_is_no_trend() {
        // A batch every second takes what came in it: ten teeth.
        let run = run(|index| if index % 10 == 9 { 1000 } else { 0 }, |_| 1);
        let trend = backlog_trend(&run, &ten_seconds(), SECOND).unwrap();
        assert_eq!((trend.points, trend.spacing_ns), (10, SECOND));
        assert!(trend.upper.abs() < 1e-9, "{trend:?}");
        assert!(
            backlog_trend(&run, &ten_seconds(), 3 * SECOND).is_none(),
            "three points are no trend"
        );
    }

    #[test]
    fn teeth_are_averaged_as_wholes_where_that_leaves_points_enough() {
        let ms = 1_000_000;
        assert_eq!(whole_teeth_ns(50 * ms, 0, 3000 * ms), 50 * ms);
        assert_eq!(whole_teeth_ns(100 * ms, 250 * ms, 10_000 * ms), 500 * ms);
        assert_eq!(whole_teeth_ns(50 * ms, 333 * ms, 3_330 * ms), 350 * ms);
    }

    #[test]
    fn silence_has_no_trend_and_what_is_left_is_of_the_last_quarter() {
        let silent = run_with_series(SECOND / 10, 110, |_| Interval::default());
        assert!(latency_trend(&silent, &ten_seconds(), 0).is_none());
        // Nothing is done in the first second, everything later: 1000 events are left for good.
        let run = run(|index| if index < 10 { 0 } else { 100 }, |_| 1);
        let left = backlog_left_ns(&run, &ten_seconds()).unwrap();
        assert!((left - 1e9).abs() < 1.0, "{left}");
    }
}
