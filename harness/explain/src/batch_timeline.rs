//! What the micro-batch engine does with a case.

use std::collections::HashSet;

use streamgauge_model::{Key, Window};
use streamgauge_operators::{GroupView, Lateness};
use streamgauge_replay::{BatchLine, Case, CaseEvent, Line, Outcome, Step, drive_through};

use crate::content::{KeyNames, event_of};
use crate::journal::{Entry, Folded};
use crate::timeline::{Batch, BatchEvent, Verdict};
use crate::watcher::Watcher;
use crate::words::{can_refuse, has_windows, refusal};

/// Runs a micro-batch case.
///
/// # Errors
/// Why it cannot be run.
pub fn batches(case: &Case) -> Result<Vec<Batch>, String> {
    let watcher = Watcher::default();
    let lines = match drive_through(case, &watcher) {
        Outcome::Lines(lines) => lines,
        Outcome::Unsupported(unsupported) => return Err(unsupported.to_string()),
    };
    let mut works = works(watcher.entries()).into_iter();
    let mut names = KeyNames::default();
    lines
        .iter()
        .map(|line| match line {
            Line::Batch(line) => Ok(batch(case, line, &works.next().unwrap_or_default(), &mut names)),
            Line::Refused { error } => Err(refusal(*error).to_owned()),
            Line::Step(_) => Err("the micro-batch engine has taken a step".to_owned()),
        })
        .collect()
}

/// What the operator did in one batch.
#[derive(Debug, Default)]
struct Work {
    judge: Option<Lateness>,
    events: Vec<Folded>,
    refused: HashSet<(Key, Window)>,
    groups: Vec<GroupView>,
}

/// The calls of the operator, batch by batch: each ends with its close.
fn works(entries: Vec<Entry>) -> Vec<Work> {
    let mut all = Vec::new();
    let mut work = Work::default();
    for entry in entries {
        match entry {
            Entry::Folded { late, events } => {
                work.judge = (late != Lateness::NEVER).then_some(late);
                work.events = events;
            }
            Entry::Absorbed { key, window, refused } if refused => {
                work.refused.insert((key, window));
            }
            Entry::Closed { groups } => {
                work.groups = groups;
                all.push(std::mem::take(&mut work));
            }
            _ => {}
        }
    }
    all
}

fn batch(case: &Case, line: &BatchLine, work: &Work, names: &mut KeyNames) -> Batch {
    for folded in &work.events {
        names.learn(folded.key, event_of(case, folded.seq), case.query.key);
    }
    Batch {
        line: line.clone(),
        judge: work.judge.filter(|_| can_refuse(&case.query)),
        events: events(case, line)
            .map(|event| batch_event(event, work, has_windows(&case.query)))
            .collect(),
        contents: names.contents(&work.groups, &case.query),
    }
}

/// The events that a batch took.
fn events<'a>(case: &'a Case, line: &BatchLine) -> impl Iterator<Item = &'a CaseEvent> {
    let step = line.input_step.and_then(|step| case.steps.get(step));
    step.map(Step::events).unwrap_or_default().iter()
}

fn batch_event(event: &CaseEvent, work: &Work, windowed: bool) -> BatchEvent {
    let folded = work.events.iter().find(|folded| folded.seq == event.seq);
    let verdict = |key: Key, window: Window| Verdict {
        window,
        refused: work.refused.contains(&(key, window)),
        now: None,
    };
    let verdicts = |folded: &Folded| {
        let windows = folded.windows.iter();
        windows.map(|window| verdict(folded.key, *window)).collect()
    };
    BatchEvent {
        event: *event,
        verdicts: folded.filter(|_| windowed).map(verdicts).unwrap_or_default(),
        late: folded.is_some_and(|folded| folded.late),
    }
}
