//! `CUMULATE`: windows that start together and grow step by step.

use std::iter;

use streamgauge_model::{EventTime, Window};
use streamgauge_operators::Assigner;

use crate::Slices;
use crate::slices::{stretch_end, stretch_start};
use crate::window_end::firing_time;

/// Windows with a common start, each one step longer than the last, up to a maximum; then the next start (Flink's
/// `SliceAssigners.CumulativeSliceAssigner`).
///
/// The first slice keeps the running total: when a window fires, its last slice is added to it. Once a key has a
/// row, every following step of its window fires, changed or not.
#[derive(Clone, Copy, Debug)]
pub struct Cumulate {
    max_size: i64,
    step: i64,
    offset: i64,
}

impl Cumulate {
    /// Windows that grow by `step` milliseconds up to `max_size`, shifted against the Unix epoch by `offset`.
    ///
    /// # Errors
    /// If size or step are not positive, or the size is no multiple of the step.
    pub fn new(max_size: i64, step: i64, offset: i64) -> Result<Self, String> {
        if max_size <= 0 || step <= 0 {
            return Err(format!(
                "CUMULATE needs a positive size and step, not {max_size} ms and {step} ms"
            ));
        }
        if max_size % step != 0 {
            return Err(format!(
                "CUMULATE needs a size that is a multiple of its step, not {max_size} ms and {step} ms"
            ));
        }
        Ok(Self {
            max_size,
            step,
            offset,
        })
    }

    /// The start of the window that ends at `end`.
    const fn start(&self, end: EventTime) -> EventTime {
        stretch_start(firing_time(end), self.offset, self.max_size)
    }

    const fn first_end(&self, end: EventTime) -> EventTime {
        self.start(end).saturating_add(self.step)
    }
}

impl Assigner for Cumulate {
    fn distance(&self) -> Option<i64> {
        (self.max_size == self.step).then_some(self.step)
    }

    fn each_window(&self, t: EventTime, mut visit: impl FnMut(Window)) {
        let first = self.slice_end(t);
        let steps = (self.last_window_end(first).millis() - first.millis()) / self.step;
        for further in (0..=steps).rev() {
            visit(self.window(first.saturating_add(further * self.step)));
        }
    }
}

impl Slices for Cumulate {
    fn slice_end(&self, t: EventTime) -> EventTime {
        stretch_end(t, self.offset, self.step)
    }

    fn window(&self, end: EventTime) -> Window {
        Window {
            start: self.start(end),
            end,
        }
    }

    fn last_window_end(&self, slice_end: EventTime) -> EventTime {
        stretch_end(firing_time(slice_end), self.offset, self.max_size)
    }

    fn interval(&self) -> i64 {
        self.step
    }

    fn shared(&self, end: EventTime) -> Option<EventTime> {
        Some(self.first_end(end))
    }

    fn parts(&self, end: EventTime) -> impl Iterator<Item = EventTime> {
        iter::once(end).filter(move |end| *end != self.first_end(*end))
    }

    fn expired(&self, end: EventTime) -> impl Iterator<Item = EventTime> {
        let last = end == self.last_window_end(end);
        self.parts(end).chain(last.then(|| self.first_end(end)))
    }

    fn next_window_end(&self, end: EventTime, _empty: bool) -> Option<EventTime> {
        let next = EventTime::from_millis(end.millis().checked_add(self.step)?);
        (next <= self.last_window_end(end)).then_some(next)
    }
}
