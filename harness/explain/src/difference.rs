//! Why two engines that computed the same query differ, in words.

use streamgauge_replay::{OutputMode, Row, WindowShape};

use crate::explanation::Explanation;
use crate::timeline::{Batch, Moment};
use crate::words::{list, plural};

/// What is said of engines that agree.
const SAME: &str = "Both engines gave the same answers.";

/// What differs and why, one text each; none if an engine took no part.
pub fn differences(explanation: &Explanation) -> Vec<String> {
    let (Ok(moments), Ok(batches)) = (&explanation.moments, &explanation.batches) else {
        return Vec::new();
    };
    let pair = Pair {
        explanation,
        moments,
        batches,
    };
    let mut texts = vec![pair.answers()];
    texts.extend(pair.running());
    if texts[0] != SAME {
        texts.extend(pair.reasons());
    }
    texts.extend(pair.verdicts());
    texts.extend(pair.without_data());
    texts
}

/// What both engines did.
pub struct Pair<'a> {
    /// All of it.
    pub explanation: &'a Explanation,
    /// The event-at-a-time engine.
    pub moments: &'a [Moment],
    /// The micro-batch engine.
    pub batches: &'a [Batch],
}

impl Pair<'_> {
    fn answers(&self) -> String {
        let events = sorted(self.moments.iter().flat_map(|moment| &moment.rows));
        let batches = sorted(self.batches.iter().flat_map(|batch| &batch.line.results));
        if events == batches {
            return SAME.to_owned();
        }
        format!(
            "The answers differ: event-at-a-time gave {}, micro-batch {}.",
            plural(events.len(), "row"),
            plural(batches.len(), "row")
        )
    }

    /// A query without windows answers at once, or once per batch.
    fn running(&self) -> Option<String> {
        let query = &self.explanation.case.query;
        let complete = self.explanation.batch_query.output_mode == Some(OutputMode::Complete);
        let is_running = query.window == (WindowShape::None {}) && !query.aggregates.is_empty() && !complete;
        let text = "Without windows, event-at-a-time answers every event, and micro-batch every batch.";
        is_running.then(|| text.to_owned())
    }

    /// Answers that micro-batch gave in batches without data.
    fn without_data(&self) -> Option<String> {
        let idle: Vec<&Batch> = self
            .batches
            .iter()
            .filter(|batch| batch.line.no_data && !batch.line.results.is_empty())
            .collect();
        let rows: usize = idle.iter().map(|batch| batch.line.results.len()).sum();
        let ids: Vec<String> = idle.iter().map(|batch| batch.line.batch_id.to_string()).collect();
        if ids.is_empty() {
            return None;
        }
        let (batch, runs) = if ids.len() == 1 {
            ("batch", "runs")
        } else {
            ("batches", "run")
        };
        Some(format!(
            "Micro-batch gave {} in {batch} {}, which {runs} without data: a batch lets windows out by the watermark \
             that the batches before it have learnt. Event by event they leave right behind the event that closes them.",
            plural(rows, "answer"),
            list(&ids)
        ))
    }
}

/// Rows without the watermark at which they left, in one order.
fn sorted<'a>(rows: impl Iterator<Item = &'a Row>) -> Vec<String> {
    let plain = |row: &Row| {
        let row = Row {
            at_watermark_ms: None,
            ..*row
        };
        format!("{row:?}")
    };
    let mut rows: Vec<String> = rows.map(plain).collect();
    rows.sort_unstable();
    rows
}
