//! A history as tables, for terminals, pull requests, spreadsheets and scripts.

use std::fmt::Write as _;

use serde_json::{Value, json};
use streamgauge_statistics::LEAST_LEVEL;

use crate::history_change::{change_rule, change_text};
use crate::history_series::HistoryPoint;
use crate::markdown::escape;
use crate::text_table::table_csv;
use crate::{DataTable, HistorySeries, RenderError};

const COLUMNS: [&str; 5] = ["commit", "date", "value", "least … greatest", "runs"];

/// A line of a table: figures, or what happened before them.
enum Line {
    Row([String; 5]),
    /// The level changes.
    Break(String),
    /// Build or machine are others.
    Rule(String),
    /// What somebody said about the record above.
    Note(String),
}

/// One table for each series, changes of level as breaks in it.
#[must_use]
pub fn history_terminal(series: &[HistorySeries], least_change: f64) -> String {
    if series.is_empty() {
        return "nothing to show\n".to_owned();
    }
    let mut text = String::new();
    let mut before = String::new();
    for (place, one) in series.iter().enumerate() {
        let head = heading(one);
        if head != before {
            let _ = writeln!(text, "{}{head}", if place == 0 { "" } else { "\n" });
            before = head;
        }
        let _ = writeln!(text, "\n{}", name(one, series));
        text.push_str(&aligned(&lines(one)));
    }
    let _ = write!(text, "\n{}", notes(series, least_change));
    text
}

/// The same as GitHub-flavoured Markdown.
#[must_use]
pub fn history_markdown(series: &[HistorySeries], least_change: f64) -> String {
    let mut text = String::from("## streamgauge: history\n");
    for one in series {
        let _ = write!(
            text,
            "\n### {}\n\n{}\n\n",
            escape(&name(one, series)),
            escape(&heading(one).replace('\n', " · "))
        );
        let _ = writeln!(text, "| {} |\n|:--|:--|--:|--:|--:|", COLUMNS.join(" | "));
        for line in lines(one) {
            let _ = match line {
                Line::Row(cells) => writeln!(text, "| {} |", cells.map(|cell| escape(&cell)).join(" | ")),
                Line::Break(change) => writeln!(text, "| **{}** | | | | |", escape(&change)),
                Line::Rule(what) => writeln!(text, "| {} | | | | |", escape(&what)),
                Line::Note(said) => writeln!(text, "| note: {} | | | | |", escape(&said)),
            };
        }
    }
    let _ = writeln!(
        text,
        "\n<sub>{}</sub>",
        escape(&notes(series, least_change).trim_end().replace("\n", "; "))
    );
    text
}

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
        change.map(|change| change.p.to_string()).unwrap_or_default(),
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

/// Machine and events, in two lines.
fn heading(series: &HistorySeries) -> String {
    let machine = series
        .machine
        .as_deref()
        .unwrap_or("virtual clock: the same on every machine");
    format!(
        "{} · {machine}\n{} · {}",
        series.class, series.subject, series.workload
    )
}

/// The name of a series; with its settings where another one bears the same.
fn name(series: &HistorySeries, all: &[HistorySeries]) -> String {
    let is_twin = |other: &&HistorySeries| {
        (&other.class, &other.workload, other.name()) == (&series.class, &series.workload, series.name())
    };
    if all.iter().filter(is_twin).count() > 1 {
        format!("{} · settings {}", series.name(), series.settings)
    } else {
        series.name()
    }
}

fn lines(series: &HistorySeries) -> Vec<Line> {
    let mut lines = Vec::new();
    for (place, point) in series.points.iter().enumerate() {
        lines.extend(point.environment.iter().cloned().map(Line::Rule));
        lines.extend(
            series
                .change_at(place)
                .map(|change| Line::Break(change_text(series, change))),
        );
        lines.push(Line::Row(row(series, point)));
        lines.extend(point.notes.iter().cloned().map(Line::Note));
    }
    lines
}

fn row(series: &HistorySeries, point: &HistoryPoint) -> [String; 5] {
    let figure = &point.figure;
    [
        point.commit.clone(),
        point.date.get(..16).unwrap_or(&point.date).replace('T', " "),
        series.unit.text(figure.median),
        if figure.runs > 1 {
            series.unit.range(figure.least, figure.greatest)
        } else {
            "—".to_owned()
        },
        figure.runs.to_string(),
    ]
}

fn aligned(lines: &[Line]) -> String {
    let head = COLUMNS.map(str::to_owned);
    let rows = lines.iter().filter_map(|line| match line {
        Line::Row(cells) => Some(cells),
        _ => None,
    });
    let mut widths = [0; 5];
    for cells in std::iter::once(&head).chain(rows) {
        for (width, cell) in widths.iter_mut().zip(cells) {
            *width = (*width).max(cell.chars().count());
        }
    }
    let all = widths.iter().sum::<usize>() + 2 * (widths.len() - 1);
    let mut text = padded(&head, &widths);
    for line in lines {
        text.push_str(&match line {
            Line::Row(cells) => padded(cells, &widths),
            Line::Break(change) => ruled(change, '─', all),
            Line::Rule(what) => ruled(what, '┄', all),
            Line::Note(said) => format!("    note: {}\n", said.replace(['\n', '\r'], " ")),
        });
    }
    text
}

/// Commit and date to the left, figures to the right.
fn padded(cells: &[String; 5], widths: &[usize; 5]) -> String {
    let cell = |(place, (cell, width)): (usize, (&String, &usize))| {
        if place < 2 {
            format!("{cell:<width$}")
        } else {
            format!("{cell:>width$}")
        }
    };
    let cells: Vec<String> = cells.iter().zip(widths).enumerate().map(cell).collect();
    format!("  {}\n", cells.join("  ").trim_end())
}

/// `── +12 % ─────`, as wide as the table.
fn ruled(text: &str, stroke: char, width: usize) -> String {
    let start = format!("{stroke}{stroke} {text} ");
    let rest = width.saturating_sub(start.chars().count()).max(2);
    format!("  {start}{}\n", stroke.to_string().repeat(rest))
}

fn notes(series: &[HistorySeries], least_change: f64) -> String {
    let mut text = format!(
        "value: median over the valid runs of a record\n{}\n",
        change_rule(least_change)
    );
    let short = series
        .iter()
        .filter(|series| series.points.len() < 2 * LEAST_LEVEL)
        .count();
    if short > 0 {
        let _ = writeln!(
            text,
            "{short} of {} series have fewer than {} records: no change can be seen in them yet",
            series.len(),
            2 * LEAST_LEVEL
        );
    }
    text
}
