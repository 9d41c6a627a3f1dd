//! A conformance case: a query, the steps that drive it, and what must come out.

mod event;
mod expected;
mod faults;
mod file;
mod format;
mod input;
mod kind;
mod positions;
mod query;
mod remarks;
mod scanner;
mod shape;
mod step;
mod structure;
mod validation;

use std::path::Path;

use serde::Deserialize;
use serde::de::IgnoredAny;

use crate::{CaseError, NotACase, Refusal};
use faults::Fault;

pub use event::CaseEvent;
pub use expected::ExpectedLine;
pub use positions::Position;
pub(crate) use positions::{Found, Positions};
pub use query::{
    Aggregate, Cadence, CaseQuery, Deduplicate, KeyBy, OutputMode, Policy, TimeOf, WatermarkSpec,
    WindowShape, WindowTrigger,
};
pub(crate) use scanner::token_end;
pub use step::{BatchTrigger, Step, True};

/// The `schema` of a case file.
const SCHEMA: &str = "streamgauge.case";
/// The `version` of the format that is read here.
const VERSION: &str = "1";

/// One case, read and validated.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Case {
    /// Always `streamgauge.case`.
    pub schema: String,
    /// The version of the format.
    pub version: String,
    /// Its unique name.
    pub name: String,
    /// Where its numbers come from.
    pub origin: String,
    /// The engine that it is for.
    pub engine: EngineKind,
    /// Tags for selecting and counting cases.
    pub features: Vec<String>,
    /// For people.
    pub note: Option<String>,
    /// What is computed.
    pub query: CaseQuery,
    /// When batches run (micro-batch only).
    pub trigger: Option<BatchTrigger>,
    /// Whether batches without data may run (micro-batch only).
    pub no_data_batches: Option<bool>,
    /// The input, in order.
    pub steps: Vec<Step>,
    /// The lines that must come out.
    pub expected: Option<Vec<ExpectedLine>>,
    /// Or the refusal.
    pub expected_error: Option<Refusal>,
}

/// The execution model that a case is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum EngineKind {
    /// Batches formed by a trigger.
    MicroBatch,
    /// One event at a time.
    EventAtATime,
}

impl EngineKind {
    /// The name in case files.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::MicroBatch => "micro-batch",
            Self::EventAtATime => "event-at-a-time",
        }
    }
}

impl Case {
    /// Reads and validates a case file.
    ///
    /// # Errors
    /// Names the file and all its faults: the place, what was found and what is expected.
    pub fn read(file: &Path) -> Result<Self, NotACase> {
        Self::parse(file, &file::text(file)?)
    }

    /// Reads and validates the text of a case; `file` is named in errors.
    ///
    /// Faults of the structure are all told, and where there are none, all contradictions.
    ///
    /// # Errors
    /// Names the file and all its faults: the place, what was found and what is expected.
    pub fn parse(file: &Path, text: &str) -> Result<Self, NotACase> {
        let no_json = |error: serde_json::Error| CaseError::no_json(file, text, &error);
        serde_json::from_str::<IgnoredAny>(text).map_err(no_json)?;
        let positions = Positions::of(text);
        structure::check(&positions).none_in(file, &positions)?;
        let case: Self = serde_json::from_str(text).map_err(no_json)?;
        validation::validate(&case).none_in(file, &positions)?;
        Ok(case)
    }

    /// What in the case has a meaning and is likely a mistake. `file` is read again for the places, if there is any.
    #[must_use]
    pub fn remarks(&self, file: &Path) -> Vec<CaseError> {
        let remarks = remarks::of(self, file);
        if remarks.is_empty() {
            return Vec::new();
        }
        let text = file::text(file).unwrap_or_default();
        let positions = Positions::of(&text);
        remarks
            .into_iter()
            .map(|remark| remark.told(file, &positions))
            .collect()
    }

    /// Something that is wrong with the field at `place` of a file that was read.
    pub(crate) fn fault_in(file: &Path, place: &str, message: String) -> CaseError {
        let text = file::text(file).unwrap_or_default();
        Fault::new(place, message).told(file, &Positions::of(&text))
    }

    /// All events, in order of arrival.
    pub fn events(&self) -> impl Iterator<Item = &CaseEvent> {
        self.steps.iter().flat_map(Step::events)
    }
}
