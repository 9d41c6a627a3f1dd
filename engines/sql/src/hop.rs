//! `HOP`: windows that overlap and share their slices.

use std::iter;

use streamgauge_model::{EventTime, Window};

use crate::Slices;
use crate::slices::{stretch_end, window_before};

/// Windows of equal length that start at regular distances; a slice is as long as that distance (Flink's
/// `SliceAssigners.HoppingSliceAssigner`).
///
/// A window adds up its slices in memory when it fires. As long as there is something in it, the next one fires,
/// too: nobody else asks for windows that end after a key's last row.
#[derive(Clone, Copy, Debug)]
pub struct Hop {
    size: i64,
    slide: i64,
    offset: i64,
}

impl Hop {
    /// Windows of `size` milliseconds that start every `slide`, shifted against the Unix epoch by `offset`.
    ///
    /// # Errors
    /// If size or slide are not positive, or the size is no multiple of the slide.
    pub fn new(size: i64, slide: i64, offset: i64) -> Result<Self, String> {
        if size <= 0 || slide <= 0 {
            return Err(format!(
                "HOP needs a positive size and slide, not {size} ms and {slide} ms"
            ));
        }
        if size % slide != 0 {
            return Err(format!(
                "HOP needs a size that is a multiple of its slide, not {size} ms and {slide} ms"
            ));
        }
        Ok(Self { size, slide, offset })
    }
}

impl Slices for Hop {
    fn slice_end(&self, t: EventTime) -> EventTime {
        stretch_end(t, self.offset, self.slide)
    }

    fn window(&self, end: EventTime) -> Window {
        window_before(end, self.size)
    }

    fn last_window_end(&self, slice_end: EventTime) -> EventTime {
        slice_end.saturating_add(self.size - self.slide)
    }

    fn interval(&self) -> i64 {
        self.slide
    }

    fn shared(&self, _end: EventTime) -> Option<EventTime> {
        None
    }

    fn parts(&self, end: EventTime) -> impl Iterator<Item = EventTime> {
        let slide = self.slide;
        (0..self.size / slide).map(move |back| end.saturating_add(-slide * back))
    }

    fn expired(&self, end: EventTime) -> impl Iterator<Item = EventTime> {
        iter::once(end.saturating_add(self.slide - self.size))
    }

    fn next_window_end(&self, end: EventTime, empty: bool) -> Option<EventTime> {
        let next = end.millis().checked_add(self.slide)?;
        (!empty).then_some(EventTime::from_millis(next))
    }
}
