//! A frontier for terminals, pull requests and spreadsheets.

use std::fmt::Write as _;

use serde_json::json;
use streamgauge_record::Frontier;

use crate::csv_text::csv_text;
use crate::document_markdown::{closing, opening};
use crate::frontier_table::{points, points_of};
use crate::frontier_target::{targets, verdict};
use crate::json_lines::document_lines;
use crate::markdown::escape;
use crate::text_table::{aligned, folded, table_markdown};
use crate::wrapping::paragraph;
use crate::{DataTable, FrontierPlace, FrontierSummary, RenderError};

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
    let mut text = opening("frontier", &summary.subject, &summary.warnings);
    let _ = write!(text, "{}\n\n", escape(&verdict(summary)));
    for table in [targets(summary), points(summary)] {
        text.push_str(&table_markdown(&table));
        text.push('\n');
    }
    text + &closing(&notes(summary).join(". "), &summary.id)
}

/// One row for each point, for people and spreadsheets: the cells of the table as they are printed.
///
/// # Errors
/// If a row cannot be written.
pub fn frontier_csv(summary: &FrontierSummary) -> Result<String, RenderError> {
    let rows = summary.lines.iter().flat_map(|line| {
        let row = |place| row(&line.label, place);
        line.points.iter().map(row)
    });
    csv_text(&CSV_COLUMNS, rows)
}

fn row(label: &str, place: &FrontierPlace) -> Vec<String> {
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
    let mut row = vec![label.to_owned(), place.watermark_delay_ms.to_string()];
    row.extend(figures.map(|figure| figure.value().map(|value| value.to_string()).unwrap_or_default()));
    row.push(place.samples.to_string());
    row.push(place.live_runs.0.to_string());
    row
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
    document_lines(&head, &frontier.points, frontier.complete)
}
