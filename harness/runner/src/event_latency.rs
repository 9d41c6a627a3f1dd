//! Latencies of events.

use streamgauge_model::WindowSpec;

use crate::attribution::Attribution;
use crate::latency::Latencies;
use crate::{Headline, Subject};

impl Latencies {
    /// Every event that was due in the phase.
    pub(crate) fn add_events(&mut self, subject: &Subject<'_>, attribution: &Attribution) {
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
            self.add_event_time(subject, seq, event);
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

    /// Karimov's event-time latency: what a delayed event had waited before it was due is in it. An event ahead of its
    /// schedule may have a value below zero.
    fn add_event_time(&mut self, subject: &Subject<'_>, seq: usize, event: EventInstants) {
        let happened = subject.happened_ns(seq);
        match (event.first, happened) {
            (Some(x), Some(happened)) => self.at("event_time").record(x.saturating_sub(happened), 1),
            _ if awaits_result(subject, seq, event) => self.at("event_time").censor(1),
            _ => {}
        }
    }

    /// Late events that a window took: those that came after `T`, and those that only an update holds. One sample for
    /// each, however many windows it was late for.
    pub(crate) fn add_updates(&mut self, subject: &Subject<'_>, attribution: &Attribution) {
        for (seq, x) in attribution.late_first_ns.iter().enumerate() {
            let due = subject.due_ns(seq).filter(|due| subject.phase.contains(*due));
            if let (Some(x), Some(due)) = (x, due) {
                self.at("update").record(x - due, 1);
            }
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
