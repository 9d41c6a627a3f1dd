//! Latencies from raw instants.

use std::collections::BTreeMap;

use streamgauge_model::{ResultRow, WindowSpec};
use streamgauge_record::Distribution;

use crate::attribution::Attribution;
use crate::samples::Samples;
use crate::{Headline, Subject};

/// The latencies of the measured phase by name, and what must not happen.
///
/// With `s` the due instant of an event, `o` its hand-over, `g` the instant it was taken, `x` the instant a result
/// left, `T` the trigger of a window and `phi(b)` the wall instant of its end:
///
/// | name | samples | value |
/// |---|---|---|
/// | `slip` | events due in the phase | `o - s` |
/// | `queue` | same | `g - o` |
/// | `process`, `total` | same, where events are the headline | `x - g`, `x - s`; `x`: first result with the event |
/// | `event_total` | same, of queries with windows | `x - s` |
/// | `from_trigger` | first results of windows with `T` in the phase | `x - T` |
/// | `policy`, `from_end` | same | `T - phi(b)`, `x - phi(b)` |
/// | `from_last` | same | `x - s` of the last event in the result |
/// | `first_result` | same, weighted by the events of which it is the first result | `x - T` |
/// | `update` | results that a late event due in the phase caused | `x - s` of that event |
#[derive(Clone, Debug)]
pub(crate) struct Latencies {
    samples: BTreeMap<&'static str, Samples>,
    run_ns: u64,
    /// Samples for which the parts do not add up to the whole.
    pub(crate) broken_identities: u64,
}

impl Latencies {
    /// Computes all of them.
    pub(crate) fn of(subject: &Subject<'_>, attribution: &Attribution) -> Self {
        let mut latencies = Self {
            samples: BTreeMap::new(),
            run_ns: u64::try_from(subject.observed.end_ns).unwrap_or(0),
            broken_identities: 0,
        };
        latencies.add_events(subject, attribution);
        if subject.headline() == Headline::Window {
            latencies.add_windows(subject, attribution);
        }
        latencies
    }

    /// As they go into the record, and without the empty ones.
    pub(crate) fn distributions(&self) -> BTreeMap<String, Distribution> {
        self.samples
            .iter()
            .filter(|(_, samples)| !samples.is_empty())
            .map(|(name, samples)| ((*name).to_owned(), samples.distribution()))
            .collect()
    }

    /// The names of latencies with values beyond the range of their histogram, and how many.
    pub(crate) fn overflows(&self) -> impl Iterator<Item = (&'static str, u64)> {
        self.samples
            .iter()
            .map(|(name, samples)| (*name, samples.overflowed()))
            .filter(|(_, n)| *n > 0)
    }

    /// The names of latencies with values below zero, and how many.
    pub(crate) fn negatives(&self) -> impl Iterator<Item = (&'static str, u64)> {
        self.samples
            .iter()
            .map(|(name, samples)| (*name, samples.negative()))
            .filter(|(_, n)| *n > 0)
    }

    /// The median of a latency, nanoseconds.
    pub(crate) fn median_ns(&self, name: &str) -> Option<u64> {
        self.samples.get(name).and_then(Samples::median)
    }

    /// Whether anything was recorded for the headline.
    pub(crate) fn has_headline(&self) -> bool {
        ["total", "from_trigger"]
            .iter()
            .any(|name| self.median_ns(name).is_some())
    }

    fn at(&mut self, name: &'static str) -> &mut Samples {
        let run_ns = self.run_ns;
        self.samples.entry(name).or_insert_with(|| Samples::new(run_ns))
    }

    fn add_events(&mut self, subject: &Subject<'_>, attribution: &Attribution) {
        let observed = subject.observed;
        for seq in 0..observed.arrivals.len() {
            let Some(due) = subject.due_ns(seq).filter(|due| subject.phase.contains(*due)) else {
                continue;
            };
            let event = EventInstants {
                due,
                handed: observed.handed_ns.get(seq).copied(),
                taken: observed.taken_ns.get(seq).copied(),
                first: attribution.first_ns[seq],
            };
            self.add_waiting(event);
            if subject.headline() == Headline::Event {
                self.add_total(subject, seq, event);
            }
            if subject.query.window != WindowSpec::Running
                && let Some(x) = event.first
            {
                self.at("event_total").record(x - due, 1);
            }
        }
    }

    fn add_waiting(&mut self, event: EventInstants) {
        match event.handed {
            Some(handed) => self.at("slip").record(handed - event.due, 1),
            None => self.at("slip").censor(1),
        }
        match (event.handed, event.taken) {
            (Some(handed), Some(taken)) => self.at("queue").record(taken - handed, 1),
            _ => self.at("queue").censor(1),
        }
    }

    fn add_total(&mut self, subject: &Subject<'_>, seq: usize, event: EventInstants) {
        if let (Some(handed), Some(taken), Some(x)) = (event.handed, event.taken, event.first) {
            let (total, process) = (x - event.due, x - taken);
            self.broken_identities += u64::from(total != (handed - event.due) + (taken - handed) + process);
            self.at("process").record(process, 1);
            self.at("total").record(total, 1);
        } else if awaits_result(subject, seq, event) {
            self.at("process").censor(1);
            self.at("total").censor(1);
        }
    }

    fn add_windows(&mut self, subject: &Subject<'_>, attribution: &Attribution) {
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
                match first_firing(subject, row, attribution.oldest_seq[task][at]) {
                    Some(trigger) => {
                        self.add_window(subject, row, x, trigger, newest, contribution.first_for);
                    }
                    None => self.add_update(subject, x, newest),
                }
            }
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
        if !subject.phase.contains(trigger) {
            return;
        }
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

    fn add_update(&mut self, subject: &Subject<'_>, x: i64, cause: Option<i64>) {
        if let Some(due) = cause.filter(|due| subject.phase.contains(*due)) {
            self.at("update").record(x - due, 1);
        }
    }

    /// Counts windows that were due and did not leave.
    pub(crate) fn censor_windows(&mut self, count: u64) {
        if count > 0 {
            self.at("from_trigger").censor(count);
        }
    }
}

/// The instants of one event, nanoseconds after the start of the schedule.
#[derive(Clone, Copy)]
struct EventInstants {
    due: i64,
    handed: Option<i64>,
    taken: Option<i64>,
    first: Option<i64>,
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

/// Whether an event without a result should have had one. Where rows are held back by a condition, or events may be
/// refused as late, only events that were not even taken are known to be missing.
fn awaits_result(subject: &Subject<'_>, seq: usize, event: EventInstants) -> bool {
    let query = subject.query;
    let kept = query
        .filter
        .is_none_or(|filter| filter.keeps(&subject.observed.arrivals[seq].event));
    let certain = query.alert.is_none() && query.top.is_none() && query.watermark.is_none();
    (kept || subject.rules.is_none()) && (event.taken.is_none() || certain)
}
