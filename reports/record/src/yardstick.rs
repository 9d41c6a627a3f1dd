//! What engines are measured against, and what measuring costs.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// One query answered by one thread that was written for it: no queue, no exchange, no fault tolerance. All events are in
/// memory when it begins, and its results are counted, not recorded.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct SingleThread {
    /// Name of the query.
    pub query: String,
    /// Events of each repeat.
    pub events: u64,
    /// Results, or events passed, of each repeat.
    pub rows: u64,
    /// Events per second of the thread's CPU time, of each repeat; empty if the query was not measured.
    pub max_rate_per_s: Vec<f64>,
    /// Events per second of wall time, of each repeat.
    pub wall_rate_per_s: Vec<f64>,
    /// Why there are no rates.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unmeasured: Option<String>,
}

/// What the harness's own work costs on this machine, measured before the runs in a loop of its own.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct HarnessCost {
    /// What the runs' clock is read from: `tick counter` or `monotonic clock`.
    pub clock: String,
    /// Nanoseconds to read the clock, of each repeat.
    pub clock_ns: Vec<f64>,
    /// Nanoseconds to write down a result with its instant, of each repeat.
    pub recorder_ns: Vec<f64>,
    /// Nanoseconds to write down that the watermark moved, of each repeat.
    pub step_ns: Vec<f64>,
}
