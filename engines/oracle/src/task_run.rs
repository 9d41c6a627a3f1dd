//! What one event-at-a-time task should have done.

use streamgauge_model::{Event, EventAtATimeRules, Query, Step, TimeDomain, Watermark, WindowSpec};

use crate::account::Reception;
use crate::answer::Answer;
use crate::comparison::Comparison;
use crate::event_state::{EventSessions, EventWindows, Now};
use crate::report::Report;
use crate::section::Section;
use crate::tally::Asked;
use crate::{Contribution, TaskTrace, ViolationKind};

/// The recomputation of one task.
pub(crate) struct TaskRun<'a> {
    task: usize,
    trace: &'a TaskTrace,
    rules: &'a EventAtATimeRules,
    /// The events it processes, in order, those that it filters included.
    feed: &'a [&'a Event],
    next: usize,
    now: Now,
    windows: EventWindows,
    sessions: EventSessions,
    passed: Vec<u64>,
    late: Vec<u64>,
    comparison: Comparison,
}

impl<'a> TaskRun<'a> {
    pub(crate) fn new(
        task: usize,
        trace: &'a TaskTrace,
        rules: &'a EventAtATimeRules,
        feed: &'a [&'a Event],
        query: &Query,
    ) -> Self {
        let processing = query.time == TimeDomain::Processing;
        Self {
            task,
            trace,
            rules,
            feed,
            next: 0,
            now: Now {
                reached: Watermark::NONE.millis(),
                lateness: if processing { 0 } else { query.allowed_lateness_ms },
                processing,
            },
            windows: EventWindows::default(),
            sessions: EventSessions::default(),
            passed: Vec::new(),
            late: Vec::new(),
            comparison: Comparison::new(task, &trace.results, Asked::by(query), !processing),
        }
    }

    /// Goes through the steps: each is followed by its firings, then by the events up to the next step.
    pub(crate) fn play(
        mut self,
        sections: &[Section],
        answer: &mut Answer<'_>,
        report: &mut Report,
    ) -> Vec<Contribution> {
        for (index, section) in sections.iter().enumerate() {
            self.step(section, answer, report);
            let until = sections.get(index + 1).and_then(|next| after_events(next.step));
            self.process(until.unwrap_or(self.feed.len()), answer, report);
            self.comparison
                .step(index, section.rows.clone(), &mut answer.rows, report);
        }
        self.check_lists(sections, report);
        self.comparison.finish(report)
    }

    fn step(&mut self, section: &Section, answer: &mut Answer<'_>, report: &mut Report) {
        let reached = match section.step {
            Some(Step::Watermark { watermark, .. }) if !self.now.processing => watermark.millis(),
            Some(Step::Clock { millis, .. }) if self.now.processing => millis.saturating_sub(1),
            Some(Step::Watermark { .. }) | None => return,
            Some(step) => {
                let task = self.task;
                return report.add(ViolationKind::MalformedTrace, || {
                    format!("task {task}: {step:?} is no step of this engine and query")
                });
            }
        };
        if reached < self.now.reached {
            report.add(ViolationKind::WentBack, || {
                format!(
                    "task {}: time goes from {} back to {reached}",
                    self.task, self.now.reached
                )
            });
        }
        let before = self.now;
        self.now.reached = reached.max(before.reached);
        if matches!(answer.query.window, WindowSpec::Session { .. }) {
            self.sessions.advance(before, self.now, answer);
        } else {
            self.windows.advance(before, self.now, answer);
        }
    }

    fn process(&mut self, until: usize, answer: &mut Answer<'_>, report: &mut Report) {
        if until < self.next || until > self.feed.len() {
            report.add(ViolationKind::MalformedTrace, || {
                let (task, done, all) = (self.task, self.next, self.feed.len());
                format!("task {task}: a step after {until} events, {done} of {all} processed")
            });
        }
        while let Some(event) = self.feed.get(self.next).filter(|_| self.next < until) {
            self.next += 1;
            if answer.query.filter.is_none_or(|filter| filter.keeps(event)) {
                self.event(event, answer);
            }
        }
    }

    fn event(&mut self, event: &Event, answer: &mut Answer<'_>) {
        if answer.query.aggregates.is_empty() {
            answer.account.fates.passed += 1;
            return self.passed.push(event.seq);
        }
        let t = if self.now.processing {
            self.now.reached.saturating_add(1)
        } else {
            event.time.millis()
        };
        let reception = if matches!(answer.query.window, WindowSpec::Session { .. }) {
            self.sessions.event(event, t, self.now, answer)
        } else {
            self.windows.event(event, t, self.now, answer)
        };
        self.settle(event, t, reception, answer);
    }

    /// Flink: an event that no window took is late if its time, allowed lateness added, is at or before the
    /// watermark. If no window contains it, it may be lost without having been late.
    fn settle(&mut self, event: &Event, t: i64, reception: Reception, answer: &mut Answer<'_>) {
        let refused = answer.account.settle(event, reception);
        let nowhere = reception.taken + reception.refused == 0;
        let late = !self.now.processing && t.saturating_add(self.now.lateness) <= self.now.reached;
        let fates = &mut answer.account.fates;
        if nowhere && !late {
            fates.unassigned += 1;
        } else if refused || nowhere {
            let fate = if self.rules.late_output {
                &mut fates.side_output
            } else {
                &mut fates.dropped
            };
            *fate += 1;
            self.late.push(event.seq);
        }
    }

    /// Passed events, the side output and the count of dropped events of the whole task.
    fn check_lists(&self, sections: &[Section], report: &mut Report) {
        let task = self.task;
        let differ = |name, expected: &[u64], found: &[u64]| {
            let at = expected.iter().zip(found).take_while(|(e, f)| e == f).count();
            let (e, f) = (expected.get(at), found.get(at));
            format!("task {task}: {name} number {at}: expected event {e:?}, found event {f:?}")
        };
        if self.passed != self.trace.passed {
            let found = &self.trace.passed;
            report.add(ViolationKind::WrongPass, || differ("passed", &self.passed, found));
        }
        let (side, count) = if self.rules.late_output {
            (self.late.as_slice(), 0)
        } else {
            (&[][..], self.late.len() as u64)
        };
        if side != self.trace.late {
            report.add(ViolationKind::WrongLate, || {
                differ("late", side, &self.trace.late)
            });
        }
        let found: u64 = sections.iter().map(|section| section.dropped).sum();
        if found != count {
            report.add(ViolationKind::WrongDropCount, || {
                format!("task {task}: expected {count} dropped events, found {found}")
            });
        }
    }
}

fn after_events(step: Option<Step>) -> Option<usize> {
    match step? {
        Step::Watermark { after_events, .. } | Step::Clock { after_events, .. } => {
            Some(usize::try_from(after_events).unwrap_or(usize::MAX))
        }
        Step::BatchStart { .. } | Step::BatchEnd(_) => None,
    }
}
