//! The windows of one key: what they hold, what their triggers remember, and which sessions there are.

use std::collections::BTreeMap;

use streamgauge_model::{Event, Values, Window};

use crate::contents::{Contents, Kept};
use crate::memory::of_tree;
use crate::merging_window_set::{Merge, MergingWindowSet};
use crate::{Aggregator, WindowKind};

/// The state of one key.
///
/// What a window holds stands under its state window, which is another one only for a session that has grown; what
/// its trigger remembers stands under the window itself.
#[derive(Clone, Debug)]
pub struct KeyWindows<Acc, S> {
    pub sessions: MergingWindowSet,
    held: BTreeMap<Window, Kept<Acc>>,
    live: BTreeMap<Window, Live<S>>,
}

/// A window that has not been cleaned up, whether it holds anything or not.
#[derive(Clone, Debug, Default)]
pub struct Live<S> {
    /// What its trigger remembers.
    pub trigger: S,
    /// Rows that have left.
    pub panes: u32,
}

/// A window and where its state is.
#[derive(Clone, Copy, Debug)]
pub struct Place {
    /// The window.
    pub window: Window,
    state: Window,
}

impl<Acc, S> Default for KeyWindows<Acc, S> {
    fn default() -> Self {
        Self {
            sessions: MergingWindowSet::default(),
            held: BTreeMap::new(),
            live: BTreeMap::new(),
        }
    }
}

impl<Acc, S: Clone + Default> KeyWindows<Acc, S> {
    /// The place of a window that is, or will be, there.
    pub fn place(&self, kind: WindowKind, window: Window) -> Place {
        let state = match kind {
            WindowKind::Merging => self.sessions.state_window(window).unwrap_or(window),
            WindowKind::Apart | WindowKind::Endless => window,
        };
        Place { window, state }
    }

    /// The place of a window, if it is there.
    pub fn find(&self, kind: WindowKind, window: Window) -> Option<Place> {
        self.live.contains_key(&window).then(|| self.place(kind, window))
    }

    /// What the trigger of a window remembers.
    pub fn trigger(&mut self, place: Place) -> &mut S {
        &mut self.live.entry(place.window).or_default().trigger
    }

    /// An event enters a window. Returns whether the window held nothing before.
    pub fn add<A: Aggregator<Acc = Acc>>(
        &mut self,
        contents: &Contents<A>,
        place: Place,
        event: &Event,
    ) -> bool {
        let before = self.held.len();
        let kept = self.held.entry(place.state).or_insert_with(|| contents.empty());
        contents.add(kept, event);
        self.held.len() > before
    }

    /// Hands out what a window holds, and the number of its row; `None` if that is nothing.
    pub fn fire<A: Aggregator<Acc = Acc>>(
        &mut self,
        contents: &Contents<A>,
        place: Place,
    ) -> Option<(Values, u32)> {
        let kept = self.held.get_mut(&place.state)?;
        let values = contents.fire(kept)?;
        let live = self.live.entry(place.window).or_default();
        let pane = live.panes;
        live.panes += 1;
        Some((values, pane))
    }

    /// Drops what a window holds if it is purged or all events have left it. Returns whether there was anything to
    /// drop.
    pub fn drop_if<A: Aggregator<Acc = Acc>>(
        &mut self,
        contents: &Contents<A>,
        place: Place,
        purged: bool,
    ) -> bool {
        let drops = self
            .held
            .get(&place.state)
            .is_some_and(|kept| purged || contents.is_empty(kept));
        drops && self.held.remove(&place.state).is_some()
    }

    /// Takes what is known of sessions that merge; one that is new to its trigger counts as well.
    pub fn take_live(&mut self, merged: &[Window]) -> Vec<Live<S>> {
        merged
            .iter()
            .map(|window| self.live.remove(window).unwrap_or_default())
            .collect()
    }

    /// Moves what merged sessions hold to the state window of the session that they have become. Returns how many
    /// windows hold something no more.
    pub fn merge<A: Aggregator<Acc = Acc>>(
        &mut self,
        contents: &Contents<A>,
        session: Window,
        merge: &Merge,
        trigger: S,
        gone: &[Live<S>],
    ) -> u64 {
        let before = self.held.len();
        for state in &merge.merged_state_windows {
            let Some(other) = self.held.remove(state) else {
                continue;
            };
            match self.held.get_mut(&merge.state_window) {
                Some(kept) => contents.merge(kept, other),
                None => drop(self.held.insert(merge.state_window, other)),
            }
        }
        let panes = gone.iter().map(|live| live.panes).max().unwrap_or(0);
        self.live.insert(session, Live { trigger, panes });
        (before - self.held.len()) as u64
    }

    /// A window goes.
    pub fn retire(&mut self, place: Place) {
        self.live.remove(&place.window);
        self.sessions.retire(place.window);
    }

    /// Bytes of the entries, and what windows hold beyond their own size.
    pub fn bytes<A: Aggregator<Acc = Acc>>(&self, contents: &Contents<A>) -> u64 {
        let held: u64 = self.held.values().map(|kept| contents.bytes(kept)).sum();
        self.sessions.bytes() + of_tree(&self.held) + of_tree(&self.live) + held
    }

    /// Whether nothing is known of the key.
    pub fn is_empty(&self) -> bool {
        self.live.is_empty()
    }

    /// Calls `see` for every window that holds something, and whether it has fired, in order.
    pub fn each_group(&self, mut see: impl FnMut(Window, &Kept<Acc>, bool)) {
        for (window, live) in &self.live {
            let state = self.sessions.state_window(*window).unwrap_or(*window);
            if let Some(kept) = self.held.get(&state) {
                see(*window, kept, live.panes > 0);
            }
        }
    }
}
