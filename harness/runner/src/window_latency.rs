//! Latencies of windows.

use std::collections::BTreeMap;

use streamgauge_model::{ResultRow, Window};

use crate::Subject;
use crate::attribution::Attribution;
use crate::latency::Latencies;

impl Latencies {
    /// First results of windows that could be known to be complete in the phase, and what was due and did not leave.
    pub(crate) fn add_windows(&mut self, subject: &Subject<'_>, attribution: &Attribution) {
        let mut spans = Spans::default();
        for (task, seen) in subject.observed.tasks.iter().enumerate() {
            for (at, (row, &x)) in seen.trace.results.iter().zip(&seen.result_ns).enumerate() {
                let Some(contribution) = subject
                    .verdict
                    .judgement
                    .contributions
                    .get(task)
                    .and_then(|c| c.get(at))
                else {
                    continue;
                };
                let newest = usize::try_from(contribution.newest_seq)
                    .ok()
                    .and_then(|seq| subject.due_ns(seq));
                let trigger = first_firing(subject, row, attribution.oldest_seq[task][at]);
                if let Some(trigger) = trigger.filter(|trigger| subject.phase.contains(*trigger)) {
                    spans.note(row.window, trigger, x);
                    self.add_window(subject, row, x, trigger, newest, contribution.first_for);
                }
            }
        }
        self.censor_groups(subject, &mut spans);
        if subject.shares_windows() {
            self.add_spans(&spans);
        }
    }

    fn add_window(
        &mut self,
        subject: &Subject<'_>,
        row: &ResultRow,
        x: i64,
        trigger: i64,
        newest: Option<i64>,
        weight: u64,
    ) {
        let from_trigger = x - trigger;
        self.at("from_trigger").record(from_trigger, 1);
        if weight > 0 {
            self.at("first_result").record(from_trigger, weight);
        }
        if let Some(newest) = newest {
            self.at("from_last").record(x - newest, 1);
        }
        // An end beyond the range of the clock has no difference to anything: not an identity that holds.
        let parts = subject
            .end_ns(row.window)
            .and_then(|end| Some((x.checked_sub(end)?, trigger.checked_sub(end)?)));
        match parts {
            Some((from_end, policy)) if from_end == policy + from_trigger => {
                self.at("from_end").record(from_end, 1);
                self.at("policy").record(policy, 1);
            }
            _ => self.broken_identities += 1,
        }
    }

    /// Counts groups that were due and did not leave, of a run that did not drain: at most so many, because some of
    /// them hold only events that would have been refused. A run that drained has emitted all that was due. When they
    /// would have left is unknown, but not how long they had to wait by policy.
    fn censor_groups(&mut self, subject: &Subject<'_>, spans: &mut Spans) {
        let held_back = subject.query.alert.is_some() || subject.query.top.is_some();
        let coverage = subject.verdict.assessment.coverage.as_ref();
        let Some(coverage) = coverage.filter(|_| !subject.observed.drained && !held_back) else {
            return;
        };
        for group in coverage.due().filter(|group| group.pieces == 0) {
            let trigger = subject.trigger_ns(group.window);
            let Some(trigger) = trigger.filter(|trigger| subject.phase.contains(*trigger)) else {
                continue;
            };
            for name in ["from_trigger", "from_end", "from_last"] {
                self.at(name).censor(1);
            }
            self.at("first_result").censor(group.truth.count);
            let end = subject.end_ns(group.window);
            if let Some(policy) = end.and_then(|end| trigger.checked_sub(end)) {
                self.at("policy").record(policy, 1);
            }
            spans.miss(group.window, trigger);
        }
    }

    /// How long after its trigger a window began to leave, when it had left for all keys, and the time between.
    fn add_spans(&mut self, spans: &Spans) {
        for span in spans.windows.values() {
            match span.first {
                Some(first) => self.at("first_of_window").record(first - span.trigger, 1),
                None => self.at("first_of_window").censor(1),
            }
            match (span.first, span.last, span.is_whole) {
                (Some(first), Some(last), true) => {
                    self.at("last_of_window").record(last - span.trigger, 1);
                    self.at("window_drain").record(last - first, 1);
                }
                _ => {
                    self.at("last_of_window").censor(1);
                    self.at("window_drain").censor(1);
                }
            }
        }
    }
}

/// When the first results of each window left, over all of its keys.
#[derive(Default)]
struct Spans {
    windows: BTreeMap<Window, Span>,
}

/// The first and the last of them.
struct Span {
    trigger: i64,
    first: Option<i64>,
    last: Option<i64>,
    is_whole: bool,
}

impl Spans {
    fn at(&mut self, window: Window, trigger: i64) -> &mut Span {
        self.windows.entry(window).or_insert(Span {
            trigger,
            first: None,
            last: None,
            is_whole: true,
        })
    }

    fn note(&mut self, window: Window, trigger: i64, x: i64) {
        let span = self.at(window, trigger);
        span.first = Some(span.first.map_or(x, |first| first.min(x)));
        span.last = span.last.max(Some(x));
    }

    /// A key of the window was due and did not leave.
    fn miss(&mut self, window: Window, trigger: i64) {
        self.at(window, trigger).is_whole = false;
    }
}

/// `T` of a row, if it is the first of its window and an on-time event stands behind it; `None` for rows that a
/// late event caused, and for windows whose completion the schedule does not reach.
pub(crate) fn first_firing(subject: &Subject<'_>, row: &ResultRow, oldest: Option<usize>) -> Option<i64> {
    if row.pane > 0 {
        return None;
    }
    let trigger = subject.trigger_ns(row.window)?;
    let late_group = oldest
        .and_then(|seq| subject.due_ns(seq))
        .is_some_and(|due| due > trigger);
    (!late_group).then_some(trigger)
}
