//! A check as annotations of GitHub Actions.

use std::fmt::Write as _;

use streamgauge_record::{CheckRecord, CheckVerdict};

use crate::check_junit::told;
use crate::check_lines::{answer_problems, lines};

/// GitHub shows so many annotations of a kind and step.
const SHOWN: usize = 10;

/// One `::error` for each answer that is wrong and each figure that got worse; the last one counts those beyond ten.
#[must_use]
pub fn check_annotations(record: &CheckRecord) -> String {
    let answers = answer_problems(record)
        .into_iter()
        .map(|(scenario, why)| format!("{scenario}: {why}"));
    let worse = lines(record)
        .into_iter()
        .filter(|line| line.verdict == CheckVerdict::Worse)
        .map(|line| format!("{} {}: {}", line.scenario, line.metric, told(&line)));
    let all: Vec<String> = answers.chain(worse).collect();
    let kept = if all.len() > SHOWN { SHOWN - 1 } else { all.len() };
    let mut text = String::new();
    for message in &all[..kept] {
        let _ = writeln!(text, "::error title=streamgauge::{}", escaped(message));
    }
    if kept < all.len() {
        let _ = writeln!(
            text,
            "::error title=streamgauge::and {} more; the summary names them",
            all.len() - kept
        );
    }
    text
}

/// Workflow commands end with their line.
fn escaped(message: &str) -> String {
    message
        .replace('%', "%25")
        .replace('\r', "%0D")
        .replace('\n', "%0A")
}
