//! Calls a function with the rows and the state of each group.

use std::collections::BTreeMap;

use crate::group_state::{Outcome, Stored};
use crate::stateful::{Instants, Stateful, values_at};
use crate::{BatchError, GroupFunction, GroupState, Row, Schema, StateMetrics, Timeout};

/// First every group with rows is called, then every group whose timeout has passed (S1; Spark's
/// `FlatMapGroupsWithStateExec`).
#[derive(Clone, Debug)]
pub(crate) struct MapGroups {
    pub(crate) keys: Vec<usize>,
    /// The event-time column of the input; it makes rows late under an event-time timeout only.
    pub(crate) time: Option<usize>,
    pub(crate) timeout: Timeout,
    pub(crate) function: GroupFunction,
    /// The columns of the rows that the function returns.
    pub(crate) returns: Schema,
    pub(crate) groups: BTreeMap<Row, Stored>,
}

impl MapGroups {
    /// The rows of this batch by group, in order of arrival.
    fn grouped(&self, rows: Vec<Row>, at: Instants, metrics: &mut StateMetrics) -> BTreeMap<Row, Vec<Row>> {
        let mut groups: BTreeMap<Row, Vec<Row>> = BTreeMap::new();
        for row in rows {
            if self.time.is_some_and(|time| row[time].is_past(at.late_ms)) {
                metrics.dropped += 1;
            } else {
                groups.entry(values_at(&row, &self.keys)).or_default().push(row);
            }
        }
        groups
    }

    /// Groups whose timeout has passed: strictly, other than windows, which close when their end is reached.
    fn overdue(&self, at: Instants) -> Vec<Row> {
        let now_ms = match self.timeout {
            Timeout::None => return Vec::new(),
            Timeout::ProcessingTime => at.now_ms,
            Timeout::EventTime => at.evict_ms,
        };
        let is_overdue = |stored: &Stored| stored.timeout_ms.is_some_and(|timeout| timeout < now_ms);
        let overdue = self.groups.iter().filter(|(_, stored)| is_overdue(stored));
        overdue.map(|(key, _)| key.clone()).collect()
    }

    fn call(
        &mut self,
        key: Row,
        rows: Option<&[Row]>,
        at: Instants,
        metrics: &mut StateMetrics,
    ) -> Result<Vec<Row>, BatchError> {
        let stored = self.groups.get(&key).cloned().unwrap_or_default();
        let mut state = GroupState::new(stored.value, self.timeout, at.now_ms, at.evict_ms);
        if rows.is_none() {
            state = state.timed_out();
        }
        let output = self
            .function
            .call(&key, rows.unwrap_or_default(), &mut state)
            .map_err(BatchError::Function)?;
        self.returns.admit(&output)?;
        match state.outcome(stored.timeout_ms) {
            Outcome::Remove => {
                self.groups.remove(&key);
                metrics.removed += 1;
            }
            Outcome::Write(stored) => {
                self.groups.insert(key, stored);
                metrics.updated += 1;
            }
            Outcome::Nothing => {}
        }
        Ok(output)
    }
}

impl Stateful for MapGroups {
    fn name(&self) -> &'static str {
        "flatMapGroupsWithState"
    }

    fn process(
        &mut self,
        inputs: Vec<Vec<Row>>,
        at: Instants,
        metrics: &mut StateMetrics,
    ) -> Result<Vec<Row>, BatchError> {
        let mut output = Vec::new();
        for (key, rows) in self.grouped(inputs.concat(), at, metrics) {
            output.extend(self.call(key, Some(&rows), at, metrics)?);
        }
        for key in self.overdue(at) {
            output.extend(self.call(key, None, at, metrics)?);
        }
        metrics.state_rows = self.groups.len() as u64;
        Ok(output)
    }

    /// The function may return rows of any time, so no watermark holds behind it.
    fn output_watermark(&self, _: i64) -> Option<i64> {
        None
    }

    /// With a processing-time timeout every trigger runs a batch: only the clock can tell who is overdue.
    fn wants_batch(&self, moved: bool) -> bool {
        match self.timeout {
            Timeout::None => false,
            Timeout::ProcessingTime => true,
            Timeout::EventTime => moved,
        }
    }

    fn copy(&self) -> Box<dyn Stateful> {
        Box::new(self.clone())
    }
}
