//! One check of a trial.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// One check of a trial: what was measured, and what it had to be.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Check {
    /// Its name in docs/METRICS.md, or the text of an objective.
    pub name: String,
    /// What was measured; absent if it could not be, which is said in `note`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub measured: Option<f64>,
    /// What it had to be at most, or at least.
    pub limit: f64,
    /// Whether the limit is the least value that passes, instead of the greatest.
    #[serde(default)]
    pub at_least: bool,
    /// What both are counted in.
    pub unit: CheckUnit,
    /// Whether it passed.
    pub passed: bool,
    /// It could not be made because the trial had too few samples, which says nothing about the engine.
    #[serde(default, skip_serializing_if = "crate::run::is_false")]
    pub undecided: bool,
    /// What else there is to know.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
    /// Of a trend: how `measured`, its upper bound, was found.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub trend: Option<Trend>,
}

/// What the values of a check are counted in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum CheckUnit {
    /// A part of a whole, 0 to 1.
    Share,
    /// Nanoseconds.
    Ns,
    /// Seconds per second.
    SecondsPerSecond,
    /// A number of things.
    Count,
}

/// A Theil-Sen slope with its one-sided 95 % bounds from a block bootstrap, in the unit of its check.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Trend {
    /// The slope.
    pub slope: f64,
    /// Below the true slope, with a confidence of 95 %.
    pub lower: f64,
    /// Above it, with a confidence of 95 %.
    pub upper: f64,
    /// Points of the fit.
    pub points: u32,
    /// Time between the points, nanoseconds: several intervals of the run's series, averaged for a backlog.
    pub spacing_ns: u64,
    /// Points of a block.
    pub block: u32,
    /// Seed of the bootstrap.
    pub seed: u64,
}
