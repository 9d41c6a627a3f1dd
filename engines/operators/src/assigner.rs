//! Which windows an instant belongs to.

use streamgauge_model::{EventTime, Window};

/// Assigns instants to windows aligned to the clock.
pub trait Assigner: Clone + Send + Sync + 'static {
    /// Distance between the starts of windows, milliseconds, if no instant belongs to two of them.
    fn distance(&self) -> Option<i64>;

    /// Calls `visit` for every window that contains `t`, newest first.
    fn each_window(&self, t: EventTime, visit: impl FnMut(Window));
}

/// The start of the window of length `size` that contains `t`, for windows aligned to `offset` (milliseconds).
///
/// The remainder truncates towards zero, so times before the offset need the second branch to round towards
/// minus infinity (Flink's `TimeWindow#getWindowStartWithOffset`, Spark's `TimeWindowing`).
#[must_use]
#[inline]
pub const fn window_start(t: i64, offset: i64, size: i64) -> i64 {
    let remainder = t.wrapping_sub(offset) % size;
    if remainder < 0 {
        t.wrapping_sub(remainder + size)
    } else {
        t.wrapping_sub(remainder)
    }
}

/// The window of `size` milliseconds from `start` on, cut off at the end of time.
#[inline]
const fn window(start: i64, size: i64) -> Window {
    Window::new(start, start.saturating_add(size))
}

/// The window from `start` on that contains `t`, at the ends of time. A start behind `t` has wrapped around: it lies
/// before the beginning of time.
#[cold]
const fn cut_off(start: i64, size: i64, t: i64) -> Window {
    if start <= t {
        window(start, size)
    } else {
        Window::new(i64::MIN, start.wrapping_add(size))
    }
}

/// Adjacent windows of equal length: every instant belongs to exactly one.
#[derive(Clone, Copy, Debug)]
pub struct Tumbling {
    /// Length, milliseconds; positive.
    pub size: i64,
    /// Shift against the Unix epoch, milliseconds; shorter than the length.
    pub offset: i64,
}

impl Assigner for Tumbling {
    fn distance(&self) -> Option<i64> {
        Some(self.size)
    }

    #[inline]
    fn each_window(&self, t: EventTime, mut visit: impl FnMut(Window)) {
        let t = t.millis();
        let start = window_start(t, self.offset, self.size);
        visit(match start.checked_add(self.size) {
            Some(end) if start <= t => Window::new(start, end),
            _ => cut_off(start, self.size, t),
        });
    }
}

/// Windows of equal length that start at regular distances: an instant belongs to about `size / slide` of
/// them, or to none where the slide is longer than the size and it falls into a gap.
#[derive(Clone, Copy, Debug)]
pub struct Sliding {
    /// Length, milliseconds; positive.
    pub size: i64,
    /// Distance between starts, milliseconds; positive.
    pub slide: i64,
    /// Shift against the Unix epoch, milliseconds; shorter than the slide.
    pub offset: i64,
}

impl Assigner for Sliding {
    fn distance(&self) -> Option<i64> {
        (self.size <= self.slide).then_some(self.slide)
    }

    #[inline]
    fn each_window(&self, t: EventTime, mut visit: impl FnMut(Window)) {
        let t = t.millis();
        let start = window_start(t, self.offset, self.slide);
        let mut next = if start <= t {
            Some(window(start, self.size))
        } else {
            // It may end before `t`, too.
            (t.wrapping_sub(start) < self.size).then(|| cut_off(start, self.size, t))
        };
        // The first start of a window that contains `t`; all of time where that lies before time.
        let oldest = t.saturating_sub(self.size - 1);
        while let Some(found) = next
            && found.start.millis() >= oldest
        {
            visit(found);
            let previous = found.start.millis().checked_sub(self.slide);
            next = previous.map(|start| window(start, self.size));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn starts(assigner: &impl Assigner, t: i64) -> Vec<i64> {
        let mut all = Vec::new();
        assigner.each_window(EventTime::from_millis(t), |w| all.push(w.start.millis()));
        all
    }

    #[test]
    fn negative_times_round_towards_minus_infinity() {
        assert_eq!(window_start(-1, 0, 5_000), -5_000);
        assert_eq!(window_start(-5_000, 0, 5_000), -5_000);
        assert_eq!(window_start(-5_001, 0, 5_000), -10_000);
        assert_eq!(window_start(8, 3, 7), 3);
        assert_eq!(window_start(2, 3, 7), -4);
    }

    #[test]
    fn windows_are_cut_off_at_the_ends_of_time() {
        let (size, offset) = (7, -2);
        for t in [i64::MIN, i64::MIN + 1, i64::MAX - 1, i64::MAX] {
            let contains = |w: Window| {
                assert!(
                    w.start.millis() <= t && (t < w.end.millis() || t == i64::MAX),
                    "{t}: {w:?}"
                );
            };
            Tumbling { size, offset }.each_window(EventTime::from_millis(t), contains);
            let sliding = Sliding {
                size,
                slide: 4,
                offset,
            };
            assert!((1..=2).contains(&starts(&sliding, t).len()), "{t}");
            sliding.each_window(EventTime::from_millis(t), contains);
            let apart = Sliding { size: 1, ..sliding };
            apart.each_window(EventTime::from_millis(t), contains);
        }
    }

    #[test]
    fn tumbling_windows_are_half_open() {
        let tumbling = Tumbling {
            size: 15_000,
            offset: 0,
        };
        assert_eq!(starts(&tumbling, 14_999), [0]);
        assert_eq!(starts(&tumbling, 15_000), [15_000]);
    }

    #[test]
    fn sliding_windows_come_newest_first() {
        let sliding = Sliding {
            size: 30_000,
            slide: 10_000,
            offset: 0,
        };
        assert_eq!(starts(&sliding, 25_000), [20_000, 10_000, 0]);
        assert_eq!(starts(&sliding, 30_000), [30_000, 20_000, 10_000]);
    }

    #[test]
    fn a_size_that_is_no_multiple_of_the_slide_gives_varying_numbers_of_windows() {
        let sliding = Sliding {
            size: 10_000,
            slide: 3_000,
            offset: 0,
        };
        assert_eq!(starts(&sliding, 9_000).len(), 4);
        assert_eq!(starts(&sliding, 10_000).len(), 3);
    }

    #[test]
    fn a_slide_longer_than_the_size_leaves_gaps() {
        let sliding = Sliding {
            size: 1_000,
            slide: 3_000,
            offset: 0,
        };
        assert_eq!(starts(&sliding, 500), [0]);
        assert!(starts(&sliding, 1_500).is_empty());
    }
}
