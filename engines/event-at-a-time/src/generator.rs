//! Watermark generators: what the events of one split say about time.

use streamgauge_model::{Event, EventTime, Watermark};

/// Watches the events of one split and says how far time has come. It may be written by users: the engine is
/// generic over it.
pub trait WatermarkGenerator: Clone + Send + 'static {
    /// An event of this split has passed. Returns whether it is a punctuation: then the engine asks for
    /// [`current`](Self::current) right behind it, whatever its cadence (Flink's generators that emit from
    /// `onEvent`).
    fn on_event(&mut self, event: &Event) -> bool;

    /// What may be promised now. The engine asks after every event or periodically, and ignores a value that is
    /// not greater than the last.
    fn current(&self) -> Watermark;
}

/// Events are at most `delay` milliseconds behind the newest: the watermark is `newest - delay - 1`
/// (Flink's `BoundedOutOfOrdernessWatermarks`).
#[derive(Clone, Copy, Debug)]
pub struct BoundedOutOfOrderness {
    delay_ms: i64,
    /// Starts so high that the first watermark is the smallest instant, which is none.
    newest: EventTime,
}

impl BoundedOutOfOrderness {
    /// A generator that has seen nothing. A negative delay counts as 0.
    #[must_use]
    pub const fn new(delay_ms: i64) -> Self {
        let delay_ms = if delay_ms < 0 { 0 } else { delay_ms };
        Self {
            delay_ms,
            newest: EventTime::MIN.saturating_add(delay_ms).saturating_add(1),
        }
    }

    /// A generator for events whose times never fall within a split: a delay of 0 (Flink's
    /// `AscendingTimestampsWatermarks`). The watermark is 1 ms behind the newest, whose instant may have more.
    #[must_use]
    pub const fn ascending() -> Self {
        Self::new(0)
    }
}

impl WatermarkGenerator for BoundedOutOfOrderness {
    #[inline]
    fn on_event(&mut self, event: &Event) -> bool {
        self.newest = self.newest.max(event.time);
        false
    }

    #[inline]
    fn current(&self) -> Watermark {
        Watermark::before(self.newest.saturating_add(-self.delay_ms))
    }
}

/// Marked events carry the watermark: `mark` reads it off an event, if the event has one, and it leaves right
/// behind that event. There is no other watermark.
#[derive(Clone, Copy, Debug)]
pub struct Punctuated<F> {
    mark: F,
    marked: Watermark,
}

impl<F: Fn(&Event) -> Option<Watermark>> Punctuated<F> {
    /// A generator that has seen no mark.
    #[must_use]
    pub const fn new(mark: F) -> Self {
        Self {
            mark,
            marked: Watermark::NONE,
        }
    }
}

impl<F: Fn(&Event) -> Option<Watermark> + Clone + Send + 'static> WatermarkGenerator for Punctuated<F> {
    #[inline]
    fn on_event(&mut self, event: &Event) -> bool {
        let Some(watermark) = (self.mark)(event) else {
            return false;
        };
        self.marked = self.marked.max(watermark);
        true
    }

    #[inline]
    fn current(&self) -> Watermark {
        self.marked
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(millis: i64) -> Event {
        Event {
            time: EventTime::from_millis(millis),
            ..Event::default()
        }
    }

    #[test]
    fn the_watermark_is_one_millisecond_behind_the_bound_and_never_falls() {
        let mut generator = BoundedOutOfOrderness::new(10_000);
        assert_eq!(generator.current(), Watermark::NONE);
        for (time, expected) in [(25_000, 14_999), (20_000, 14_999), (26_000, 15_999)] {
            assert!(!generator.on_event(&at(time)));
            assert_eq!(generator.current().millis(), expected);
        }
    }

    #[test]
    fn ascending_times_trail_by_one_millisecond() {
        let mut generator = BoundedOutOfOrderness::ascending();
        generator.on_event(&at(1_337));
        assert_eq!(generator.current().millis(), 1_336);
    }

    #[test]
    fn no_delay_and_no_time_overflows() {
        for delay in [0, 1, 10_000, i64::MAX - 1, i64::MAX, i64::MIN] {
            let mut generator = BoundedOutOfOrderness::new(delay);
            assert_eq!(generator.current(), Watermark::NONE, "delay {delay}");
            generator.on_event(&at(i64::MIN));
            assert_eq!(generator.current(), Watermark::NONE, "delay {delay}");
            generator.on_event(&at(i64::MAX));
            let expected = i64::MAX - delay.max(0) - 1;
            assert_eq!(generator.current().millis(), expected, "delay {delay}");
        }
    }

    #[test]
    fn the_first_times_that_the_bound_leaves_room_for_are_promised() {
        let mut generator = BoundedOutOfOrderness::new(10);
        for (time, expected) in [(11, i64::MIN), (12, i64::MIN + 1)] {
            generator.on_event(&at(i64::MIN + time));
            assert_eq!(generator.current().millis(), expected);
        }
    }

    #[test]
    fn only_marked_events_speak() {
        let mut generator =
            Punctuated::new(|event: &Event| (event.value > 0).then(|| Watermark::at(event.time)));
        assert!(!generator.on_event(&at(7)));
        assert_eq!(generator.current(), Watermark::NONE);
        assert!(generator.on_event(&Event { value: 1, ..at(5) }));
        assert_eq!(generator.current().millis(), 5);
        assert!(generator.on_event(&Event { value: 1, ..at(3) }));
        assert_eq!(
            generator.current().millis(),
            5,
            "a mark does not take a promise back"
        );
    }
}
