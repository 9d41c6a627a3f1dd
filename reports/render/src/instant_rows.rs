//! The rows of a table over time, where series may have intervals of different length.

use std::collections::BTreeMap;

use streamgauge_record::{Interval, Series};

/// What each series has at one instant, in the order of the series; `None` where it has no interval there.
pub(crate) type InstantRow<'a> = (u64, Vec<Option<&'a Interval>>);

/// A row for every instant at which a series has an interval, nanoseconds after the start, in order. `instant` says
/// where an interval of the series stands: where it begins, or where it ends.
pub(crate) fn instant_rows<'a>(
    series: &[&'a Series],
    instant: impl Fn(&Series, &Interval) -> u64,
) -> Vec<InstantRow<'a>> {
    let mut rows: BTreeMap<u64, Vec<Option<&Interval>>> = BTreeMap::new();
    for (place, one) in series.iter().enumerate() {
        for interval in &one.intervals {
            let row = rows.entry(instant(one, interval));
            row.or_insert_with(|| vec![None; series.len()])[place] = Some(interval);
        }
    }
    rows.into_iter().collect()
}

/// Rows of tables over time that a page has room for, over all arms and queries together.
const ROOM: usize = 1_500;
/// Rows that a table over time has at least, however many there are.
const LEAST: usize = 20;

/// How many rows a table over time may have in a record of so many arms on queries.
pub(crate) fn rows_at_most(arms_on_queries: usize) -> usize {
    (ROOM / arms_on_queries.max(1)).max(LEAST)
}

/// As many of the rows as may be, evenly spread: the first of every two, three and so on.
pub(crate) fn thinned(rows: Vec<InstantRow<'_>>, at_most: usize) -> impl Iterator<Item = InstantRow<'_>> {
    let stride = rows.len().div_ceil(at_most.max(1)).max(1);
    rows.into_iter().step_by(stride)
}

/// What is said of a table whose rows were thinned; `None` if all are there.
pub(crate) fn rows_left_out(series: &[&Series], at_most: usize) -> Option<String> {
    let all = instant_rows(series, begin_ns).len();
    (all > at_most).then(|| {
        "The table has some of the intervals alone, to keep a page of so many arms and queries small; the record has all, in \
         each run's series."
            .to_owned()
    })
}

/// Where an interval begins.
pub(crate) const fn begin_ns(_: &Series, interval: &Interval) -> u64 {
    interval.start_ns
}

/// Where an interval ends.
pub(crate) const fn end_ns(series: &Series, interval: &Interval) -> u64 {
    interval.start_ns.saturating_add(series.interval_ns)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn every(interval_ns: u64, count: u64) -> Series {
        let interval = |number: u64| Interval {
            start_ns: number * interval_ns,
            taken: number,
            ..Interval::default()
        };
        Series {
            interval_ns,
            intervals: (0..count).map(interval).collect(),
            latency_grid: None,
        }
    }

    #[test]
    fn series_of_different_intervals_meet_only_at_instants_that_both_have() {
        let (fine, coarse) = (every(20, 6), every(50, 3));
        let rows = instant_rows(&[&coarse, &fine], end_ns);
        let at: Vec<u64> = rows.iter().map(|(at, _)| *at).collect();
        assert_eq!(at, [20, 40, 50, 60, 80, 100, 120, 150]);
        let taken = |row: usize| {
            rows[row]
                .1
                .iter()
                .map(|it| it.map(|it| it.taken))
                .collect::<Vec<_>>()
        };
        assert_eq!(taken(0), [None, Some(0)]);
        assert_eq!(taken(2), [Some(0), None]);
        assert_eq!(taken(5), [Some(1), Some(4)]);
        assert_eq!(taken(7), [Some(2), None]);
    }

    #[test]
    fn rows_are_thinned_only_where_they_would_be_too_many() {
        let series = every(10, 100);
        let left = |at_most| thinned(instant_rows(&[&series], begin_ns), at_most).count();
        assert_eq!([left(100), left(50), left(40)], [100, 50, 34]);
        assert_eq!([1, 12, 65, 1_000].map(rows_at_most), [1_500, 125, 23, 20]);
    }

    #[test]
    fn equal_intervals_share_every_row() {
        let (one, other) = (every(10, 3), every(10, 2));
        let rows = instant_rows(&[&one, &other], begin_ns);
        assert_eq!(rows.len(), 3);
        assert!(rows[1].1.iter().all(Option::is_some));
        assert_eq!(rows[2].1[1], None);
        assert!(instant_rows(&[], begin_ns).is_empty());
    }
}
