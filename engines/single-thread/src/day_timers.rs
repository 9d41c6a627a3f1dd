//! When which key is to be looked after.

use std::cmp::Reverse;
use std::collections::{BinaryHeap, VecDeque};

/// Spans of time in the gap between sessions.
const SPANS_IN_GAP: i64 = 64;
/// What is due more spans ahead than this waits in a heap.
const MOST_SPANS: i64 = 1024;

/// Timers in spans of time. A timer is put to its span, unsorted, and a span is sorted when it has come: most timers are due
/// about one gap after they were set, so that a heap would be larger and slower.
pub(crate) struct DayTimers {
    shift: u32,
    /// The number of the span that has come.
    current: i64,
    /// Its timers and all that are earlier, the earliest last.
    now: Vec<(i64, u32)>,
    /// The spans behind it.
    later: VecDeque<Vec<(i64, u32)>>,
    far: BinaryHeap<Reverse<(i64, u32)>>,
    spare: Vec<Vec<(i64, u32)>>,
}

impl DayTimers {
    /// For sessions that end after a silence of `gap_ms`.
    pub(crate) fn new(gap_ms: i64) -> Self {
        Self {
            shift: (gap_ms / SPANS_IN_GAP).max(1).ilog2(),
            current: 0,
            now: Vec::new(),
            later: VecDeque::new(),
            far: BinaryHeap::new(),
            spare: Vec::new(),
        }
    }

    /// `key` is to be looked after at `due`.
    #[inline]
    pub(crate) fn set(&mut self, due: i64, key: u32) {
        let span = due >> self.shift;
        if self.now.is_empty() && self.later.is_empty() {
            self.current = span;
        }
        let ahead = span.saturating_sub(self.current);
        if ahead <= 0 {
            let at = self.now.partition_point(|timer| *timer > (due, key));
            self.now.insert(at, (due, key));
        } else if ahead <= MOST_SPANS {
            let place = ahead as usize - 1;
            while self.later.len() <= place {
                self.later.push_back(self.spare.pop().unwrap_or_default());
            }
            self.later[place].push((due, key));
        } else {
            self.far.push(Reverse((due, key)));
        }
    }

    /// Takes the earliest timer, if it is due at `watermark`.
    #[inline]
    pub(crate) fn pop(&mut self, watermark: i64) -> Option<(i64, u32)> {
        while self.now.is_empty()
            && let Some(next) = self.later.pop_front()
        {
            self.spare.push(std::mem::replace(&mut self.now, next));
            self.now.sort_unstable_by(|one, other| other.cmp(one));
            self.current += 1;
        }
        let is_due = |(due, _): &(i64, u32)| *due <= watermark;
        let far = self.far.peek().map(|Reverse(first)| *first).filter(is_due);
        match self.now.last().copied().filter(is_due) {
            Some(first) if far.is_none_or(|far| first <= far) => self.now.pop(),
            _ => {
                far?;
                self.far.pop().map(|Reverse(first)| first)
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn timers_come_in_order_of_time_however_they_were_set() {
        let mut timers = DayTimers::new(64_000);
        let dues = [
            5_000,
            3,
            3_000_000_000,
            70_000,
            5_000,
            -20_000,
            69_000,
            1_000_000,
            i64::MAX,
        ];
        for (due, key) in dues.into_iter().zip(0..) {
            timers.set(due, key);
        }
        assert_eq!(timers.pop(-20_001), None);
        let early: Vec<_> = std::iter::from_fn(|| timers.pop(69_999)).collect();
        assert_eq!(early, [(-20_000, 5), (3, 1), (5_000, 0), (5_000, 4), (69_000, 6)]);
        timers.set(100, 9);
        let late: Vec<_> = std::iter::from_fn(|| timers.pop(i64::MAX)).collect();
        let dues: Vec<i64> = late.iter().map(|(due, _)| *due).collect();
        assert_eq!(dues, [100, 70_000, 1_000_000, 3_000_000_000, i64::MAX]);
    }
}
