//! Latencies on their way into a distribution.

use hdrhistogram::Histogram;
use streamgauge_record::Distribution;

/// The shortest range of a histogram: one hour, in nanoseconds.
const LEAST_RANGE_NS: u64 = 3_600_000_000_000;

/// Values of one latency: recorded, or counted where they cannot be.
#[derive(Clone, Debug)]
pub(crate) struct Samples {
    histogram: Histogram<u64>,
    negative: u64,
    censored: u64,
    overflowed: u64,
}

impl Samples {
    /// No samples yet, of a run that lasts `run_ns`.
    pub(crate) fn new(run_ns: u64) -> Self {
        Self {
            histogram: Distribution::histogram(run_ns.max(LEAST_RANGE_NS)),
            negative: 0,
            censored: 0,
            overflowed: 0,
        }
    }

    /// Records a value in nanoseconds, `weight` times. Values below zero are only counted.
    pub(crate) fn record(&mut self, value_ns: i64, weight: u64) {
        match u64::try_from(value_ns) {
            Err(_) => self.negative += weight,
            Ok(value) if self.histogram.record_n(value, weight).is_err() => self.overflowed += weight,
            Ok(_) => {}
        }
    }

    /// Counts values that are greater than anything recorded: what was due and did not come.
    pub(crate) const fn censor(&mut self, count: u64) {
        self.censored += count;
    }

    /// How many values did not fit into the histogram.
    pub(crate) const fn overflowed(&self) -> u64 {
        self.overflowed
    }

    /// How many values were below zero.
    pub(crate) const fn negative(&self) -> u64 {
        self.negative
    }

    /// The median of what was recorded, nanoseconds.
    pub(crate) fn median(&self) -> Option<u64> {
        (!self.histogram.is_empty()).then(|| self.histogram.value_at_quantile(0.5))
    }

    /// Whether nothing was recorded or counted.
    pub(crate) fn is_empty(&self) -> bool {
        self.histogram.is_empty() && self.negative == 0 && self.censored == 0 && self.overflowed == 0
    }

    /// As it goes into the record.
    pub(crate) fn distribution(&self) -> Distribution {
        Distribution::from_histogram(&self.histogram, self.negative, self.censored)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_cannot_be_recorded_is_counted() {
        let mut samples = Samples::new(0);
        samples.record(-5, 2);
        samples.record(1_000, 3);
        samples.record(i64::MAX, 1);
        samples.censor(4);
        let distribution = samples.distribution();
        assert_eq!(
            (distribution.samples, distribution.negative, distribution.censored),
            (3, 2, 4)
        );
        assert_eq!(samples.overflowed(), 1);
        assert_eq!(distribution.min_ns, Some(1_000));
    }

    #[test]
    fn the_range_covers_the_run() {
        let day = 86_400_000_000_000;
        let mut samples = Samples::new(day);
        samples.record(i64::try_from(day).unwrap(), 1);
        assert_eq!(samples.overflowed(), 0);
    }
}
