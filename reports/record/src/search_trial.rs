//! One trial of a search.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{Check, Run};

/// One trial: a fresh process at one rate, with its own seed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Trial {
    /// Its number, from 1, in the order of the search.
    pub number: u32,
    /// What it was for.
    pub phase: TrialPhase,
    /// Events per second of the measured phase.
    pub rate_per_s: u64,
    /// What came before, if the rate changed: the trials of [`TrialPhase::Recovery`].
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub overload: Option<Overload>,
    /// Seed of the scenario.
    pub seed: u64,
    /// SHA-256 over its arrivals, hexadecimal; absent if the process left no run.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub fingerprint: Option<String>,
    /// Schedule before measuring began, nanoseconds.
    pub warm_up_ns: u64,
    /// Schedule that was measured, nanoseconds.
    pub measured_ns: u64,
    /// What came of it.
    pub verdict: TrialVerdict,
    /// Why it did not pass, in words; empty if it did.
    pub reason: String,
    /// Everything that was checked.
    pub checks: Vec<Check>,
    /// What was measured.
    pub run: Run,
}

/// What a trial was for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum TrialPhase {
    /// To find a rate that fails.
    Doubling,
    /// To close in between the highest rate that passed and the lowest that failed.
    Bisection,
    /// To verify the rate that was found.
    Confirmation,
    /// For the curve of latency over load.
    Curve,
    /// From above: whether the engine recovers from an overload.
    Recovery,
}

/// What came of a trial.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum TrialVerdict {
    /// The engine sustained the rate.
    Pass,
    /// It did not.
    Fail,
    /// The generator did not do its part, so nothing was learnt.
    Void,
}

/// A rate that was offered before the measured phase.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Overload {
    /// Events per second.
    pub rate_per_s: u64,
    /// For how long, nanoseconds.
    pub length_ns: u64,
}
