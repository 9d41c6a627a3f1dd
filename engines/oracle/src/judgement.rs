//! The verdict on a run.

use streamgauge_model::{Key, Window};

use crate::{Confusion, EventsByWindows, Holding, OwnRule, Violation};

/// What the judge found. The run is right if and only if [`Judgement::violation_count`] is 0; the other fields
/// describe the *recomputed* answer and are the engine's answer only then.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Judgement {
    /// The first violations, at most [`crate::MAX_VIOLATIONS`].
    pub violations: Vec<Violation>,
    /// All of them.
    pub violation_count: u64,
    /// Rows compared with their recomputation.
    pub results_checked: u64,
    /// What became of each event.
    pub fates: Fates,
    /// What became of each pair of an event and one of its windows.
    pub assignments: Assignments,
    /// Events refused by some, but not all, of their windows.
    pub partly_refused: u64,
    /// Per task, parallel to its results.
    pub contributions: Vec<Vec<Contribution>>,
    /// Included events of which no window has fired yet.
    pub open_events: u64,
    /// Included events whose windows fired but of which no row left, because of the alert condition or the top-N
    /// limit.
    pub suppressed_events: u64,
    /// What the firings of each key and window covered.
    pub firings: Vec<GroupFirings>,
    /// Per event, against the reference watermark; see [`crate::assess`].
    pub event_confusion: Confusion,
    /// Per pair of an event and a window, against the reference watermark.
    pub assignment_confusion: Confusion,
    /// Events by how many of their windows were over and how many took them.
    pub by_windows: EventsByWindows,
    /// Against the rule that the engine declares itself.
    pub own_rule: OwnRule,
    /// Micro-batch: late groups behind the partial aggregation, the unit of the engine's own counter.
    pub late_groups: u64,
}

impl Judgement {
    /// Whether nothing is wrong.
    #[must_use]
    pub const fn is_clean(&self) -> bool {
        self.violation_count == 0
    }
}

/// The fate of each event: every event has exactly one.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Fates {
    /// At least one window took it, whether that window has been emitted or is still open.
    pub included: u64,
    /// All of its windows refused it, and it was counted.
    pub dropped: u64,
    /// All of its windows refused it, and it went to the side output.
    pub side_output: u64,
    /// The filter removed it.
    pub filtered: u64,
    /// It passed a query without aggregates.
    pub passed: u64,
    /// It is the same as one that passed before.
    pub duplicates: u64,
    /// No window contains it (the slide is greater than the size) and it was not late: it leaves no trace.
    pub unassigned: u64,
}

impl Fates {
    /// Events whose fate is known: all that were taken.
    #[must_use]
    pub const fn taken(&self) -> u64 {
        let without_result =
            self.dropped + self.side_output + self.filtered + self.duplicates + self.unassigned;
        self.included + self.passed + without_result
    }
}

/// The fate of each pair of an event and a window that contains it. A session counts as one window.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Assignments {
    /// The window took the event.
    pub included: u64,
    /// The window refused it as late.
    pub refused: u64,
}

/// How many events the firings of a key and window covered, whether or not a row left.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct GroupFirings {
    /// The key; where a top-N query makes one group of all keys, each of them on its own.
    pub key: Key,
    /// The window; a session that grew after it had fired has its last bounds.
    pub window: Window,
    /// Events at the first firing; for a session merged of fired ones, the sum of their first firings.
    pub first: Holding,
    /// Events at the last firing; none for a session that was merged into another.
    pub last: Holding,
}

/// Which events stand behind a row.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Contribution {
    /// The contributing event with the greatest number, which is the last one that arrived.
    pub newest_seq: u64,
    /// Number of events of which this row is the first result ever, in any window.
    pub first_for: u64,
    /// Number of events that the row before of the same key and window did not cover; all of them at the first.
    pub new_events: u64,
}
