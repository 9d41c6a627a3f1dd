//! What one micro-batch did.

use crate::{EventTimeStats, Row, StateMetrics};

/// The record of one micro-batch that ran, as Spark's `StreamingQueryProgress` tells it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Batch {
    /// Its number, from 0; it goes on after a restart.
    pub id: u64,
    /// Whether no source had anything new.
    pub no_data: bool,
    /// Rows read; a source that the plan reads twice counts twice (F7).
    pub input_rows: u64,
    /// The global watermark that it ran with, in milliseconds.
    pub watermark_ms: i64,
    /// The global watermark after it, in milliseconds.
    pub next_watermark_ms: i64,
    /// What passed through the first watermark node, if anything did (P2).
    pub event_time: Option<EventTimeStats>,
    /// What went to the sink.
    pub rows: Vec<Row>,
    /// What the stateful operators did, from the sink down (P4).
    pub operators: Vec<StateMetrics>,
}
