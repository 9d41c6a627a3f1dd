//! The join of two streams whose rows bring their windows along.

use std::collections::BTreeMap;

use streamgauge_model::{EventTime, Watermark};

use crate::window_end::has_fired;
use crate::{JoinType, Joined};

/// Joins the rows of equal keys and equal windows, named by their ends, when the window fires (Flink's
/// `WindowJoinOperator`). Rows that come later are dropped, and counted for each side.
#[derive(Clone, Debug)]
pub struct WindowJoin<K, L, R> {
    join: JoinType,
    watermark: Watermark,
    windows: BTreeMap<(EventTime, K), Sides<L, R>>,
    dropped_left: u64,
    dropped_right: u64,
}

#[derive(Clone, Debug)]
struct Sides<L, R> {
    left: Vec<L>,
    right: Vec<R>,
}

impl<L, R> Default for Sides<L, R> {
    fn default() -> Self {
        Self {
            left: Vec::new(),
            right: Vec::new(),
        }
    }
}

impl<K: Ord + Clone, L: Clone, R: Clone> WindowJoin<K, L, R> {
    /// An operator without state.
    #[must_use]
    pub const fn new(join: JoinType) -> Self {
        Self {
            join,
            watermark: Watermark::NONE,
            windows: BTreeMap::new(),
            dropped_left: 0,
            dropped_right: 0,
        }
    }

    /// How many left rows came after their window had fired (`leftNumLateRecordsDropped`).
    #[must_use]
    pub const fn dropped_left(&self) -> u64 {
        self.dropped_left
    }

    /// How many right rows came after their window had fired (`rightNumLateRecordsDropped`).
    #[must_use]
    pub const fn dropped_right(&self) -> u64 {
        self.dropped_right
    }

    /// Takes a left row of the window that ends at `window_end`.
    pub fn on_left(&mut self, key: K, window_end: EventTime, row: L) {
        if has_fired(window_end, self.watermark) {
            self.dropped_left += 1;
        } else {
            self.windows.entry((window_end, key)).or_default().left.push(row);
        }
    }

    /// Takes a right row of the window that ends at `window_end`.
    pub fn on_right(&mut self, key: K, window_end: EventTime, row: R) {
        if has_fired(window_end, self.watermark) {
            self.dropped_right += 1;
        } else {
            self.windows.entry((window_end, key)).or_default().right.push(row);
        }
    }

    /// The lesser of the watermarks of both sides has risen: windows that it completes fire, in order of their ends.
    pub fn on_watermark(&mut self, watermark: Watermark, out: &mut impl FnMut(EventTime, Joined<K, L, R>)) {
        self.watermark = self.watermark.max(watermark);
        while let Some(first) = self.windows.first_entry()
            && has_fired(first.key().0, self.watermark)
        {
            let ((window_end, key), sides) = first.remove_entry();
            sides.join(self.join, &mut |left, right| {
                let (key, left, right) = (key.clone(), left.cloned(), right.cloned());
                out(window_end, Joined { key, left, right });
            });
        }
    }
}

impl<L, R> Sides<L, R> {
    fn join(&self, join: JoinType, out: &mut impl FnMut(Option<&L>, Option<&R>)) {
        if join.pairs() {
            for left in &self.left {
                self.right.iter().for_each(|right| out(Some(left), Some(right)));
            }
        }
        let lefts_alone = if join == JoinType::Semi {
            !self.right.is_empty()
        } else {
            join.pads_left() && self.right.is_empty()
        };
        if lefts_alone {
            self.left.iter().for_each(|left| out(Some(left), None));
        }
        if join.pads_right() && self.left.is_empty() {
            self.right.iter().for_each(|right| out(None, Some(right)));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What a join answers for a window of two left rows and one right row, one of a left row, and one of a right
    /// row.
    fn answers(join: JoinType) -> Vec<(i64, Option<char>, Option<u8>)> {
        let mut operator = WindowJoin::new(join);
        let end = EventTime::from_millis;
        operator.on_left('k', end(10), 'a');
        operator.on_right('k', end(10), 1);
        operator.on_left('k', end(10), 'b');
        operator.on_left('k', end(20), 'c');
        operator.on_right('k', end(30), 2);
        let mut rows = Vec::new();
        operator.on_watermark(Watermark::END, &mut |end, row| {
            rows.push((end.millis(), row.left, row.right));
        });
        rows
    }

    #[test]
    fn every_type_of_join_answers_with_its_rows() {
        let pairs = [(10, Some('a'), Some(1)), (10, Some('b'), Some(1))];
        let (left, right) = ([(20, Some('c'), None)], [(30, None, Some(2))]);
        assert_eq!(answers(JoinType::Inner), pairs);
        assert_eq!(answers(JoinType::Left), [&pairs[..], &left].concat());
        assert_eq!(answers(JoinType::Right), [&pairs[..], &right].concat());
        assert_eq!(answers(JoinType::Full), [&pairs[..], &left, &right].concat());
        assert_eq!(
            answers(JoinType::Semi),
            [(10, Some('a'), None), (10, Some('b'), None)]
        );
        assert_eq!(answers(JoinType::Anti), left);
    }

    #[test]
    fn a_window_fires_at_its_last_instant_and_late_rows_count_for_their_side() {
        let mut operator = WindowJoin::new(JoinType::Full);
        let end = EventTime::from_millis(10);
        let mut rows = 0;
        operator.on_right('k', end, 1);
        operator.on_watermark(Watermark::at(EventTime::from_millis(8)), &mut |_, _| rows += 1);
        operator.on_left('k', end, 'a');
        assert_eq!((rows, operator.dropped_left()), (0, 0));
        let mut rows = 0;
        operator.on_watermark(Watermark::at(EventTime::from_millis(9)), &mut |_, _| rows += 1);
        operator.on_left('k', end, 'b');
        operator.on_right('k', end, 2);
        assert_eq!(
            (rows, operator.dropped_left(), operator.dropped_right()),
            (1, 1, 1)
        );
    }
}
