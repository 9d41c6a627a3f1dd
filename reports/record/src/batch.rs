//! One micro-batch.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// One micro-batch, after Spark's query progress.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Batch {
    /// Number of the batch, from 0.
    pub batch_id: u64,
    /// It ran only because the watermark moved.
    pub no_data: bool,
    /// When it began, nanoseconds after the start of the schedule.
    pub start_ns: i64,
    /// How long it took, nanoseconds.
    pub duration_ns: u64,
    /// Nanoseconds by phase, under Spark's names (`latestOffset`, `addBatch`, …).
    pub phases_ns: BTreeMap<String, u64>,
    /// Source events.
    pub input_rows: u64,
    /// Result rows.
    pub output_rows: u64,
    /// Watermark that evicted in this batch, milliseconds (Spark's convention).
    pub watermark_ms: i64,
    /// Watermark after it.
    pub next_watermark_ms: i64,
    /// Late groups (Spark's `numRowsDroppedByWatermark`).
    pub dropped_rows: u64,
    /// Source events refused by all of their windows.
    pub late_events: u64,
    /// Rows of state after the batch.
    pub state_rows: u64,
    /// Rows of state written.
    pub updated_rows: u64,
    /// Rows of state removed.
    pub removed_rows: u64,
}
