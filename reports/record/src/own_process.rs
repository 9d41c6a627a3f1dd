//! The process that measured a run.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// A fresh process that did nothing but one run.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct OwnProcess {
    /// By how many bytes its environment was made longer, 0 to 4095, drawn from the seed for each slot: what depends on
    /// the place of the stack varies from run to run instead of favouring one arm.
    pub environment_bytes: u64,
    /// SHA-256 over the arrivals that it generated; the same as the record's.
    pub fingerprint: String,
    /// From its start to its end, nanoseconds: the run, and around it starting, generating the arrivals, judging and
    /// the capacity trial.
    pub wall_ns: u64,
}
