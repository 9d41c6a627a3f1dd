//! A conformance case: a query, the steps that drive it, and what must come out.

mod event;
mod expected;
mod query;
mod shape;
mod step;
mod validation;

use std::path::Path;

use serde::Deserialize;

use crate::{CaseError, Refusal};

pub use event::CaseEvent;
pub use expected::ExpectedLine;
pub use query::{
    Aggregate, Cadence, CaseQuery, Deduplicate, KeyBy, OutputMode, Policy, TimeOf, WatermarkSpec,
    WindowShape, WindowTrigger,
};
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

/// What every version of the format has.
#[derive(Deserialize)]
struct Header {
    schema: Option<String>,
    version: Option<String>,
}

impl Case {
    /// Reads and validates a case file.
    ///
    /// # Errors
    /// Names the file, the place in it, what was found and what is expected.
    pub fn read(file: &Path) -> Result<Self, CaseError> {
        let text = std::fs::read_to_string(file)
            .map_err(|cause| CaseError::at(file, "the file", format!("cannot be read: {cause}")))?;
        Self::parse(file, &text)
    }

    /// Reads and validates the text of a case; `file` is named in errors.
    ///
    /// # Errors
    /// Names the file, the place in it, what was found and what is expected.
    pub fn parse(file: &Path, text: &str) -> Result<Self, CaseError> {
        let header: Header = serde_json::from_str(text).map_err(|e| CaseError::json(file, &e))?;
        check_word(file, "schema", header.schema.as_deref(), SCHEMA)?;
        check_word(file, "version", header.version.as_deref(), VERSION)?;
        let case: Self = serde_json::from_str(text).map_err(|e| CaseError::json(file, &e))?;
        validation::validate(&case).map_err(|fault| CaseError::at(file, fault.place, fault.message))?;
        Ok(case)
    }

    /// All events, in order of arrival.
    pub fn events(&self) -> impl Iterator<Item = &CaseEvent> {
        self.steps.iter().flat_map(Step::events)
    }
}

fn check_word(file: &Path, field: &str, found: Option<&str>, expected: &str) -> Result<(), CaseError> {
    if found == Some(expected) {
        return Ok(());
    }
    let found = found.map_or("nothing".to_owned(), |word| format!("\"{word}\""));
    let message = format!("found {found}, expected \"{expected}\"");
    Err(CaseError::at(file, field, message))
}
