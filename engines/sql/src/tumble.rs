//! `TUMBLE`: windows that are one slice each.

use std::iter;

use streamgauge_model::{EventTime, Window};

use crate::Slices;
use crate::slices::{stretch_end, window_before};

/// Adjacent windows of equal length (Flink's `SliceAssigners.TumblingSliceAssigner`).
#[derive(Clone, Copy, Debug)]
pub struct Tumble {
    size: i64,
    offset: i64,
}

impl Tumble {
    /// Windows of `size` milliseconds, shifted against the Unix epoch by `offset`.
    ///
    /// # Errors
    /// If the size is not positive, or the offset is not shorter than it.
    pub fn new(size: i64, offset: i64) -> Result<Self, String> {
        if size <= 0 {
            return Err(format!("TUMBLE needs a positive size, not {size} ms"));
        }
        if offset.unsigned_abs() >= size.unsigned_abs() {
            return Err(format!(
                "TUMBLE needs an offset shorter than its size of {size} ms, not {offset} ms"
            ));
        }
        Ok(Self { size, offset })
    }
}

impl Slices for Tumble {
    fn slice_end(&self, t: EventTime) -> EventTime {
        stretch_end(t, self.offset, self.size)
    }

    fn window(&self, end: EventTime) -> Window {
        window_before(end, self.size)
    }

    fn last_window_end(&self, slice_end: EventTime) -> EventTime {
        slice_end
    }

    fn interval(&self) -> i64 {
        self.size
    }

    fn shared(&self, _end: EventTime) -> Option<EventTime> {
        None
    }

    fn parts(&self, end: EventTime) -> impl Iterator<Item = EventTime> {
        iter::once(end)
    }

    fn expired(&self, end: EventTime) -> impl Iterator<Item = EventTime> {
        iter::once(end)
    }

    fn next_window_end(&self, _end: EventTime, _empty: bool) -> Option<EventTime> {
        None
    }
}
