//! A percentile, and when it may be given.

use hdrhistogram::Histogram;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// The percentiles that are printed, as quantiles.
pub const PERCENTILES: [f64; 5] = [0.5, 0.9, 0.99, 0.999, 0.9999];

/// How many samples must lie beyond a percentile before it is given.
const BEYOND: f64 = 10.0;

/// Room for the rounding of `1 - q`, far below one sample.
const ROUNDING: f64 = 1e-6;

/// One percentile.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Percentile {
    /// The quantile, 0 to 1.
    pub quantile: f64,
    /// Its value in nanoseconds; absent if fewer than ten samples lie beyond it, or if it is censored.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub value_ns: Option<u64>,
    /// The percentile falls among the values below zero, which are counted and not recorded.
    #[serde(default, skip_serializing_if = "crate::run::is_false")]
    pub below_zero: bool,
    /// The percentile falls among the censored results: the true value is greater than any recorded one.
    #[serde(default)]
    pub censored: bool,
}

impl Percentile {
    /// The percentile of a histogram to which `negative` values belong that lie below everything recorded, and `censored`
    /// results that lie above it.
    #[must_use]
    pub fn of(histogram: &Histogram<u64>, negative: u64, censored: u64, quantile: f64) -> Self {
        let unknown = Self {
            quantile,
            value_ns: None,
            below_zero: false,
            censored: false,
        };
        let known = histogram.len().saturating_add(negative);
        let all = known.saturating_add(censored);
        if !Self::is_supported(all, quantile) {
            return unknown;
        }
        match rank(all, quantile) {
            rank if rank <= negative => Self {
                below_zero: true,
                ..unknown
            },
            rank if rank > known => Self {
                censored: true,
                ..unknown
            },
            rank => Self {
                value_ns: Some(value_at_rank(histogram, rank - negative)),
                ..unknown
            },
        }
    }

    /// Whether at least ten of `samples` lie beyond the quantile: 20 for the median, 1000 for the 99th percentile.
    #[must_use]
    pub fn is_supported(samples: u64, quantile: f64) -> bool {
        as_float(samples) * (1.0 - quantile) >= BEYOND - ROUNDING
    }

    /// The least number of samples that supports the quantile.
    #[must_use]
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
    pub fn samples_needed(quantile: f64) -> u64 {
        ((BEYOND / (1.0 - quantile)) - ROUNDING).ceil() as u64
    }
}

/// Rank of the quantile, from 1.
#[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
fn rank(samples: u64, quantile: f64) -> u64 {
    ((as_float(samples) * quantile - ROUNDING).ceil() as u64).max(1)
}

/// The recorded value at a rank; counts are integers, so no rounding can move it.
fn value_at_rank(histogram: &Histogram<u64>, rank: u64) -> u64 {
    let mut seen = 0_u64;
    for bucket in histogram.iter_recorded() {
        seen = seen.saturating_add(bucket.count_at_value());
        if seen >= rank {
            return bucket.value_iterated_to();
        }
    }
    histogram.max()
}

#[allow(clippy::cast_precision_loss)]
fn as_float(count: u64) -> f64 {
    count as f64
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Distribution;

    fn ramp(count: u64) -> Histogram<u64> {
        let mut histogram = Distribution::histogram(1_000_000_000);
        for value in 1..=count {
            histogram.saturating_record(value);
        }
        histogram
    }

    #[test]
    fn values_below_zero_are_the_lowest_ranks() {
        let histogram = ramp(100);
        let at = |quantile| Percentile::of(&histogram, 100, 0, quantile);
        assert_eq!((at(0.25).value_ns, at(0.25).below_zero), (None, true));
        assert_eq!((at(0.5).value_ns, at(0.5).below_zero), (None, true));
        assert_eq!(at(0.75).value_ns, Some(50));
        assert_eq!(at(0.9).value_ns, Some(80));
    }

    #[test]
    fn the_median_needs_twenty_samples_and_each_nine_ten_times_more() {
        for (quantile, needed) in [
            (0.5, 20),
            (0.9, 100),
            (0.99, 1_000),
            (0.999, 10_000),
            (0.9999, 100_000),
        ] {
            assert_eq!(Percentile::samples_needed(quantile), needed);
            assert!(Percentile::is_supported(needed, quantile), "{quantile}");
            assert!(!Percentile::is_supported(needed - 1, quantile), "{quantile}");
        }
    }

    #[test]
    fn an_unsupported_percentile_has_no_value_and_is_not_censored() {
        let percentile = Percentile::of(&ramp(999), 0, 0, 0.99);
        assert_eq!(
            percentile,
            Percentile {
                quantile: 0.99,
                value_ns: None,
                below_zero: false,
                censored: false
            }
        );
    }

    #[test]
    fn censored_results_stand_above_every_recorded_one() {
        let histogram = ramp(100);
        assert_eq!(Percentile::of(&histogram, 0, 0, 0.5).value_ns, Some(50));
        assert_eq!(Percentile::of(&histogram, 0, 100, 0.25).value_ns, Some(50));
        let beyond = Percentile::of(&histogram, 0, 100, 0.9);
        assert!(beyond.censored);
        assert_eq!(beyond.value_ns, None);
    }

    #[test]
    fn ranks_are_those_of_the_sorted_samples() {
        let histogram = ramp(1_000);
        assert_eq!(Percentile::of(&histogram, 0, 0, 0.9).value_ns, Some(900));
        assert_eq!(Percentile::of(&histogram, 0, 0, 0.99).value_ns, Some(990));
    }
}
