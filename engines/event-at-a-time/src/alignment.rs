//! Sources that wait for each other, so that none runs far ahead in event time.

use std::collections::{BTreeMap, VecDeque};

use streamgauge_model::{EventTime, SourceId, Watermark};

/// The coordinating side of one alignment group: hears how far every reader of its sources has come, and says how
/// far they may go: the slowest watermark plus the drift (Flink's `SourceCoordinator`).
#[derive(Clone, Debug)]
pub struct AlignmentGroup {
    max_drift_ms: i64,
    reported: BTreeMap<SourceId, Watermark>,
}

impl AlignmentGroup {
    /// A group whose readers may be `max_drift_ms` milliseconds of event time apart.
    #[must_use]
    pub const fn new(max_drift_ms: i64) -> Self {
        Self {
            max_drift_ms,
            reported: BTreeMap::new(),
        }
    }

    /// A reader's watermark; [`Watermark::END`] if it is idle, for then it holds nobody back. The last report
    /// counts, even if it is smaller than the one before.
    pub fn report(&mut self, reader: SourceId, watermark: Watermark) {
        self.reported.insert(reader, watermark);
    }

    /// How far readers may go now; it may go back. [`Watermark::END`] if all are idle or none has reported: there
    /// is nobody to wait for.
    #[must_use]
    pub fn max_allowed(&self) -> Watermark {
        let slowest = self.reported.values().min();
        slowest.map_or(Watermark::END, |slowest| {
            let furthest = EventTime::from_millis(slowest.millis()).saturating_add(self.max_drift_ms);
            Watermark::at(furthest)
        })
    }
}

/// The reading side: samples its own watermark from time to time, and pauses while the oldest of its last samples
/// is beyond what is allowed (Flink's `SourceOperator`; the ring of samples,
/// `pipeline.watermark-alignment.buffer-size`, is new in 2.3). A short burst ahead of the others does not stop a
/// reader at once.
#[derive(Clone, Debug)]
pub struct AlignedReader {
    samples: VecDeque<Watermark>,
    capacity: usize,
    max_allowed: Watermark,
}

impl AlignedReader {
    /// A reader that keeps `samples` samples (Flink's default is 3; 0 counts as 1, only the newest) and has not
    /// been told of a limit.
    #[must_use]
    pub fn new(samples: usize) -> Self {
        let capacity = samples.max(1);
        Self {
            samples: VecDeque::with_capacity(capacity),
            capacity,
            max_allowed: Watermark::END,
        }
    }

    /// The reader's watermark at this instant.
    pub fn sample(&mut self, watermark: Watermark) {
        if self.samples.len() == self.capacity {
            self.samples.pop_front();
        }
        self.samples.push_back(watermark);
    }

    /// The coordinator says how far readers may go.
    pub const fn allow(&mut self, max_allowed: Watermark) {
        self.max_allowed = max_allowed;
    }

    /// Whether the reader must wait for the others.
    #[must_use]
    pub fn is_paused(&self) -> bool {
        self.samples
            .front()
            .is_some_and(|oldest| *oldest > self.max_allowed)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mark(millis: i64) -> Watermark {
        Watermark::at(EventTime::from_millis(millis))
    }

    #[test]
    fn nobody_waits_for_nobody_and_no_drift_overflows() {
        assert_eq!(AlignmentGroup::new(1_000).max_allowed(), Watermark::END);
        let mut group = AlignmentGroup::new(i64::MAX);
        group.report(SourceId(0), mark(7));
        assert_eq!(group.max_allowed(), Watermark::END);
        group.report(SourceId(1), Watermark::NONE);
        assert_eq!(group.max_allowed(), mark(-1));
    }

    #[test]
    fn a_reader_pauses_once_its_oldest_sample_is_too_far_ahead() {
        let mut reader = AlignedReader::new(3);
        reader.allow(mark(1_000));
        let mut pauses = Vec::new();
        for millis in [900, 1_500, 1_600, 1_700] {
            reader.sample(mark(millis));
            pauses.push(reader.is_paused());
        }
        assert_eq!(pauses, [false, false, false, true]);
        reader.allow(mark(1_500));
        assert!(!reader.is_paused(), "exactly as far as allowed");
        reader.allow(mark(1_499));
        assert!(reader.is_paused(), "the limit may go back");
    }

    #[test]
    fn without_a_ring_the_newest_sample_decides() {
        let mut reader = AlignedReader::new(0);
        reader.allow(mark(1_000));
        reader.sample(mark(1_001));
        assert!(reader.is_paused());
        reader.sample(mark(1_000));
        assert!(!reader.is_paused());
    }
}
