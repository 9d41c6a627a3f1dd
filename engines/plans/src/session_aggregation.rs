//! Aggregation by keys and sessions, whose gap may differ from row to row.

use std::collections::{BTreeMap, BTreeSet};

use streamgauge_model::{EventTime, OutputMode, Window};

use crate::accumulator::{Accumulators, Folding, merge};
use crate::binding::Evaluate;
use crate::stateful::{Instants, Stateful, values_at};
use crate::{BatchError, Row, StateMetrics, Value};

/// The sessions of each key, ordered by start; no two of them touch (N6-N8, N11; Spark's
/// `StreamingSessionWindowStateManager`).
#[derive(Clone)]
pub(crate) struct SessionAggregation {
    pub(crate) mode: OutputMode,
    pub(crate) time: usize,
    /// Whether the time column carries a watermark.
    pub(crate) watermarked: bool,
    pub(crate) gap: Evaluate,
    pub(crate) keys: Vec<usize>,
    pub(crate) folding: Folding,
    pub(crate) sessions: BTreeMap<Row, Vec<Session>>,
}

/// One session: its span and what it adds up to.
pub(crate) type Session = (Window, Accumulators);

impl SessionAggregation {
    /// The span that a row alone would be: its time and its gap. None without time, or with a gap of 0 or
    /// less: such a row vanishes uncounted (N7, W20).
    fn span(&self, row: &Row) -> Option<Window> {
        let (Value::Time(time), Value::Int(gap)) = (&row[self.time], (self.gap)(row)) else {
            return None;
        };
        let start = EventTime::from_millis(time.millis());
        (gap > 0).then(|| Window {
            start,
            end: start.saturating_add(gap),
        })
    }

    /// The spans of this batch by key. Rows of one key and one span are one, as after Spark's partial
    /// aggregation; late ones are counted after that (W19), by their own end (W15), and in every mode (W17).
    fn partial(&self, rows: &[Row], at: Instants, metrics: &mut StateMetrics) -> BTreeMap<Row, Vec<Session>> {
        let mut spans: BTreeMap<(Row, Window), Accumulators> = BTreeMap::new();
        for row in rows {
            if let Some(span) = self.span(row) {
                let group = spans
                    .entry((values_at(row, &self.keys), span))
                    .or_insert_with(|| self.folding.empty());
                self.folding.add(group, row);
            }
        }
        let mut by_key: BTreeMap<Row, Vec<Session>> = BTreeMap::new();
        for ((key, span), group) in spans {
            if self.watermarked && Value::Window(span).is_past(at.late_ms) {
                metrics.dropped += 1;
            } else {
                by_key.entry(key).or_default().push((span, group));
            }
        }
        by_key
    }

    /// Merges the spans of one key into its sessions. All of its sessions are written anew, changed or not;
    /// starts that are gone are removed.
    fn update(&mut self, key: &Row, spans: Vec<Session>, metrics: &mut StateMetrics) {
        let stored = self.sessions.entry(key.clone()).or_default();
        let before: BTreeSet<EventTime> = stored.iter().map(|(window, _)| window.start).collect();
        stored.extend(spans);
        *stored = merged(std::mem::take(stored));
        let after: BTreeSet<EventTime> = stored.iter().map(|(window, _)| window.start).collect();
        metrics.updated += stored.len() as u64;
        metrics.removed += before.difference(&after).count() as u64;
    }

    fn evict(&mut self, evict_ms: i64, metrics: &mut StateMetrics) -> Vec<Row> {
        let mut rows = Vec::new();
        for (key, sessions) in &mut self.sessions {
            sessions.retain(|(window, group)| {
                let past = self.watermarked && Value::Window(*window).is_past(evict_ms);
                if past {
                    rows.push(output(*window, key, group));
                }
                !past
            });
        }
        self.sessions.retain(|_, sessions| !sessions.is_empty());
        metrics.removed += rows.len() as u64;
        rows
    }

    fn all(&self) -> Vec<Row> {
        let of_key = |(key, sessions): (&Row, &Vec<Session>)| {
            sessions
                .iter()
                .map(|(window, group)| output(*window, key, group))
                .collect::<Vec<_>>()
        };
        self.sessions.iter().flat_map(of_key).collect()
    }
}

/// Sorted by start, with all that overlap or touch made one.
fn merged(mut sessions: Vec<Session>) -> Vec<Session> {
    sessions.sort_by_key(|(window, _)| *window);
    let mut result: Vec<Session> = Vec::new();
    for (window, group) in sessions {
        match result.last_mut() {
            Some((open, into)) if window.start <= open.end => {
                open.end = open.end.max(window.end);
                merge(into, &group);
            }
            _ => result.push((window, group)),
        }
    }
    result
}

fn output(window: Window, key: &Row, group: &Accumulators) -> Row {
    [&[Value::Window(window)], key.as_slice(), group.as_slice()].concat()
}

impl Stateful for SessionAggregation {
    fn name(&self) -> &'static str {
        "sessionWindowStateStoreSaveExec"
    }

    fn process(
        &mut self,
        inputs: Vec<Vec<Row>>,
        at: Instants,
        metrics: &mut StateMetrics,
    ) -> Result<Vec<Row>, BatchError> {
        for (key, spans) in self.partial(&inputs.concat(), at, metrics) {
            self.update(&key, spans, metrics);
        }
        let rows = if self.mode == OutputMode::Append {
            self.evict(at.evict_ms, metrics)
        } else {
            self.all()
        };
        metrics.state_rows = self.sessions.values().map(|sessions| sessions.len() as u64).sum();
        Ok(rows)
    }

    fn wants_batch(&self, moved: bool) -> bool {
        self.mode == OutputMode::Append && moved
    }

    fn copy(&self) -> Box<dyn Stateful> {
        Box::new(self.clone())
    }
}
