//! A limit over the whole life of a query.

use crate::stateful::{Instants, Stateful};
use crate::{BatchError, Row, StateMetrics};

/// Counts the rows that have passed in one row of state (S3; Spark's `StreamingGlobalLimitExec`).
#[derive(Clone, Debug)]
pub(crate) struct Limit {
    pub(crate) rows: u64,
    /// How many have passed; `None`: the row of state is not written yet.
    pub(crate) passed: Option<u64>,
}

impl Stateful for Limit {
    fn name(&self) -> &'static str {
        "globalLimit"
    }

    fn process(
        &mut self,
        inputs: Vec<Vec<Row>>,
        _: Instants,
        metrics: &mut StateMetrics,
    ) -> Result<Vec<Row>, BatchError> {
        let passed = self.passed.unwrap_or(0);
        let room = usize::try_from(self.rows - passed).unwrap_or(usize::MAX);
        let rows: Vec<Row> = inputs.into_iter().flatten().take(room).collect();
        if !rows.is_empty() {
            self.passed = Some(passed + rows.len() as u64);
            metrics.updated = 1;
        }
        metrics.state_rows = u64::from(self.passed.is_some());
        Ok(rows)
    }

    fn wants_batch(&self, _: bool) -> bool {
        false
    }

    fn copy(&self) -> Box<dyn Stateful> {
        Box::new(self.clone())
    }
}
