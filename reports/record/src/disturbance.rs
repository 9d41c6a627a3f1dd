//! What was done to a run on purpose, and how the engine took it.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// What a disturbance is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum DisturbanceKind {
    /// The rate of arrivals is higher for a while.
    Burst,
    /// One of several sources hands over nothing for a while, and then all of it at once.
    Silence,
    /// The engine takes no step for a while.
    Stall,
}

/// One planned disturbance, in nanoseconds after the start of the schedule.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Disturbance {
    /// What it is.
    pub kind: DisturbanceKind,
    /// When it begins.
    pub start_ns: u64,
    /// When it is over.
    pub end_ns: u64,
}

/// Whether a run got over a disturbance.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum RecoveryVerdict {
    /// It did; `catch_up_ns` says when.
    CaughtUp,
    /// It did not before the end of the schedule, or before the next disturbance.
    NeverCaughtUp,
    /// Nothing can be said: too little of the measured phase lies before the disturbance, or too little behind it.
    CannotJudge,
}

/// How a run took one disturbance, by its series over time. See docs/METRICS.md.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Recovery {
    /// The disturbance.
    pub disturbance: Disturbance,
    /// Whether the run got over it.
    pub verdict: RecoveryVerdict,
    /// What was normal before it; absent if too little of the run lies before the first disturbance.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub baseline: Option<Baseline>,
    /// For how long figures have to stay within bounds, nanoseconds.
    pub hold_ns: u64,
    /// From the end of the disturbance until backlog and median latency were within bounds and stayed there.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub catch_up_ns: Option<u64>,
    /// Area between median latency over time and its baseline, from the start of the disturbance until the run caught
    /// up (or could not be seen any longer), nanoseconds of latency times seconds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub excess_ns_s: Option<f64>,
    /// Greatest latency in that time, nanoseconds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub peak_latency_ns: Option<u64>,
    /// Greatest backlog in that time, events, as seen at the ends of intervals.
    pub peak_backlog: u64,
}

/// What was normal before the first disturbance, over periods of `period_ns`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Baseline {
    /// Length of a period: whole intervals of the series, at least a trigger.
    pub period_ns: u64,
    /// Periods looked at.
    pub periods: u64,
    /// Mean over the periods of the greatest median latency in each, nanoseconds.
    pub p50_mean_ns: f64,
    /// Above this a median is out of bounds: the mean, and the greater of 3 standard deviations and 1 ms.
    pub p50_limit_ns: f64,
    /// Mean over the periods of the greatest backlog in each, events.
    pub backlog_mean: f64,
    /// Above this a backlog is out of bounds: the mean, and the greater of 3 standard deviations and what 1 ms brings.
    pub backlog_limit: f64,
}
