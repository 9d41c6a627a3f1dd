//! A latency distribution that can be merged.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// The percentiles that are printed, as quantiles.
pub const PERCENTILES: [f64; 5] = [0.5, 0.9, 0.99, 0.999, 0.9999];

/// A distribution of durations in nanoseconds, 3 significant digits.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Distribution {
    /// Values recorded, weights included, negative and censored ones not.
    pub samples: u64,
    /// Values below zero: clock errors, counted and shown, not recorded.
    pub negative: u64,
    /// Results that were due and did not arrive before the end: above every recorded value.
    pub censored: u64,
    /// Smallest value, nanoseconds; absent without samples.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub min_ns: Option<u64>,
    /// Greatest value, nanoseconds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub max_ns: Option<u64>,
    /// Mean, nanoseconds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub mean_ns: Option<f64>,
    /// The percentiles that the number of samples supports.
    pub percentiles: Vec<Percentile>,
    /// The whole histogram: HdrHistogram V2 with deflate, base64. It can be merged with others.
    pub histogram: String,
}

/// One percentile.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Percentile {
    /// The quantile, 0 to 1.
    pub quantile: f64,
    /// Its value in nanoseconds; absent if fewer than ten samples lie beyond it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub value_ns: Option<u64>,
    /// The percentile falls among the censored results: the true value is greater than any recorded one.
    #[serde(default)]
    pub censored: bool,
}
