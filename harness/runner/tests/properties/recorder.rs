//! Writes down what a task does.

use streamgauge_model::{Event, Output, ResultRow, Step};
use streamgauge_oracle::TaskTrace;

/// The trace of one task.
#[derive(Default)]
pub struct Recorder(pub TaskTrace);

impl Output for Recorder {
    fn result(&mut self, row: &ResultRow) {
        self.0.result(row);
    }

    fn pass(&mut self, event: &Event) {
        self.0.pass(event.seq);
    }

    fn late(&mut self, event: &Event) {
        self.0.late(event.seq);
    }

    fn dropped(&mut self, events: u64) {
        self.0.dropped(events);
    }

    fn received(&mut self, event: &Event) {
        self.0.received(event.seq);
    }

    fn filtered(&mut self, events: u64) {
        self.0.filtered(events);
    }

    fn step(&mut self, step: Step) {
        self.0.step(step);
    }
}
