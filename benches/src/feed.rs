//! An input that costs next to nothing.

use streamgauge_model::{Event, Input, SourceId, Taken};

/// Events in a slice, of which an engine sees those that have been shown to it.
#[derive(Clone, Debug)]
pub struct Feed<'a> {
    events: &'a [Event],
    next: usize,
    shown: usize,
}

impl<'a> Feed<'a> {
    /// None of `events` is shown yet.
    #[must_use]
    pub const fn new(events: &'a [Event]) -> Self {
        Self {
            events,
            next: 0,
            shown: 0,
        }
    }

    /// Shows the first `count` events.
    pub fn show(&mut self, count: usize) {
        self.shown = count.min(self.events.len());
    }

    /// Whether events wait that have been shown.
    #[must_use]
    pub const fn waits(&self) -> bool {
        self.next < self.shown
    }
}

impl Input for Feed<'_> {
    #[inline]
    fn take(&mut self, limit: usize) -> Option<Taken<'_>> {
        let run = (self.shown - self.next).min(limit);
        let events = &self.events[self.next..self.next + run];
        self.next += run;
        (run > 0).then_some(Taken {
            source: SourceId(0),
            events,
        })
    }

    #[inline]
    fn is_finished(&self) -> bool {
        self.next == self.events.len()
    }
}
