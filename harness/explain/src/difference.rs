//! Why two engines that computed the same query differ, in words.

use streamgauge_model::Window;
use streamgauge_replay::{CaseEvent, Row, WindowShape};

use crate::dial::NONE_YET;
use crate::explanation::Explanation;
use crate::reason::batch_judge_ms;
use crate::timeline::{Batch, BatchEvent, Moment, Verdict};
use crate::words::{list, plural};

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
    texts.extend(pair.verdicts());
    texts.extend(pair.without_data());
    texts
}

struct Pair<'a> {
    explanation: &'a Explanation,
    moments: &'a [Moment],
    batches: &'a [Batch],
}

impl Pair<'_> {
    fn answers(&self) -> String {
        let events = sorted(self.moments.iter().flat_map(|moment| &moment.rows));
        let batches = sorted(self.batches.iter().flat_map(|batch| &batch.line.results));
        if events == batches {
            return "Both engines gave the same answers.".to_owned();
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
        let is_running = query.window == (WindowShape::None {}) && !query.aggregates.is_empty();
        let text = "Without windows, event-at-a-time answers every event, and micro-batch every batch.";
        is_running.then(|| text.to_owned())
    }

    /// Events that a window of one engine refused and the same window of the other took.
    fn verdicts(&self) -> Vec<String> {
        let mut texts = Vec::new();
        for batch in self.batches {
            for event in &batch.events {
                let alone = self
                    .moments
                    .iter()
                    .find(|moment| moment.event() == Some(&event.event));
                if let Some(alone) = alone {
                    texts.extend(self.refused_at_once(alone, batch, event));
                    texts.extend(self.refused_in_batch(alone, batch, event));
                }
            }
        }
        texts
    }

    /// Windows that refused the event at once, and took it in its batch.
    fn refused_at_once(&self, moment: &Moment, batch: &Batch, event: &BatchEvent) -> Option<String> {
        let windows = parted(&moment.verdicts, &event.verdicts);
        let (last, judge) = (windows.last()?, batch.judge);
        let dial = &self.explanation.dial;
        let judged = match judge {
            None => "there nothing is late".to_owned(),
            Some(judge) => {
                let (id, text) = (batch.line.batch_id, dial.batch_watermark(batch_judge_ms(&judge)));
                match id.checked_sub(1) {
                    _ if text == NONE_YET => format!("batch {id} has no watermark to judge by yet"),
                    Some(before) => format!("batch {id} judges by {text}, the watermark of batch {before}"),
                    None => format!("batch {id} judges by {text}"),
                }
            }
        };
        let mut text = format!(
            "{}: refused event by event, because the watermark was already {}; taken by micro-batch, because {judged}.",
            self.subject(&event.event, &windows),
            dial.watermark(moment.watermark_before)
        );
        if let Some(mover) = self.mover(last)
            && batch.events.iter().any(|other| other.event.seq == mover)
        {
            text.push_str(&format!(
                " Event {}, which closed it event by event, came in the same batch.",
                mover.saturating_add(1)
            ));
        }
        Some(text)
    }

    /// Windows that took the event at once, and refused it in its batch.
    fn refused_in_batch(&self, moment: &Moment, batch: &Batch, event: &BatchEvent) -> Option<String> {
        let windows = parted(&event.verdicts, &moment.verdicts);
        let last = windows.last()?;
        let judge = batch.judge?;
        let why = if matches!(self.explanation.case.query.window, WindowShape::Session { .. }) {
            "there an event is merged with the sessions that it touches before it is judged; micro-batch judges the \
             event's own session"
        } else if moment
            .judge
            .is_some_and(|alone| alone.completes(*last) && !alone.refuses(*last))
        {
            "there the allowed lateness keeps the window"
        } else {
            "the watermark there had not come so far"
        };
        Some(format!(
            "{}: taken event by event at watermark {}, because {why}; refused in batch {}, judged by {}.",
            self.subject(&event.event, &windows),
            self.explanation.dial.watermark(moment.watermark_before),
            batch.line.batch_id,
            self.explanation.dial.batch_watermark(batch_judge_ms(&judge))
        ))
    }

    fn subject(&self, event: &CaseEvent, windows: &[Window]) -> String {
        let dial = &self.explanation.dial;
        let names: Vec<String> = windows.iter().map(|window| dial.window(*window)).collect();
        format!(
            "Event {} ({}) and {}",
            event.seq.saturating_add(1),
            dial.at(event.t_ms),
            list(&names)
        )
    }

    /// The event behind which the watermark came to the end of `window`, event by event.
    fn mover(&self, window: &Window) -> Option<u64> {
        let last = window.last_instant().millis();
        let passes = |moment: &&Moment| {
            moment.watermark_before.is_none_or(|before| before < last)
                && moment.watermark_after.is_some_and(|after| last <= after)
        };
        Some(self.moments.iter().find(passes)?.event()?.seq)
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

/// Windows that refuse in `these` and take in `those`.
fn parted(these: &[Verdict], those: &[Verdict]) -> Vec<Window> {
    let refuses = |verdict: &&Verdict| {
        let other = those.iter().find(|other| other.window == verdict.window);
        verdict.refused && other.is_some_and(|other| !other.refused)
    };
    let mut windows: Vec<Window> = these
        .iter()
        .filter(refuses)
        .map(|verdict| verdict.window)
        .collect();
    windows.sort_unstable();
    windows
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
