//! A conformance case: a query, the steps that drive it, and what must come out.

mod event;
mod expected;
mod positions;
mod query;
mod shape;
mod step;
mod validation;

use std::fs::File;
use std::io::{self, Read};
use std::path::Path;

use serde::Deserialize;

use crate::{CaseError, Refusal};

pub use event::CaseEvent;
pub use expected::ExpectedLine;
pub use positions::Position;
pub(crate) use positions::{Found, Positions};
pub use query::{
    Aggregate, Cadence, CaseQuery, Deduplicate, KeyBy, OutputMode, Policy, TimeOf, WatermarkSpec,
    WindowShape, WindowTrigger,
};
pub use step::{BatchTrigger, Step, True};

/// The `schema` of a case file.
const SCHEMA: &str = "streamgauge.case";
/// The `version` of the format that is read here.
const VERSION: &str = "1";
/// A case is written by people, or cut from a recording: a file that is longer is something else.
const MAX_BYTES: u64 = 256 << 20;

/// One case, read and validated.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, expecting = "a case, which is an object")]
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
#[serde(expecting = "a case, which is an object")]
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
        let bytes = read_at_most(file, MAX_BYTES)
            .map_err(|cause| CaseError::whole(file, format!("cannot be read: {cause}")))?;
        if bytes.len() as u64 > MAX_BYTES {
            let message = format!("is longer than {} MiB; expected a case", MAX_BYTES >> 20);
            return Err(CaseError::whole(file, message));
        }
        match std::str::from_utf8(&bytes) {
            Ok(text) => Self::parse(file, text),
            Err(error) => {
                let text = std::str::from_utf8(&bytes[..error.valid_up_to()]).unwrap_or_default();
                Err(CaseError::at_byte(
                    file,
                    text,
                    "found a byte that is not UTF-8 text; expected a case",
                ))
            }
        }
    }

    /// Reads and validates the text of a case; `file` is named in errors.
    ///
    /// # Errors
    /// Names the file, the place in it, what was found and what is expected.
    pub fn parse(file: &Path, text: &str) -> Result<Self, CaseError> {
        let json = |error: serde_json::Error| CaseError::json(file, text, &error);
        let header: Header = serde_json::from_str(text).map_err(json)?;
        check_word(file, text, "schema", header.schema.as_deref(), SCHEMA)?;
        check_word(file, text, "version", header.version.as_deref(), VERSION)?;
        let case: Self = serde_json::from_str(text).map_err(json)?;
        validation::validate(&case).map_err(|fault| CaseError::at(file, text, fault.place, fault.message))?;
        Ok(case)
    }

    /// What in the case has a meaning and is likely a mistake. `file` is read again for the places, if there is any.
    #[must_use]
    pub fn remarks(&self, file: &Path) -> Vec<CaseError> {
        let remarks = validation::remarks(self);
        if remarks.is_empty() {
            return Vec::new();
        }
        let text = std::fs::read_to_string(file).unwrap_or_default();
        remarks
            .into_iter()
            .map(|remark| CaseError::at(file, &text, remark.place, remark.message))
            .collect()
    }

    /// All events, in order of arrival.
    pub fn events(&self) -> impl Iterator<Item = &CaseEvent> {
        self.steps.iter().flat_map(Step::events)
    }
}

/// One byte more than `limit` tells that there are more.
fn read_at_most(file: &Path, limit: u64) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    File::open(file)?.take(limit + 1).read_to_end(&mut bytes)?;
    Ok(bytes)
}

fn check_word(
    file: &Path,
    text: &str,
    field: &str,
    found: Option<&str>,
    expected: &str,
) -> Result<(), CaseError> {
    if found == Some(expected) {
        return Ok(());
    }
    let found = found.map_or("nothing".to_owned(), |word| format!("\"{word}\""));
    let message = format!("found {found}, expected \"{expected}\"");
    Err(CaseError::at(file, text, field, message))
}
