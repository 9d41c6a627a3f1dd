//! From a case to its lines.

use crate::stream::Stream;
use crate::{Case, Clear, EngineKind, Lens, Line, Refusal, Unsupported, event_at_a_time, micro_batch};

/// What became of a case.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// It ran, or its query was refused: these are its lines.
    Lines(Vec<Line>),
    /// It could not be run. There are no lines, not even wrong ones.
    Unsupported(Unsupported),
}

/// Runs a case on its engine, on a virtual clock.
#[must_use]
pub fn drive(case: &Case) -> Outcome {
    drive_through(case, &Clear)
}

/// As [`drive`], while `lens` watches.
#[must_use]
pub fn drive_through(case: &Case, lens: &impl Lens) -> Outcome {
    if let Some(error) = Refusal::of(case) {
        return Outcome::Lines(vec![Line::Refused { error }]);
    }
    run(case, lens).map_or_else(Outcome::Unsupported, Outcome::Lines)
}

fn run(case: &Case, lens: &impl Lens) -> Result<Vec<Line>, Unsupported> {
    let stream = Stream::new(case);
    match case.engine {
        EngineKind::MicroBatch => micro_batch::run(case, &stream, lens),
        EngineKind::EventAtATime => event_at_a_time::run(case, &stream, lens),
    }
}
