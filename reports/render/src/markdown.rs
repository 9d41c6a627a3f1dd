//! Tables for pull requests and READMEs.

use std::fmt::Write as _;

use crate::{Figure, Group, QuerySummary, Row, Summary};

/// The summary as GitHub-flavoured Markdown.
#[must_use]
pub fn markdown(summary: &Summary) -> String {
    let mut text = format!(
        "## streamgauge: {}\n\n{}\n",
        escape(&summary.scenario),
        escape(&summary.subject)
    );
    for warning in &summary.warnings {
        let _ = write!(text, "\n> **Note:** {}\n", escape(warning));
    }
    for query in &summary.queries {
        query_block(&mut text, query);
    }
    if summary.valid_runs == 0 {
        text.push_str("\nThere is no valid run, so there are no figures.\n");
    }
    if !summary.void_runs.is_empty() {
        text.push_str("\n### Void runs\n\nThey enter no figure.\n\n");
        for run in &summary.void_runs {
            let _ = writeln!(text, "- {}", escape(&run.text()));
        }
    }
    let capacity = summary.capacity_note();
    let _ = write!(
        text,
        "\n<sub>{}. {}{}Record {}.</sub>\n",
        capital(summary.spread_note()),
        capacity.map_or_else(String::new, |note| capital(note) + ". "),
        summary
            .machine
            .as_ref()
            .map_or_else(String::new, |machine| format!("Machine: {}. ", escape(machine)))
            + &summary
                .harness
                .as_ref()
                .map_or_else(String::new, |line| format!("Harness: {}. ", escape(line)))
            + &summary
                .self_tests
                .as_ref()
                .map_or_else(String::new, |line| format!("Self-tests: {}. ", escape(line))),
        escape(&summary.id)
    );
    text
}

fn query_block(text: &mut String, query: &QuerySummary) {
    let _ = write!(
        text,
        "\n### {}\n\n{}\n",
        escape(&query.name),
        escape(&query.summary)
    );
    let rows = query.rows();
    if rows.is_empty() {
        return;
    }
    text.push_str("\n| |");
    for arm in &query.arms {
        let _ = write!(text, " {} |", escape(&arm.arm));
    }
    text.push_str("\n|:--|");
    text.push_str(&"--:|".repeat(query.arms.len()));
    text.push('\n');
    for row in &rows {
        table_row(text, row, query);
    }
    let _ = writeln!(text, "\n{}.  ", capital(&query.agreement.text()));
    if let Some(why) = query.why_answers_differ() {
        let _ = writeln!(text, "{}.  ", escape(&capital(&why)));
    }
    if let Some(note) = query.ratio_note() {
        let _ = writeln!(text, "{}.  ", escape(&note));
    }
    for note in query.detection_notes() {
        let _ = writeln!(text, "{}.  ", escape(&capital(&note)));
    }
    let _ = writeln!(text, "{}.", escape(&query.sample_notes().join("; ")));
    for note in query
        .verdict_notes()
        .into_iter()
        .chain(query.cost.iter().cloned())
        .chain(query.run_notes())
    {
        let _ = write!(text, "\n{}.\n", escape(&capital(&note)));
    }
}

fn table_row(text: &mut String, row: &Row, query: &QuerySummary) {
    let name = match query.headline() {
        Some(headline) if row.group == Group::Latency => format!("{headline} {}", row.label),
        _ => row.label.clone(),
    };
    let _ = write!(text, "| {name} |");
    for figure in &row.figures {
        let _ = write!(text, " {} |", cell(figure, row));
    }
    text.push('\n');
}

fn cell(figure: &Figure, row: &Row) -> String {
    let mut cell = escape(&figure.text(row.unit));
    let spread = figure.spread_text(row.unit);
    if !spread.is_empty() {
        let _ = write!(cell, " ({spread})");
    }
    let ratio = figure.against_text();
    if !ratio.is_empty() {
        let _ = write!(cell, " **{ratio}**");
    }
    cell
}

/// The sentence with a capital letter first.
pub(crate) fn capital(sentence: &str) -> String {
    let mut letters = sentence.chars();
    letters
        .next()
        .map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

/// Names come from outside: keep them from becoming markup.
pub(crate) fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '|' | '*' | '_' | '`' | '[' | ']' | '\\' => escaped.extend(['\\', letter]),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '\n' | '\r' => escaped.push(' '),
            _ => escaped.push(letter),
        }
    }
    escaped
}
