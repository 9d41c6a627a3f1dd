//! Tables for people at a terminal.

use std::fmt::Write as _;

use crate::wrapping::{columns, wrapped};
use crate::{Figure, Group, QuerySummary, Row, Summary};

const BOLD: &str = "1";
const DIM: &str = "2";
const GROUP_WIDTH: usize = 11;
/// Width of the names of rows at least.
const LABEL_WIDTH: usize = 14;
const GAP: usize = 2;

/// The summary as aligned text no wider than `width` where names allow it, with ANSI colours if `colour`.
#[must_use]
pub fn terminal(summary: &Summary, colour: bool, width: usize) -> String {
    let mut page = Page {
        text: String::new(),
        colour,
        width: width.max(40),
        label_width: LABEL_WIDTH,
    };
    page.wrapped(&summary.subject, BOLD);
    for warning in &summary.warnings {
        page.wrapped(&format!("note: {warning}"), "");
    }
    for query in &summary.queries {
        page.query(query);
    }
    if summary.valid_runs == 0 {
        page.line("", "");
        page.line("There is no valid run, so there are no figures.", "");
    }
    if !summary.void_runs.is_empty() {
        page.line("", "");
        page.line("void runs (they enter no figure)", BOLD);
        let (shown, others) = summary
            .void_runs
            .split_at(summary.void_runs.len().min(VOID_RUNS_SHOWN));
        for run in shown {
            page.wrapped(&format!("  ✗ {}", run.text()), "");
        }
        if !others.is_empty() {
            page.wrapped(
                &format!(
                    "  … and {} more; the record and the page list them all",
                    others.len()
                ),
                "",
            );
        }
    }
    page.line("", "");
    if let Some(machine) = &summary.machine {
        page.wrapped(&format!("machine  {machine}"), DIM);
    }
    for (name, line) in [("harness", &summary.harness), ("self-tests", &summary.self_tests)] {
        if let Some(line) = line {
            page.wrapped(&format!("{name}  {line}"), DIM);
        }
    }
    for note in [Some(summary.spread_note()), summary.capacity_note()]
        .into_iter()
        .flatten()
    {
        page.wrapped(note, DIM);
    }
    page.text
}

/// Void runs that are explained one by one; wrong answers come first.
const VOID_RUNS_SHOWN: usize = 4;

struct Page {
    text: String,
    colour: bool,
    width: usize,
    /// Width of the names of rows.
    label_width: usize,
}

/// One cell: the figure, its range over runs, its ratio to the reference arm; empty where there is none.
struct Cell([String; 3]);

/// How many lines a cell takes: all in one, the figure above the rest, or each on its own.
const LAYOUTS: [usize; 3] = [1, 2, 3];

impl Page {
    fn query(&mut self, query: &QuerySummary) {
        self.line("", "");
        self.line(&query.name, BOLD);
        self.wrapped(&query.summary, DIM);
        let rows = query.rows();
        if !rows.is_empty() {
            self.line("", "");
            self.table(query, &rows);
            self.line("", "");
        }
        let mark = if query.agreement.is_equal() { "✓" } else { "·" };
        self.wrapped(&format!("{mark} {}", query.agreement.text()), "");
        if let Some(why) = query.why_answers_differ() {
            self.wrapped(&format!("  {why}"), DIM);
        }
        if let Some(note) = query.ratio_note().filter(|_| !rows.is_empty()) {
            self.wrapped(&format!("  {note}"), DIM);
        }
        for note in query.detection_notes() {
            self.wrapped(&format!("  {note}"), "");
        }
        for note in query.notes() {
            self.wrapped(&format!("  {note}"), DIM);
        }
    }

    /// In the widest layout that fits; if none does, one arm after the other.
    fn table(&mut self, query: &QuerySummary, rows: &[Row]) {
        let arms: Vec<usize> = (0..query.arms.len()).collect();
        self.label_width = label_width(rows);
        let room = self.width.saturating_sub(GROUP_WIDTH + self.label_width);
        let fits = |lines: &usize| {
            widths(query, rows, &arms, *lines)
                .iter()
                .map(|width| width + GAP)
                .sum::<usize>()
                <= room
        };
        if let Some(lines) = LAYOUTS.into_iter().find(fits) {
            self.columns(query, rows, &arms, lines);
        } else {
            for arm in arms {
                self.columns(query, &of_arm(query, rows, arm), &[arm], 2);
            }
        }
    }

    fn columns(&mut self, query: &QuerySummary, rows: &[Row], arms: &[usize], lines: usize) {
        let widths = widths(query, rows, arms, lines);
        let names = arms
            .iter()
            .map(|&arm| query.arms[arm].arm.clone())
            .collect::<Vec<_>>();
        let headline = query
            .headline()
            .map(|name| format!("({name})"))
            .unwrap_or_default();
        self.cells("", &headline, &names, &widths, DIM);
        let mut group = None;
        for row in rows {
            let title = if group == Some(row.group) {
                ""
            } else {
                row.group.title()
            };
            group = Some(row.group);
            let cells: Vec<Vec<String>> = arms.iter().map(|&arm| cell(row, arm).lines(lines)).collect();
            for line in 0..lines {
                let texts: Vec<String> = cells.iter().map(|cell| cell[line].clone()).collect();
                match line {
                    0 => self.cells(title, &row.label, &texts, &widths, ""),
                    _ if texts.iter().any(|text| !text.is_empty()) => {
                        self.cells("", "", &texts, &widths, DIM);
                    }
                    _ => {}
                }
            }
        }
    }

    fn cells(&mut self, group: &str, label: &str, cells: &[String], widths: &[usize], style: &str) {
        let mut line = pad(group, GROUP_WIDTH) + &pad(label, self.label_width);
        for (cell, width) in cells.iter().zip(widths) {
            line.push_str(&" ".repeat(GAP));
            line.push_str(&pad(cell, *width));
        }
        self.line(line.trim_end(), style);
    }

    fn wrapped(&mut self, text: &str, style: &str) {
        for line in wrapped(text, self.width) {
            self.line(&line, style);
        }
    }

    fn line(&mut self, text: &str, style: &str) {
        if self.colour && !style.is_empty() && !text.is_empty() {
            let _ = writeln!(self.text, "\x1b[{style}m{text}\x1b[0m");
        } else {
            let _ = writeln!(self.text, "{text}");
        }
    }
}

impl Cell {
    fn lines(&self, lines: usize) -> Vec<String> {
        let Self([value, spread, ratio]) = self;
        match lines {
            1 => vec![joined(&[
                &pad(
                    value,
                    if spread.is_empty() && ratio.is_empty() {
                        0
                    } else {
                        8
                    },
                ),
                spread,
                ratio,
            ])],
            2 => vec![value.clone(), joined(&[spread, ratio])],
            _ => self.0.to_vec(),
        }
    }
}

fn joined(parts: &[&str]) -> String {
    parts
        .iter()
        .filter(|part| !part.is_empty())
        .copied()
        .collect::<Vec<_>>()
        .join("  ")
}

fn cell(row: &Row, arm: usize) -> Cell {
    let figure = row.figures.get(arm).unwrap_or(&Figure::Absent);
    Cell([
        figure.text(row.unit),
        figure.spread_text(row.unit),
        figure.against_text(),
    ])
}

fn widths(query: &QuerySummary, rows: &[Row], arms: &[usize], lines: usize) -> Vec<usize> {
    let width = |&arm: &usize| {
        let cells = rows.iter().flat_map(|row| cell(row, arm).lines(lines));
        cells
            .map(|line| columns(&line))
            .max()
            .unwrap_or(0)
            .max(columns(&query.arms[arm].arm))
    };
    arms.iter().map(width).collect()
}

fn label_width(rows: &[Row]) -> usize {
    let longest = rows.iter().map(|row| columns(&row.label)).max();
    longest.unwrap_or(0).max(LABEL_WIDTH)
}

/// The rows of an arm that stands alone: without those of headline latencies that only other arms have.
fn of_arm(query: &QuerySummary, rows: &[Row], arm: usize) -> Vec<Row> {
    let of_others = |row: &&Row| {
        row.group == Group::Latency
            && query.headline().is_none()
            && row.figures.get(arm) == Some(&Figure::Absent)
    };
    rows.iter().filter(|row| !of_others(row)).cloned().collect()
}

fn pad(text: &str, width: usize) -> String {
    format!("{text}{}", " ".repeat(width.saturating_sub(columns(text))))
}
