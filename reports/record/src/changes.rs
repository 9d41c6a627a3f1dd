//! Two records, compared.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{AnswerChange, Change, ChangeVerdict, Document, MeanChange, Record, VERSION};

/// The value of [`Changes::schema`].
pub const CHANGES_SCHEMA: &str = "streamgauge.change";

/// What changed from one record, the base, to another, the new one.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Changes {
    /// Always `streamgauge.change`.
    pub schema: String,
    /// Version of the format, `major.minor`.
    pub version: String,
    /// The record that is compared with.
    pub base: ComparedRecord,
    /// The record that is compared.
    pub new: ComparedRecord,
    /// What both were fed and for how long, in a line.
    pub subject: String,
    /// Whether a virtual clock drove both: then figures are exact.
    pub simulated: bool,
    /// Confidence of each interval; absent where figures are exact.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub confidence: Option<f64>,
    /// Up to this relative change, figures are the same.
    pub limit: f64,
    /// What a reader must know before trusting the verdicts.
    pub notes: Vec<String>,
    /// Whether each arm of which the base has a valid run gave the same answers.
    pub answers: Vec<AnswerChange>,
    /// Every figure of every arm and query that both records have.
    pub changes: Vec<Change>,
    /// Each metric over all arms and queries.
    pub means: Vec<MeanChange>,
    /// What the new record lacks.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub only_in_base: Vec<ArmOnQuery>,
    /// What the base lacks.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub only_in_new: Vec<ArmOnQuery>,
}

/// One of two compared records, in short.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct ComparedRecord {
    /// How it was given: a path, or the name of a baseline.
    pub name: String,
    /// Name of the record.
    pub id: String,
    /// When it was measured, RFC 3339; absent if a virtual clock drove it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub created: Option<String>,
    /// Version of streamgauge that measured it.
    pub tool_version: String,
    /// Commit it was built from, if known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub commit: Option<String>,
    /// Runs whose figures are used.
    pub valid_runs: u32,
    /// Runs that enter no figure.
    pub void_runs: u32,
}

/// An arm on a query.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct ArmOnQuery {
    /// Label of the arm.
    pub arm: String,
    /// Name of the query.
    pub query: String,
}

impl Document for Changes {
    const SCHEMA: &'static str = CHANGES_SCHEMA;
}

impl Changes {
    /// The document with its heads and nothing compared yet.
    #[must_use]
    pub fn between(base: ComparedRecord, new: ComparedRecord, limit: f64) -> Self {
        Self {
            schema: CHANGES_SCHEMA.into(),
            version: VERSION.into(),
            base,
            new,
            subject: String::new(),
            simulated: false,
            confidence: None,
            limit,
            notes: vec![],
            answers: vec![],
            changes: vec![],
            means: vec![],
            only_in_base: vec![],
            only_in_new: vec![],
        }
    }

    /// The arms on queries that cannot be compared, because the base has a valid run of them and the new record none.
    pub fn lost(&self) -> impl Iterator<Item = &AnswerChange> {
        let lost = |answer: &&AnswerChange| answer.verdict == ChangeVerdict::NotComparable;
        self.answers.iter().filter(lost)
    }

    /// How many figures and answers have one of these verdicts.
    #[must_use]
    pub fn count(&self, verdicts: &[ChangeVerdict]) -> usize {
        let figures = self.changes.iter().map(|change| change.verdict);
        let answers = self.answers.iter().map(|answer| answer.verdict);
        figures
            .chain(answers)
            .filter(|verdict| verdicts.contains(verdict))
            .count()
    }
}

impl ComparedRecord {
    /// A record that was given as `name`.
    #[must_use]
    pub fn of(name: &str, record: &Record) -> Self {
        let valid = record.runs.iter().filter(|run| run.status.valid).count();
        let number = |count: usize| u32::try_from(count).unwrap_or(u32::MAX);
        Self {
            name: name.into(),
            id: record.id.clone(),
            created: record.created.clone(),
            tool_version: record.tool.version.clone(),
            commit: record.tool.commit.clone(),
            valid_runs: number(valid),
            void_runs: number(record.runs.len() - valid),
        }
    }
}
