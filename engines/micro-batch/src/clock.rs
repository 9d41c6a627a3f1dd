//! The watermark of a micro-batch query: learnt in one batch, used by the next.

use streamgauge_model::{EventTime, Watermark};

/// The three values of the watermark that matter to a batch, in Spark's convention (a window is over when its
/// end is at or before the value), in milliseconds. They start at 0 and never fall.
///
/// A batch *evicts* with the value at its start, and judges *late* rows by the value with which the batch before
/// it evicted (Spark keeps both since 3.5, `WatermarkPropagator`). What a batch learns is used by the next.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct WatermarkClock {
    delay_ms: i64,
    late: i64,
    evict: i64,
    next: i64,
}

impl WatermarkClock {
    /// A watermark `delay_ms` milliseconds behind the greatest event time.
    #[must_use]
    pub const fn new(delay_ms: i64) -> Self {
        Self {
            delay_ms,
            late: 0,
            evict: 0,
            next: 0,
        }
    }

    /// A batch begins: what was learnt so far takes effect.
    pub const fn begin_batch(&mut self) {
        self.late = self.evict;
        self.evict = self.next;
    }

    /// A batch has ended; `newest` is the greatest event time in it.
    pub fn learn(&mut self, newest: EventTime) {
        self.next = self.next.max(newest.millis().saturating_sub(self.delay_ms));
    }

    /// Whether the watermark has moved since the last batch began.
    #[must_use]
    pub const fn has_moved(&self) -> bool {
        self.next > self.evict
    }

    /// Judges late rows in this batch.
    #[must_use]
    pub const fn late_ms(&self) -> i64 {
        self.late
    }

    /// Closes windows in this batch.
    #[must_use]
    pub const fn evict_ms(&self) -> i64 {
        self.evict
    }

    /// The value after the last batch that ended.
    #[must_use]
    pub const fn next_ms(&self) -> i64 {
        self.next
    }

    /// [`WatermarkClock::late_ms`] in the operators' convention.
    #[must_use]
    pub const fn late(&self) -> Watermark {
        Watermark::before(EventTime::from_millis(self.late))
    }

    /// [`WatermarkClock::evict_ms`] in the operators' convention.
    #[must_use]
    pub const fn evict(&self) -> Watermark {
        Watermark::before(EventTime::from_millis(self.evict))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_batch_judges_by_the_watermark_of_the_batch_before() {
        let mut clock = WatermarkClock::new(10_000);
        let mut seen = Vec::new();
        for newest in [15_000, 25_000, 20_000, 40_000] {
            clock.begin_batch();
            seen.push((clock.late_ms(), clock.evict_ms()));
            clock.learn(EventTime::from_millis(newest));
        }
        assert_eq!(seen, [(0, 0), (0, 5_000), (5_000, 15_000), (15_000, 15_000)]);
        assert!(clock.has_moved());
        clock.begin_batch();
        assert!(!clock.has_moved());
    }

    #[test]
    fn the_watermark_is_never_below_the_epoch() {
        let mut clock = WatermarkClock::new(10_000);
        clock.learn(EventTime::from_millis(-50_000));
        assert_eq!(clock.next_ms(), 0);
    }
}
