//! When a window refuses an event. This is the only place where lateness is decided.

use streamgauge_model::{EventTime, Watermark, Window};

/// The lateness test, as a value: a watermark and how long windows live beyond it.
///
/// Late is a property of a window, not of an event: an event far behind the watermark is welcome in every
/// window that is still open. A window refuses events once its last instant plus the allowed lateness is at or
/// before the watermark (Flink's `isWindowLate`; Spark's `window.end <= watermark` is the same test with
/// lateness 0, see [`Watermark::before`]).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Lateness {
    watermark: Watermark,
    allowed_ms: i64,
    judges: bool,
}

impl Lateness {
    /// Nothing is late.
    pub const NEVER: Self = Self {
        watermark: Watermark::NONE,
        allowed_ms: 0,
        judges: false,
    };

    /// Windows refuse events when `watermark` has passed their end by `allowed_ms` milliseconds.
    #[must_use]
    pub const fn new(watermark: Watermark, allowed_ms: i64) -> Self {
        Self {
            watermark,
            allowed_ms,
            judges: true,
        }
    }

    /// The watermark that judges.
    #[must_use]
    pub const fn watermark(&self) -> Watermark {
        self.watermark
    }

    /// How long windows live beyond their end, milliseconds.
    #[must_use]
    pub const fn allowed_ms(&self) -> i64 {
        self.allowed_ms
    }

    /// Whether `window` accepts no more events; its state can be dropped.
    #[must_use]
    #[inline]
    pub const fn refuses(&self, window: Window) -> bool {
        self.judges && self.expiry(window) <= self.watermark.millis()
    }

    /// Whether the state of `window` goes. One whose expiry lies beyond the end of time stays for ever, although it
    /// accepts nothing when that has come (Flink sets no timer for it).
    #[must_use]
    #[inline]
    pub const fn forgets(&self, window: Window) -> bool {
        self.refuses(window) && self.expiry(window) < i64::MAX
    }

    /// Whether `window` is complete (it may still accept late events).
    #[must_use]
    #[inline]
    pub const fn completes(&self, window: Window) -> bool {
        self.judges && self.watermark.completes(window)
    }

    /// The watermark, in milliseconds, at which `window` begins to refuse events; saturating.
    #[must_use]
    #[inline]
    pub const fn expiry(&self, window: Window) -> i64 {
        window.last_instant().millis().saturating_add(self.allowed_ms)
    }

    /// Whether an event of time `t` would be late for a window that ends with it. Decides what becomes of an
    /// event that no window took (Flink's `isElementLate`).
    #[must_use]
    pub const fn is_event_late(&self, t: EventTime) -> bool {
        self.judges && t.millis().saturating_add(self.allowed_ms) <= self.watermark.millis()
    }
}

/// What became of an event.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fate {
    /// At least one window took it.
    Included,
    /// All of its windows refused it.
    Late,
    /// It belongs to no window at all (a gap between sliding windows) and is not late.
    Nowhere,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_window_refuses_from_its_last_instant_on() {
        let window = Window::new(0, 15_000);
        let at = |wm| Lateness::new(Watermark::at(EventTime::from_millis(wm)), 0);
        assert!(!at(14_998).refuses(window));
        assert!(at(14_999).refuses(window));
    }

    #[test]
    fn allowed_lateness_keeps_a_complete_window_open() {
        let window = Window::new(0, 15_000);
        let lateness = Lateness::new(Watermark::at(EventTime::from_millis(34_998)), 20_000);
        assert!(lateness.completes(window) && !lateness.refuses(window));
        assert!(Lateness::new(Watermark::at(EventTime::from_millis(34_999)), 20_000).refuses(window));
    }

    #[test]
    fn an_expiry_beyond_the_end_of_time_comes_only_with_the_end_of_input() {
        let lateness = Lateness::new(Watermark::at(EventTime::from_millis(i64::MAX - 1)), i64::MAX);
        assert!(!lateness.refuses(Window::new(0, 1_000)));
        let at_the_end = Lateness::new(Watermark::END, i64::MAX);
        assert!(at_the_end.refuses(Window::new(0, 1_000)));
        assert!(!at_the_end.forgets(Window::new(0, 1_000)));
    }

    #[test]
    fn the_never_policy_refuses_nothing() {
        assert!(!Lateness::NEVER.refuses(Window::new(i64::MIN, i64::MIN)));
    }
}
