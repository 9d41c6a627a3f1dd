//! A record that others are compared with, kept under a name.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{Document, Record, VERSION};

/// The value of [`SavedBaseline::schema`].
pub const BASELINE_SCHEMA: &str = "streamgauge.baseline";

/// A record kept under a name, and those that it took the place of.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct SavedBaseline {
    /// Always `streamgauge.baseline`.
    pub schema: String,
    /// Version of the format, `major.minor`.
    pub version: String,
    /// Its name.
    pub name: String,
    /// What others are compared with now.
    pub current: BaselineEntry,
    /// What they were compared with before, the latest first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub history: Vec<BaselineEntry>,
}

/// A record, and since when and why it is compared with.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct BaselineEntry {
    /// Commit of the build that measured the record, if known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub commit: Option<String>,
    /// When it was saved, RFC 3339, UTC.
    pub saved_at: String,
    /// Why; a baseline that took the place of another one always has a reason.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// The record, without what no comparison needs: the series over time and the batches of its runs.
    pub record: Record,
}

impl Document for SavedBaseline {
    const SCHEMA: &'static str = BASELINE_SCHEMA;
}

impl BaselineEntry {
    /// A record, saved at an instant for a reason. What a run did over time and its batches are most of its bytes and enter
    /// no comparison, so they are not kept.
    #[must_use]
    pub fn new(mut record: Record, saved_at: String, reason: Option<String>) -> Self {
        for run in &mut record.runs {
            run.series = None;
            run.batches.clear();
        }
        Self {
            commit: record.tool.commit.clone(),
            saved_at,
            reason,
            record,
        }
    }
}

impl SavedBaseline {
    /// A baseline without a history.
    #[must_use]
    pub fn new(name: &str, current: BaselineEntry) -> Self {
        Self {
            schema: BASELINE_SCHEMA.into(),
            version: VERSION.into(),
            name: name.into(),
            current,
            history: vec![],
        }
    }

    /// The baseline with another record in its place; the one before becomes the first of the history.
    #[must_use]
    pub fn accept(mut self, next: BaselineEntry) -> Self {
        let before = std::mem::replace(&mut self.current, next);
        self.history.insert(0, before);
        self
    }
}
