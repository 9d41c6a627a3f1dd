//! What is to be done when time has come to an instant.

use std::collections::BTreeSet;

use streamgauge_model::{EventTime, Watermark};

/// Timers of one clock: at most one for an instant and a place (a key, or a key and its window), in order of time and,
/// where times are equal, of places.
#[derive(Clone, Debug)]
pub struct TimerQueue<P> {
    set: BTreeSet<(EventTime, P)>,
}

impl<P> Default for TimerQueue<P> {
    fn default() -> Self {
        Self { set: BTreeSet::new() }
    }
}

impl<P: Ord> TimerQueue<P> {
    /// No timers.
    #[must_use]
    pub const fn new() -> Self {
        Self { set: BTreeSet::new() }
    }

    /// Asks to be told of `place` when `at` has been reached. A timer that is set already stays one.
    pub fn register(&mut self, at: EventTime, place: P) {
        self.set.insert((at, place));
    }

    /// Takes a timer back, if it is set.
    pub fn delete(&mut self, at: EventTime, place: P) {
        self.set.remove(&(at, place));
    }

    /// Takes the earliest timer that `progress` has reached. One that is set meanwhile and is due comes, too.
    pub fn pop_due(&mut self, progress: Watermark) -> Option<(EventTime, P)> {
        let (at, _) = self.set.first()?;
        if Watermark::at(*at) > progress {
            return None;
        }
        self.set.pop_first()
    }

    /// The instant of the earliest timer.
    #[must_use]
    pub fn next(&self) -> Option<EventTime> {
        self.set.first().map(|(at, _)| *at)
    }

    /// Bytes of its entries.
    #[must_use]
    pub fn bytes(&self) -> u64 {
        (self.set.len() * size_of::<(EventTime, P)>()) as u64
    }

    /// Adds the timers of another part of the same operator.
    pub fn extend(&mut self, other: Self) {
        self.set.extend(other.set);
    }
}
