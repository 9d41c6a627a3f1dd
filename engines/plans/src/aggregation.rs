//! Aggregation by keys, one of which may be a window.

use std::collections::BTreeMap;

use streamgauge_model::OutputMode;

use crate::accumulator::{Accumulators, Folding, merge};
use crate::stateful::{Instants, Stateful, values_at};
use crate::{BatchError, Row, StateMetrics};

/// One accumulator per group, in Spark's order of work: fold the batch into groups, drop late groups, merge
/// with the state, put, then evict (`StateStoreSaveExec`; W13-W17, O1-O4).
#[derive(Clone, Debug)]
pub(crate) struct Aggregation {
    pub(crate) mode: OutputMode,
    /// The grouping columns of the input.
    pub(crate) keys: Vec<usize>,
    /// Which of the keys, by its place among them, tells when a group is complete.
    pub(crate) time: Option<usize>,
    pub(crate) folding: Folding,
    pub(crate) groups: BTreeMap<Row, Accumulators>,
}

impl Aggregation {
    fn is_past(&self, key: &Row, watermark_ms: i64) -> bool {
        self.time.is_some_and(|time| key[time].is_past(watermark_ms))
    }

    /// The groups of this batch. Without keys there is always one, even without rows.
    fn partial(&self, rows: &[Row]) -> BTreeMap<Row, Accumulators> {
        let mut groups = BTreeMap::new();
        if self.keys.is_empty() {
            groups.insert(Row::new(), self.folding.empty());
        }
        for row in rows {
            let group = groups
                .entry(values_at(row, &self.keys))
                .or_insert_with(|| self.folding.empty());
            self.folding.add(group, row);
        }
        groups
    }

    fn evict(&mut self, evict_ms: i64, metrics: &mut StateMetrics) -> Vec<Row> {
        let past: Vec<Row> = self
            .groups
            .keys()
            .filter(|key| self.is_past(key, evict_ms))
            .cloned()
            .collect();
        metrics.removed = past.len() as u64;
        past.into_iter()
            .filter_map(|key| self.groups.remove_entry(&key))
            .map(|(key, group)| output(&key, &group))
            .collect()
    }
}

fn output(key: &Row, group: &Accumulators) -> Row {
    [key.as_slice(), group.as_slice()].concat()
}

impl Stateful for Aggregation {
    fn name(&self) -> &'static str {
        "stateStoreSave"
    }

    fn process(
        &mut self,
        inputs: Vec<Vec<Row>>,
        at: Instants,
        metrics: &mut StateMetrics,
    ) -> Result<Vec<Row>, BatchError> {
        let mut touched = Vec::new();
        for (key, partial) in self.partial(&inputs.concat()) {
            if self.mode != OutputMode::Complete && self.is_past(&key, at.late_ms) {
                metrics.dropped += 1;
                continue;
            }
            let group = self
                .groups
                .entry(key.clone())
                .or_insert_with(|| self.folding.empty());
            merge(group, &partial);
            touched.push(output(&key, group));
            metrics.updated += 1;
        }
        let rows = match self.mode {
            OutputMode::Append => self.evict(at.evict_ms, metrics),
            OutputMode::Update => {
                self.evict(at.evict_ms, metrics);
                touched
            }
            OutputMode::Complete => self
                .groups
                .iter()
                .map(|(key, group)| output(key, group))
                .collect(),
        };
        metrics.state_rows = self.groups.len() as u64;
        Ok(rows)
    }

    fn wants_batch(&self, moved: bool) -> bool {
        self.mode != OutputMode::Complete && moved
    }

    fn copy(&self) -> Box<dyn Stateful> {
        Box::new(self.clone())
    }
}
