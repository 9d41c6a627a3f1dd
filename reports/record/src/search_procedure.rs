//! By which rules a rate was searched.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// By which rules the rate of one engine on one query was searched.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Procedure {
    /// Where doubling begins, events per second.
    pub from_per_s: u64,
    /// Schedule before measuring begins, nanoseconds.
    pub warm_up_ns: u64,
    /// Schedule that a trial measures where memory allows it, nanoseconds.
    pub measured_ns: u64,
    /// What a trial would have to measure for a claim that is more than indicative, nanoseconds.
    pub full_measured_ns: u64,
    /// How long an event may rightly wait for the engine's trigger, nanoseconds.
    pub waits_ns: u64,
    /// Bisection ends when the lowest rate that failed is at most so many times the highest that passed.
    pub ratio: f64,
    /// Fresh repeats of a confirmation.
    pub repeats: u32,
    /// How many of them must pass.
    pub needed: u32,
    /// What an unconfirmed rate is multiplied by.
    pub step_down: f64,
    /// How often a void trial is tried again.
    pub retries: u32,
    /// Objectives beside the checks, such as `from_trigger.p99<50ms`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub objectives: Vec<String>,
}
