//! An input of any length in constant memory.

use streamgauge_model::{Arrival, Event, Input, SourceId, Taken};
use streamgauge_runner::Supply;

/// Events that are asked for block by block. Of those that an engine has taken nothing is kept, so that it holds two blocks, or
/// what is due within one trigger interval.
pub struct StreamFeed<F> {
    /// Fills a block; leaves it empty at the end.
    fill: F,
    /// What comes next; empty if nothing does.
    block: Vec<Arrival>,
    events: Vec<Event>,
    due_ns: Vec<u64>,
    next: usize,
    shown: usize,
}

impl<F: FnMut(&mut Vec<Arrival>)> StreamFeed<F> {
    /// The arrivals that `fill` puts into the empty block it is given, until it leaves one empty.
    pub fn new(mut fill: F) -> Self {
        let mut block = Vec::new();
        fill(&mut block);
        Self {
            fill,
            block,
            events: Vec::new(),
            due_ns: Vec::new(),
            next: 0,
            shown: 0,
        }
    }

    /// Forgets what has been taken, and asks for another block.
    fn refill(&mut self) {
        self.events.drain(..self.next);
        self.due_ns.drain(..self.next);
        self.shown -= self.next;
        self.next = 0;
        self.events.extend(self.block.iter().map(|arrival| arrival.event));
        self.due_ns
            .extend(self.block.iter().map(|arrival| arrival.due_ns));
        self.block.clear();
        (self.fill)(&mut self.block);
    }
}

impl<F: FnMut(&mut Vec<Arrival>)> Supply for StreamFeed<F> {
    fn show_next(&mut self, count: usize) -> Option<u64> {
        if self.shown == self.events.len() && !self.block.is_empty() {
            self.refill();
        }
        let shown = (self.shown + count).min(self.events.len());
        let is_more = shown > self.shown;
        self.shown = shown;
        is_more.then(|| self.due_ns[shown - 1])
    }

    fn show_until(&mut self, elapsed_ns: u64) {
        while !self.block.is_empty() && self.due_ns.last().is_none_or(|due| *due <= elapsed_ns) {
            self.refill();
        }
        self.shown += self.due_ns[self.shown..].partition_point(|due| *due <= elapsed_ns);
    }

    fn waits(&self) -> bool {
        self.next < self.shown
    }
}

impl<F: FnMut(&mut Vec<Arrival>)> Input for StreamFeed<F> {
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
        self.block.is_empty() && self.next == self.events.len()
    }
}
