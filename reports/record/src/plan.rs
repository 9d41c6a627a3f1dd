//! What was to be run.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{Disturbance, Profile};

/// Which clock drove the runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Clock {
    /// The monotonic clock of the machine.
    Live,
    /// A virtual clock: processing costs no time, everything is the same from run to run.
    Simulated,
}

/// What was to be run, in which order.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Plan {
    /// Which clock.
    pub clock: Clock,
    /// The profile that lengths and repeats were taken from, where they were not given; absent if none was named.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub profile: Option<Profile>,
    /// Labels of the arms, in the order in which they are shown.
    pub arms: Vec<String>,
    /// Names of the queries, in the order in which they are shown.
    pub queries: Vec<String>,
    /// Repeats of each arm and query.
    pub repeats: u32,
    /// Nanoseconds of schedule before measuring begins.
    pub warm_up_ns: u64,
    /// Nanoseconds of schedule that are measured.
    pub measured_ns: u64,
    /// The order of execution, repeats interleaved.
    pub slots: Vec<Slot>,
    /// Bursts, silences and stalls that every run goes through, in order of time.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub disturbances: Vec<Disturbance>,
}

/// One place in the order of execution.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Slot {
    /// Label of the arm.
    pub arm: String,
    /// Name of the query.
    pub query: String,
    /// Which repeat, from 0.
    pub repeat: u32,
}
