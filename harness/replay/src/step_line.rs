//! The line of an event-at-a-time step.

use serde::Serialize;

use crate::Row;

/// What a step did.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct StepLine {
    /// Its index.
    pub step: usize,
    /// The watermark after it; `None`: none yet.
    pub watermark_ms: Option<i64>,
    /// Events sent to the late side output, by number, in order of arrival.
    pub late: Vec<u64>,
    /// Events counted as dropped.
    pub dropped: u64,
    /// Rows emitted.
    pub results: Vec<Row>,
}
