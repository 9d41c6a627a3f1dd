//! A latency distribution that can be merged.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use hdrhistogram::Histogram;
use hdrhistogram::serialization::{Deserializer, Serializer, V2DeflateSerializer};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{PERCENTILES, Percentile, RecordError};

const SIGNIFICANT_DIGITS: u8 = 3;
const GREATEST_NS: u64 = 1 << 60;

/// A distribution of durations in nanoseconds, 3 significant digits.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Distribution {
    /// Values recorded, weights included, negative and censored ones not.
    pub samples: u64,
    /// Values below zero, counted and shown, not recorded: clock errors, but for latencies since the event happened or its
    /// window ended, which an event ahead of its schedule has. They count as the lowest ranks.
    pub negative: u64,
    /// Results that were due and did not arrive before the end: above every recorded value.
    pub censored: u64,
    /// Smallest value, nanoseconds; absent without samples.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub min_ns: Option<u64>,
    /// Greatest value, nanoseconds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub max_ns: Option<u64>,
    /// Mean, nanoseconds; absent if values lie below zero.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub mean_ns: Option<f64>,
    /// One entry for each of [`PERCENTILES`]; without a value where the number of samples does not support it.
    pub percentiles: Vec<Percentile>,
    /// The whole histogram: HdrHistogram V2 with deflate, base64. It can be merged with others.
    pub histogram: String,
}

impl Distribution {
    /// An empty histogram for nanoseconds that covers at least `0..=max_ns` with 3 significant digits.
    ///
    /// # Panics
    /// Never: the bounds are made legal first.
    #[must_use]
    pub fn histogram(max_ns: u64) -> Histogram<u64> {
        Histogram::new_with_bounds(1, max_ns.clamp(2, GREATEST_NS), SIGNIFICANT_DIGITS)
            .expect("1 and at least 2 are legal bounds")
    }

    /// What a histogram says. `negative` values and `censored` results were counted, not recorded.
    ///
    /// # Panics
    /// Never: writing to memory does not fail.
    #[must_use]
    pub fn from_histogram(histogram: &Histogram<u64>, negative: u64, censored: u64) -> Self {
        let samples = histogram.len();
        Self {
            samples,
            negative,
            censored,
            min_ns: (samples > 0).then(|| histogram.min()),
            max_ns: (samples > 0).then(|| histogram.max()),
            // A mean without the values below zero would be too great.
            mean_ns: (samples > 0 && negative == 0).then(|| histogram.mean()),
            percentiles: PERCENTILES
                .iter()
                .map(|&quantile| Percentile::of(histogram, negative, censored, quantile))
                .collect(),
            histogram: encode(histogram),
        }
    }

    /// The histogram itself.
    ///
    /// # Errors
    /// If the text is not base64 or not a histogram.
    pub fn decode(&self) -> Result<Histogram<u64>, RecordError> {
        let bytes = STANDARD
            .decode(&self.histogram)
            .map_err(|error| damaged(&error))?;
        Deserializer::new()
            .deserialize(&mut bytes.as_slice())
            .map_err(|error| damaged(&error))
    }

    /// One distribution over the samples of all: counts are added, percentiles are taken anew from the sum.
    ///
    /// # Errors
    /// If one of the histograms cannot be read.
    pub fn merge(parts: &[&Self]) -> Result<Self, RecordError> {
        let mut sum = Self::histogram(2);
        sum.auto(true);
        let (mut negative, mut censored) = (0_u64, 0_u64);
        for part in parts {
            sum.add(part.decode()?).map_err(|error| damaged(&error))?;
            negative = negative.saturating_add(part.negative);
            censored = censored.saturating_add(part.censored);
        }
        Ok(Self::from_histogram(&sum, negative, censored))
    }

    /// The stored percentile of a quantile, such as 0.99; `None` if it is not one of [`PERCENTILES`].
    #[must_use]
    pub fn percentile(&self, quantile: f64) -> Option<&Percentile> {
        self.percentiles
            .iter()
            .find(|percentile| (percentile.quantile - quantile).abs() < 1e-9)
    }

    /// Samples, values below zero and censored results together: the number that decides which percentiles are given.
    #[must_use]
    pub fn population(&self) -> u64 {
        self.samples
            .saturating_add(self.negative)
            .saturating_add(self.censored)
    }
}

fn encode(histogram: &Histogram<u64>) -> String {
    let mut bytes = Vec::new();
    V2DeflateSerializer::new()
        .serialize(histogram, &mut bytes)
        .expect("memory takes every histogram");
    STANDARD.encode(bytes)
}

fn damaged(error: &dyn std::fmt::Display) -> RecordError {
    RecordError::Histogram(error.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(values: impl IntoIterator<Item = u64>, censored: u64) -> Distribution {
        let mut histogram = Distribution::histogram(60_000_000_000);
        values
            .into_iter()
            .for_each(|value| histogram.saturating_record(value));
        Distribution::from_histogram(&histogram, 0, censored)
    }

    #[test]
    fn decoding_gives_back_the_histogram() {
        let distribution = of((1..=5_000).map(|value| value * 1_000), 3);
        let again = Distribution::from_histogram(&distribution.decode().unwrap(), 0, 3);
        assert_eq!(again, distribution);
    }

    #[test]
    fn the_merge_is_the_distribution_of_all_samples_and_no_average() {
        let fast = of((0..990).map(|_| 1_000), 0);
        let slow = of((0..10).map(|_| 1_000_000_000), 0);
        let merged = Distribution::merge(&[&fast, &slow]).unwrap();
        let mut all = Distribution::histogram(60_000_000_000);
        all.record_n(1_000, 990).unwrap();
        all.record_n(1_000_000_000, 10).unwrap();
        let expected = Distribution::from_histogram(&all, 0, 0);
        assert_eq!(merged.percentiles, expected.percentiles);
        assert_eq!(
            (merged.samples, merged.min_ns, merged.max_ns),
            (1_000, expected.min_ns, expected.max_ns)
        );
        assert_eq!(merged.percentile(0.99).unwrap().value_ns, Some(1_000));
    }

    #[test]
    fn a_merge_supports_percentiles_that_its_parts_do_not() {
        let part = of(1..=600, 0);
        assert_eq!(part.percentile(0.99).unwrap().value_ns, None);
        let merged = Distribution::merge(&[&part, &part]).unwrap();
        assert!(merged.percentile(0.99).unwrap().value_ns.is_some());
    }

    #[test]
    fn a_merge_of_nothing_is_empty() {
        let merged = Distribution::merge(&[]).unwrap();
        assert_eq!((merged.samples, merged.max_ns, merged.mean_ns), (0, None, None));
    }

    #[test]
    fn negative_and_censored_counts_add_up_in_a_merge() {
        let mut part = of(1..=100, 7);
        part.negative = 2;
        let merged = Distribution::merge(&[&part, &part]).unwrap();
        assert_eq!(
            (merged.negative, merged.censored, merged.population()),
            (4, 14, 218)
        );
    }

    #[test]
    fn damaged_text_is_an_error_and_no_panic() {
        for text in ["", "%%%", "AAAA"] {
            let distribution = Distribution {
                histogram: text.into(),
                ..of([1], 0)
            };
            assert!(
                matches!(distribution.decode(), Err(RecordError::Histogram(_))),
                "{text:?}"
            );
        }
    }

    #[test]
    fn every_length_of_run_has_a_histogram() {
        for max in [0, 1, 2, 1_000, 86_400_000_000_000, u64::MAX] {
            let histogram = Distribution::histogram(max);
            assert!(histogram.high() >= max.min(GREATEST_NS));
        }
    }
}
