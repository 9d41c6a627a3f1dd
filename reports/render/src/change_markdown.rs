//! What changed between two records, for a pull request.

use std::fmt::Write as _;

use streamgauge_record::{Change, ChangeVerdict, Changes};

use crate::change_table::{HEADS, answer_lines, cells, counts, is_unchanged, legend, mean_cells};
use crate::change_text::{head, one_sided};
use crate::markdown::escape;

/// The changes as GitHub-flavoured Markdown; unchanged rows are folded unless `all`.
#[must_use]
pub fn change_markdown(changes: &Changes, all: bool) -> String {
    let mut text = format!(
        "### streamgauge: {} {}\n\n{}\n\n",
        sign(changes),
        counts(changes).join(", "),
        escape(&changes.subject)
    );
    let _ = writeln!(text, "- base: {}", escape(&head(&changes.base)));
    let _ = writeln!(text, "- new: {}", escape(&head(&changes.new)));
    for note in changes.notes.iter().chain(&one_sided(changes)) {
        let _ = writeln!(text, "- note: {}", escape(note));
    }
    for (sign, line) in answer_lines(changes) {
        let _ = writeln!(text, "- {sign} {}", escape(&line));
    }
    let (hidden, shown): (Vec<&Change>, Vec<&Change>) = changes
        .changes
        .iter()
        .partition(|change| !all && is_unchanged(change.verdict));
    table(&mut text, &shown);
    if !hidden.is_empty() {
        let _ = write!(text, "\n<details><summary>{} unchanged</summary>\n", hidden.len());
        table(&mut text, &hidden);
        text.push_str("\n</details>\n");
    }
    means(&mut text, &mean_cells(changes, all));
    let _ = writeln!(text, "\n<sub>{}.</sub>", legend(changes).join(". "));
    text
}

/// At a glance whether anything got worse.
fn sign(changes: &Changes) -> &'static str {
    if changes.count(&[ChangeVerdict::Worse]) > 0 {
        "❌"
    } else if changes.count(&[ChangeVerdict::Better]) > 0 {
        "✅"
    } else {
        "➖"
    }
}

fn table(text: &mut String, rows: &[&Change]) {
    if rows.is_empty() {
        return;
    }
    let _ = writeln!(text, "\n| arm · query | metric | {} |", HEADS.join(" | "));
    text.push_str("|:--|:--|--:|--:|--:|--:|:--|\n");
    for change in rows {
        let cells = cells(change).map(|cell| escape(&cell));
        let _ = writeln!(
            text,
            "| {} · {} | {} | {} |",
            escape(&change.arm),
            escape(&change.query),
            escape(&change.label),
            cells.join(" | ")
        );
    }
}

fn means(text: &mut String, means: &[(String, String)]) {
    if means.is_empty() {
        return;
    }
    let all: Vec<String> = means
        .iter()
        .map(|(label, change)| format!("{} {change}", label.trim_start_matches("geometric mean, ")))
        .collect();
    let _ = writeln!(text, "\nGeometric means: {}.", escape(&all.join(", ")));
}
