//! How one figure changed from one record to another.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// What a change of a metric means.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Direction {
    /// Less is better: latencies, costs, losses.
    Lower,
    /// More is better: throughput, completeness.
    Higher,
    /// Any change is a mistake: what the events alone decide.
    Equal,
    /// Neither is better.
    Neutral,
}
