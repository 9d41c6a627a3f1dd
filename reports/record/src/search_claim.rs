//! What a search found.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// What a search found.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Claim {
    /// The confirmed rate, events per second; absent if none was.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sustainable_per_s: Option<u64>,
    /// How many repeats of its confirmation passed.
    pub passed: u32,
    /// How many were made.
    pub repeats: u32,
    /// The lowest rate that was refuted, events per second.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub refuted_per_s: Option<u64>,
    /// What kept the rate from being higher.
    pub limit: Limit,
    /// If that is not the engine: the lowest rate that could not be tried, events per second.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub untried_per_s: Option<u64>,
    /// If that is not the engine: why, in words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub limit_reason: Option<String>,
    /// Why the figure is only indicative; empty if it is more.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub indicative: Vec<String>,
    /// Whether the engine recovers from an overload; absent if it was not tried.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub recovery: Option<RecoveryClaim>,
    /// If that was tried and nothing can be claimed: why, in words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub recovery_reason: Option<String>,
    /// Where latency falls as load rises, which a queue does not do.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub falls: Vec<Fall>,
}

/// What kept a rate from being higher.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Limit {
    /// The engine did not sustain more.
    Engine,
    /// The generator or the harness could not do more: the engine sustains at least this.
    Generator,
    /// A trial at more does not fit into memory: the engine sustains at least this.
    Memory,
    /// The search was not finished and confirmed nothing.
    Unfinished,
}

/// What came of approaching from above.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct RecoveryClaim {
    /// The highest tried rate at which the engine recovered, events per second; absent if it did at none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub recovery_per_s: Option<u64>,
    /// Whether that is 90 % of the sustainable rate, so that there is no reason to report it.
    pub is_usual: bool,
}

/// A step of the curve at which the median headline latency falls.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Fall {
    /// The lower rate, events per second.
    pub from_per_s: u64,
    /// The higher rate.
    pub to_per_s: u64,
    /// The median at the lower rate, nanoseconds.
    pub from_p50_ns: u64,
    /// The median at the higher rate.
    pub to_p50_ns: u64,
}
