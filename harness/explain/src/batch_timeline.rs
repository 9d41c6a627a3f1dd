//! What the micro-batch engine does with a case.

use std::collections::HashSet;

use streamgauge_model::{Key, Window};
use streamgauge_operators::{GroupView, Lateness};
use streamgauge_replay::{
    BatchLine, Case, CaseEvent, CaseQuery, Line, Outcome, OutputMode, Step, WindowShape, drive_through,
};

use crate::content::{KeyNames, event_of, key_of};
use crate::journal::{Entry, Folded};
use crate::originals::Originals;
use crate::timeline::{Batch, BatchEvent, Content, Group, Verdict, group_of};
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
    let mut teller = Teller {
        case,
        names: KeyNames::default(),
        originals: Originals::default(),
        held: Vec::new(),
    };
    lines
        .iter()
        .map(|line| match line {
            Line::Batch(line) => Ok(teller.batch(line, &works.next().unwrap_or_default())),
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
    passed: Vec<u64>,
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
            Entry::Closed { groups, passed } => {
                work.groups = groups;
                work.passed = passed;
                all.push(std::mem::take(&mut work));
            }
            _ => {}
        }
    }
    all
}

/// Makes batches of lines and entries, in order.
struct Teller<'a> {
    case: &'a Case,
    names: KeyNames,
    originals: Originals,
    /// What the batch before has left in state.
    held: Vec<Content>,
}

impl Teller<'_> {
    fn batch(&mut self, line: &BatchLine, work: &Work) -> Batch {
        let query = &self.case.query;
        for folded in &work.events {
            let event = event_of(self.case, folded.seq);
            self.names.learn(folded.key, event, query.key);
        }
        let contents = self.names.contents(&work.groups, query);
        let before = std::mem::replace(&mut self.held, contents.clone());
        let step = line.input_step.and_then(|step| self.case.steps.get(step));
        let events = step.map(Step::events).unwrap_or_default();
        Batch {
            line: line.clone(),
            judge: work.judge.filter(|_| can_refuse(query)),
            events: events
                .iter()
                .map(|event| self.event(event, work, &[&before, &contents]))
                .collect(),
            removed: removed(query, line, &before, &contents),
            contents,
        }
    }

    fn event(&mut self, event: &CaseEvent, work: &Work, alive: &[&[Content]]) -> BatchEvent {
        let query = &self.case.query;
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
        let late = folded.is_some_and(|folded| folded.late);
        let deduplicate = query.deduplicate.as_ref().filter(|_| !late);
        let verdicts: Vec<Verdict> = folded
            .filter(|_| has_windows(query))
            .map(verdicts)
            .unwrap_or_default();
        let session = matches!(query.window, WindowShape::Session { .. });
        let touching = |content: &Content| {
            let near = |verdict: &Verdict| touch(verdict.window, content.window);
            content.row.key == key_of(event, query.key) && verdicts.iter().any(near)
        };
        BatchEvent {
            event: *event,
            touches: session && alive.iter().copied().flatten().any(touching),
            verdicts,
            late,
            duplicate_of: deduplicate.and_then(|by| {
                let passes = work.passed.contains(&event.seq);
                self.originals.see(event, by, query.key, passes)
            }),
        }
    }
}

/// Sessions whose spans only meet are one, too.
fn touch(a: Window, b: Window) -> bool {
    a.start <= b.end && b.start <= a.end
}

/// What an update removes at the end of a batch: it hands out what was touched, not what is over.
fn removed(query: &CaseQuery, line: &BatchLine, before: &[Content], after: &[Content]) -> Vec<Group> {
    if query.output_mode != Some(OutputMode::Update) || !has_windows(query) {
        return Vec::new();
    }
    let rows = before.iter().map(|content| &content.row).chain(&line.results);
    let mut groups: Vec<Group> = rows.filter_map(group_of).collect();
    groups.retain(|group| {
        let stays = after.iter().any(|content| group_of(&content.row) == Some(*group));
        !stays && group.0.end.millis() <= line.watermark_ms
    });
    groups.sort_unstable();
    groups.dedup();
    groups
}
