//! What an operator with state must be able to do.

use crate::{BatchError, Row};

/// The instants by which one stateful operator works in one batch, in milliseconds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Instants {
    /// Rows at or before it are late: the operator's input watermark in the batch before.
    pub(crate) late_ms: i64,
    /// State at or before it can go: the operator's input watermark in this batch.
    pub(crate) evict_ms: i64,
    /// The instant at which the batch was planned, on the clock of the trigger.
    pub(crate) now_ms: i64,
}

/// What a stateful operator did in one batch, as Spark's `StateOperatorProgress` counts it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StateMetrics {
    /// Spark's name of the operator.
    pub operator: &'static str,
    /// Rows of state after the batch (`numRowsTotal`).
    pub state_rows: u64,
    /// Rows of state written (`numRowsUpdated`).
    pub updated: u64,
    /// Rows of state removed (`numRowsRemoved`).
    pub removed: u64,
    /// Rows that came into the operator too late; of an aggregation, groups (`numRowsDroppedByWatermark`).
    pub dropped: u64,
    /// Duplicates, late rows not among them (`numDroppedDuplicateRows`).
    pub duplicates_dropped: u64,
}

impl StateMetrics {
    pub(crate) const fn new(operator: &'static str) -> Self {
        Self {
            operator,
            state_rows: 0,
            updated: 0,
            removed: 0,
            dropped: 0,
            duplicates_dropped: 0,
        }
    }
}

/// An operator that keeps state from batch to batch. A batch works on a copy of it, so that a batch that
/// fails leaves nothing behind.
pub(crate) trait Stateful {
    /// Spark's name of the operator.
    fn name(&self) -> &'static str;

    /// Takes the rows of its inputs through one batch and gives the rows that leave.
    fn process(
        &mut self,
        inputs: Vec<Vec<Row>>,
        at: Instants,
        metrics: &mut StateMetrics,
    ) -> Result<Vec<Row>, BatchError>;

    /// The watermark of its rows, given that of its input (W11); `None`: they have none.
    fn output_watermark(&self, input_ms: i64) -> Option<i64> {
        Some(input_ms)
    }

    /// Whether a batch without data would do anything; `moved` tells whether its input watermark is past the
    /// one that it evicted with last (W21; Spark's `shouldRunAnotherBatch`).
    fn wants_batch(&self, moved: bool) -> bool {
        moved
    }

    /// A copy with the same state.
    fn copy(&self) -> Box<dyn Stateful>;
}

/// The values of `row` at `columns`.
pub(crate) fn values_at(row: &Row, columns: &[usize]) -> Row {
    columns.iter().map(|&column| row[column].clone()).collect()
}
