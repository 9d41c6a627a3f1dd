//! What the schedule alone says.

use streamgauge_model::{Arrival, EventTime, Phi, Query};

/// The schedule as a correct engine with no delay of its own would see it.
#[derive(Clone, Debug)]
pub struct Reference {
    phi: Phi,
    shares: LatenessShares,
}

/// How late the events of a schedule are, in events that satisfy the filter.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct LatenessShares {
    /// Events that satisfy the filter; all the other figures are parts of these.
    pub events: u64,
    /// Events that the filter removes.
    pub filtered: u64,
    /// L0: deliberately delayed by the generator.
    pub delayed: u64,
    /// L1: older than an event that arrived before.
    pub out_of_order: u64,
    /// L2: older than the reference watermark at its arrival.
    pub watermark_late: u64,
    /// L3: all of its windows are over, allowed lateness included, by the reference watermark at its arrival.
    pub drop_eligible: u64,
    /// Pairs of an event and a window.
    pub assignments: u64,
    /// Those of them whose window is over, allowed lateness included.
    pub drop_eligible_assignments: u64,
}

impl Reference {
    /// Reads a schedule that arrives through a single source.
    #[must_use]
    pub fn new(query: &Query, arrivals: &[Arrival], phi: Phi) -> Self {
        Self::with_splits(query, arrivals, phi, 1)
    }

    /// Reads a schedule that arrives through `splits` sources (source `user % splits`).
    #[must_use]
    pub fn with_splits(query: &Query, arrivals: &[Arrival], phi: Phi, splits: u32) -> Self {
        let _ = (query, arrivals, splits);
        Self {
            phi,
            shares: LatenessShares::default(),
        }
    }

    /// `T(w)`: nanoseconds after the start of the schedule.
    #[must_use]
    pub fn trigger_ns(&self, window_end: EventTime) -> Option<u64> {
        let _ = window_end;
        None
    }

    /// `phi(b)`: the wall instant of the end of a window, in nanoseconds after the start of the schedule.
    #[must_use]
    pub fn end_ns(&self, window_end: EventTime) -> i64 {
        self.phi.due_ns(window_end)
    }

    /// How late the events are.
    #[must_use]
    pub const fn lateness(&self) -> LatenessShares {
        self.shares
    }
}
