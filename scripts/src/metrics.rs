//! Metrics that are printed but not explained.
//!
//! Names are read from where they are made: the schema of the record, the latencies that the runner records, the
//! metrics that are rendered. A name counts as explained if the document mentions it as code.

use serde_json::Value;

use crate::Source;

/// Objects of the record's schema whose fields are measured.
pub const MEASURED: &[&str] = &[
    "Accuracy",
    "Allocated",
    "Baseline",
    "AttackFate",
    "Batch",
    "Cache",
    "ClockProbe",
    "Completeness",
    "Confusion",
    "CpuProbe",
    "Delivery",
    "Detection",
    "Distribution",
    "DropCounter",
    "EventsByWindows",
    "EarlyEnd",
    "Floor",
    "GroupAccuracy",
    "HarnessCost",
    "Interval",
    "KeptBy",
    "LatenessClasses",
    "LatencyGrid",
    "Ledger",
    "MemoryUse",
    "OwnProcess",
    "OwnRule",
    "Probe",
    "Recorded",
    "Recovery",
    "SelfTest",
    "SessionMatch",
    "SingleThread",
    "StateSize",
    "SteadyState",
    "TaskLoad",
    "ThreadGroup",
    "Throughput",
    "Usage",
    "WakeProbe",
];

/// Objects of the schema of searches whose fields are measured, beside those of the runs in it.
pub const MEASURED_BY_SEARCH: &[&str] = &["Check", "Claim", "Fall", "RecoveryClaim", "Trend"];

/// Objects of the schema of growths whose fields are measured.
pub const MEASURED_BY_GROWTH: &[&str] = &["GrowthTrial"];

/// Objects of the schema of histories whose fields are measured.
pub const MEASURED_BY_HISTORY: &[&str] = &["HistoryFigure"];

/// Objects of the schema of compared records whose fields are printed.
pub const MEASURED_BY_CHANGE: &[&str] = &["AnswerChange", "Change", "ChangeFigure", "MeanChange"];

/// Names of the fields of `objects` of a schema.
///
/// # Errors
/// If the text is no schema, or an object is missing from it.
pub fn of_schema(text: &str, objects: &[&str]) -> Result<Vec<String>, String> {
    let schema: Value = serde_json::from_str(text).map_err(|error| error.to_string())?;
    let mut names = Vec::new();
    for object in objects.iter().copied() {
        let properties = &schema["$defs"][object]["properties"];
        let properties = properties
            .as_object()
            .ok_or_else(|| format!("the schema has no object {object}"))?;
        names.extend(properties.keys().cloned());
    }
    names.sort_unstable();
    names.dedup();
    Ok(names)
}

/// Names of the public fields of a struct, from its source.
#[must_use]
pub fn of_struct(source: &Source, name: &str) -> Vec<String> {
    let head = format!("pub struct {name} {{");
    let rest = source.text.split_once(&head).map_or("", |(_, rest)| rest);
    let body = rest.split("\n}").next().unwrap_or_default();
    let field = |line: &str| Some(line.trim().strip_prefix("pub ")?.split_once(':')?.0.to_owned());
    body.lines().filter_map(field).collect()
}

/// The texts that stand between `before` and the next quotation mark, in order, each once.
#[must_use]
pub fn quoted_after(source: &Source, before: &str) -> Vec<String> {
    let mut names = Vec::new();
    for rest in source.text.split(before).skip(1) {
        let name = rest.split('"').next().unwrap_or_default().to_owned();
        if !name.is_empty() && !names.contains(&name) {
            names.push(name);
        }
    }
    names
}

/// The names in snake case that stand as texts in `part` of a source: from the first place where it occurs to the next
/// occurrence of `end`.
#[must_use]
pub fn names_within(source: &Source, part: &str, end: &str) -> Vec<String> {
    let rest = source.text.split_once(part).map_or("", |(_, rest)| rest);
    let text = rest.split(end).next().unwrap_or_default();
    let is_name = |text: &&str| {
        let mut chars = text.chars();
        chars.next().is_some_and(|first| first.is_ascii_lowercase())
            && chars.all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_')
    };
    let texts = text.split('"').skip(1).step_by(2);
    texts.filter(is_name).map(str::to_owned).collect()
}

/// Which of `names` the document does not mention as code.
#[must_use]
pub fn unexplained(names: &[String], document: &Source) -> Vec<String> {
    let known: Vec<&str> = document.text.split('`').skip(1).step_by(2).collect();
    names
        .iter()
        .filter(|name| !known.contains(&name.as_str()))
        .cloned()
        .collect()
}
