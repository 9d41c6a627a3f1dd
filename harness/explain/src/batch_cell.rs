//! What the micro-batch engine has to say about a batch.

use streamgauge_replay::{CaseQuery, OutputMode, WindowShape};

use crate::dial::{Dial, NONE_YET};
use crate::moment_cell::{fires, verdict_line, window_of};
use crate::page::{Cell, Paragraph, Tone};
use crate::reason::{self, batch_judge_ms};
use crate::timeline::{Batch, BatchEvent, Group, is_late_somewhere};
use crate::words::{can_refuse, has_windows, list, named_window, nothing_refuses, plural};

/// Groups that are named; the others are counted.
const NAMED: usize = 6;

/// Writes batches of one query.
#[derive(Clone, Copy, Debug)]
pub struct BatchWriter<'a> {
    /// The query.
    pub query: &'a CaseQuery,
    /// How instants are written.
    pub dial: &'a Dial,
}

impl BatchWriter<'_> {
    /// What a batch does with one of its events.
    pub fn event(&self, batch: &Batch, event: &BatchEvent) -> Cell {
        let mut cell = vec![Paragraph::faint(self.judge(batch))];
        let mut verdicts = event.verdicts.clone();
        verdicts.sort_by_key(|verdict| verdict.window);
        cell.extend(
            verdicts
                .iter()
                .map(|verdict| verdict_line(verdict, self.query, self.dial)),
        );
        let session = matches!(self.query.window, WindowShape::Session { .. });
        if let Some(judge) = batch.judge.filter(|_| is_late_somewhere(&verdicts)) {
            let text = reason::of_batch(event, &judge, session, self.dial);
            cell.push(Paragraph::toned(Tone::Late, text));
        }
        if let Some(judge) = batch.judge.filter(|_| event.late && verdicts.is_empty()) {
            let limit = self.dial.at(batch_judge_ms(&judge));
            cell.push(Paragraph::toned(
                Tone::Late,
                format!("LATE: its time is not after {limit}."),
            ));
        }
        if event.late {
            cell.push(Paragraph::plain("It is dropped."));
        } else if self.query.deduplicate.is_some() {
            cell.push(match event.duplicate_of {
                Some(original) => Paragraph::plain(format!(
                    "A duplicate of event {}: dropped.",
                    original.saturating_add(1)
                )),
                None => Paragraph::plain("The first of its kind: it passes."),
            });
        }
        cell
    }

    /// What judges late rows in a batch.
    fn judge(&self, batch: &Batch) -> String {
        let Some(judge) = batch.judge else {
            return if self.query.watermark.is_none() {
                "no watermark: nothing is late"
            } else if can_refuse(self.query) {
                "complete mode: nothing is late"
            } else {
                nothing_refuses(self.query)
            }
            .to_owned();
        };
        let text = self.dial.batch_watermark(batch_judge_ms(&judge));
        if text == NONE_YET {
            return "no watermark yet: nothing is late".to_owned();
        }
        match batch.line.batch_id.checked_sub(1) {
            Some(before) => format!("judged by batch {before}'s watermark {text}"),
            None => format!("judged by the watermark {text}"),
        }
    }

    /// What a batch does when all of its events are in.
    pub fn close(&self, batch: &Batch) -> Cell {
        let mut cell = Vec::new();
        let line = &batch.line;
        cell.extend(self.dropped(batch));
        self.leaves(batch, &mut cell);
        cell.extend(self.forgotten(batch));
        let (before, after) = (
            self.dial.batch_watermark(line.watermark_ms),
            self.dial.batch_watermark(line.next_watermark_ms),
        );
        cell.push(match line.next_watermark_ms == line.watermark_ms {
            _ if self.query.watermark.is_none() => return cell,
            true if after == NONE_YET => Paragraph::faint("still no watermark"),
            true => Paragraph::faint(format!("watermark stays {after}")),
            false => Paragraph::plain(format!("watermark {before} → "))
                .and(Tone::Title, after)
                .and(Tone::Plain, ", for the next batch"),
        });
        cell
    }

    /// What the batch refused, in the units in which it is counted.
    fn dropped(&self, batch: &Batch) -> Vec<Paragraph> {
        let line = &batch.line;
        let some = |count: u64, noun: &str| plural(usize::try_from(count).unwrap_or(usize::MAX), noun);
        let late = line.dropped_rows > 0 || line.late_events > 0;
        let late = late.then(|| match self.query.deduplicate {
            Some(_) => format!("dropped: {}", some(line.dropped_rows, "late event")),
            None => format!(
                "dropped: {}, as Spark counts; {} refused by all windows",
                some(line.dropped_rows, "late group"),
                some(line.late_events, "event")
            ),
        });
        let duplicates = line.duplicate_rows.filter(|duplicates| *duplicates > 0);
        let duplicates =
            duplicates.map(|duplicates| format!("dropped as duplicates: {}", some(duplicates, "event")));
        late.into_iter().chain(duplicates).map(Paragraph::plain).collect()
    }

    /// What goes from state without leaving as a row.
    fn forgotten(&self, batch: &Batch) -> Option<Paragraph> {
        let (line, limit) = (&batch.line, self.dial.batch_watermark(batch.line.watermark_ms));
        if self.query.deduplicate.is_some() && line.removed_rows > 0 {
            let events = plural(usize::try_from(line.removed_rows).unwrap_or(usize::MAX), "event");
            let text = format!("forgotten, by this batch's watermark {limit}: {events}");
            return Some(Paragraph::plain(text));
        }
        let name = |(window, key): &Group| named_window(*window, *key, self.query, self.dial);
        let mut names: Vec<String> = batch.removed.iter().take(NAMED).map(name).collect();
        if let Some(more) = batch.removed.len().checked_sub(NAMED).filter(|more| *more > 0) {
            names.push(format!("{more} more"));
        }
        let (it, ends) = if batch.removed.len() == 1 {
            ("it", "ends")
        } else {
            ("they", "end")
        };
        (!names.is_empty()).then(|| {
            let text = format!(
                "removed, silently: {}; {it} {ends} at or before {limit}, this batch's watermark",
                list(&names)
            );
            Paragraph::plain(text)
        })
    }

    fn leaves(&self, batch: &Batch, cell: &mut Cell) {
        let line = &batch.line;
        line.results
            .iter()
            .for_each(|row| cell.push(fires(row, self.query, self.dial)));
        let windowed = line.results.iter().any(|row| window_of(row).is_some());
        let limit = self.dial.batch_watermark(line.watermark_ms);
        let closes = matches!(self.query.output_mode, Some(OutputMode::Append) | None);
        let why = match (self.query.output_mode, windowed) {
            _ if self.query.aggregates.is_empty() => return,
            (Some(OutputMode::Update), _) if !line.results.is_empty() => {
                "update: the groups that this batch touched".to_owned()
            }
            (Some(OutputMode::Complete), _) if !line.results.is_empty() => {
                "complete: all groups, in every batch".to_owned()
            }
            _ if windowed => format!("ends at or before {limit}, this batch's watermark"),
            _ if closes && has_windows(self.query) && limit != NONE_YET => {
                format!("nothing leaves: no window ends by {limit}")
            }
            _ => return,
        };
        let indent = if line.results.is_empty() { 0 } else { 2 };
        cell.push(Paragraph::faint(why).indented(indent, 0));
    }
}
