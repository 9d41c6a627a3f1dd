//! How many results left when, with which latency: what a heat map shows.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Classes that a grid may span, so that it stays small; only latencies over more than 40 doublings span more.
const MOST_CLASSES: u32 = 40;
/// Parts of a doubling, finest first.
const PARTS: [u32; 4] = [8, 4, 2, 1];

/// Counts of results by the interval in which they left and by class of headline latency. Class 0 is a latency of 0; each
/// doubling from 1 ns on is divided into equal parts, which are classes 1, 2, 3, ...
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct LatencyGrid {
    /// Classes in each doubling: 1, 2, 4 or 8.
    pub parts: u32,
    /// One for each interval of the series, in order.
    pub columns: Vec<LatencyColumn>,
}

/// The results of one interval: `(class, count)` of each class that occurs, from low to high. Written as text, such as
/// `161:3 162:17`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(try_from = "String", into = "String")]
#[schemars(with = "String")]
pub struct LatencyColumn(pub Vec<(u32, u64)>);

impl LatencyGrid {
    /// Of the latencies in each interval, nanoseconds; `None` if there are none.
    #[must_use]
    pub fn over(intervals: &[Vec<u64>]) -> Option<Self> {
        let all = || intervals.iter().flatten().copied();
        let most = all().max()?;
        let least = all().filter(|ns| *ns > 0).min().unwrap_or(most);
        let fits = |parts: &u32| class(*parts, most) - class(*parts, least) < MOST_CLASSES;
        let parts = PARTS.into_iter().find(fits).unwrap_or(1);
        Some(Self {
            parts,
            columns: intervals
                .iter()
                .map(|latencies| column(parts, latencies))
                .collect(),
        })
    }

    /// Where a class begins and where the next one does, nanoseconds.
    #[must_use]
    pub fn bounds_ns(&self, class: u32) -> (u64, u64) {
        let (begin, next) = (self.begin_ns(class), self.begin_ns(class.saturating_add(1)));
        // Below 8 ns a part of a doubling can be less than the nanosecond it holds.
        (begin, next.max(begin.saturating_add(1)))
    }

    fn begin_ns(&self, class: u32) -> u64 {
        let Some(above_zero) = class.checked_sub(1) else {
            return 0;
        };
        let parts = self.parts.max(1);
        let (doubling, part) = (above_zero / parts, above_zero % parts);
        let Some(base) = 1_u64.checked_shl(doubling) else {
            return u64::MAX;
        };
        let within = u128::from(base) * u128::from(part) / u128::from(parts);
        base.saturating_add(u64::try_from(within).unwrap_or(u64::MAX))
    }

    /// Every cell that is not empty, as (interval, class, count).
    pub fn cells(&self) -> impl Iterator<Item = (usize, u32, u64)> + '_ {
        let columns = self.columns.iter().enumerate();
        columns.flat_map(|(interval, column)| {
            column
                .0
                .iter()
                .map(move |(class, count)| (interval, *class, *count))
        })
    }
}

/// The class of a latency.
fn class(parts: u32, ns: u64) -> u32 {
    let Some(doubling) = ns.checked_ilog2() else {
        return 0;
    };
    let within = (u128::from(ns - (1 << doubling)) * u128::from(parts)) >> doubling;
    1 + doubling * parts + u32::try_from(within).unwrap_or(parts - 1)
}

fn column(parts: u32, latencies: &[u64]) -> LatencyColumn {
    let mut counts = std::collections::BTreeMap::<u32, u64>::new();
    for ns in latencies {
        *counts.entry(class(parts, *ns)).or_default() += 1;
    }
    LatencyColumn(counts.into_iter().collect())
}

impl From<LatencyColumn> for String {
    fn from(column: LatencyColumn) -> Self {
        let cells: Vec<Self> = column
            .0
            .iter()
            .map(|(class, count)| format!("{class}:{count}"))
            .collect();
        cells.join(" ")
    }
}

impl TryFrom<String> for LatencyColumn {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        let cell = |cell: &str| {
            let (class, count) = cell.split_once(':')?;
            Some((class.parse().ok()?, count.parse().ok()?))
        };
        let cells = text.split(' ').filter(|cell| !cell.is_empty());
        let cells = cells.map(|text| cell(text).ok_or_else(|| format!("`{text}` is no class and count")));
        Ok(Self(cells.collect::<Result<_, _>>()?))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_latency_lies_within_the_bounds_of_its_class() {
        for parts in PARTS {
            let grid = LatencyGrid {
                parts,
                columns: vec![],
            };
            for ns in [0, 1, 2, 3, 7, 8, 1_000, 1_500_000, 20_000_000_000, u64::MAX - 1] {
                let (begin, end) = grid.bounds_ns(class(parts, ns));
                assert!(
                    (begin..end).contains(&ns),
                    "{ns} in {begin}..{end}, {parts} parts"
                );
            }
        }
    }

    #[test]
    fn what_is_counted_is_all_there_is() {
        let intervals = vec![vec![700, 1_000, 1_000], vec![], vec![0, 64_000]];
        let grid = LatencyGrid::over(&intervals).unwrap();
        assert_eq!(grid.columns.len(), 3);
        let counts: Vec<(usize, u64)> = grid.cells().map(|(at, _, count)| (at, count)).collect();
        assert_eq!(counts, [(0, 1), (0, 2), (2, 1), (2, 1)]);
        assert_eq!(LatencyGrid::over(&[vec![], vec![]]), None);
    }

    #[test]
    fn a_grid_is_as_fine_as_forty_classes_allow() {
        let parts = |most: u64| LatencyGrid::over(&[vec![1_000, most]]).unwrap().parts;
        assert_eq!(parts(2_000), 8);
        assert_eq!(parts(1_000_000), 2, "ten doublings");
        assert_eq!(parts(20_000_000_000), 1, "twenty-five");
        assert_eq!(parts(u64::MAX), 1);
    }

    #[test]
    fn a_column_is_written_as_text_and_read_again() {
        let grid = LatencyGrid::over(&[vec![1_000, 1_001, 9_000], vec![]]).unwrap();
        let text = serde_json::to_string(&grid).unwrap();
        assert_eq!(serde_json::from_str::<LatencyGrid>(&text).unwrap(), grid);
        assert!(text.contains("\"\""), "{text}");
        for bad in ["7", "7:x", "7:1,8:2", "-1:3"] {
            assert!(LatencyColumn::try_from(bad.to_owned()).is_err(), "{bad}");
        }
    }

    #[test]
    fn classes_beyond_all_numbers_do_not_panic() {
        let odd = LatencyGrid {
            parts: 0,
            columns: vec![],
        };
        assert_eq!(odd.bounds_ns(u32::MAX), (u64::MAX, u64::MAX));
    }
}
