//! How the source kept its schedule, and how the run ended.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// How the source kept its schedule, and how the run ended.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Delivery {
    /// SHA-256 over all arrivals, hexadecimal, where a run stands alone; else the record's scenario has it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub fingerprint: Option<String>,
    /// 99.9th percentile of the delay that was the source's own fault, over the measured phase, nanoseconds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub own_slip_p999_ns: Option<u64>,
    /// What voids a run: the larger of the limit that was set (1 ms mostly) and 1 % of the median total latency, nanoseconds.
    pub own_slip_limit_ns: u64,
    /// How often the source found the queue full.
    pub queue_full: u64,
    /// From the last scheduled event until everything that was due had left, nanoseconds; absent if it did not.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub drained_ns: Option<u64>,
    /// Why the run was ended before its schedule, if it was.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ended_early: Option<EarlyEnd>,
}

/// A zone of the queue that ended a run.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Zone {
    /// Tolerated for a limited time.
    Yellow,
    /// Not tolerated at all.
    Red,
}

/// The end of a run whose engine fell too far behind.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct EarlyEnd {
    /// Which zone ended it.
    pub zone: Zone,
    /// When, nanoseconds after the start of the schedule.
    pub at_ns: u64,
    /// How long ago the oldest event that the engine had not taken was due, nanoseconds.
    pub behind_ns: u64,
    /// Where the zone begins, nanoseconds.
    pub zone_ns: u64,
    /// How long the zone is tolerated, nanoseconds.
    pub tolerated_ns: u64,
}
