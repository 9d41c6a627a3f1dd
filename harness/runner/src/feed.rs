//! An input that costs next to nothing.

use streamgauge_model::{Event, Input, SourceId, Taken};

use crate::Supply;

/// Events in memory, of which an engine sees those that have been shown to it.
#[derive(Clone, Debug)]
pub struct Feed<'a> {
    events: &'a [Event],
    due_ns: &'a [u64],
    next: usize,
    shown: usize,
}

impl<'a> Feed<'a> {
    /// The events, in order of arrival, and when each is due, nanoseconds after the start. None of them is shown yet.
    ///
    /// # Panics
    /// If these are not as many.
    #[must_use]
    pub fn new(events: &'a [Event], due_ns: &'a [u64]) -> Self {
        assert_eq!(events.len(), due_ns.len(), "an instant for each event");
        Self {
            events,
            due_ns,
            next: 0,
            shown: 0,
        }
    }
}

impl Supply for Feed<'_> {
    fn show_next(&mut self, count: usize) -> Option<u64> {
        let shown = (self.shown + count).min(self.events.len());
        let is_more = shown > self.shown;
        self.shown = shown;
        is_more.then(|| self.due_ns[shown - 1])
    }

    fn show_until(&mut self, elapsed_ns: u64) {
        self.shown = self.due_ns.partition_point(|due| *due <= elapsed_ns);
    }

    fn waits(&self) -> bool {
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
