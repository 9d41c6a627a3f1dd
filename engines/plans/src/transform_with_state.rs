//! Runs a stateful processor over the rows and timers of each key.

use std::collections::BTreeMap;

use crate::state_handle::KeyedState;
use crate::stateful::{Instants, Stateful, values_at};
use crate::{BatchError, Processor, Row, Schema, StateHandle, StateMetrics, TimeMode};

/// First every key with rows is called, then every timer that has expired, the earliest first; then what has
/// lived its time is forgotten (S2; Spark's `TransformWithStateExec`).
#[derive(Clone, Debug)]
pub(crate) struct TransformWithState {
    pub(crate) keys: Vec<usize>,
    /// The event-time column of the input; it makes rows late in event-time mode only.
    pub(crate) time: Option<usize>,
    pub(crate) mode: TimeMode,
    pub(crate) processor: Processor,
    /// The columns of the rows that the processor returns.
    pub(crate) returns: Schema,
    pub(crate) states: BTreeMap<Row, KeyedState>,
}

/// Why a key is called.
enum Cause<'a> {
    Rows(&'a [Row]),
    Timer(i64),
}

impl TransformWithState {
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

    /// Timers that have expired, inclusively, with their keys.
    fn expired(&self, at: Instants) -> Vec<(i64, Row)> {
        let now_ms = match self.mode {
            TimeMode::None => return Vec::new(),
            TimeMode::ProcessingTime => at.now_ms,
            TimeMode::EventTime => at.evict_ms,
        };
        let of_key = |(key, state): (&Row, &KeyedState)| {
            let expired = state.timers.range(..=now_ms);
            expired.map(|timer| (*timer, key.clone())).collect::<Vec<_>>()
        };
        let mut expired: Vec<(i64, Row)> = self.states.iter().flat_map(of_key).collect();
        expired.sort();
        expired
    }

    fn call(
        &mut self,
        key: &Row,
        cause: &Cause<'_>,
        at: Instants,
        metrics: &mut StateMetrics,
    ) -> Result<Vec<Row>, BatchError> {
        let processor = self.processor.0.as_ref();
        let mut handle = StateHandle {
            state: self.states.entry(key.clone()).or_default(),
            processor,
            mode: self.mode,
            now_ms: at.now_ms,
            watermark_ms: at.evict_ms,
            updated: 0,
            removed: 0,
        };
        let output = match cause {
            Cause::Rows(rows) => processor.on_rows(key, rows, &mut handle),
            Cause::Timer(timer) => processor.on_timer(key, *timer, &mut handle),
        };
        metrics.updated += handle.updated;
        metrics.removed += handle.removed;
        let output = output.map_err(BatchError::Function)?;
        self.returns.admit(&output)?;
        Ok(output)
    }

    /// Calls the timers that are still set when their turn comes.
    fn fire(&mut self, at: Instants, metrics: &mut StateMetrics) -> Result<Vec<Row>, BatchError> {
        let mut output = Vec::new();
        for (timer, key) in self.expired(at) {
            let state = self.states.get_mut(&key);
            if state.is_some_and(|state| state.timers.remove(&timer)) {
                output.extend(self.call(&key, &Cause::Timer(timer), at, metrics)?);
            }
        }
        Ok(output)
    }
}

impl Stateful for TransformWithState {
    fn name(&self) -> &'static str {
        "transformWithStateExec"
    }

    fn process(
        &mut self,
        inputs: Vec<Vec<Row>>,
        at: Instants,
        metrics: &mut StateMetrics,
    ) -> Result<Vec<Row>, BatchError> {
        let mut output = Vec::new();
        for (key, rows) in self.grouped(inputs.concat(), at, metrics) {
            output.extend(self.call(&key, &Cause::Rows(&rows), at, metrics)?);
        }
        output.extend(self.fire(at, metrics)?);
        for state in self.states.values_mut() {
            metrics.removed += state.expire(at.now_ms);
        }
        self.states.retain(|_, state| !state.is_empty());
        metrics.state_rows = self.states.values().map(KeyedState::rows).sum();
        Ok(output)
    }

    /// Rows made by the clock have no place in event time.
    fn output_watermark(&self, input_ms: i64) -> Option<i64> {
        (self.mode != TimeMode::ProcessingTime).then_some(input_ms)
    }

    fn wants_batch(&self, moved: bool) -> bool {
        self.mode == TimeMode::ProcessingTime || moved
    }

    fn copy(&self) -> Box<dyn Stateful> {
        Box::new(self.clone())
    }
}
