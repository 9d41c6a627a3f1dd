//! What a run covered of every group that there is.

use std::collections::BTreeSet;
use std::ops::Range;

use streamgauge_model::{Key, Window};

use crate::truth::truth;
use crate::{Evidence, Judgement, Reference};

/// A number of events and the sum of their values: what a mean is made of, exactly.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Holding {
    /// Events.
    pub count: u64,
    /// Sum of their values (half stars).
    pub sum: i64,
}

impl Holding {
    pub(crate) const fn add(&mut self, other: Self) {
        self.count += other.count;
        self.sum = self.sum.wrapping_add(other.sum);
    }
}

/// One true group (key and window) and what the firings of the engine held of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct GroupCoverage {
    /// The key.
    pub key: Key,
    /// The window; of sessions, that of all their events.
    pub window: Window,
    /// All events of the group, however late they arrived.
    pub truth: Holding,
    /// Events at the first firing; of a session in pieces, of all of them.
    pub first: Holding,
    /// Events at the last firing; of a session in pieces, of all of them.
    pub last: Holding,
    /// How many groups fired within it: none, one, or the pieces of a session.
    pub pieces: u64,
    /// One of them has the bounds of the true group.
    pub is_exact: bool,
    /// The reference watermark had completed it by the end of the schedule.
    pub is_due: bool,
}

/// Every true group with what was covered of it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Coverage {
    /// The true groups in order of key and window.
    pub groups: Vec<GroupCoverage>,
    /// Groups that fired with bounds that no true group has.
    pub spurious: Vec<(Key, Window)>,
}

impl Coverage {
    /// What a group covers is what its firings covered, also where the alert condition or the top-N limit kept the row
    /// back. A session that lacks events lies within exactly one true session, for its gaps are gaps between some of
    /// the same events.
    pub(crate) fn of(evidence: &Evidence<'_>, reference: &Reference, judgement: &Judgement) -> Self {
        let truth = truth(evidence.query, evidence.events).into_iter();
        let groups = truth.map(|((key, window), truth)| GroupCoverage {
            key,
            window,
            truth,
            first: Holding::default(),
            last: Holding::default(),
            pieces: 0,
            is_exact: false,
            is_due: reference.trigger_ns(window.end).is_some(),
        });
        let mut coverage = Self {
            groups: groups.collect(),
            spurious: Vec::new(),
        };
        for firing in judgement.firings.iter().filter(|firing| firing.last.count > 0) {
            let around = coverage.around(firing.key, firing.window);
            let group = around.map(|at| &mut coverage.groups[at]);
            let is_exact = group.as_ref().is_some_and(|group| group.window == firing.window);
            if let Some(group) = group {
                group.first.add(firing.first);
                group.last.add(firing.last);
                group.pieces += 1;
                group.is_exact |= is_exact;
            }
            if !is_exact {
                coverage.spurious.push((firing.key, firing.window));
            }
        }
        coverage
    }

    /// The groups that were due.
    pub fn due(&self) -> impl Iterator<Item = &GroupCoverage> {
        self.groups.iter().filter(|group| group.is_due)
    }

    /// The true group of the key that the window is, or lies within.
    #[must_use]
    pub fn around(&self, key: Key, window: Window) -> Option<usize> {
        let place = (key, window.start);
        let after = self
            .groups
            .partition_point(|group| (group.key, group.window.start) <= place);
        let at = after.checked_sub(1)?;
        let group = &self.groups[at];
        (group.key == key && group.window.end >= window.end).then_some(at)
    }

    /// The true sessions that a row spans together with another one.
    pub(crate) fn merged(&self, rows: impl Iterator<Item = (Key, Window)>) -> BTreeSet<usize> {
        rows.map(|(key, window)| self.overlapped(key, window))
            .filter(|spanned| spanned.len() > 1)
            .flatten()
            .collect()
    }

    /// The true sessions of the key with an instant in common with the window. Sessions of a key lie apart.
    fn overlapped(&self, key: Key, window: Window) -> Range<usize> {
        let from = self
            .groups
            .partition_point(|group| (group.key, group.window.end) <= (key, window.start));
        let to = self
            .groups
            .partition_point(|group| (group.key, group.window.start) < (key, window.end));
        from..to.max(from)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sessions(of: &[(u32, i64, i64)]) -> Coverage {
        let group = |&(key, start, end): &(u32, i64, i64)| GroupCoverage {
            key: Key(key),
            window: Window::new(start, end),
            truth: Holding::default(),
            first: Holding::default(),
            last: Holding::default(),
            pieces: 0,
            is_exact: false,
            is_due: true,
        };
        Coverage {
            groups: of.iter().map(group).collect(),
            spurious: Vec::new(),
        }
    }

    #[test]
    fn a_window_lies_within_one_group_of_its_key() {
        let coverage = sessions(&[(1, 0, 10), (1, 20, 30), (2, 5, 40)]);
        let around = |key, start, end| coverage.around(Key(key), Window::new(start, end));
        assert_eq!(around(1, 0, 10), Some(0));
        assert_eq!(around(1, 22, 29), Some(1));
        assert_eq!(around(2, 5, 12), Some(2));
        assert_eq!(around(1, 8, 12), None, "it begins in one and ends after it");
        assert_eq!(around(1, -5, 3), None);
        assert_eq!(around(3, 0, 1), None);
    }

    #[test]
    fn a_row_over_two_sessions_merges_them() {
        let coverage = sessions(&[(1, 0, 10), (1, 20, 30), (1, 50, 60), (2, 0, 60)]);
        let merged = |rows: &[(u32, i64, i64)]| {
            let rows = rows.iter().map(|(key, a, b)| (Key(*key), Window::new(*a, *b)));
            coverage.merged(rows).into_iter().collect::<Vec<_>>()
        };
        assert_eq!(merged(&[(1, 0, 30), (2, 0, 60)]), [0, 1]);
        assert_eq!(merged(&[(1, 10, 20), (1, 12, 30), (1, 50, 60)]), []);
        assert_eq!(merged(&[(1, 29, 51)]), [1, 2]);
    }
}
