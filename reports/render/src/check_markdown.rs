//! A check for a pull request.

use std::fmt::Write as _;

use streamgauge_record::{CheckOutcome, CheckRecord, CheckVerdict};

use crate::check_lines::{CheckLine, answer_problems, answers, lines, sentence, word};

/// By this line a comment is found again, to be replaced by the next one.
const MARKER: &str = "<!-- streamgauge:check -->";

/// The result first, then what changed; what did not is folded away.
#[must_use]
pub fn check_markdown(record: &CheckRecord) -> String {
    let sign = match record.outcome() {
        CheckOutcome::WrongAnswers | CheckOutcome::Worse => "❌",
        CheckOutcome::Undecided => "❔",
        CheckOutcome::Fine => "✅",
    };
    let mut text = format!("### streamgauge: {sign} {}\n\n", sentence(record));
    let _ = writeln!(
        text,
        "Base {}, head {}; {} pairs, {} % interval, limit {} %. Answers: {}.\n",
        record.base.version,
        record.head.version,
        record.policy.pairs,
        100.0 * record.policy.confidence,
        100.0 * record.policy.limit,
        answers(record)
    );
    for (scenario, why) in answer_problems(record) {
        let _ = writeln!(text, "- **{scenario}**: {why}");
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
    let _ = writeln!(
        text,
        "<details><summary>Machine and command</summary>\n\n{} · `{}`\n\n</details>\n{MARKER}",
        record.machine.line(),
        record.argv.join(" ")
    );
    text
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
            line.scenario.replace('|', "\\|"),
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
                format!(": {}", line.why.replace('|', "\\|"))
            },
        );
    }
    text.push('\n');
    text
}
