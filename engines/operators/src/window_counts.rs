//! How many groups each window has, without a look at the groups.

use std::collections::VecDeque;
use std::ops::RangeInclusive;

use crate::memory::of_deque;

/// Groups by window, as changes of their number from window to window: a group that joins a run of windows changes two
/// places, however long the run is.
#[derive(Clone, Debug, Default)]
pub(crate) struct WindowCounts {
    /// By how much the number of groups rises at a window, in order of windows.
    changes: VecDeque<(i64, i64)>,
    total: u64,
}

impl WindowCounts {
    /// Groups of all windows.
    pub const fn total(&self) -> u64 {
        self.total
    }

    /// A group joins the windows in `run`.
    #[inline]
    pub fn add(&mut self, run: RangeInclusive<i64>) {
        let (from, behind) = (*run.start(), *run.end() + 1);
        self.total += (behind - from).unsigned_abs();
        self.change(from, 1);
        self.change(behind, -1);
    }

    #[inline]
    fn change(&mut self, window: i64, by: i64) {
        let first = self.changes.front().map_or(window, |(first, _)| *first);
        // Most windows follow each other.
        let near = usize::try_from(window - first).unwrap_or(usize::MAX);
        match self.changes.get_mut(near) {
            Some((there, change)) if *there == window => *change += by,
            _ => self.change_far(window, by),
        }
    }

    fn change_far(&mut self, window: i64, by: i64) {
        let at = self.changes.partition_point(|(there, _)| *there < window);
        match self.changes.get_mut(at) {
            Some((there, change)) if *there == window => *change += by,
            _ => self.changes.insert(at, (window, by)),
        }
    }

    /// The first window that has a group.
    pub fn first(&self) -> Option<i64> {
        self.first_from(i64::MIN)
    }

    /// The first window from `window` on that has a group.
    pub fn first_from(&self, window: i64) -> Option<i64> {
        let mut groups = 0;
        for (at, change) in &self.changes {
            if groups > 0 && *at > window {
                return Some(window);
            }
            groups += change;
            if groups > 0 && *at >= window {
                return Some(*at);
            }
        }
        None
    }

    /// The first window behind all that have a group.
    pub fn end(&self) -> Option<i64> {
        let last = self.changes.back();
        last.filter(|_| self.total > 0).map(|(behind, _)| *behind)
    }

    /// Forgets all windows before `window`. Returns how many groups that were.
    pub fn forget_before(&mut self, window: i64) -> u64 {
        let (mut groups, mut gone) = (0, 0);
        while let Some(&(at, change)) = self.changes.front()
            && at < window
        {
            self.changes.pop_front();
            groups += change;
            let next = self.changes.front().map_or(window, |(next, _)| window.min(*next));
            gone += (groups * (next - at)).unsigned_abs();
        }
        if groups > 0 {
            self.change_far(window, groups);
        }
        self.total -= gone;
        gone
    }

    /// Forgets all windows.
    pub fn clear(&mut self) {
        self.changes.clear();
        self.total = 0;
    }

    /// Bytes of memory.
    pub fn bytes(&self) -> u64 {
        of_deque(&self.changes)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_counts_as_one_would_by_hand() {
        let mut counts = WindowCounts::default();
        let mut by_hand = [0_u64; 40];
        let mut kept = 0;
        for step in 0..300_i64 {
            let from = kept + step * 7 % 9;
            let to = from + step % 5;
            counts.add(from..=to);
            (from..=to).for_each(|at| by_hand[at as usize] += 1);
            if step % 20 == 19 && kept < 24 {
                kept += 2;
                let gone: u64 = by_hand[..kept as usize].iter().sum();
                by_hand[..kept as usize].fill(0);
                assert_eq!(counts.forget_before(kept), gone);
            }
            assert_eq!(counts.total(), by_hand.iter().sum());
            for from in 0..40 {
                let first = (from..40).find(|at| by_hand[*at as usize] > 0);
                assert_eq!(counts.first_from(from), first, "step {step}, from {from}");
            }
            let end = by_hand.iter().rposition(|n| *n > 0).map(|last| last as i64 + 1);
            assert_eq!(counts.end(), end);
        }
        counts.forget_before(40);
        assert_eq!((counts.total(), counts.first(), counts.end()), (0, None, None));
    }
}
