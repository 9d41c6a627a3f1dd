//! The identity of an answer.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use sha2::{Digest as _, Sha256};
use streamgauge_model::{ResultRow, Values};

use crate::Observed;

/// The place of a row in an answer: window start, window end, key, rank.
type Place = (i64, i64, u32, u32);

/// A hash of what a run finally answered: SHA-256, 64 lower-case hexadecimal digits.
///
/// Only the last row of each window and key counts (for a top-N query the rows of the last firing of each window),
/// and neither order nor instants nor pane numbers enter. So engines that reach the same answer on different ways
/// have the same hash. For queries without aggregates it is the set of events that passed.
pub(crate) fn answer(observed: &Observed) -> String {
    let mut hash = Sha256::new();
    for ((start, end, key, rank), values) in final_rows(observed) {
        hash.update(start.to_le_bytes());
        hash.update(end.to_le_bytes());
        hash.update(key.to_le_bytes());
        hash.update(rank.to_le_bytes());
        add_values(&mut hash, &values);
    }
    let mut passed: Vec<u64> = observed
        .tasks
        .iter()
        .flat_map(|task| &task.trace.passed)
        .copied()
        .collect();
    passed.sort_unstable();
    passed.iter().for_each(|seq| hash.update(seq.to_le_bytes()));
    hash.finalize()
        .iter()
        .fold(String::with_capacity(64), |mut text, byte| {
            // Writing to a String cannot fail.
            let _ = write!(text, "{byte:02x}");
            text
        })
}

fn final_rows(observed: &Observed) -> BTreeMap<Place, Values> {
    let rows = || observed.tasks.iter().flat_map(|task| &task.trace.results);
    // The last firing: of the window where rows are ranked, of the window and key otherwise.
    let mut last: BTreeMap<(i64, i64, Option<u32>), u32> = BTreeMap::new();
    for row in rows() {
        let pane = last.entry(firing_of(row)).or_default();
        *pane = row.pane.max(*pane);
    }
    rows()
        .filter(|row| last.get(&firing_of(row)) == Some(&row.pane))
        .map(|row| {
            (
                (
                    row.window.start.millis(),
                    row.window.end.millis(),
                    row.key.0,
                    row.rank,
                ),
                row.values,
            )
        })
        .collect()
}

fn firing_of(row: &ResultRow) -> (i64, i64, Option<u32>) {
    (
        row.window.start.millis(),
        row.window.end.millis(),
        (row.rank == 0).then_some(row.key.0),
    )
}

fn add_values(hash: &mut Sha256, values: &Values) {
    for number in [
        values.digest.count,
        values.digest.hash_sum,
        values.digest.hash_xor,
        values.distinct_users,
        values.count_if,
    ] {
        hash.update(number.to_le_bytes());
    }
    for number in [values.sum, values.min, values.max, values.sum_if] {
        hash.update(number.to_le_bytes());
    }
}

#[cfg(test)]
mod tests {
    use streamgauge_model::{Digest, Key, Watermark, Window};

    use super::*;
    use crate::TaskObserved;

    fn row(key: u32, start: i64, pane: u32, sum: i64) -> ResultRow {
        ResultRow {
            key: Key(key),
            window: Window::new(start, start + 10),
            pane,
            rank: 0,
            watermark: Watermark::NONE,
            values: Values {
                digest: Digest {
                    count: 1,
                    ..Digest::default()
                },
                sum,
                ..Values::default()
            },
        }
    }

    fn of(tasks: &[&[ResultRow]]) -> String {
        let tasks = tasks.iter().map(|rows| {
            let mut task = TaskObserved::default();
            rows.iter().for_each(|row| task.trace.result(row));
            task
        });
        answer(&Observed {
            tasks: tasks.collect(),
            ..Observed::default()
        })
    }

    #[test]
    fn order_tasks_and_earlier_panes_do_not_matter() {
        let plain = of(&[&[row(1, 0, 0, 7), row(2, 0, 0, 3)]]);
        assert_eq!(plain.len(), 64);
        assert_eq!(of(&[&[row(2, 0, 0, 3)], &[row(1, 0, 0, 7)]]), plain);
        assert_eq!(of(&[&[row(1, 0, 0, 5), row(1, 0, 1, 7), row(2, 0, 0, 3)]]), plain);
    }

    #[test]
    fn values_keys_windows_and_missing_rows_matter() {
        let plain = of(&[&[row(1, 0, 0, 7)]]);
        for other in [
            vec![row(1, 0, 0, 8)],
            vec![row(2, 0, 0, 7)],
            vec![row(1, 10, 0, 7)],
            vec![],
        ] {
            assert_ne!(of(&[&other]), plain);
        }
    }

    #[test]
    fn a_later_firing_replaces_the_whole_ranking() {
        let ranked = |key, pane, rank| ResultRow {
            rank,
            ..row(key, 0, pane, 1)
        };
        let final_only = of(&[&[ranked(3, 1, 1), ranked(1, 1, 2)]]);
        let with_first = of(&[&[ranked(1, 0, 1), ranked(2, 0, 2), ranked(3, 1, 1), ranked(1, 1, 2)]]);
        assert_eq!(with_first, final_only);
    }
}
