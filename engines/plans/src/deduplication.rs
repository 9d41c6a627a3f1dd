//! Deduplication: the first row of each combination of values passes.

use std::collections::BTreeMap;

use crate::stateful::{Instants, Stateful, values_at};
use crate::{BatchError, Row, StateMetrics, Value};

/// Drops late rows, lets the first of each key pass, and forgets keys when the watermark allows it (D1, W14,
/// W15).
#[derive(Clone, Debug)]
pub(crate) struct Deduplication {
    /// The columns that make a row a duplicate.
    pub(crate) keys: Vec<usize>,
    /// The event-time column of the input, by which rows are late.
    pub(crate) time: Option<usize>,
    pub(crate) memory: Memory,
    /// Each key, with what tells when it may be forgotten.
    pub(crate) seen: BTreeMap<Row, Value>,
}

/// When a key may be forgotten.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Memory {
    /// When its own event time has passed; never, if the event time is not among the columns
    /// (`StreamingDeduplicateExec`).
    OfKey,
    /// When the event time of its first row plus the delay, in milliseconds, has passed: a duplicate does not
    /// make it longer (`StreamingDeduplicateWithinWatermarkExec`).
    WithinDelay(i64),
}

impl Deduplication {
    /// The instant that must pass before `row`'s key may be forgotten.
    fn expiry(&self, row: &Row) -> Value {
        let Some(time) = self.time else {
            return Value::Null;
        };
        match (self.memory, &row[time]) {
            (Memory::OfKey, value) if self.keys.contains(&time) => value.clone(),
            (Memory::WithinDelay(delay_ms), Value::Time(time)) => {
                Value::Time(time.saturating_add_millis(delay_ms))
            }
            (Memory::WithinDelay(delay_ms), Value::Window(window)) => {
                Value::millis(window.end.millis().saturating_add(delay_ms))
            }
            _ => Value::Null,
        }
    }

    /// Whether `row` is the first of its key; remembers it.
    fn is_first(&mut self, row: &Row) -> bool {
        let key = values_at(row, &self.keys);
        if self.seen.contains_key(&key) {
            return false;
        }
        let expiry = self.expiry(row);
        self.seen.insert(key, expiry);
        true
    }
}

impl Stateful for Deduplication {
    fn name(&self) -> &'static str {
        match self.memory {
            Memory::OfKey => "dedupe",
            Memory::WithinDelay(_) => "dedupeWithinWatermark",
        }
    }

    fn process(
        &mut self,
        inputs: Vec<Vec<Row>>,
        at: Instants,
        metrics: &mut StateMetrics,
    ) -> Result<Vec<Row>, BatchError> {
        let mut passed = Vec::new();
        for row in inputs.into_iter().flatten() {
            if self.time.is_some_and(|time| row[time].is_past(at.late_ms)) {
                metrics.dropped += 1;
            } else if self.is_first(&row) {
                metrics.updated += 1;
                passed.push(row);
            } else {
                metrics.duplicates_dropped += 1;
            }
        }
        let before = self.seen.len();
        self.seen.retain(|_, expiry| !expiry.is_past(at.evict_ms));
        metrics.removed = (before - self.seen.len()) as u64;
        metrics.state_rows = self.seen.len() as u64;
        Ok(passed)
    }

    fn copy(&self) -> Box<dyn Stateful> {
        Box::new(self.clone())
    }
}
