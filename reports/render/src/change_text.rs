//! What changed between two records, at a terminal.

use std::fmt::Write as _;

use streamgauge_record::{ArmOnQuery, Change, ChangeVerdict, Changes, ComparedRecord};

use crate::change_table::{HEADS, answer_lines, cells, counts, is_unchanged, legend, mean_cells};
use crate::query::plural;

const BOLD: &str = "1";
const DIM: &str = "2";
/// Orange and blue are told apart by all eyes.
const ORANGE: &str = "38;5;208";
const BLUE: &str = "38;5;39";

/// The changes as aligned text, unchanged rows only if `all`, with ANSI colours if `colour`. Colour is given to what was
/// decided, never alone: the words say the same.
#[must_use]
pub fn change_terminal(changes: &Changes, all: bool, colour: bool) -> String {
    let mut page = Page {
        text: String::new(),
        colour,
    };
    page.heads(changes);
    page.answers(changes);
    page.table(changes, all);
    page.foot(changes, all);
    page.text
}

/// `runs/ID · 20260901-101502-7f3a9c · 2026-09-01T10:15:02Z · streamgauge 0.1.0 (4f1c2ab) · 24 valid runs`.
pub(crate) fn head(record: &ComparedRecord) -> String {
    let commit = record.commit.as_deref().unwrap_or("commit unknown");
    let mut parts = vec![record.name.clone(), record.id.clone()];
    parts.extend(record.created.clone());
    parts.push(format!("streamgauge {} ({commit})", record.tool_version));
    parts.push(plural(record.valid_runs as usize, "valid run"));
    if record.void_runs > 0 {
        parts.push(format!("{} void", record.void_runs));
    }
    parts.dedup();
    parts.join(" · ")
}

/// What only one of the records has, in a line each.
pub(crate) fn one_sided(changes: &Changes) -> Vec<String> {
    let line = |name: &str, all: &[ArmOnQuery]| {
        let all: Vec<String> = all
            .iter()
            .map(|one| format!("{} on {}", one.arm, one.query))
            .collect();
        (!all.is_empty()).then(|| format!("only in {name}, not compared: {}", all.join(", ")))
    };
    let both = [
        line("base", &changes.only_in_base),
        line("new", &changes.only_in_new),
    ];
    both.into_iter().flatten().collect()
}

/// Changes of one arm on one query after the other.
pub(crate) fn blocks(changes: &Changes) -> impl Iterator<Item = &[Change]> {
    changes
        .changes
        .chunk_by(|one, other| one.arm == other.arm && one.query == other.query)
}

/// Name, figures and verdict of a row.
struct Line {
    cells: [String; 6],
    style: &'static str,
}

struct Page {
    text: String,
    colour: bool,
}

impl Page {
    fn heads(&mut self, changes: &Changes) {
        self.line(&format!("base  {}", head(&changes.base)), BOLD);
        self.line(&format!("new   {}", head(&changes.new)), BOLD);
        self.line(&changes.subject, "");
        for note in changes.notes.iter().chain(&one_sided(changes)) {
            self.line(&format!("note: {note}"), "");
        }
        self.line("", "");
    }

    fn answers(&mut self, changes: &Changes) {
        for (sign, text) in answer_lines(changes) {
            let style = if sign == "✗" { ORANGE } else { "" };
            self.line(&format!("{sign} {text}"), style);
        }
        self.line("", "");
    }

    fn table(&mut self, changes: &Changes, all: bool) {
        let lines = lines(changes, all);
        let widths: Vec<usize> = (0..6)
            .map(|column| {
                lines
                    .iter()
                    .map(|line| length(&line.cells[column]))
                    .max()
                    .unwrap_or(0)
            })
            .collect();
        for line in &lines {
            let mut text = String::new();
            for (column, (cell, width)) in line.cells.iter().zip(&widths).enumerate() {
                let gap = " ".repeat(width - length(cell));
                match column {
                    0 => text = format!("{cell}{gap}"),
                    5 => text = format!("{text}   {cell}"),
                    _ => text = format!("{text}   {gap}{cell}"),
                }
            }
            self.line(text.trim_end(), line.style);
        }
    }

    fn foot(&mut self, changes: &Changes, all: bool) {
        if !self.text.ends_with("\n\n") {
            self.line("", "");
        }
        let mut counts = counts(changes).join(" · ");
        if !all && changes.changes.iter().any(|change| is_unchanged(change.verdict)) {
            counts.push_str(" (hidden; --all shows them)");
        }
        self.line(&counts, BOLD);
        for line in legend(changes) {
            self.line(&line, DIM);
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

/// Heads, the rows of each arm on each query below its name, and the means.
fn lines(changes: &Changes, all: bool) -> Vec<Line> {
    let mut lines = Vec::new();
    for block in blocks(changes) {
        let shown: Vec<&Change> = block
            .iter()
            .filter(|change| all || !is_unchanged(change.verdict))
            .collect();
        if let Some(first) = shown.first() {
            lines.push(title(first, block, changes.simulated));
        }
        lines.extend(shown.into_iter().map(row));
    }
    let means = mean_cells(changes, all);
    if !means.is_empty() && !lines.is_empty() {
        lines.push(Line::new([], ""));
    }
    lines.extend(means.into_iter().map(mean));
    if !lines.is_empty() {
        let cells = [""].into_iter().chain(HEADS).map(str::to_owned);
        lines.insert(0, Line::new(cells, DIM));
    }
    lines
}

fn title(change: &Change, block: &[Change], simulated: bool) -> Line {
    let pairs = block.iter().map(|change| change.pairs).max().unwrap_or(0);
    let pairs = if simulated {
        String::new()
    } else {
        format!(" ({})", plural(pairs as usize, "pair"))
    };
    let name = format!("{} · {}{pairs}", change.arm, change.query);
    Line::new([name], BOLD)
}

fn row(change: &Change) -> Line {
    let style = match change.verdict {
        ChangeVerdict::Worse => ORANGE,
        ChangeVerdict::Better => BLUE,
        ChangeVerdict::Identical | ChangeVerdict::Same => DIM,
        ChangeVerdict::Undecided | ChangeVerdict::NotComparable => "",
    };
    Line::new(
        [format!("  {}", change.label)].into_iter().chain(cells(change)),
        style,
    )
}

fn mean((label, change): (String, String)) -> Line {
    Line::new([label, String::new(), String::new(), change], "")
}

impl Line {
    fn new(cells: impl IntoIterator<Item = String>, style: &'static str) -> Self {
        let mut cells = cells.into_iter();
        Self {
            cells: std::array::from_fn(|_| cells.next().unwrap_or_default()),
            style,
        }
    }
}

fn length(text: &str) -> usize {
    text.chars().count()
}
