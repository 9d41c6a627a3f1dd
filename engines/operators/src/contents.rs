//! What a window keeps of its events.

use streamgauge_model::{Event, Values};

use crate::memory::of_vec;
use crate::{Aggregator, Eviction};

/// Folds the events of a window at once, or, where an evictor asks for it, keeps every one of them until the window
/// goes.
#[derive(Clone, Debug)]
pub struct Contents<A> {
    aggregator: A,
    eviction: Option<Eviction>,
}

/// The events of one window.
#[derive(Clone, Debug)]
pub struct Kept<Acc> {
    /// What they were folded into; nothing where all are kept.
    folded: Acc,
    /// All of them in order of arrival; none where they are folded.
    listed: Vec<Event>,
}

impl<A: Aggregator> Contents<A> {
    /// Windows that answer by `aggregator`; events leave by `eviction`.
    #[must_use]
    pub const fn new(aggregator: A, eviction: Option<Eviction>) -> Self {
        Self { aggregator, eviction }
    }

    /// A window that holds nothing yet.
    #[must_use]
    pub fn empty(&self) -> Kept<A::Acc> {
        Kept {
            folded: self.aggregator.empty(),
            listed: Vec::new(),
        }
    }

    /// An event enters.
    pub fn add(&self, kept: &mut Kept<A::Acc>, event: &Event) {
        if self.eviction.is_some() {
            kept.listed.push(*event);
        } else {
            self.aggregator.add(&mut kept.folded, event);
        }
    }

    /// The events of another window enter.
    pub fn merge(&self, kept: &mut Kept<A::Acc>, other: Kept<A::Acc>) {
        self.aggregator.merge(&mut kept.folded, other.folded);
        kept.listed.extend(other.listed);
    }

    /// The window fires: events leave, and the others, before or after, are the answer. `None` if none was left
    /// for it.
    pub fn fire(&self, kept: &mut Kept<A::Acc>) -> Option<Values> {
        let Some(eviction) = self.eviction else {
            return Some(self.values(kept));
        };
        if !eviction.after {
            eviction.evict(&mut kept.listed);
        }
        let answer = (!kept.listed.is_empty()).then(|| self.values(kept));
        if eviction.after {
            eviction.evict(&mut kept.listed);
        }
        answer
    }

    /// Bytes of memory that a window holds beyond the size of [`Kept`].
    pub fn bytes(&self, kept: &Kept<A::Acc>) -> u64 {
        of_vec(&kept.listed) + self.aggregator.bytes(&kept.folded)
    }

    /// Whether all events have left the window.
    #[must_use]
    pub const fn is_empty(&self, kept: &Kept<A::Acc>) -> bool {
        self.eviction.is_some() && kept.listed.is_empty()
    }

    /// What the window would answer if no event left it.
    #[must_use]
    pub fn values(&self, kept: &Kept<A::Acc>) -> Values {
        if self.eviction.is_none() {
            return self.aggregator.values(&kept.folded);
        }
        let mut acc = self.aggregator.empty();
        kept.listed
            .iter()
            .for_each(|event| self.aggregator.add(&mut acc, event));
        self.aggregator.values(&acc)
    }
}
