//! What both engines did with the same events.

use streamgauge_replay::{BatchTrigger, Case, CaseQuery, EngineKind, OutputMode};

use crate::batch_timeline::batches;
use crate::dial::Dial;
use crate::event_timeline::moments;
use crate::timeline::{Batch, Moment};
use crate::translation::translated;

/// What both engines did with the same events, or why one of them could not take part.
#[derive(Clone, Debug)]
pub struct Explanation {
    /// The case.
    pub case: Case,
    /// The query as the micro-batch engine has it.
    pub batch_query: CaseQuery,
    /// When the micro-batch engine runs a batch.
    pub trigger: BatchTrigger,
    /// Whether it runs batches without data.
    pub no_data_batches: bool,
    /// What the event-at-a-time engine did.
    pub moments: Result<Vec<Moment>, String>,
    /// What the micro-batch engine did.
    pub batches: Result<Vec<Batch>, String>,
    /// What one of the engines had to leave away, one sentence each.
    pub remarks: Vec<String>,
    /// How instants are written.
    pub dial: Dial,
}

/// Runs a case on its engine, and on the other one where its query is legal there; `mode` is the output mode of
/// micro-batches, if it is to be another one.
#[must_use]
pub fn explain(case: &Case, mode: Option<OutputMode>) -> Explanation {
    let other = translated(case);
    let remarks = other
        .as_ref()
        .map(|translation| translation.remarks.clone())
        .unwrap_or_default();
    let other = other.map(|translation| translation.case);
    let (of_events, of_batches) = match case.engine {
        EngineKind::EventAtATime => (Ok(case.clone()), other),
        EngineKind::MicroBatch => (other, Ok(case.clone())),
    };
    let of_batches = of_batches.map(|mut case| {
        case.query.output_mode = mode.or(case.query.output_mode);
        case
    });
    let batch_query = of_batches
        .as_ref()
        .map_or_else(|_| case.query.clone(), |case| case.query.clone());
    Explanation {
        case: case.clone(),
        batch_query,
        trigger: case.trigger.unwrap_or(BatchTrigger::Default {}),
        no_data_batches: case.no_data_batches.unwrap_or(true),
        moments: of_events.and_then(|case| moments(&case)),
        batches: of_batches.and_then(|case| batches(&case)),
        remarks,
        dial: Dial::new(case.events().map(|event| event.t_ms)),
    }
}
