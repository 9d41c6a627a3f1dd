//! How right the windows are: completeness group by group, means, windows that should not be there.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Completeness and accuracy over the groups (key and window) that were due.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Accuracy {
    /// Groups that were due.
    pub due_groups: u64,
    /// At the first emission of each group.
    pub first: GroupAccuracy,
    /// At its last emission.
    pub last: GroupAccuracy,
    /// Rows that left again, with nothing to tell them from the ones before; 0 in a valid run.
    pub duplicate_groups: u64,
    /// Some of the groups that are missing, spurious or duplicate.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub examples: Vec<GroupExample>,
}

/// Figures over groups, each group once, however many events it holds.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct GroupAccuracy {
    /// Mean completeness of a group, 0 to 1; groups that never left count as 0.
    pub completeness_macro: f64,
    /// Completeness that 1 % of the groups do not exceed; absent for fewer than 1000 groups.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub completeness_p1: Option<f64>,
    /// Share of groups that lack no event.
    pub complete_share: f64,
    /// Mean over emitted groups of |mean rating - true mean| / 4.5 stars; absent if none left.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub value_error_mean: Option<f64>,
    /// The greatest.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub value_error_max: Option<f64>,
}

/// A group that is not as it should be.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct GroupExample {
    /// `missing`, `spurious` or `duplicate`.
    pub fault: String,
    /// Such as `movie 318`.
    pub key: String,
    /// First millisecond of the window, since the epoch.
    pub start_ms: i64,
    /// The millisecond after its last one.
    pub end_ms: i64,
}
