//! A growth for terminals, pull requests and spreadsheets.

use std::fmt::Write as _;

use serde_json::json;
use streamgauge_record::Growth;

use crate::cache_text::caches_text;
use crate::csv_text::csv_text;
use crate::document_markdown::{closing, opening};
use crate::growth_axis::words;
use crate::growth_knee::{remarks, verdict};
use crate::growth_table::table;
use crate::json_lines::document_lines;
use crate::markdown::escape;
use crate::text_table::{aligned, folded, table_markdown};
use crate::wrapping::paragraph;
use crate::{GrowthCurves, GrowthLine, GrowthPlace, GrowthSummary, RenderError};

/// What the columns are, in the order in which they need saying.
pub(crate) fn notes(summary: &GrowthSummary) -> Vec<String> {
    let caches = caches_text(&summary.caches).unwrap_or_else(|| "not known".to_owned());
    vec![
        "cost/event: busy time of the engine's busiest task, divided by the events of the trial, median over the n valid \
         trials; events/s is its inverse; vs first: against the engine's first value"
            .to_owned(),
        "entries and state: the most groups or sessions, and bytes of them, held at once; rows/event: results that left for \
         each event"
            .to_owned(),
        "a knee: the cost grows by more than half from one value to the next, and every trial after it costs more than every \
         one before"
            .to_owned(),
        format!("{} usable cores; caches of the first CPU: {caches}", summary.cores),
    ]
}

/// The growth as aligned text no wider than `width` where words and columns allow it.
#[must_use]
pub fn growth_terminal(summary: &GrowthSummary, width: usize) -> String {
    let mut text = paragraph(&summary.subject, width);
    for warning in &summary.warnings {
        text.push_str(&paragraph(&format!("note: {warning}"), width));
    }
    for curves in &summary.axes {
        let words = words(curves.axis);
        let _ = writeln!(text, "\ncost of an event over {}", words.with);
        let method = format!("  {}", words.method.replace('`', ""));
        let _ = writeln!(text, "{}", paragraph(&method, width));
        let table = folded(&table(curves), 2, width.saturating_sub(2), |block| {
            aligned(block, "  ")
        });
        text.push_str(&table);
        let _ = write!(text, "\n{}", paragraph(&format!("  {}", verdict(curves)), width));
        for remark in remarks(curves, summary) {
            text.push_str(&paragraph(&format!("  · {remark}."), width));
        }
    }
    text.push('\n');
    for note in notes(summary) {
        text.push_str(&paragraph(&note, width));
    }
    text
}

/// The growth as GitHub-flavoured Markdown.
#[must_use]
pub fn growth_markdown(summary: &GrowthSummary) -> String {
    let mut text = opening("growth", &summary.subject, &summary.warnings);
    for curves in &summary.axes {
        let words = words(curves.axis);
        let _ = write!(
            text,
            "### Cost of an event over {}\n\n{}\n\n",
            words.with,
            escape(&verdict(curves))
        );
        text.push_str(&table_markdown(&table(curves)));
        text.push('\n');
        for remark in remarks(curves, summary) {
            let _ = writeln!(text, "- {}.", escape(&remark));
        }
        let _ = writeln!(
            text,
            "\n<sub>Measured on: {}.</sub>\n",
            escape(&words.method.replace('`', ""))
        );
    }
    text + &closing(&notes(summary).join(". "), &summary.id)
}

/// One row for each point, for spreadsheets.
///
/// # Errors
/// If a row cannot be written.
pub fn growth_csv(summary: &GrowthSummary) -> Result<String, RenderError> {
    let rows = summary.axes.iter().flat_map(|curves| {
        let of_line = move |line: &'_ GrowthLine| {
            let rows = line.places.iter().map(|place| row(curves, line, place));
            rows.collect::<Vec<_>>()
        };
        curves.lines.iter().flat_map(of_line)
    });
    csv_text(&GROWTH_COLUMNS, rows)
}

fn row(curves: &GrowthCurves, line: &GrowthLine, place: &GrowthPlace) -> Vec<String> {
    let mut row = vec![
        curves.axis.name().to_owned(),
        place.value.to_string(),
        line.label.clone(),
    ];
    row.extend(figures(place));
    row
}

const GROWTH_COLUMNS: [&str; 13] = [
    "axis",
    "axis_value",
    "engine",
    "valid_trials",
    "ns_per_event",
    "least_ns_per_event",
    "greatest_ns_per_event",
    "relative_to_first",
    "trial_events",
    "results_per_event",
    "peak_state_entries",
    "peak_state_bytes",
    "events_per_busy_s",
];

fn figures(place: &GrowthPlace) -> [String; 10] {
    let text = |value: Option<f64>| value.map(|value| value.to_string()).unwrap_or_default();
    let cost = place.cost.value();
    [
        place.trials.0.to_string(),
        text(cost),
        text(place.spread().map(|spread| spread.min)),
        text(place.spread().map(|spread| spread.max)),
        text(place.relative),
        text(place.events.value()),
        text(place.results_per_event.value()),
        text(place.entries.value()),
        text(place.bytes.value()),
        text(cost.filter(|cost| *cost > 0.0).map(|cost| 1e9 / cost)),
    ]
}

/// One JSON object per line, each with a `reason`: `growth` first, then one `point` for each point, then `finished`.
///
/// # Errors
/// If a value has no JSON form.
pub fn growth_jsonl(growth: &Growth) -> Result<String, RenderError> {
    let head = json!({
        "reason": "growth",
        "schema": growth.schema,
        "version": growth.version,
        "id": growth.id,
        "seed": growth.seed,
    });
    document_lines(&head, &growth.points, growth.complete)
}
