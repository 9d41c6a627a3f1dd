//! A history as tables, for terminals and pull requests.

use std::fmt::Write as _;

use streamgauge_statistics::LEAST_LEVEL;

use crate::HistorySeries;
use crate::history_change::{change_rule, change_text};
use crate::history_series::HistoryPoint;
use crate::markdown::escape;

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
