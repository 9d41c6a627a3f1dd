//! Figures over time.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::LatencyGrid;

/// Figures over time, one entry per interval from the start of the schedule.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Series {
    /// Length of an interval, nanoseconds.
    pub interval_ns: u64,
    /// The intervals, in order; also those of the warm-up.
    pub intervals: Vec<Interval>,
    /// How many results left with which headline latency in each interval; of the first valid run of each arm and query
    /// of a comparison only.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub latency_grid: Option<LatencyGrid>,
}

/// One interval. Latencies are those of results that left in it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Interval {
    /// Start, nanoseconds after the start of the schedule.
    pub start_ns: u64,
    /// Results that left.
    pub results: u64,
    /// Events scheduled.
    #[serde(default)]
    pub due: u64,
    /// Events taken.
    pub taken: u64,
    /// Events that the engine was done with: taken, or of a micro-batch engine in a batch that ended.
    #[serde(default)]
    pub processed: u64,
    /// Events handed over and not yet taken, at the end of the interval.
    pub backlog: u64,
    /// Smallest headline latency of the results, nanoseconds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub min_ns: Option<u64>,
    /// Median headline latency (exact, of the results of this interval).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub p50_ns: Option<u64>,
    /// 99th percentile, if the interval holds at least 100 results, else the greatest.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub p99_ns: Option<u64>,
    /// Greatest.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub max_ns: Option<u64>,
    /// Entries of keyed state at the end of the interval, if sampled.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub state_entries: Option<u64>,
    /// Bytes of keyed state at the end of the interval, by the operators' own account, if sampled.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub state_bytes: Option<u64>,
    /// Resident memory of the process at the end of the interval, bytes, if sampled.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub memory_bytes: Option<u64>,
}
