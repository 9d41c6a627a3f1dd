//! What an arm did with the events that the reference calls too late.

use streamgauge_record::Run;

use crate::ArmSummary;

/// Events over the runs of an arm.
pub(crate) struct LateCounts {
    /// Too late by the reference, and dropped.
    pub(crate) dropped: u64,
    /// Too late by the reference, and kept.
    pub(crate) kept: u64,
    /// On time by the reference, and dropped.
    pub(crate) wrongly_dropped: u64,
}

impl LateCounts {
    /// Over all runs behind the arm's figures.
    pub(crate) fn of(arm: &ArmSummary) -> Self {
        let sum = |count: fn(&Run) -> u64| arm.runs.iter().map(count).sum::<u64>();
        Self {
            dropped: sum(|run| run.lateness.events.true_drop),
            kept: sum(|run| run.lateness.events.wrong_keep),
            wrongly_dropped: sum(|run| run.lateness.events.wrong_drop),
        }
    }

    /// Too late by the reference.
    pub(crate) const fn late(&self) -> u64 {
        self.dropped + self.kept
    }

    /// Whether there was anything to decide.
    pub(crate) const fn is_empty(&self) -> bool {
        self.late() + self.wrongly_dropped == 0
    }
}

/// Whether an arm had to decide about an event that came too late.
pub(crate) fn has_late_events(arm: &ArmSummary) -> bool {
    !LateCounts::of(arm).is_empty()
}
