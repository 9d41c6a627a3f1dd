//! What a keyed exchange must keep.

use streamgauge_model::{Event, Step, Watermark};

use crate::group::group_of;
use crate::key_group::KeyGroupRanges;
use crate::report::Report;
use crate::section::Section;
use crate::{Evidence, TaskTrace, ViolationKind};

/// The source task emits nothing and receives nothing from an exchange.
pub(crate) fn check_source(trace: &TaskTrace, report: &mut Report) {
    let strange = trace.results.len() + trace.passed.len() + trace.late.len() + trace.received.len();
    if strange > 0 {
        report.add(ViolationKind::MalformedTrace, || {
            format!("the source task of an exchange recorded {strange} rows and events of a window task")
        });
    }
}

/// Checks an exchange with one source task: each channel is first in, first out, for records and watermarks alike;
/// every event that the filter lets through arrives once, and at the task that owns the key group of its key.
#[derive(Debug)]
pub(crate) struct Exchange<'a> {
    evidence: &'a Evidence<'a>,
    /// The watermarks of the source task, each with the number of events before it.
    sent: Vec<(u64, Watermark)>,
    arrived: Vec<bool>,
    owners: KeyGroupRanges,
}

impl<'a> Exchange<'a> {
    pub(crate) fn new(evidence: &'a Evidence<'a>, source: &[Section]) -> Self {
        let sent = source.iter().filter_map(|section| match section.step? {
            Step::Watermark {
                watermark,
                after_events,
                ..
            } => Some((after_events, watermark)),
            _ => None,
        });
        Self {
            evidence,
            sent: sent.collect(),
            arrived: vec![false; evidence.events.len()],
            owners: KeyGroupRanges::of(evidence.tasks.len().saturating_sub(1)),
        }
    }

    /// Checks what a window task received; returns the events.
    pub(crate) fn receive(
        &mut self,
        task: usize,
        trace: &TaskTrace,
        sections: &[Section],
        report: &mut Report,
    ) -> Vec<&'a Event> {
        let mut watermark = Watermark::NONE;
        let mut feed = Vec::with_capacity(trace.received.len());
        let mut newest = None;
        for section in sections {
            if let Some(step) = section.step {
                self.step(task, step, section.received.start, &mut watermark, report);
            }
            for seq in &trace.received[section.received.clone()] {
                if let Some(event) = self.event(task, *seq, report) {
                    feed.push(event);
                    self.check_order(task, event, newest, watermark, report);
                    newest = newest.max(Some(event.seq));
                }
            }
        }
        feed
    }

    /// Watermarks come from the source task; none is made up on the way.
    fn step(&self, task: usize, step: Step, received: usize, watermark: &mut Watermark, report: &mut Report) {
        let after = match step {
            Step::Watermark {
                watermark: value,
                after_events,
                ..
            } => {
                *watermark = value;
                let from = self.sent.partition_point(|(_, sent)| *sent < value);
                if self.sent.get(from).is_none_or(|(_, sent)| *sent != value) {
                    report.add(ViolationKind::Exchange, || {
                        format!("task {task}: the source never sent watermark {}", value.millis())
                    });
                }
                after_events
            }
            Step::Clock { after_events, .. } => after_events,
            Step::BatchStart { .. } | Step::BatchEnd(_) => return,
        };
        if after != received as u64 {
            report.add(ViolationKind::MalformedTrace, || {
                format!("task {task}: a step claims {after} events before it, {received} were received")
            });
        }
    }

    fn event(&mut self, task: usize, seq: u64, report: &mut Report) -> Option<&'a Event> {
        let at = usize::try_from(seq).ok();
        let event = at.and_then(|at| self.evidence.events.get(at));
        let filter = self.evidence.query.filter;
        let (Some(at), Some(event)) = (at, event) else {
            report.add(ViolationKind::Exchange, || {
                format!("task {task}: there is no event {seq}")
            });
            return None;
        };
        if filter.is_some_and(|filter| !filter.keeps(event)) {
            report.add(ViolationKind::Exchange, || {
                format!("task {task}: received event {seq}, which the filter removes")
            });
        }
        if std::mem::replace(&mut self.arrived[at], true) {
            report.add(ViolationKind::Exchange, || {
                format!("task {task}: event {seq} arrived again")
            });
        }
        let key = group_of(self.evidence.query, event);
        // Window tasks are numbered from 1. Without aggregates there is no key.
        let home = self.owners.task(key) + 1;
        if home != task && !self.evidence.query.aggregates.is_empty() {
            let group = self.owners.group(key);
            report.add(ViolationKind::Exchange, || {
                format!("event {seq} arrived at task {task}, its key group {group} belongs to task {home}")
            });
        }
        Some(event)
    }

    /// When an event arrives, the task has heard exactly the watermarks sent before that event.
    fn check_order(
        &self,
        task: usize,
        event: &Event,
        newest: Option<u64>,
        watermark: Watermark,
        report: &mut Report,
    ) {
        let seq = event.seq;
        if newest.is_some_and(|newest| newest >= seq) {
            report.add(ViolationKind::Exchange, || {
                format!("task {task}: event {seq} arrived after a newer one")
            });
        }
        let before = self.sent.partition_point(|(after, _)| *after <= seq);
        let sent = before
            .checked_sub(1)
            .map_or(Watermark::NONE, |at| self.sent[at].1);
        if watermark != sent {
            let kind = if watermark > sent {
                ViolationKind::WatermarkAhead
            } else {
                ViolationKind::WatermarkBehind
            };
            report.add(kind, || {
                let (sent, found) = (sent.millis(), watermark.millis());
                format!("task {task}: event {seq} was sent after {sent} and received after {found}")
            });
        }
    }

    /// Every event that the filter lets through must have arrived.
    pub(crate) fn finish(self, report: &mut Report) {
        let filter = self.evidence.query.filter;
        let lost = self
            .evidence
            .events
            .iter()
            .zip(&self.arrived)
            .filter(|(event, arrived)| !**arrived && filter.is_none_or(|filter| filter.keeps(event)));
        for (event, _) in lost {
            report.add(ViolationKind::Exchange, || {
                format!("event {} never arrived", event.seq)
            });
        }
    }
}
