//! Figures over time.

use streamgauge_model::Rules;
use streamgauge_record::{Interval, LatencyGrid, Series};

use crate::attribution::Attribution;
use crate::load::{batches, state_entries};
use crate::resources::state_bytes;
use crate::window_latency::first_firing;
use crate::{Headline, Subject};

/// The most intervals of a series.
const MOST: u64 = 120;
/// The shortest interval, nanoseconds.
const SHORTEST_NS: u64 = 20_000_000;

/// The series of a run: from the start of the schedule to the end of the run, warm-up included.
pub(crate) fn series(subject: &Subject<'_>, attribution: &Attribution) -> Series {
    let observed = subject.observed;
    let end_ns = u64::try_from(observed.end_ns).unwrap_or(0).max(1);
    let interval_ns = interval_ns(end_ns);
    let grid = Grid {
        interval_ns,
        count: end_ns.div_ceil(interval_ns),
    };
    let mut intervals: Vec<Interval> = (0..grid.count)
        .map(|i| Interval {
            start_ns: i * interval_ns,
            ..Interval::default()
        })
        .collect();
    for task in &observed.tasks {
        let left = task.result_ns.iter().chain(&task.passed_ns);
        left.for_each(|ns| intervals[grid.of(*ns)].results += 1);
    }
    observed
        .taken_ns
        .iter()
        .for_each(|ns| intervals[grid.of(*ns)].taken += 1);
    add_progress(&mut intervals, grid, subject);
    add_backlog(&mut intervals, grid, &observed.handed_ns);
    let latencies = by_interval(grid, &headline_samples(subject, attribution));
    add_latencies(&mut intervals, &latencies);
    keep_last(&mut intervals, grid, &state_entries(observed), |interval| {
        &mut interval.state_entries
    });
    keep_last(&mut intervals, grid, &state_bytes(observed), |interval| {
        &mut interval.state_bytes
    });
    keep_last(&mut intervals, grid, &observed.memory, |interval| {
        &mut interval.memory_bytes
    });
    Series {
        interval_ns,
        intervals,
        latency_grid: LatencyGrid::over(&latencies),
    }
}

/// 20 ms, or the shortest of 50, 100, 200, 500 ms, 1 s, ... that cuts the run into at most 120 intervals.
fn interval_ns(run_ns: u64) -> u64 {
    let mut step = SHORTEST_NS;
    let mut growth = [5, 2, 2].iter().cycle();
    // 20 -> 50 -> 100 -> 200: times 5/2, 2, 2.
    while run_ns.div_ceil(step) > MOST {
        step = match growth.next() {
            Some(5) => step / 2 * 5,
            _ => step * 2,
        };
    }
    step
}

/// Equal intervals from 0 on; what lies outside belongs to the nearest.
#[derive(Clone, Copy)]
struct Grid {
    interval_ns: u64,
    count: u64,
}

impl Grid {
    fn of(self, ns: i64) -> usize {
        let index = u64::try_from(ns).unwrap_or(0) / self.interval_ns;
        index.min(self.count - 1) as usize
    }
}

/// Events scheduled, and events that the engine was done with. A batch is processed when it ends. An engine that takes
/// events one at a time is done with one before it takes the next; what lies in the buffers of an exchange is bounded
/// and counts as done, which can shift a backlog but not tilt it.
fn add_progress(intervals: &mut [Interval], grid: Grid, subject: &Subject<'_>) {
    for arrival in &*subject.observed.arrivals {
        intervals[grid.of(i64::try_from(arrival.due_ns).unwrap_or(i64::MAX))].due += 1;
    }
    if matches!(subject.rules, Some(Rules::MicroBatch(_))) {
        for batch in batches(subject.observed) {
            let end_ns = batch.start_ns.saturating_add_unsigned(batch.duration_ns);
            intervals[grid.of(end_ns)].processed += batch.input_rows;
        }
    } else {
        for interval in intervals {
            interval.processed = interval.taken;
        }
    }
}

/// Events handed over and not yet taken, at the end of each interval.
fn add_backlog(intervals: &mut [Interval], grid: Grid, handed_ns: &[i64]) {
    let mut handed = vec![0_u64; intervals.len()];
    handed_ns.iter().for_each(|ns| handed[grid.of(*ns)] += 1);
    let mut backlog = 0_u64;
    for (interval, handed) in intervals.iter_mut().zip(handed) {
        backlog = (backlog + handed).saturating_sub(interval.taken);
        interval.backlog = backlog;
    }
}

/// The headline latency of everything that has one, as (instant at which it left, latency).
fn headline_samples(subject: &Subject<'_>, attribution: &Attribution) -> Vec<(i64, i64)> {
    match subject.headline() {
        Headline::Event => attribution
            .first_ns
            .iter()
            .enumerate()
            .filter_map(|(seq, first)| Some(((*first)?, (*first)? - subject.due_ns(seq)?)))
            .collect(),
        Headline::Window => {
            let tasks = subject.observed.tasks.iter().zip(&attribution.oldest_seq);
            tasks
                .flat_map(|(task, oldest)| {
                    let rows = task.trace.results.iter().zip(&task.result_ns).zip(oldest);
                    rows.filter_map(|((row, x), oldest)| Some((*x, x - first_firing(subject, row, *oldest)?)))
                })
                .collect()
        }
    }
}

/// The latencies of each interval in rising order; negative ones are clock errors and left out.
fn by_interval(grid: Grid, samples: &[(i64, i64)]) -> Vec<Vec<u64>> {
    let mut latencies = vec![Vec::new(); grid.of(i64::MAX) + 1];
    for (x, latency) in samples {
        latencies[grid.of(*x)].extend(u64::try_from(*latency));
    }
    latencies
        .iter_mut()
        .for_each(|of_interval| of_interval.sort_unstable());
    latencies
}

fn add_latencies(intervals: &mut [Interval], latencies: &[Vec<u64>]) {
    for (interval, sorted) in intervals.iter_mut().zip(latencies) {
        interval.min_ns = sorted.first().copied();
        interval.max_ns = sorted.last().copied();
        interval.p50_ns = at_rank(sorted, 50);
        interval.p99_ns = if sorted.len() >= 100 {
            at_rank(sorted, 99)
        } else {
            interval.max_ns
        };
    }
}

/// The smallest value that `percent` of the sorted values do not exceed.
fn at_rank(sorted: &[u64], percent: usize) -> Option<u64> {
    let rank = (sorted.len() * percent).div_ceil(100);
    sorted.get(rank.checked_sub(1)?).copied()
}

/// The last sample of each interval; intervals without a sample keep the one before.
fn keep_last(
    intervals: &mut [Interval],
    grid: Grid,
    samples: &[(i64, u64)],
    field: fn(&mut Interval) -> &mut Option<u64>,
) {
    for (ns, value) in samples {
        *field(&mut intervals[grid.of(*ns)]) = Some(*value);
    }
    let mut last = None;
    for interval in intervals {
        let value = field(interval);
        last = value.or(last);
        *value = last;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_series_has_at_most_120_intervals_of_round_length() {
        for (run_ms, interval_ms) in [
            (1, 20),
            (2_400, 20),
            (2_401, 50),
            (6_001, 100),
            (20_000, 200),
            (60_000, 500),
            (120_001, 2_000),
        ] {
            assert_eq!(
                interval_ns(run_ms * 1_000_000),
                interval_ms * 1_000_000,
                "{run_ms} ms"
            );
        }
    }

    #[test]
    fn backlog_is_what_was_handed_over_and_not_taken() {
        let grid = Grid {
            interval_ns: 10,
            count: 3,
        };
        let mut intervals = vec![Interval::default(); 3];
        for (interval, taken) in intervals.iter_mut().zip([1, 0, 3]) {
            interval.taken = taken;
        }
        add_backlog(&mut intervals, grid, &[0, 3, 9, 15]);
        assert_eq!(intervals.iter().map(|i| i.backlog).collect::<Vec<_>>(), [2, 3, 0]);
    }

    #[test]
    fn percentiles_of_an_interval_are_exact() {
        let grid = Grid {
            interval_ns: 10,
            count: 2,
        };
        let mut intervals = vec![Interval::default(); 2];
        let mut samples: Vec<(i64, i64)> = (1..=200).rev().map(|latency| (5, latency)).collect();
        samples.extend([(12, 7), (13, 9), (14, 30)]);
        add_latencies(&mut intervals, &by_interval(grid, &samples));
        let figures = |i: &Interval| [i.min_ns, i.p50_ns, i.p99_ns, i.max_ns].map(Option::unwrap);
        assert_eq!(figures(&intervals[0]), [1, 100, 198, 200]);
        assert_eq!(
            figures(&intervals[1]),
            [7, 9, 30, 30],
            "too few for a 99th percentile"
        );
    }
}
