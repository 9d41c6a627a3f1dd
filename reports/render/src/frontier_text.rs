//! A frontier for terminals, pull requests and spreadsheets.

use std::fmt::Write as _;

use serde_json::json;
use streamgauge_record::Frontier;

use crate::frontier_table::{points, points_of};
use crate::frontier_target::{targets, verdict};
use crate::markdown::escape;
use crate::text_table::{aligned, folded, table_markdown};
use crate::wrapping::paragraph;
use crate::{DataTable, FrontierSummary, RenderError};

/// What the columns are, in the order in which they need saying.
pub(crate) fn notes(summary: &FrontierSummary) -> Vec<&'static str> {
    let mut notes = vec![
        "delay: how far the watermark stays behind the newest event, in event time; missing: share of the events of all \
         due windows that the first (last) emission of each window lacks; n: results behind the percentiles",
    ];
    if summary.simulated {
        notes.push(
            "all figures are of the virtual clock: completeness and drops are exact, latency is waiting alone",
        );
    } else {
        notes.push(
            "missing, dropped and updates are exact, from the virtual clock; latency and state are measured in real time",
        );
    }
    if summary.lines.iter().any(|line| line.lenient) {
        notes.push(
            "lateness: late events repair a window after its first result, as updates; latency is that of the first \
             result, so read `missing at first` beside it",
        );
    }
    notes
}

/// The frontier as aligned text no wider than `width` where words and columns allow it.
#[must_use]
pub fn frontier_terminal(summary: &FrontierSummary, width: usize) -> String {
    let table = |table: &DataTable| folded(table, 1, width.saturating_sub(2), |block| aligned(block, "  "));
    let mut text = paragraph(&summary.subject, width);
    for warning in &summary.warnings {
        text.push_str(&paragraph(&format!("note: {warning}"), width));
    }
    let _ = writeln!(text, "\n{}", paragraph(&verdict(summary), width));
    text.push_str("what completeness costs (from_end p99)\n");
    text.push_str(&table(&targets(summary)));
    for line in &summary.lines {
        let _ = write!(text, "\n{}", paragraph(&line.label, width));
        text.push_str(&table(&points_of(line, summary.simulated)));
    }
    text.push('\n');
    for note in notes(summary) {
        text.push_str(&paragraph(note, width));
    }
    if let Some(harness) = &summary.harness {
        text.push_str(&paragraph(&format!("harness {harness}"), width));
    }
    text
}

/// The frontier as GitHub-flavoured Markdown.
#[must_use]
pub fn frontier_markdown(summary: &FrontierSummary) -> String {
    let mut text = format!("## streamgauge: frontier\n\n{}\n\n", escape(&summary.subject));
    for warning in &summary.warnings {
        let _ = write!(text, "> **Note:** {}\n\n", escape(warning));
    }
    let _ = write!(text, "{}\n\n", escape(&verdict(summary)));
    for table in [targets(summary), points(summary)] {
        text.push_str(&table_markdown(&table));
        text.push('\n');
    }
    let _ = writeln!(
        text,
        "<sub>{}. Document {}.</sub>",
        notes(summary).join(". "),
        escape(&summary.id)
    );
    text
}

/// One row for each point, for people and spreadsheets: the cells of the table as they are printed.
///
/// # Errors
/// If a row cannot be written.
pub fn frontier_csv(summary: &FrontierSummary) -> Result<String, RenderError> {
    let wrong = |error: &dyn std::fmt::Display| RenderError::Csv(error.to_string());
    let mut writer = csv::Writer::from_writer(Vec::new());
    writer.write_record(CSV_COLUMNS).map_err(|error| wrong(&error))?;
    for line in &summary.lines {
        for place in &line.points {
            let figures = [
                &place.missing_first,
                &place.missing_last,
                &place.late_drop_rate,
                &place.updates_per_window,
                &place.from_end_p50,
                &place.from_end_p99,
                &place.from_trigger_p99,
                &place.peak_state,
            ];
            let mut row = vec![line.label.clone(), place.watermark_delay_ms.to_string()];
            row.extend(
                figures.map(|figure| figure.value().map(|value| value.to_string()).unwrap_or_default()),
            );
            row.push(place.samples.to_string());
            row.push(place.live_runs.0.to_string());
            writer.write_record(&row).map_err(|error| wrong(&error))?;
        }
    }
    let bytes = writer.into_inner().map_err(|error| wrong(&error))?;
    String::from_utf8(bytes).map_err(|error| wrong(&error))
}

const CSV_COLUMNS: [&str; 12] = [
    "engine",
    "watermark_delay_ms",
    "missing_first_share",
    "missing_last_share",
    "late_drop_rate_share",
    "updates_per_window",
    "from_end_p50_ns",
    "from_end_p99_ns",
    "from_trigger_p99_ns",
    "peak_state_bytes",
    "samples",
    "valid_live_runs",
];

/// One JSON object per line, each with a `reason`: `frontier` first, then one `point` for each point, then `finished`.
///
/// # Errors
/// If a value has no JSON form.
pub fn frontier_jsonl(frontier: &Frontier) -> Result<String, RenderError> {
    let head = json!({
        "reason": "frontier",
        "schema": frontier.schema,
        "version": frontier.version,
        "id": frontier.id,
        "fingerprint": frontier.scenario.fingerprint,
    });
    let mut text = serde_json::to_string(&head)? + "\n";
    for point in &frontier.points {
        let mut value = serde_json::to_value(point)?;
        value["reason"] = "point".into();
        text.push_str(&serde_json::to_string(&value)?);
        text.push('\n');
    }
    let foot =
        json!({ "reason": "finished", "complete": frontier.complete, "points": frontier.points.len() });
    text.push_str(&serde_json::to_string(&foot)?);
    text.push('\n');
    Ok(text)
}
