//! Output lines.

use serde::Serialize;

use crate::{BatchLine, Refusal, StepLine};

/// One line of output; written as one JSON object.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(untagged)]
pub enum Line {
    /// A micro-batch has run.
    Batch(BatchLine),
    /// A step has been taken, event at a time.
    Step(StepLine),
    /// The query is refused; no step is taken.
    Refused {
        /// Why.
        error: Refusal,
    },
}
