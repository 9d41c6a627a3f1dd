//! What changed between two records, at a terminal.

use std::fmt::Write as _;

use streamgauge_record::{ArmOnQuery, Change, ChangeVerdict, Changes, ComparedRecord};

use crate::change_layout::{Cells, ChangeLayout};
use crate::change_table::{HEADS, answer_lines, cells, counts, is_unchanged, legend, mean_cells};
use crate::query::plural;
use crate::wrapping::{columns, wrapped};

const BOLD: &str = "1";
const DIM: &str = "2";
/// Orange and blue are told apart by all eyes.
const ORANGE: &str = "38;5;208";
const BLUE: &str = "38;5;39";

/// The changes as aligned text no wider than `width` where names allow it, unchanged rows only if `all`, with ANSI colours
/// if `colour`. Colour is given to what was decided, never alone: the words say the same.
#[must_use]
pub fn change_terminal(changes: &Changes, all: bool, colour: bool, width: usize) -> String {
    let mut page = Page {
        text: String::new(),
        colour,
        width: width.max(40),
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

/// A line of the table, and its style.
enum Line {
    /// Arm and query of the rows below it.
    Title(String),
    /// Name, figures and verdict.
    Row(Cells, &'static str),
}

/// Columns before what is said of a record.
const NAMED: usize = 6;

struct Page {
    text: String,
    colour: bool,
    width: usize,
}

impl Page {
    fn heads(&mut self, changes: &Changes) {
        for (name, record) in [("base", &changes.base), ("new", &changes.new)] {
            for (place, line) in wrapped(&head(record), self.width - NAMED).into_iter().enumerate() {
                let name = if place == 0 { name } else { "" };
                self.line(&format!("{name:<NAMED$}{line}"), BOLD);
            }
        }
        self.wrapped(&changes.subject, "");
        for note in changes.notes.iter().chain(&one_sided(changes)) {
            self.wrapped(&format!("note: {note}"), "");
        }
        self.line("", "");
    }

    fn answers(&mut self, changes: &Changes) {
        for (sign, text) in answer_lines(changes) {
            let style = if sign == "✗" { ORANGE } else { "" };
            self.wrapped(&format!("{sign} {text}"), style);
        }
        self.line("", "");
    }

    fn table(&mut self, changes: &Changes, all: bool) {
        let lines = lines(changes, all);
        let rows = lines.iter().filter_map(|line| match line {
            Line::Title(_) => None,
            Line::Row(cells, _) => Some(cells),
        });
        let layout = ChangeLayout::of(&rows.collect::<Vec<_>>(), self.width);
        for line in &lines {
            match line {
                Line::Title(title) => self.wrapped(title, BOLD),
                Line::Row(cells, style) => {
                    for text in layout.lines(cells) {
                        self.line(&text, style);
                    }
                }
            }
        }
        if !lines.is_empty() {
            self.means(&mean_cells(changes, all));
        }
    }

    fn means(&mut self, means: &[(String, String)]) {
        if !means.is_empty() {
            self.line("", "");
        }
        let width = means.iter().map(|(label, _)| columns(label)).max().unwrap_or(0);
        for (label, change) in means {
            self.line(&format!("{label:<width$}   {change:>8}"), "");
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
        self.wrapped(&counts, BOLD);
        for line in legend(changes) {
            self.wrapped(&line, DIM);
        }
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

/// Heads, and the rows of each arm on each query below its name.
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
    if !lines.is_empty() {
        lines.insert(0, Line::Row(named("", HEADS.map(str::to_owned)), DIM));
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
    Line::Title(format!("{} · {}{pairs}", change.arm, change.query))
}

fn row(change: &Change) -> Line {
    let style = match change.verdict {
        ChangeVerdict::Worse => ORANGE,
        ChangeVerdict::Better => BLUE,
        ChangeVerdict::Identical | ChangeVerdict::Same => DIM,
        ChangeVerdict::Undecided | ChangeVerdict::NotComparable => "",
    };
    Line::Row(named(&format!("  {}", change.label), cells(change)), style)
}

fn named(name: &str, cells: [String; 5]) -> Cells {
    let mut cells = cells.into_iter();
    std::array::from_fn(|column| match column {
        0 => name.to_owned(),
        _ => cells.next().unwrap_or_default(),
    })
}
