//! A check as annotations of GitHub Actions.

use std::fmt::Write as _;

use streamgauge_record::{AnswerVerdict, CheckRecord, CheckVerdict};

use crate::check_junit::told as figures;
use crate::check_lines::{answer_problems, lines};
use crate::check_notes::notes;

/// GitHub shows so many annotations of a kind and step.
const SHOWN: usize = 10;

/// An `::error` for each answer that is wrong or that only the base has, each figure that got worse and each that was not measured;
/// a `::warning` for what is undecided and for what a reader must know. The last one of a kind counts those beyond ten.
#[must_use]
pub fn check_annotations(record: &CheckRecord) -> String {
    let named = |(scenario, why): (String, String)| format!("{scenario}: {why}");
    let (missing, wrong): (Vec<_>, Vec<_>) = answer_problems(record)
        .into_iter()
        .partition(|problem| is_missing(record, problem));
    let mut errors: Vec<String> = wrong.into_iter().map(named).collect();
    let mut warnings: Vec<String> = missing.into_iter().map(named).chain(notes(record)).collect();
    for line in lines(record) {
        let told = |what: &str| format!("{} {}: {what}", line.scenario, line.metric);
        match line.verdict {
            CheckVerdict::Worse => errors.push(told(&figures(&line))),
            CheckVerdict::Undecided if line.is_unmeasured => errors.push(told(&line.why)),
            CheckVerdict::Undecided => warnings.push(told(&line.why)),
            CheckVerdict::Same | CheckVerdict::Better => {}
        }
    }
    annotations("error", &errors) + &annotations("warning", &warnings)
}

/// Whether it is that a scenario has no answer on the virtual clock, which decides nothing.
fn is_missing(record: &CheckRecord, (scenario, why): &(String, String)) -> bool {
    let mut missing = record
        .answers
        .iter()
        .filter(|check| check.verdict == AnswerVerdict::Missing);
    missing.any(|check| check.scenario == *scenario && check.why == *why)
}

/// As many as are shown, of one kind.
fn annotations(kind: &str, all: &[String]) -> String {
    let kept = if all.len() > SHOWN { SHOWN - 1 } else { all.len() };
    let further =
        (kept < all.len()).then(|| format!("and {} more; the summary names them", all.len() - kept));
    let mut text = String::new();
    for message in all[..kept].iter().chain(&further) {
        let _ = writeln!(text, "::{kind} title=streamgauge::{}", escaped(message));
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
