//! The groups of a window that moves over slices.

use std::ops::Range;

use streamgauge_model::Event;

use crate::fold::Fold;
use crate::groups::Groups;

/// The slices that make a window, added up. When the window moves on, what leaves it is taken back and what is new is added,
/// however many slices stay; where nothing can be taken back, it is put together anew.
pub(crate) struct Rolling<G> {
    groups: G,
    /// Numbers of the slices that are in.
    covers: Range<i128>,
}

impl<G: Default> Default for Rolling<G> {
    fn default() -> Self {
        Self {
            groups: G::default(),
            covers: 0..0,
        }
    }
}

impl<G> Rolling<G> {
    /// Puts a window together from its slices, which have numbers in `window` and come in their order.
    pub(crate) fn enter<'g, F: Fold>(
        &mut self,
        fold: F,
        window: Range<i128>,
        slices: impl Iterator<Item = (i128, &'g G)>,
    ) where
        G: Groups<F::Acc> + 'g,
    {
        if self.covers.start != window.start {
            self.forget::<F::Acc>();
            self.covers = window.start..window.start;
        }
        for (_, part) in slices.filter(|(number, _)| *number >= self.covers.end) {
            for (key, acc) in part.each() {
                fold.merge(self.groups.at(key, || fold.empty()), acc);
            }
        }
        self.covers.end = window.end;
    }

    /// The window moves on: those of its `slices` that stand before `start` leave. They must be what they were, but for events
    /// that have been [added](Self::add) here, too.
    pub(crate) fn leave<'g, F: Fold>(
        &mut self,
        fold: F,
        start: i128,
        slices: impl Iterator<Item = (i128, &'g G)>,
    ) where
        G: Groups<F::Acc> + 'g,
    {
        if !F::TAKES_BACK {
            return self.forget::<F::Acc>();
        }
        for (_, part) in slices.take_while(|(number, _)| *number < start) {
            for (key, acc) in part.each() {
                fold.take_back(self.groups.at(key, || fold.empty()), acc);
            }
        }
        self.covers.start = start;
    }

    /// An event has come to the slice `number`.
    pub(crate) fn add<F: Fold>(&mut self, fold: F, number: i128, key: u32, event: &Event)
    where
        G: Groups<F::Acc>,
    {
        if self.covers.contains(&number) {
            fold.add(self.groups.at(key, || fold.empty()), event);
        }
    }

    /// The groups; where something was taken back, empty ones are among them.
    pub(crate) const fn groups(&self) -> &G {
        &self.groups
    }

    /// The next window is put together anew.
    pub(crate) fn forget<A>(&mut self)
    where
        G: Groups<A>,
    {
        self.groups.clear();
        self.covers = 0..0;
    }
}
