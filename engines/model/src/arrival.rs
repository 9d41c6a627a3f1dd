//! An event at its place in the schedule.

use crate::Event;

/// An event and the instant at which it is due to be handed to the engine.
///
/// Latency starts at `due_ns`, whatever happens to the hand-over (open loop, no coordinated omission).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Arrival {
    /// The event.
    pub event: Event,
    /// When it is due, in nanoseconds of wall time after the start of the schedule.
    pub due_ns: u64,
    /// Ground truth of the generator: the event was deliberately delayed (class L0). Engines never see it.
    pub is_late: bool,
}
