//! Watermark generators: what the events of one split say about time.

use streamgauge_model::{EventTime, Watermark};

/// Watches the events of one split and says how far time has come. It may be written by users: the engine is
/// generic over it.
pub trait WatermarkGenerator: Clone + Send + 'static {
    /// An event of this split passes.
    fn on_event(&mut self, time: EventTime);

    /// What may be promised now. The engine asks after every event or periodically, and ignores a value that is
    /// not greater than the last.
    fn current(&self) -> Watermark;
}

/// Events are at most `delay` milliseconds behind the newest: the watermark is `newest - delay - 1`
/// (Flink's `BoundedOutOfOrdernessWatermarks`).
#[derive(Clone, Copy, Debug)]
pub struct BoundedOutOfOrderness {
    delay_ms: i64,
    newest: Option<EventTime>,
}

impl BoundedOutOfOrderness {
    /// A generator that has seen nothing.
    #[must_use]
    pub const fn new(delay_ms: i64) -> Self {
        Self {
            delay_ms,
            newest: None,
        }
    }
}

impl WatermarkGenerator for BoundedOutOfOrderness {
    #[inline]
    fn on_event(&mut self, time: EventTime) {
        self.newest = self.newest.max(Some(time));
    }

    #[inline]
    fn current(&self) -> Watermark {
        self.newest.map_or(Watermark::NONE, |newest| {
            Watermark::before(newest.saturating_add(-self.delay_ms))
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_watermark_is_one_millisecond_behind_the_bound_and_never_falls() {
        let mut generator = BoundedOutOfOrderness::new(10_000);
        assert_eq!(generator.current(), Watermark::NONE);
        for (time, expected) in [(25_000, 14_999), (20_000, 14_999), (26_000, 15_999)] {
            generator.on_event(EventTime::from_millis(time));
            assert_eq!(generator.current().millis(), expected);
        }
    }
}
