//! The watermark of a micro-batch query: learnt in one batch, used by the next.

use streamgauge_model::{
    EventTime, MicroBatchRules, Query, SourceId, TimeDomain, Watermark, WatermarkPolicy,
};

/// The three values of the watermark that matter to a batch, in Spark's convention (a window is over when its
/// end is at or before the value), in milliseconds. They start at 0 and never fall.
///
/// A batch *evicts* with the value at its start, and judges *late* rows by the value with which the batch before
/// it evicted (Spark keeps both since 3.5, `WatermarkPropagator`). What a batch learns is used by the next.
///
/// All three are in the logs, so they survive a restart.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Watermarks {
    /// Judges late rows in this batch.
    pub late_ms: i64,
    /// Closes windows in this batch.
    pub evict_ms: i64,
    /// The value after the last batch that ended.
    pub next_ms: i64,
}

impl Watermarks {
    /// [`Watermarks::late_ms`] in the operators' convention.
    #[must_use]
    pub const fn late(&self) -> Watermark {
        Watermark::before(EventTime::from_millis(self.late_ms))
    }

    /// [`Watermarks::evict_ms`] in the operators' convention.
    #[must_use]
    pub const fn evict(&self) -> Watermark {
        Watermark::before(EventTime::from_millis(self.evict_ms))
    }
}

/// What moves the watermarks from batch to batch: the greatest event time of each source, less its delay, and the
/// policy that makes one value of them (Spark's `WatermarkTracker`).
///
/// The value of a source is not in the logs: after a restart it is unknown until the source has data again.
#[derive(Clone, Debug)]
pub struct WatermarkClock {
    now: Watermarks,
    policy: WatermarkPolicy,
    sources: Vec<SourceWatermark>,
}

/// How far one source is.
#[derive(Clone, Copy, Debug)]
struct SourceWatermark {
    delay_ms: i64,
    /// `None`: no data since the (re)start.
    watermark_ms: Option<i64>,
}

impl WatermarkClock {
    /// The clock of `query`, with no source heard; `None` if the query has no watermark.
    #[must_use]
    pub fn of(query: &Query, rules: &MicroBatchRules, now: Watermarks) -> Option<Self> {
        let common = query.watermark?.delay_ms;
        let mut delays = query.source_delays_ms.clone();
        if delays.is_empty() {
            delays.push(common);
        }
        if query.time == TimeDomain::Processing {
            // The time of processing is its own watermark: nothing can come from before.
            delays.fill(0);
        }
        Some(Self::new(&delays, rules.watermark_policy, now))
    }

    /// A clock that stands at `now`; source `n` is `delays_ms[n]` milliseconds behind its greatest event time.
    #[must_use]
    pub fn new(delays_ms: &[i64], policy: WatermarkPolicy, now: Watermarks) -> Self {
        let source = |&delay_ms| SourceWatermark {
            delay_ms,
            watermark_ms: None,
        };
        Self {
            now,
            policy,
            sources: delays_ms.iter().map(source).collect(),
        }
    }

    /// The values in this batch.
    #[must_use]
    pub const fn now(&self) -> Watermarks {
        self.now
    }

    /// How many watermarks are kept apart.
    #[must_use]
    pub const fn sources(&self) -> usize {
        self.sources.len()
    }

    /// Which of them `source` moves: its own, or the only one.
    #[must_use]
    pub const fn slot(&self, source: SourceId) -> usize {
        if self.sources.len() == 1 {
            0
        } else {
            source.0 as usize
        }
    }

    /// A batch begins: what was learnt so far takes effect.
    pub const fn begin_batch(&mut self) {
        self.now.late_ms = self.now.evict_ms;
        self.now.evict_ms = self.now.next_ms;
    }

    /// A batch has ended; `newest` is the greatest event time in it, by slot, where there was an event.
    pub fn end_batch(&mut self, newest: &[Option<EventTime>]) {
        for (source, newest) in self.sources.iter_mut().zip(newest) {
            let learnt = newest.map(|t| t.millis().saturating_sub(source.delay_ms));
            source.watermark_ms = source.watermark_ms.max(learnt);
        }
        let each = self.sources.iter().map(|s| s.watermark_ms.unwrap_or(0));
        let combined = match self.policy {
            WatermarkPolicy::Min => each.min(),
            WatermarkPolicy::Max => each.max(),
        };
        self.now.next_ms = self.now.next_ms.max(combined.unwrap_or(0));
    }

    /// Whether the watermark has moved since the last batch began.
    #[must_use]
    pub const fn has_moved(&self) -> bool {
        self.now.next_ms > self.now.evict_ms
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn clock(delays_ms: &[i64], policy: WatermarkPolicy) -> WatermarkClock {
        WatermarkClock::new(delays_ms, policy, Watermarks::default())
    }

    /// The value after each batch; a batch is the newest event time of each source.
    fn course(clock: &mut WatermarkClock, batches: &[&[Option<i64>]]) -> Vec<i64> {
        let run = |newest: &&[Option<i64>]| {
            let newest: Vec<_> = newest.iter().map(|t| t.map(EventTime::from_millis)).collect();
            clock.begin_batch();
            clock.end_batch(&newest);
            clock.now().next_ms
        };
        batches.iter().map(run).collect()
    }

    #[test]
    fn a_batch_judges_by_the_watermark_of_the_batch_before() {
        let mut clock = clock(&[10_000], WatermarkPolicy::Min);
        let mut seen = Vec::new();
        for newest in [15_000, 25_000, 20_000, 40_000] {
            clock.begin_batch();
            seen.push((clock.now().late_ms, clock.now().evict_ms));
            clock.end_batch(&[Some(EventTime::from_millis(newest))]);
        }
        assert_eq!(seen, [(0, 0), (0, 5_000), (5_000, 15_000), (15_000, 15_000)]);
        assert!(clock.has_moved());
        clock.begin_batch();
        assert!(!clock.has_moved());
    }

    #[test]
    fn the_watermark_is_never_below_the_epoch() {
        let mut clock = clock(&[10_000], WatermarkPolicy::Min);
        assert_eq!(course(&mut clock, &[&[Some(-50_000)], &[Some(i64::MIN)]]), [0, 0]);
    }

    /// Spark's `EventTimeWatermarkSuite`, "watermark with 2 streams".
    #[test]
    fn the_slowest_source_decides_and_one_without_data_stands_at_zero() {
        let mut two = clock(&[10, 5], WatermarkPolicy::Min);
        let batches: [&[_]; 4] = [
            &[Some(100), None],
            &[None, Some(20)],
            &[None, Some(300)],
            &[Some(50), Some(1)],
        ];
        assert_eq!(course(&mut two, &batches), [0, 15, 90, 90]);
    }

    #[test]
    fn the_fastest_source_decides_if_the_policy_says_so() {
        let mut two = clock(&[10, 5], WatermarkPolicy::Max);
        let batches: [&[_]; 3] = [&[Some(100), None], &[None, Some(20)], &[None, Some(300)]];
        assert_eq!(course(&mut two, &batches), [90, 90, 295]);
    }

    #[test]
    fn after_a_restart_the_value_stays_until_every_source_has_passed_it() {
        let at = Watermarks {
            late_ms: 5,
            evict_ms: 15,
            next_ms: 90,
        };
        let mut again = WatermarkClock::new(&[10, 5], WatermarkPolicy::Min, at);
        let batches: [&[_]; 3] = [&[Some(1_000), None], &[None, Some(80)], &[None, Some(100)]];
        assert_eq!(course(&mut again, &batches), [90, 90, 95]);
    }

    #[test]
    fn one_watermark_hears_all_sources_and_several_hear_their_own() {
        let one = clock(&[0], WatermarkPolicy::Min);
        assert_eq!([0, 7].map(|n| one.slot(SourceId(n))), [0, 0]);
        let two = clock(&[0, 0], WatermarkPolicy::Min);
        assert_eq!([0, 1].map(|n| two.slot(SourceId(n))), [0, 1]);
    }
}
