//! Late events: what they were, what became of them, and what it did to the answers.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{Accuracy, DropCounter, EventsByWindows, OwnRule};

/// Lateness and completeness of a run.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Lateness {
    /// Events by class, from the schedule alone.
    pub classes: LatenessClasses,
    /// Kept and dropped events against the reference watermark.
    pub events: Confusion,
    /// Kept and refused (event, window) pairs against the reference watermark.
    pub assignments: Confusion,
    /// Events by how many of their windows were over and took them; absent without windows.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub by_windows: Option<EventsByWindows>,
    /// Kept and dropped against the engine's own watermark; absent without windows.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub own_rule: Option<OwnRule>,
    /// The engine's own count of late drops beside the truth.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub drop_counter: Option<DropCounter>,
    /// Completeness of the answers; absent for queries without windows.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub completeness: Option<Completeness>,
    /// Completeness group by group, and errors of means; absent for queries without windows.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub accuracy: Option<Accuracy>,
}

/// Classes L0 to L3 of docs/METRICS.md.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct LatenessClasses {
    /// Events of the schedule.
    pub events: u64,
    /// L0: deliberately delayed.
    pub delayed: u64,
    /// L1: older than an earlier arrival.
    pub out_of_order: u64,
    /// L2: older than the reference watermark.
    pub watermark_late: u64,
    /// L3: all of its windows complete at the reference watermark.
    pub drop_eligible: u64,
    /// (event, window) pairs.
    pub assignments: u64,
    /// Pairs whose window was complete at the reference watermark.
    pub drop_eligible_assignments: u64,
}

/// What was kept and dropped against what a reference watermark calls late.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Confusion {
    /// On time and kept.
    pub true_keep: u64,
    /// On time and dropped: never legal.
    pub wrong_drop: u64,
    /// Late by the reference and kept: lenient, legal.
    pub wrong_keep: u64,
    /// Late and dropped (or sent to the side output).
    pub true_drop: u64,
}

impl Confusion {
    /// `(true_drop + wrong_drop) / all`; 0 without any.
    #[must_use]
    pub fn late_drop_rate(&self) -> f64 {
        ratio(
            self.true_drop + self.wrong_drop,
            self.true_keep + self.wrong_drop + self.wrong_keep + self.true_drop,
        )
    }

    /// `wrong_keep / (wrong_keep + true_drop)`: which share of what the reference calls late was kept.
    #[must_use]
    pub fn leniency(&self) -> f64 {
        ratio(self.wrong_keep, self.wrong_keep + self.true_drop)
    }

    /// `wrong_drop / (true_keep + wrong_drop)`: must be 0.
    #[must_use]
    pub fn wrong_drop_rate(&self) -> f64 {
        ratio(self.wrong_drop, self.true_keep + self.wrong_drop)
    }

    /// `true_drop / (true_drop + wrong_drop)`: which share of what was dropped the reference calls late; `None` if
    /// nothing was.
    #[must_use]
    pub fn drop_precision(&self) -> Option<f64> {
        let dropped = self.true_drop + self.wrong_drop;
        (dropped > 0).then(|| ratio(self.true_drop, dropped))
    }
}

/// How much of the truth the emitted windows hold.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Completeness {
    /// Groups (key and window) that were emitted.
    pub emitted_groups: u64,
    /// Groups that were emitted with all their events.
    pub complete_groups: u64,
    /// Groups that were due and not emitted.
    pub missing_groups: u64,
    /// Groups that were emitted and are not true (sessions cut in two, for instance).
    pub spurious_groups: u64,
    /// Events that belong into the groups due, once for each group.
    pub truth: u64,
    /// Of these, in the first emission.
    pub included_first: u64,
    /// Of these, in the last emission.
    pub included_last: u64,
    /// Session queries: how true sessions were reproduced.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sessions: Option<SessionMatch>,
}

impl Completeness {
    /// Share of the truth in the first emission of each group, 0 to 1; 1 without truth.
    #[must_use]
    pub fn micro_first(&self) -> f64 {
        if self.truth == 0 {
            1.0
        } else {
            ratio(self.included_first, self.truth)
        }
    }

    /// Share of the truth in the last emission of each group, 0 to 1; 1 without truth.
    #[must_use]
    pub fn micro_last(&self) -> f64 {
        if self.truth == 0 {
            1.0
        } else {
            ratio(self.included_last, self.truth)
        }
    }
}

/// True sessions against emitted ones.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct SessionMatch {
    /// Emitted with their exact bounds.
    pub exact: u64,
    /// Emitted with other bounds: the sum of `resized`, `split` and `merged`.
    pub inexact: u64,
    /// In one piece, shorter than the true one.
    #[serde(default)]
    pub resized: u64,
    /// In several pieces.
    #[serde(default)]
    pub split: u64,
    /// In one row with another session.
    #[serde(default)]
    pub merged: u64,
    /// Due and not emitted at all.
    pub lost: u64,
}

impl SessionMatch {
    /// `session_match`: share of the true sessions that were emitted with their exact bounds; `None` without any.
    #[must_use]
    pub fn exact_share(&self) -> Option<f64> {
        let all = self.exact + self.inexact + self.lost;
        (all > 0).then(|| ratio(self.exact, all))
    }
}

fn ratio(part: u64, whole: u64) -> f64 {
    if whole == 0 {
        return 0.0;
    }
    #[allow(clippy::cast_precision_loss)]
    let quotient = part as f64 / whole as f64;
    quotient
}
