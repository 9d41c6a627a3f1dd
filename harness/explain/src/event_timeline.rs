//! What the event-at-a-time engine does with a case.

use streamgauge_model::Window;
use streamgauge_operators::{Fate, GroupView, Lateness};
use streamgauge_replay::{Case, Line, Outcome, Step, StepLine, TimeOf, WindowShape, drive_through};

use crate::content::{KeyNames, event_of};
use crate::journal::{Entry, Handled};
use crate::shape::windows_of;
use crate::timeline::{Cause, Content, Moment, Verdict};
use crate::watcher::Watcher;
use crate::words::refusal;

/// Runs an event-at-a-time case. A batch of events is taken apart, so that every event is a moment of its own; that
/// changes nothing, because the engine takes them one after another anyway.
///
/// # Errors
/// Why it cannot be run.
pub fn moments(case: &Case) -> Result<Vec<Moment>, String> {
    let case = event_by_event(case);
    let watcher = Watcher::default();
    let lines = match drive_through(&case, &watcher) {
        Outcome::Lines(lines) => lines,
        Outcome::Unsupported(unsupported) => return Err(unsupported.to_string()),
    };
    let mut entries = of_steps(watcher.entries(), case.steps.len());
    let mut teller = Teller::new(&case);
    lines
        .iter()
        .map(|line| match line {
            Line::Step(line) => {
                let entries = entries.get_mut(line.step).map(std::mem::take).unwrap_or_default();
                teller
                    .moment(line, &entries)
                    .ok_or_else(|| format!("there is no step {}", line.step))
            }
            Line::Refused { error } => Err(refusal(*error).to_owned()),
            Line::Batch(_) => Err("the event-at-a-time engine has run a batch".to_owned()),
        })
        .collect()
}

/// The same case with every event a step of its own.
fn event_by_event(case: &Case) -> Case {
    let apart = |step: &Step| match step {
        Step::Batch(events) => events.iter().copied().map(Step::Event).collect(),
        other => vec![other.clone()],
    };
    Case {
        steps: case.steps.iter().flat_map(apart).collect(),
        ..case.clone()
    }
}

/// The entries of each step.
fn of_steps(entries: Vec<Entry>, steps: usize) -> Vec<Vec<Entry>> {
    let mut all = vec![Vec::new(); steps];
    let mut at = 0;
    for entry in entries {
        match entry {
            Entry::Step(index) => at = index,
            entry => {
                if let Some(of_step) = all.get_mut(at) {
                    of_step.push(entry);
                }
            }
        }
    }
    all
}

/// Makes moments of lines and entries, in order.
struct Teller<'a> {
    case: &'a Case,
    names: KeyNames,
    watermark: Option<i64>,
    contents: Vec<Content>,
}

impl<'a> Teller<'a> {
    fn new(case: &'a Case) -> Self {
        Self {
            case,
            names: KeyNames::default(),
            watermark: None,
            contents: Vec::new(),
        }
    }

    fn moment(&mut self, line: &StepLine, entries: &[Entry]) -> Option<Moment> {
        let step = self.case.steps.get(line.step)?;
        let before = std::mem::replace(&mut self.watermark, line.watermark_ms);
        let handled = entries.iter().find_map(|entry| match entry {
            Entry::Handled(handled) => Some(handled),
            _ => None,
        });
        let judge = handled.map(|handled| self.judge(handled));
        let verdicts = match (handled, judge) {
            (Some(handled), Some(judge)) => self.verdicts(handled, judge),
            _ => Vec::new(),
        };
        if let Some(groups) = entries.iter().rev().find_map(groups_of) {
            self.contents = self.names.contents(groups, &self.case.query);
        }
        Some(Moment {
            cause: cause(step)?,
            watermark_before: before,
            watermark_after: line.watermark_ms,
            verdicts,
            judge,
            sent_aside: !line.late.is_empty(),
            dropped: line.dropped > 0,
            rows: line.results.clone(),
            contents: self.contents.clone(),
        })
    }

    /// What judged the event: the operator's own watermark and the query's lateness; nothing is late on the clock.
    fn judge(&self, handled: &Handled) -> Lateness {
        let query = &self.case.query;
        match query.time {
            TimeOf::Event => Lateness::new(handled.watermark, query.allowed_lateness_ms.unwrap_or(0)),
            TimeOf::Processing => Lateness::NEVER,
        }
    }

    fn verdicts(&mut self, handled: &Handled, judge: Lateness) -> Vec<Verdict> {
        let query = &self.case.query;
        self.names
            .learn(handled.key, event_of(self.case, handled.seq), query.key);
        let session = matches!(query.window, WindowShape::Session { .. });
        let verdict = |window: Window| {
            // A live session that the event touches saves it, so the operator is asked and not the span.
            let refused = if session {
                handled.fate == Fate::Late
            } else {
                judge.refuses(window)
            };
            // Only sessions grow; where time ends, windows of other kinds may lie within each other.
            let holds = |group: &&GroupView| {
                let same = group.window == window || session && covers(group.window, window);
                group.key == handled.key && same
            };
            let group = handled.groups.iter().find(holds).filter(|_| !refused);
            Verdict {
                window,
                refused,
                now: group.map(|group| self.names.content(group, query)),
            }
        };
        windows_of(query.window, handled.at)
            .into_iter()
            .map(verdict)
            .collect()
    }
}

const fn cause(step: &Step) -> Option<Cause> {
    Some(match *step {
        Step::Event(event) => Cause::Event(event),
        Step::WatermarkMs(watermark) => Cause::Watermark(watermark),
        Step::ProcessingTimeMs(now) => Cause::Clock(now),
        Step::Restart(_) => Cause::Restart,
        Step::End(_) => Cause::End,
        Step::Batch(_) | Step::Tick(_) => return None,
    })
}

fn groups_of(entry: &Entry) -> Option<&Vec<GroupView>> {
    match entry {
        Entry::Handled(Handled { groups, .. }) | Entry::Advanced { groups } => Some(groups),
        _ => None,
    }
}

/// A session covers the spans of its events.
fn covers(group: Window, window: Window) -> bool {
    group.start <= window.start && window.end <= group.end
}

#[cfg(test)]
mod tests {
    use streamgauge_replay::{CaseEvent, True};

    use super::*;

    #[test]
    fn steps_that_belong_to_batches_only_make_no_moment() {
        assert_eq!(cause(&Step::Tick(True)), None);
        assert_eq!(cause(&Step::End(True)), Some(Cause::End));
        let event = CaseEvent {
            seq: 0,
            t_ms: 1,
            user_id: None,
            movie_id: None,
            half_stars: None,
            key: None,
            value: None,
            source: None,
        };
        assert_eq!(cause(&Step::Event(event)), Some(Cause::Event(event)));
    }
}
