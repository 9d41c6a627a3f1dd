//! A search as text: for people at a terminal, for pull requests, for scripts.

use std::fmt::Write as _;

use serde_json::json;
use streamgauge_record::SearchRecord;

use crate::csv_text::csv_text;
use crate::harness_cost::harness_line;
use crate::search_summary::{phase, verdict};
use crate::text_table::folded;
use crate::wrapping::{paragraph, wrapped};
use crate::{DataTable, RenderError, SearchSummary};

/// The claims first, each with its checks and its curve; no wider than `width` where words and columns allow it.
#[must_use]
pub fn search_terminal(record: &SearchRecord, colour: bool, width: usize) -> String {
    let mut text = String::new();
    for warning in &record.warnings {
        text.push_str(&paragraph(&format!("note: {warning}"), width));
    }
    for summary in SearchSummary::all(record) {
        if !text.is_empty() {
            text.push('\n');
        }
        for line in wrapped(&summary.claim, width) {
            let _ = if colour {
                writeln!(text, "\x1b[1m{line}\x1b[0m")
            } else {
                writeln!(text, "{line}")
            };
        }
        for note in &summary.notes {
            text.push_str(&paragraph(&format!("  {note}"), width));
        }
        for table in [&summary.checks, &summary.curve] {
            if !table.rows.is_empty() {
                let _ = write!(text, "\n{}", folded(table, 1, width.saturating_sub(2), aligned));
            }
        }
    }
    if let Some(harness) = harness(record) {
        let _ = write!(text, "\n{}", paragraph(&format!("harness {harness}"), width));
    }
    text
}

/// What the harness adds, in a line.
pub(crate) fn harness(record: &SearchRecord) -> Option<String> {
    let trials = record.searches.iter().flat_map(|search| &search.trials);
    let runs: Vec<_> = trials.map(|trial| &trial.run).collect();
    harness_line(record.floor.as_ref(), record.harness.as_ref(), &runs)
}

/// The same as Markdown.
#[must_use]
pub fn search_markdown(record: &SearchRecord) -> String {
    let mut text = format!("## streamgauge search: {}\n", record.scenario.name);
    for warning in &record.warnings {
        let _ = write!(text, "\nNote: {warning}\n");
    }
    for summary in SearchSummary::all(record) {
        let _ = write!(text, "\n**{}**\n\n", summary.claim);
        for note in &summary.notes {
            let _ = writeln!(text, "- {note}");
        }
        for table in [&summary.checks, &summary.curve] {
            if !table.rows.is_empty() {
                let _ = write!(text, "\n{}", piped(table));
            }
        }
    }
    text
}

/// One JSON object per line, each with a `reason`: `search` and its `trial`s, for each engine and query, then `finished`.
///
/// # Errors
/// If a value has no JSON form.
pub fn search_jsonl(record: &SearchRecord) -> Result<String, RenderError> {
    let mut lines = Vec::new();
    for search in &record.searches {
        lines.push(json!({
            "reason": "search",
            "arm": search.arm,
            "query": search.query.name,
            "procedure": serde_json::to_value(&search.procedure)?,
            "claim": serde_json::to_value(&search.claim)?,
        }));
        for trial in &search.trials {
            let mut line = serde_json::to_value(trial)?;
            line["reason_not_met"] = line["reason"].take();
            line["reason"] = "trial".into();
            line["arm"] = search.arm.clone().into();
            line["query"] = search.query.name.clone().into();
            lines.push(line);
        }
    }
    lines.push(json!({"reason": "finished", "complete": record.complete}));
    Ok(lines
        .iter()
        .fold(String::new(), |text, line| text + &line.to_string() + "\n"))
}

/// One row for each trial and check, in full precision.
///
/// # Errors
/// If a row cannot be written.
pub fn search_csv(record: &SearchRecord) -> Result<String, RenderError> {
    let mut rows = Vec::new();
    for search in &record.searches {
        for trial in &search.trials {
            for check in &trial.checks {
                let unit = serde_json::to_value(check.unit)?;
                rows.push([
                    record.id.clone(),
                    search.query.name.clone(),
                    search.arm.clone(),
                    trial.number.to_string(),
                    phase(trial.phase).to_owned(),
                    trial.rate_per_s.to_string(),
                    trial.seed.to_string(),
                    verdict(trial).to_owned(),
                    check.name.clone(),
                    unit.as_str().unwrap_or_default().to_owned(),
                    check
                        .measured
                        .map_or_else(String::new, |measured| measured.to_string()),
                    check.limit.to_string(),
                    check.passed.to_string(),
                ]);
            }
        }
    }
    csv_text(&COLUMNS, rows)
}

const COLUMNS: [&str; 13] = [
    "record",
    "query",
    "arm",
    "trial",
    "phase",
    "rate_per_s",
    "seed",
    "verdict",
    "check",
    "unit",
    "measured",
    "limit",
    "passed",
];

/// Columns two spaces apart, indented by two.
fn aligned(table: &DataTable) -> String {
    let all = || std::iter::once(&table.head).chain(&table.rows);
    let width = |column: usize| all().map(|row| row[column].chars().count()).max().unwrap_or(0);
    let widths: Vec<usize> = (0..table.head.len()).map(width).collect();
    all().fold(String::new(), |text, row| {
        let cells = row
            .iter()
            .zip(&widths)
            .map(|(cell, width)| format!("  {cell:<width$}"));
        text + cells.collect::<String>().trim_end() + "\n"
    })
}

fn piped(table: &DataTable) -> String {
    let line = |cells: &[String]| format!("| {} |\n", cells.join(" | ").replace('\n', " "));
    let rule = vec!["---".to_owned(); table.head.len()];
    let rows = table.rows.iter().map(|row| line(row));
    line(&table.head) + &line(&rule) + &rows.collect::<String>()
}
