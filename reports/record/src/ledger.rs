//! The fate of every event.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Where every event of a run went. It balances: `generated = not_handed_over + handed_over`,
/// `handed_over = not_taken + taken`, `taken = included + dropped + side_output + filtered + passed`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Ledger {
    /// Events of the schedule.
    pub generated: u64,
    /// Put into the source queue.
    pub handed_over: u64,
    /// Taken from the queue by the engine.
    pub taken: u64,
    /// In at least one window, emitted or still open.
    pub included: u64,
    /// Of these: in no emitted result yet.
    pub open: u64,
    /// Refused by all their windows and gone.
    pub dropped: u64,
    /// Refused by all their windows and sent to the side output.
    pub side_output: u64,
    /// Kept out by the query's filter.
    pub filtered: u64,
    /// Passed through a query without aggregates.
    pub passed: u64,
    /// Refused by some of their windows but not by all.
    pub partly_refused: u64,
    /// Result rows emitted.
    pub results: u64,
    /// Of these: updates of an earlier result.
    pub updates: u64,
    /// The engine's own drop counter, in the engine's own unit (micro-batch: late groups; event-at-a-time: events).
    pub engine_drop_counter: u64,
}

impl Ledger {
    /// Events whose fate is known, together with those that were never taken: equal to `generated`, exactly, or the
    /// run is void.
    #[must_use]
    pub const fn accounted(&self) -> u64 {
        let not_taken = self.generated.saturating_sub(self.taken);
        self.included + self.dropped + self.side_output + self.filtered + self.passed + not_taken
    }

    /// Updates for each window and key that left; `None` if nothing did.
    #[must_use]
    #[allow(clippy::cast_precision_loss)]
    pub fn updates_per_window(&self) -> Option<f64> {
        let windows = self.results.saturating_sub(self.updates);
        (windows > 0).then(|| self.updates as f64 / windows as f64)
    }
}
