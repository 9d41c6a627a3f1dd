//! The join of two streams on a bounded distance of their times, as SQL sees it.

use streamgauge_model::{EventTime, Watermark};

use crate::interval_cache::IntervalCache;
use crate::{JoinType, Joined};

/// Joins rows of equal keys whose times satisfy `lower <= left - right <= upper` (Flink's `RowTimeIntervalJoin`).
///
/// No row is late here: one behind the watermark still meets the partners that are kept, it is only not kept itself.
/// As results may be that old, the watermark that leaves is held back behind the one that came.
#[derive(Clone, Debug)]
pub struct IntervalJoin<K, L, R> {
    join: JoinType,
    watermark: Watermark,
    left: IntervalCache<K, L>,
    right: IntervalCache<K, R>,
}

impl<K: Ord + Clone, L: Clone, R: Clone> IntervalJoin<K, L, R> {
    /// An operator without state. Bounds are in milliseconds; state that is not needed any more is kept for
    /// `min_cleanup_ms` longer, which saves work (`table.exec.interval-join.min-cleanup-interval`).
    ///
    /// # Errors
    /// If the join answers with left rows only: SQL has no such join on intervals. If no distance satisfies the
    /// bounds.
    pub fn new(join: JoinType, lower: i64, upper: i64, min_cleanup_ms: i64) -> Result<Self, String> {
        if !join.pairs() {
            return Err(format!(
                "an interval join is inner, left, right or full, not {join:?}"
            ));
        }
        if lower > upper {
            return Err(format!(
                "no distance is at least {lower} ms and at most {upper} ms"
            ));
        }
        let min_cleanup = min_cleanup_ms.max(0);
        Ok(Self {
            join,
            watermark: Watermark::NONE,
            left: IntervalCache::new(lower.saturating_neg(), min_cleanup),
            right: IntervalCache::new(upper, min_cleanup),
        })
    }

    /// Takes a left row.
    pub fn on_left(&mut self, key: &K, time: EventTime, row: L, out: &mut impl FnMut(Joined<K, L, R>)) {
        let sides = (&mut self.left, &mut self.right);
        let pads = (self.join.pads_left(), self.join.pads_right());
        let now = operator_time(self.watermark);
        meet(sides, pads, now, key, time, row, &mut |left, right| {
            let key = key.clone();
            out(Joined { key, left, right });
        });
    }

    /// Takes a right row.
    pub fn on_right(&mut self, key: &K, time: EventTime, row: R, out: &mut impl FnMut(Joined<K, L, R>)) {
        let sides = (&mut self.right, &mut self.left);
        let pads = (self.join.pads_right(), self.join.pads_left());
        let now = operator_time(self.watermark);
        meet(sides, pads, now, key, time, row, &mut |right, left| {
            let key = key.clone();
            out(Joined { key, left, right });
        });
    }

    /// The lesser of the watermarks of both sides has risen: rows that nobody can meet any more are removed. Returns
    /// the watermark to be forwarded (`KeyedCoProcessOperatorWithWatermarkDelay`).
    pub fn on_watermark(&mut self, watermark: Watermark, out: &mut impl FnMut(Joined<K, L, R>)) -> Watermark {
        self.watermark = self.watermark.max(watermark);
        let now = operator_time(self.watermark);
        let (pads_left, pads_right) = (self.join.pads_left(), self.join.pads_right());
        self.left.clean_up(self.watermark, now, |key, row| {
            if pads_left {
                let (key, left, right) = (key.clone(), Some(row), None);
                out(Joined { key, left, right });
            }
        });
        self.right.clean_up(self.watermark, now, |key, row| {
            if pads_right {
                let (key, left, right) = (key.clone(), None, Some(row));
                out(Joined { key, left, right });
            }
        });
        let delay = self.left.reach().max(self.right.reach());
        let held_back = self.watermark.millis().saturating_sub(delay);
        Watermark::at(EventTime::from_millis(held_back))
    }
}

/// What time it is: that of the watermark, but never before the epoch (`RowTimeIntervalJoin#updateOperatorTime`).
fn operator_time(watermark: Watermark) -> EventTime {
    EventTime::from_millis(watermark.millis().max(0))
}

/// A row meets the rows of the other side, and is kept if later ones may be its partners. Otherwise, if it had none,
/// it leaves alone at once.
fn meet<K: Ord + Clone, O: Clone, P: Clone>(
    (own, other): (&mut IntervalCache<K, O>, &mut IntervalCache<K, P>),
    (pads_own, pads_other): (bool, bool),
    now: EventTime,
    key: &K,
    time: EventTime,
    row: O,
    out: &mut impl FnMut(Option<O>, Option<P>),
) {
    let from = time.saturating_add(other.reach().saturating_neg());
    let to = time.saturating_add(own.reach());
    let (mut joined, mut alone) = (false, Vec::new());
    let partner = |partner: &P| {
        joined = true;
        out(Some(row.clone()), Some(partner.clone()));
    };
    other.probe(key, (from, to), now, partner, |row| alone.push(row));
    if pads_other {
        alone.into_iter().for_each(|row| out(None, Some(row)));
    }
    if now < to {
        own.store(key.clone(), time, row, joined);
    } else if !joined && pads_own {
        out(Some(row), None);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    type Pair = (Option<i64>, Option<i64>);

    /// A left outer join with `-10 <= left - right <= 20` whose state may wait for long.
    struct Late {
        operator: IntervalJoin<char, i64, i64>,
    }

    impl Late {
        fn at_watermark(watermark: i64, right_rows: &[(char, i64)]) -> Self {
            let mut operator = IntervalJoin::new(JoinType::Left, -10, 20, 100).expect("a legal join");
            for (key, t) in right_rows {
                operator.on_right(key, EventTime::from_millis(*t), *t, &mut |_| {});
            }
            operator.on_watermark(Watermark::at(EventTime::from_millis(watermark)), &mut |_| {});
            Self { operator }
        }

        fn left(&mut self, key: char, t: i64) -> Vec<Pair> {
            let mut rows = Vec::new();
            let mut out = |row: Joined<char, i64, i64>| rows.push((row.left, row.right));
            self.operator
                .on_left(&key, EventTime::from_millis(t), t, &mut out);
            rows
        }
    }

    #[test]
    fn a_late_row_meets_partners_that_are_still_kept_and_removes_those_that_have_expired() {
        let mut late = Late::at_watermark(81, &[('a', 50), ('a', 61)]);
        assert_eq!(late.left('a', 45), [(Some(45), Some(50))]);
        assert_eq!(late.left('a', 52), [(Some(52), Some(61))]);
    }

    #[test]
    fn a_row_meets_nobody_if_all_it_could_meet_is_known_to_have_expired() {
        let mut late = Late::at_watermark(81, &[('a', 50), ('b', 50)]);
        assert_eq!(late.left('a', 45), [(Some(45), Some(50))]);
        assert_eq!(
            late.left('b', 50),
            [(Some(50), None)],
            "everything up to 60 has expired"
        );
        assert_eq!(
            late.left('b', 51),
            [(Some(51), Some(50))],
            "61 has not, and 50 is still kept"
        );
    }

    #[test]
    fn a_row_that_nobody_can_meet_later_leaves_alone_at_once() {
        let mut late = Late::at_watermark(81, &[]);
        assert_eq!(late.left('a', 71), [(Some(71), None)]);
        assert_eq!(late.left('a', 72), []);
    }

    #[test]
    fn time_begins_at_the_epoch() {
        let mut early = Late::at_watermark(-50, &[]);
        assert_eq!(early.left('a', -10), [(Some(-10), None)]);
        assert_eq!(early.left('a', -9), []);
    }
}
