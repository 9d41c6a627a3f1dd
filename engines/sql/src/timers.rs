//! What is to be done for which key when time has passed.

use std::collections::BTreeSet;

use streamgauge_model::{EventTime, Watermark};

/// Timers of one operator: at most one for an instant and a key, in order of time and, where times are equal, of
/// keys.
#[derive(Clone, Debug)]
pub(crate) struct Timers<K> {
    set: BTreeSet<(EventTime, K)>,
}

impl<K: Ord> Timers<K> {
    /// No timers.
    #[must_use]
    pub const fn new() -> Self {
        Self { set: BTreeSet::new() }
    }

    /// Asks to be told of `key` when `at` has been reached.
    pub fn register(&mut self, at: EventTime, key: K) {
        self.set.insert((at, key));
    }

    /// Takes a timer back.
    pub fn delete(&mut self, at: EventTime, key: K) {
        self.set.remove(&(at, key));
    }

    /// Takes the earliest timer that `progress` has reached. One that is registered meanwhile and is due comes, too.
    pub fn pop_due(&mut self, progress: Watermark) -> Option<(EventTime, K)> {
        let (at, _) = self.set.first()?;
        if Watermark::at(*at) > progress {
            return None;
        }
        self.set.pop_first()
    }

    /// Adds the timers of another part of the same operator.
    pub fn extend(&mut self, other: Self) {
        self.set.extend(other.set);
    }
}
