//! Micro-batches as the trace tells of them.

use std::ops::Range;

use streamgauge_model::{BatchProgress, ProcessingTime, Step};

use crate::ViolationKind;
use crate::report::Report;
use crate::section::Section;

/// One finished batch. The ranges index the vectors of the trace.
#[derive(Clone, Debug)]
pub(crate) struct Batch {
    pub(crate) id: u64,
    pub(crate) no_data: bool,
    pub(crate) now: ProcessingTime,
    pub(crate) progress: BatchProgress,
    pub(crate) rows: Range<usize>,
    pub(crate) passed: Range<usize>,
    /// Its part of the events taken, from its input rows and those of the batches before.
    pub(crate) events: Range<usize>,
}

/// Reads the batches; every start must be followed by its end, and nothing leaves between batches.
pub(crate) fn batches(sections: &[Section], report: &mut Report) -> Vec<Batch> {
    let mut batches: Vec<Batch> = Vec::new();
    let mut open: Option<(u64, bool, ProcessingTime, &Section)> = None;
    for (index, section) in sections.iter().enumerate() {
        match (section.step, open.take()) {
            (
                Some(Step::BatchStart {
                    batch_id,
                    no_data,
                    now,
                }),
                None,
            ) => {
                open = Some((batch_id, no_data, now, section));
                continue;
            }
            (Some(Step::BatchEnd(progress)), Some((id, no_data, now, body))) => {
                let start = batches.last().map_or(0, |last| last.events.end);
                let rows = usize::try_from(progress.input_rows).unwrap_or(usize::MAX);
                batches.push(Batch {
                    id,
                    no_data,
                    now,
                    progress,
                    rows: body.rows.clone(),
                    passed: body.passed.clone(),
                    events: start..start.saturating_add(rows),
                });
            }
            (None, None) if index == 0 => {}
            (step, _) => report.add(ViolationKind::MalformedTrace, || {
                format!("{step:?} is no step of a micro-batch engine at this place")
            }),
        }
        if !section.is_silent() {
            report.add(ViolationKind::MalformedTrace, || {
                format!(
                    "{} rows and {} events left between batches",
                    section.rows.len(),
                    section.passed.len()
                )
            });
        }
    }
    if let Some((id, ..)) = open {
        report.add(ViolationKind::MalformedTrace, || {
            format!("batch {id} never ended")
        });
    }
    batches
}
