//! What stands behind the last event: what each engine answered, what was late, and why they differ.

use std::collections::BTreeMap;

use streamgauge_replay::{CaseEvent, Row};

use crate::difference::differences;
use crate::explanation::Explanation;
use crate::moment_cell::{fires, window_of};
use crate::page::{Cell, Paragraph, Scene, Tone};
use crate::timeline::{Cause, Content, Moment, Verdict};
use crate::words::{self, plural};

/// Answers that are listed; the others are counted.
const LISTED: usize = 24;

/// A group's place in the list of answers: window and key.
type Place = (Option<i64>, Option<i64>, Option<i64>);
/// What left a group: the last row, how many there were, and where the last one left.
type Answers = BTreeMap<Place, (Row, usize, String)>;

/// The scenes behind the last event.
pub fn closing(explanation: &Explanation) -> Vec<Scene> {
    vec![answers(explanation), late(explanation), differ(explanation)]
}

fn answers(explanation: &Explanation) -> Scene {
    let (events, batches) = (of_moments(explanation), of_batches(explanation));
    let places: Vec<Place> = {
        let mut all: Vec<Place> = events.keys().chain(batches.keys()).copied().collect();
        all.sort_unstable();
        all.dedup();
        all
    };
    let cell = |answers: &Answers, left: usize| {
        let mut cell: Cell = places
            .iter()
            .take(LISTED)
            .map(|place| line(answers.get(place), place, explanation))
            .collect();
        if let Some(more) = places.len().checked_sub(LISTED).filter(|more| *more > 0) {
            cell.push(Paragraph::faint(format!("and {more} more")));
        }
        if places.is_empty() {
            cell.push(Paragraph::faint("nothing left"));
        }
        cell.push(Paragraph::faint(format!(
            "still in state: {}",
            plural(left, "group")
        )));
        cell
    };
    let last_moment = explanation
        .moments
        .iter()
        .flatten()
        .last()
        .map(|moment| &moment.contents);
    let last_batch = explanation
        .batches
        .iter()
        .flatten()
        .last()
        .map(|batch| &batch.contents);
    let left = |contents: Option<&Vec<Content>>| contents.map_or(0, Vec::len);
    Scene {
        title: "what each engine answered".to_owned(),
        events: explanation
            .moments
            .as_ref()
            .map(|_| cell(&events, left(last_moment)))
            .unwrap_or_default(),
        batches: explanation
            .batches
            .as_ref()
            .map(|_| cell(&batches, left(last_batch)))
            .unwrap_or_default(),
        below: Vec::new(),
    }
}

fn line(answer: Option<&(Row, usize, String)>, place: &Place, explanation: &Explanation) -> Paragraph {
    let (query, dial) = (&explanation.case.query, &explanation.dial);
    let Some((row, times, place)) = answer else {
        let (end, start, key) = *place;
        let row = Row {
            key,
            window_start_ms: start,
            window_end_ms: end,
            ..Row::default()
        };
        let window = window_of(&row).map_or_else(String::new, |window| format!("{}  ", dial.window(window)));
        let key = words::values(&row, query, dial);
        let key = if key.is_empty() { key } else { format!("{key}: ") };
        return Paragraph::faint(format!("{window}{key}nothing")).indented(4, 0);
    };
    let again = if *times > 1 {
        format!(", the last of {times}")
    } else {
        String::new()
    };
    fires(row, query, dial).and(Tone::Faint, format!(", {place}{again}"))
}

fn of_moments(explanation: &Explanation) -> Answers {
    let place = |moment: &Moment| match moment.cause {
        Cause::Event(event) => format!("at event {}", event.seq.saturating_add(1)),
        Cause::End => "at the end".to_owned(),
        Cause::Clock(now) => format!("at {}", explanation.dial.at(now)),
        Cause::Watermark(watermark) => {
            format!("at watermark {}", explanation.dial.watermark(Some(watermark)))
        }
        Cause::Restart => "at the restart".to_owned(),
    };
    let moments = explanation.moments.iter().flatten();
    collected(moments.flat_map(|moment| moment.rows.iter().map(move |row| (row, place(moment)))))
}

fn of_batches(explanation: &Explanation) -> Answers {
    let batches = explanation.batches.iter().flatten();
    collected(batches.flat_map(|batch| {
        let id = batch.line.batch_id;
        batch
            .line
            .results
            .iter()
            .map(move |row| (row, format!("in batch {id}")))
    }))
}

/// Rows by group. Events that pass are all groups of their own.
fn collected<'a>(rows: impl Iterator<Item = (&'a Row, String)>) -> Answers {
    let mut answers = Answers::new();
    for (row, place) in rows {
        let at = match row.t_ms {
            Some(t) => (Some(t), Some(t), row.key),
            None => (row.window_end_ms, row.window_start_ms, row.key),
        };
        let answer = answers.entry(at).or_insert((*row, 0, String::new()));
        *answer = (*row, answer.1 + 1, place);
    }
    answers
}

fn late(explanation: &Explanation) -> Scene {
    let query = &explanation.case.query;
    let entry = |event: &CaseEvent, late: &str, end: &str| {
        let name = words::event(event, query, &explanation.dial);
        Paragraph::plain(format!("event {}, {name}: ", event.seq.saturating_add(1)))
            .and(Tone::Late, format!("{late}{end}"))
            .indented(0, 4)
    };
    let moments = explanation.moments.iter().flatten().filter_map(|moment| {
        let end = match (moment.sent_aside, moment.dropped) {
            (true, _) => ", sent to the late output",
            (_, true) => ", dropped",
            _ => "",
        };
        let late = refused_by(&moment.verdicts).or_else(|| {
            let nowhere = moment.sent_aside || moment.dropped;
            nowhere.then(|| "late, and in no window".to_owned())
        })?;
        Some(entry(moment.event()?, &late, end))
    });
    let batched = explanation
        .batches
        .iter()
        .flatten()
        .flat_map(|batch| &batch.events);
    let batched = batched.filter_map(|event| {
        let end = if event.late { ", dropped" } else { "" };
        let late = refused_by(&event.verdicts).or_else(|| event.late.then(|| "late".to_owned()))?;
        Some(entry(&event.event, &late, end))
    });
    Scene {
        title: "what was late".to_owned(),
        events: or_nothing(moments.collect(), explanation.moments.is_ok()),
        batches: or_nothing(batched.collect(), explanation.batches.is_ok()),
        below: Vec::new(),
    }
}

/// How many windows refused an event; `None` if none did.
fn refused_by(verdicts: &[Verdict]) -> Option<String> {
    let refused = verdicts.iter().filter(|verdict| verdict.refused).count();
    Some(match (refused, verdicts.len()) {
        (0, _) => return None,
        (1, 1) => "refused by its window".to_owned(),
        (_, all) if refused == all => format!("refused by all {all} windows"),
        (_, all) => format!("refused by {refused} of {all} windows"),
    })
}

fn or_nothing(cell: Cell, ran: bool) -> Cell {
    if cell.is_empty() && ran {
        return vec![Paragraph::faint("nothing")];
    }
    cell
}

fn differ(explanation: &Explanation) -> Scene {
    let sentences = differences(explanation);
    Scene {
        title: if sentences.is_empty() {
            String::new()
        } else {
            "where they differ".to_owned()
        },
        below: sentences
            .into_iter()
            .map(|text| Paragraph::plain(format!("- {text}")).indented(0, 2))
            .collect(),
        ..Scene::default()
    }
}
