//! An input that costs next to nothing.

use streamgauge_model::{Event, Input, SourceId, Taken};

use crate::{Schedule, Supply};

/// The events of a schedule, of which an engine sees those that have been shown to it.
#[derive(Clone, Debug)]
pub struct Feed<'a> {
    events: &'a [Event],
    due_ns: &'a [u64],
    next: usize,
    shown: usize,
}

impl<'a> Feed<'a> {
    /// None of the events is shown yet.
    #[must_use]
    pub fn new(schedule: &'a Schedule) -> Self {
        Self {
            events: &schedule.events,
            due_ns: &schedule.due_ns,
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
