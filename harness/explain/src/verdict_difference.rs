//! Why a window of one engine refused an event that the same window of the other took.

use streamgauge_model::Window;
use streamgauge_replay::{CaseEvent, WindowShape};

use crate::dial::NONE_YET;
use crate::difference::Pair;
use crate::reason::batch_judge_ms;
use crate::timeline::{Batch, BatchEvent, Moment, Verdict};
use crate::words::list;

impl Pair<'_> {
    /// Events that a window of one engine refused and the same window of the other took.
    pub(crate) fn verdicts(&self) -> Vec<String> {
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
        windows.first()?;
        let judge = batch.judge;
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
        if let Some(movers) = self.movers(moment, batch, &windows) {
            text.push_str(&movers);
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
            "{}: taken event by event, {}, because {why}; refused in batch {}, judged by {}.",
            self.subject(&event.event, &windows),
            match moment.watermark_before {
                None => "before there was a watermark".to_owned(),
                before => format!("at watermark {}", self.explanation.dial.watermark(before)),
            },
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

    /// The events of the same batch behind which, event by event, the watermark came so far that `windows` refused
    /// `moment`'s event.
    fn movers(&self, moment: &Moment, batch: &Batch, windows: &[Window]) -> Option<String> {
        let judge = moment.judge?;
        let mut by_event: Vec<(u64, Vec<Window>)> = Vec::new();
        for window in windows {
            let Some(mover) = self.mover(moment, judge.expiry(*window)) else {
                continue;
            };
            match by_event.iter_mut().find(|(seq, _)| *seq == mover) {
                Some((_, moved)) => moved.push(*window),
                None => by_event.push((mover, vec![*window])),
            }
        }
        by_event.retain(|(seq, _)| batch.events.iter().any(|other| other.event.seq == *seq));
        if let [(seq, moved)] = by_event.as_slice()
            && moved.len() == windows.len()
        {
            let (event, did) = (seq.saturating_add(1), self.closed(None, moved.len()));
            return Some(format!(
                " Event {event}, which {did} event by event, came in the same batch."
            ));
        }
        let named = |(seq, moved): &(u64, Vec<Window>)| {
            let names: Vec<String> = moved
                .iter()
                .map(|window| self.explanation.dial.window(*window))
                .collect();
            let did = self.closed(Some(&list(&names)), moved.len());
            format!("event {}, which {did} event by event", seq.saturating_add(1))
        };
        let events: Vec<String> = by_event.iter().map(named).collect();
        (!events.is_empty()).then(|| format!(" In the same batch came {}.", events.join(", and ")))
    }

    /// What an event did that made `count` windows refuse; they are named, or have just been.
    fn closed(&self, names: Option<&str>, count: usize) -> String {
        let query = &self.explanation.case.query;
        let (it, its) = if count == 1 {
            ("it", "its")
        } else {
            ("them", "their")
        };
        let of_what = names.unwrap_or(it);
        if matches!(query.window, WindowShape::Session { .. }) {
            return format!("brought the watermark to the end of {of_what}");
        }
        if query.allowed_lateness_ms.is_none_or(|lateness| lateness <= 0) {
            return format!("closed {of_what}");
        }
        match names {
            Some(names) => format!("ended the lateness of {names}"),
            None => format!("ended {its} lateness"),
        }
    }

    /// The last event before `moment` behind which the watermark came to `instant`, event by event.
    fn mover(&self, moment: &Moment, instant: i64) -> Option<u64> {
        let passes = |other: &&Moment| {
            other.watermark_before.is_none_or(|before| before < instant)
                && other.watermark_after.is_some_and(|after| instant <= after)
        };
        let seq = moment.event()?.seq;
        let before = self
            .moments
            .iter()
            .take_while(|other| other.event().is_none_or(|event| event.seq != seq));
        Some(before.filter(passes).last()?.event()?.seq)
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
