//! A history for spreadsheets and scripts.

use serde_json::{Value, json};

use crate::history_series::HistoryPoint;
use crate::text_table::table_csv;
use crate::{DataTable, HistorySeries, RenderError};

/// One row for each record and figure, full precision.
///
/// # Errors
/// If a row cannot be written.
pub fn history_csv(series: &[HistorySeries]) -> Result<String, RenderError> {
    let rows = series.iter().flat_map(|series| {
        let row = move |(place, point): (usize, &HistoryPoint)| csv_row(series, place, point);
        series.points.iter().enumerate().map(row)
    });
    table_csv(&DataTable {
        head: HISTORY_COLUMNS.map(str::to_owned).to_vec(),
        rows: rows.collect(),
    })
}

const HISTORY_COLUMNS: [&str; 16] = [
    "class", "query", "arm", "settings", "workload", "metric", "unit", "record", "commit", "date", "median",
    "least", "greatest", "runs", "change", "p",
];

fn csv_row(series: &HistorySeries, place: usize, point: &HistoryPoint) -> Vec<String> {
    let change = series.change_at(place);
    let relative = change.map(|change| {
        change
            .relative()
            .map_or_else(|| "inf".to_owned(), |share| share.to_string())
    });
    let figure = &point.figure;
    vec![
        series.class.clone(),
        series.query.clone(),
        series.arm.clone(),
        series.settings.clone(),
        series.workload.clone(),
        series.metric.clone(),
        figure.unit.clone(),
        point.id.clone(),
        point.commit.clone(),
        point.date.clone(),
        figure.median.to_string(),
        figure.least.to_string(),
        figure.greatest.to_string(),
        figure.runs.to_string(),
        relative.unwrap_or_default(),
        change
            .map(|change| format!("{:.3e}", change.p))
            .unwrap_or_default(),
    ]
}

/// One JSON object with all series.
///
/// # Errors
/// If a value has no JSON form.
pub fn history_json(series: &[HistorySeries]) -> Result<String, RenderError> {
    let point = |point: &HistoryPoint| {
        json!({
            "id": point.id,
            "commit": point.commit,
            "date": point.date,
            "figure": point.figure,
            "environment": point.environment,
            "notes": point.notes,
        })
    };
    let of = |series: &HistorySeries| -> Value {
        let changes = series.changes.iter().map(|change| {
            json!({
                "index": change.index,
                "before": change.before,
                "after": change.after,
                "relative": change.relative(),
                "p": change.p,
            })
        });
        json!({
            "class": series.class,
            "machine": series.machine,
            "subject": series.subject,
            "workload": series.workload,
            "settings": series.settings,
            "query": series.query,
            "arm": series.arm,
            "metric": series.metric,
            "points": series.points.iter().map(point).collect::<Vec<_>>(),
            "changes": changes.collect::<Vec<_>>(),
        })
    };
    let all: Vec<Value> = series.iter().map(of).collect();
    Ok(serde_json::to_string_pretty(&json!({ "series": all }))? + "\n")
}
