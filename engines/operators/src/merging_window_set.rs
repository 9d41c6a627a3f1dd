//! Which sessions of a key there are, and under which window the state of each is kept.

use std::collections::BTreeMap;

use streamgauge_model::{EventTime, Window};

use crate::memory::of_tree;

/// The sessions of one key; no two of them touch (Flink's `MergingWindowSet`).
///
/// A session that grows is a new window, but its state stays where it is: under the window that it was created for.
#[derive(Clone, Debug, Default)]
pub struct MergingWindowSet {
    state_windows: BTreeMap<Window, Window>,
}

/// What happened to the sessions when one was added that touched them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Merge {
    /// The sessions that are gone, in order.
    pub merged: Vec<Window>,
    /// Where the state of the new session is kept: where one of the gone ones had it.
    pub state_window: Window,
    /// Where the state of the other gone ones is kept, to be moved there.
    pub merged_state_windows: Vec<Window>,
}

impl MergingWindowSet {
    /// Bytes of its entries.
    #[must_use]
    pub fn bytes(&self) -> u64 {
        of_tree(&self.state_windows)
    }

    /// The session that `candidate` would be part of: the span of it and all sessions that it overlaps or touches
    /// (`a.start <= b.end && a.end >= b.start`, Flink's `TimeWindow#intersects`).
    #[must_use]
    pub fn covering(&self, candidate: Window) -> Window {
        self.touching(candidate).fold(candidate, |all, window| Window {
            start: all.start.min(window.start),
            end: all.end.max(window.end),
        })
    }

    /// Adds a session. Returns the session that it has become, and what that did to others; nothing, if there were
    /// none or the session is part of a present one.
    pub fn add(&mut self, candidate: Window) -> (Window, Option<Merge>) {
        let result = self.covering(candidate);
        let mut merged: Vec<_> = self.touching(candidate).collect();
        merged.reverse();
        if merged == [result] {
            return (result, None);
        }
        let mut states = merged
            .iter()
            .filter_map(|window| self.state_windows.remove(window));
        let Some(state_window) = states.next() else {
            self.state_windows.insert(candidate, candidate);
            return (candidate, None);
        };
        let merged_state_windows = states.collect();
        self.state_windows.insert(result, state_window);
        let merge = Merge {
            merged,
            state_window,
            merged_state_windows,
        };
        (result, Some(merge))
    }

    /// Where the state of a session is kept; `None` if there is no such session.
    #[must_use]
    pub fn state_window(&self, window: Window) -> Option<Window> {
        self.state_windows.get(&window).copied()
    }

    /// Forgets a session.
    pub fn retire(&mut self, window: Window) {
        self.state_windows.remove(&window);
    }

    /// The sessions and where their state is kept, in order.
    pub fn iter(&self) -> impl Iterator<Item = (Window, Window)> {
        self.state_windows.iter().map(|(window, state)| (*window, *state))
    }

    /// Whether there is no session.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.state_windows.is_empty()
    }

    /// The sessions that `candidate` overlaps or touches, last one first. Sessions are apart, so the order of their
    /// starts is that of their ends.
    fn touching(&self, candidate: Window) -> impl Iterator<Item = Window> {
        let last = Window {
            start: candidate.end,
            end: EventTime::MAX,
        };
        self.state_windows
            .range(..=last)
            .rev()
            .map(|(window, _)| *window)
            .take_while(move |window| window.end >= candidate.start)
    }
}
