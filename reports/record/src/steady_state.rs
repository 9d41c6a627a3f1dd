//! Whether a run had reached a steady state when it was measured.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// What a test for change points found in throughput, latency and state of the measured phase. It voids nothing.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct SteadyState {
    /// What was found.
    pub verdict: SteadyVerdict,
    /// From where on it was tested, nanoseconds after the start of the schedule: after the warm-up, and not before keyed
    /// state can be steady.
    pub from_ns: u64,
    /// Length of schedule that makes one tested point: whole triggers and whole windows, nanoseconds.
    pub point_ns: u64,
    /// From when on the run is steady, if it settled; nanoseconds after the start of the schedule.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub since_ns: Option<u64>,
    /// The series whose level changed: `throughput`, `latency`, `state`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub shifted: Vec<String>,
    /// The series with too few points to be tested.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub untested: Vec<String>,
}

/// What was found.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum SteadyVerdict {
    /// No series with points enough changed its level.
    Steady,
    /// Every series that changed settled in the first half.
    Since,
    /// A series changed its level in the second half.
    NoSteadyState,
    /// No series has points enough.
    TooShort,
}
