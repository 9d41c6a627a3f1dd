//! A look at a run while it goes.

use serde::{Deserialize, Serialize};

/// What can be seen of a live run at one instant, from outside, without stopping anybody. For people who watch: no figure
/// of a record is made of it.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Glimpse {
    /// The instant, nanoseconds after the start of the schedule.
    pub at_ns: u64,
    /// Events scheduled until then.
    pub due: u64,
    /// Events that the engine had taken.
    pub taken: u64,
    /// Events that were due and not taken: in the queue, or waiting for room in it.
    pub backlog: u64,
    /// How long the oldest of these had been due, nanoseconds; absent if none waited.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub oldest_ns: Option<u64>,
    /// Events taken per second of wall time since the glimpse before, or since the start; absent if no time had passed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub taken_per_s: Option<f64>,
    /// Result rows that had left, and events that left as they were.
    pub rows: u64,
    /// Events that all of their windows had refused as too late, dropped or sent to the side output.
    pub refused: u64,
    /// The watermark of the task that is furthest behind, milliseconds since the epoch (event-at-a-time convention); absent
    /// if there was none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub watermark_ms: Option<i64>,
    /// The instant minus the one at which an on-time event of the watermark's time is due, nanoseconds of wall time; absent
    /// without a watermark, and where windows are of processing time.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub watermark_lag_ns: Option<i64>,
}
