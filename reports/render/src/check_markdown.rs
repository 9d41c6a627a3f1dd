//! A check for a pull request.

use std::fmt::Write as _;

use streamgauge_record::{CheckOutcome, CheckRecord, CheckVerdict};

use crate::check_lines::{CHANGE, CheckLine, answer_problems, answers, lines, sentence, word};
use crate::check_notes::notes;
use crate::markdown::{capital, escape};

/// By this line a comment is found again, to be replaced by the next one.
const MARKER: &str = "<!-- streamgauge:check -->";

/// The result first, then what changed; what did not is folded away.
#[must_use]
pub fn check_markdown(record: &CheckRecord) -> String {
    let sign = match record.outcome() {
        CheckOutcome::WrongAnswers | CheckOutcome::Worse => "❌",
        CheckOutcome::Undecided | CheckOutcome::Unmeasured => "❔",
        CheckOutcome::Fine => "✅",
    };
    let mut text = format!("### streamgauge: {sign} {}\n\n", sentence(record));
    let _ = writeln!(
        text,
        "Base {}, head {}; {} pairs, {} % interval, limit {} %. Answers: {}.\n",
        escape(&record.base.version),
        escape(&record.head.version),
        record.policy.pairs,
        100.0 * record.policy.confidence,
        100.0 * record.policy.limit,
        answers(record)
    );
    let problems = answer_problems(record);
    for (scenario, why) in &problems {
        let _ = writeln!(text, "- **{}**: {}", escape(scenario), escape(why));
    }
    if !problems.is_empty() {
        // Without it the first row of a table is a line of the last problem, and there is no table.
        text.push('\n');
    }
    for note in notes(record) {
        let _ = writeln!(text, "- {}", escape(&note));
    }
    let (changed, unchanged): (Vec<_>, Vec<_>) = lines(record)
        .into_iter()
        .partition(|line| matches!(line.verdict, CheckVerdict::Worse | CheckVerdict::Better));
    text.push_str(&table(&changed));
    if !unchanged.is_empty() {
        let undecided = record.count(CheckVerdict::Undecided);
        let _ = writeln!(
            text,
            "<details><summary>{undecided} undecided, {} unchanged</summary>\n",
            unchanged.len() - undecided
        );
        text.push_str(&table(&unchanged));
        text.push_str("</details>\n\n");
    }
    let _ = writeln!(text, "<sub>{}.</sub>\n", capital(CHANGE));
    let _ = writeln!(
        text,
        "<details><summary>Machine and command</summary>\n\n{} · {}\n\n</details>\n{MARKER}",
        escape(&record.machine.line()),
        code(&record.argv.join(" "))
    );
    text
}

/// As code, between more backticks than there are in it.
fn code(text: &str) -> String {
    let longest = text
        .split(|letter| letter != '`')
        .map(str::len)
        .max()
        .unwrap_or(0);
    let fence = "`".repeat(longest + 1);
    let room = if longest > 0 { " " } else { "" };
    format!("{fence}{room}{}{room}{fence}", text.replace(['\n', '\r'], " "))
}

fn table(lines: &[CheckLine]) -> String {
    if lines.is_empty() {
        return String::new();
    }
    let mut text = String::from(
        "| scenario | metric | base | head | change | interval | noise floor | verdict |\n|---|---|---:|---:|---:|---:|---:|---|\n",
    );
    for line in lines {
        let strong = if line.verdict == CheckVerdict::Worse {
            "**"
        } else {
            ""
        };
        let _ = writeln!(
            text,
            "| {} | {} | {} | {} | {strong}{}{strong} | {} | {} | {}{} |",
            escape(&line.scenario),
            line.metric,
            line.base,
            line.head,
            line.change,
            line.interval,
            line.floor,
            word(line.verdict),
            if line.why.is_empty() {
                String::new()
            } else {
                format!(": {}", escape(&line.why))
            },
        );
    }
    text.push('\n');
    text
}
