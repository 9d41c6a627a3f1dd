//! The promise that time has passed.

use crate::{EventTime, Window};

/// "Every event with a time of at most this instant has been seen."
///
/// Flink's convention, used inside the operators for both engines: a window `[s, e)` is complete when
/// `e - 1 <= watermark`. Spark's convention calls a window complete when `e <= watermark`, so its value is
/// one millisecond greater: [`Watermark::before`] converts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[repr(transparent)]
pub struct Watermark(i64);

impl Watermark {
    /// No promise yet.
    pub const NONE: Self = Self(i64::MIN);
    /// Nothing will follow: the end of the input.
    pub const END: Self = Self(i64::MAX);

    /// The watermark at `t` itself: everything up to and including `t` has been seen.
    #[must_use]
    pub const fn at(t: EventTime) -> Self {
        Self(t.millis())
    }

    /// The watermark just before `t`: everything before `t` has been seen. This is how a Spark watermark of
    /// `t` reads here.
    #[must_use]
    pub const fn before(t: EventTime) -> Self {
        Self(t.millis().saturating_sub(1))
    }

    /// Milliseconds since the Unix epoch; `i64::MIN` for [`Watermark::NONE`].
    #[must_use]
    pub const fn millis(self) -> i64 {
        self.0
    }

    /// Whether `window` is complete.
    #[must_use]
    #[inline]
    pub const fn completes(self, window: Window) -> bool {
        window.last_instant().millis() <= self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_conventions_close_a_window_at_the_same_event() {
        let window = Window::new(0, 15_000);
        let delay = 30_000;
        for newest in [44_999, 45_000, 45_001] {
            let spark = Watermark::before(EventTime::from_millis(newest - delay));
            let flink = Watermark::at(EventTime::from_millis(newest - delay - 1));
            assert_eq!(spark, flink);
            assert_eq!(flink.completes(window), newest >= 45_000);
        }
    }
}
