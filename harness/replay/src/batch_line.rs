//! The line of a micro-batch.

use serde::Serialize;
use streamgauge_model::BatchProgress;

use crate::{CaseQuery, Row};

/// What an executed micro-batch did.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct BatchLine {
    /// Its number, from 0.
    pub batch_id: u64,
    /// The step whose data it took; `None` for a batch without data.
    pub input_step: Option<usize>,
    /// Whether it ran without data.
    pub no_data: bool,
    /// Source events in it.
    pub input_rows: u64,
    /// The watermark that evicted.
    pub watermark_ms: i64,
    /// The watermark after it.
    pub next_watermark_ms: i64,
    /// Late groups, as Spark counts them.
    pub dropped_rows: u64,
    /// Source events refused by every window they belong to.
    pub late_events: u64,
    /// Events dropped as duplicates; absent where the query does not deduplicate.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub duplicate_rows: Option<u64>,
    /// Rows of state after it.
    pub state_rows: u64,
    /// Rows of state written.
    pub updated_rows: u64,
    /// Rows of state evicted or merged away.
    pub removed_rows: u64,
    /// Rows handed to the sink.
    pub results: Vec<Row>,
}

impl BatchLine {
    /// The line of a batch that reports `progress` and has handed over `results`, for a query; `step` is the step of
    /// its data.
    pub(crate) fn new(
        progress: &BatchProgress,
        query: &CaseQuery,
        step: Option<usize>,
        mut results: Vec<Row>,
    ) -> Self {
        Row::sort(&mut results);
        Self {
            batch_id: progress.batch_id,
            input_step: step,
            no_data: progress.no_data,
            input_rows: progress.input_rows,
            watermark_ms: progress.watermark_ms,
            next_watermark_ms: progress.next_watermark_ms,
            dropped_rows: progress.dropped_rows,
            late_events: progress.late_events,
            duplicate_rows: query.deduplicate.as_ref().map(|_| progress.duplicate_rows),
            state_rows: progress.state_rows,
            updated_rows: progress.updated_rows,
            removed_rows: progress.removed_rows,
            results,
        }
    }
}
