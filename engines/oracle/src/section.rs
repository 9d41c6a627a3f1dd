//! A trace cut at its steps.

use std::ops::Range;

use streamgauge_model::Step;

use crate::report::Report;
use crate::{Mark, TaskTrace, ViolationKind};

/// What a task did between one step and the next. The ranges index the vectors of the trace.
#[derive(Clone, Debug, Default)]
pub(crate) struct Section {
    /// The step that opens it; `None` for what comes before the first.
    pub(crate) step: Option<Step>,
    pub(crate) rows: Range<usize>,
    pub(crate) passed: Range<usize>,
    pub(crate) late: Range<usize>,
    pub(crate) received: Range<usize>,
    pub(crate) dropped: u64,
    pub(crate) filtered: u64,
}

/// Cuts a trace before each of its steps. Runs that reach beyond their vectors, or vectors longer than their runs,
/// are reported.
pub(crate) fn sections(trace: &TaskTrace, report: &mut Report) -> Vec<Section> {
    let mut sections = vec![Section::default()];
    for mark in &trace.marks {
        if let Mark::Step(step) = mark {
            let next = sections.last().map(|last| last.after(*step));
            sections.extend(next);
        } else if let Some(last) = sections.last_mut() {
            last.lengthen(*mark);
        }
    }
    let last = sections.last().cloned().unwrap_or_default();
    let runs = [last.rows.end, last.passed.end, last.late.end, last.received.end];
    let lengths = [
        trace.results.len(),
        trace.passed.len(),
        trace.late.len(),
        trace.received.len(),
    ];
    if runs != lengths {
        report.add(ViolationKind::MalformedTrace, || {
            format!("the marks tell of {runs:?} results, passed, late and received events; the trace holds {lengths:?}")
        });
        return Vec::new();
    }
    sections
}

impl Section {
    fn after(&self, step: Step) -> Self {
        Self {
            step: Some(step),
            rows: self.rows.end..self.rows.end,
            passed: self.passed.end..self.passed.end,
            late: self.late.end..self.late.end,
            received: self.received.end..self.received.end,
            dropped: 0,
            filtered: 0,
        }
    }

    fn lengthen(&mut self, mark: Mark) {
        match mark {
            Mark::Step(_) => {}
            Mark::Results(run) => self.rows.end += run as usize,
            Mark::Passed(run) => self.passed.end += run as usize,
            Mark::Late(run) => self.late.end += run as usize,
            Mark::Received(run) => self.received.end += run as usize,
            Mark::Dropped(events) => self.dropped += events,
            Mark::Filtered(events) => self.filtered += events,
        }
    }

    /// Whether anything but counts happened in it.
    pub(crate) fn is_silent(&self) -> bool {
        self.rows.is_empty() && self.passed.is_empty() && self.late.is_empty() && self.received.is_empty()
    }
}
