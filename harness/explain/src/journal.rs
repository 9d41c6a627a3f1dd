//! What an engine asked of its operator, in order.

use std::sync::{Arc, Mutex, PoisonError};

use streamgauge_model::{EventTime, Key, Watermark, Window};
use streamgauge_operators::{Fate, GroupView, Lateness};

/// One call of an operator, with what came of it.
#[derive(Clone, Debug)]
pub enum Entry {
    /// A step of the case begins.
    Step(usize),
    /// Event at a time: one event has been handled.
    Handled(Handled),
    /// Event at a time: the watermark, or the clock, has moved.
    Advanced {
        /// The groups that are left, in window order.
        groups: Vec<GroupView>,
    },
    /// In batches: the events of a batch have been folded.
    Folded {
        /// What judges late groups in this batch.
        late: Lateness,
        /// The groups of each event, in order of arrival.
        events: Vec<Folded>,
    },
    /// In batches: a group has come out of the shuffle.
    Absorbed {
        /// Its key.
        key: Key,
        /// Its window.
        window: Window,
        /// Whether it was refused as late.
        refused: bool,
    },
    /// In batches: the batch is complete.
    Closed {
        /// The groups that are left, in window order.
        groups: Vec<GroupView>,
        /// The events that have passed, by number.
        passed: Vec<u64>,
    },
}

/// An event that was handled one at a time.
#[derive(Clone, Debug)]
pub struct Handled {
    /// Its number.
    pub seq: u64,
    /// Its key.
    pub key: Key,
    /// The instant that its windows were found by.
    pub at: EventTime,
    /// The watermark that judged it.
    pub watermark: Watermark,
    /// What became of it.
    pub fate: Fate,
    /// The groups after it, in window order.
    pub groups: Vec<GroupView>,
}

/// An event that was folded into a batch.
#[derive(Clone, Debug)]
pub struct Folded {
    /// Its number.
    pub seq: u64,
    /// Its key.
    pub key: Key,
    /// The windows of its groups, before the shuffle.
    pub windows: Vec<Window>,
    /// Whether every window refuses it.
    pub late: bool,
}

/// The calls of all copies of an operator.
#[derive(Clone, Debug, Default)]
pub struct Journal(Arc<Mutex<Vec<Entry>>>);

impl Journal {
    /// Adds an entry.
    pub fn note(&self, entry: Entry) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).push(entry);
    }

    /// Hands over all entries.
    #[must_use]
    pub fn take(&self) -> Vec<Entry> {
        std::mem::take(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }
}
