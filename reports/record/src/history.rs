//! What a history keeps of records.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{Clock, Document, Machine, Tool, VERSION};

/// One line of a history: a file of them, one JSON object in each line, holds the records of one class of machines.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct HistoryLine {
    /// Always `streamgauge.history`.
    pub schema: String,
    /// Version of the format, `major.minor`.
    pub version: String,
    /// What the line is about.
    #[serde(flatten)]
    pub entry: HistoryEntry,
}

impl Document for HistoryLine {
    const SCHEMA: &'static str = "streamgauge.history";
}

impl HistoryLine {
    /// A line of the version that this build writes.
    #[must_use]
    pub fn of(entry: HistoryEntry) -> Self {
        Self {
            schema: Self::SCHEMA.to_owned(),
            version: VERSION.to_owned(),
            entry,
        }
    }
}

/// What a line of a history is about.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum HistoryEntry {
    /// What is kept of a record.
    Record(Box<HistoryRecord>),
    /// What somebody says about records.
    Annotation(Annotation),
}

/// What a history keeps of a record: its figures without their histograms, and all that says which series they belong to.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct HistoryRecord {
    /// Name of the record.
    pub id: String,
    /// When measuring began, RFC 3339, UTC; absent in simulated records.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub created: Option<String>,
    /// When it was added to the history, RFC 3339, UTC.
    pub added: String,
    /// What measured.
    pub tool: Tool,
    /// Where it was measured, without what varies from minute to minute.
    pub machine: Machine,
    /// Which clock drove the runs.
    pub clock: Clock,
    /// What was fed, in a line for people.
    pub subject: String,
    /// SHA-256 over all arrivals, hexadecimal. Figures of different fingerprints share no series.
    pub fingerprint: String,
    /// Whether the whole plan was carried out.
    pub complete: bool,
    /// The figures, query by query and arm by arm, in the order of the record.
    pub arms: Vec<HistoryArm>,
}

/// The figures of one arm on one query.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct HistoryArm {
    /// Name of the query.
    pub query: String,
    /// The arm's label.
    pub arm: String,
    /// Hash over all settings of engine and query, lengths and disturbances, hexadecimal. Figures of different settings
    /// share no series.
    pub settings: String,
    /// Name of the headline latency.
    pub headline: String,
    /// Runs that are behind the figures.
    pub valid_runs: u32,
    /// Runs that are void and enter no figure.
    pub void_runs: u32,
    /// The figures, by metric.
    pub figures: BTreeMap<String, HistoryFigure>,
}

/// One figure of a record.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct HistoryFigure {
    /// Its unit: `ns`, `ns_s`, `per_s`, `share`, `bytes` or `count`.
    pub unit: String,
    /// Median over the valid runs that have it.
    pub median: f64,
    /// How many runs that are.
    pub runs: u32,
    /// Least of them.
    pub least: f64,
    /// Greatest of them.
    pub greatest: f64,
}

/// What somebody says about the records of a commit, or about one record.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Annotation {
    /// The id of a record, or the commit of its build, or how either begins.
    pub target: String,
    /// What is said.
    pub text: String,
    /// When, RFC 3339, UTC.
    pub created: String,
}

impl HistoryRecord {
    /// When it was measured; of simulated records, when it was added.
    #[must_use]
    pub fn date(&self) -> &str {
        self.created.as_deref().unwrap_or(&self.added)
    }

    /// The name of all records that may share a series as far as machine and clock decide: the class of its machine, or
    /// `simulated`.
    #[must_use]
    pub fn class(&self) -> String {
        match self.clock {
            Clock::Live => self.machine.class(),
            Clock::Simulated => "simulated".to_owned(),
        }
    }

    /// Whether both are of the same record. Simulated records have the same id under every build, so the build counts.
    #[must_use]
    pub fn is_same(&self, other: &Self) -> bool {
        self.id == other.id && self.tool == other.tool
    }

    /// Whether `target` names this record: its id or its commit, or how either begins.
    #[must_use]
    pub fn is_named(&self, target: &str) -> bool {
        let commit = self.tool.commit.as_deref().unwrap_or_default();
        !target.is_empty() && (self.id.starts_with(target) || commit.starts_with(target))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn record(id: &str, commit: &str) -> HistoryRecord {
        HistoryRecord {
            id: id.into(),
            created: None,
            added: "2026-09-02T08:00:00Z".into(),
            tool: Tool {
                commit: Some(commit.into()),
                ..Tool::default()
            },
            machine: Machine::default(),
            clock: Clock::Simulated,
            subject: "ratings".into(),
            fingerprint: "00".into(),
            complete: true,
            arms: vec![],
        }
    }

    #[test]
    fn a_record_is_named_by_its_id_and_its_commit() {
        let record = record("20260901T101502Z-7f3a", "4f1c2ab");
        for (target, named) in [
            ("4f1c2ab", true),
            ("4f1", true),
            ("20260901", true),
            ("c2ab", false),
            ("", false),
        ] {
            assert_eq!(record.is_named(target), named, "{target}");
        }
    }

    #[test]
    fn simulated_records_are_apart_and_the_same_only_under_the_same_build() {
        let one = record("sim-7f3a", "4f1c2ab");
        assert_eq!(
            (one.class().as_str(), one.date()),
            ("simulated", "2026-09-02T08:00:00Z")
        );
        assert!(one.is_same(&HistoryRecord {
            added: "later".into(),
            ..one.clone()
        }));
        assert!(!one.is_same(&record("sim-7f3a", "9c1e000")));
        let live = HistoryRecord {
            clock: Clock::Live,
            ..one
        };
        assert_eq!(live.class(), live.machine.class());
    }

    #[test]
    fn a_line_says_what_it_is_and_comes_back_as_it_was() {
        let line = HistoryLine::of(HistoryEntry::Annotation(Annotation {
            target: "4f1c2ab".into(),
            text: "new allocator".into(),
            created: "2026-09-02T08:00:00Z".into(),
        }));
        let text = serde_json::to_string(&line).unwrap();
        assert!(
            text.starts_with(r#"{"schema":"streamgauge.history","version":"1.0","kind":"annotation""#),
            "{text}"
        );
        assert_eq!(serde_json::from_str::<HistoryLine>(&text).unwrap(), line);
        let line = HistoryLine::of(HistoryEntry::Record(Box::new(record("a", "b"))));
        let text = serde_json::to_string(&line).unwrap();
        assert_eq!(serde_json::from_str::<HistoryLine>(&text).unwrap(), line);
    }
}
