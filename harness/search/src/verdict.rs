//! What the checks of a trial amount to.

use streamgauge_record::{Check, CheckUnit, TrialVerdict};

use crate::checks::OF_THE_HARNESS;

/// Void if a check of the harness failed or a trial was too short for an objective, else failed if any check did; and the first that did, in words.
#[must_use]
pub fn verdict(checks: &[Check]) -> (TrialVerdict, String) {
    let failed = || checks.iter().filter(|check| !check.passed);
    let of_the_harness = |check: &&Check| check.undecided || OF_THE_HARNESS.contains(&check.name.as_str());
    if let Some(check) = failed().find(of_the_harness) {
        return (TrialVerdict::Void, words(check));
    }
    failed()
        .next()
        .map_or((TrialVerdict::Pass, String::new()), |check| {
            (TrialVerdict::Fail, words(check))
        })
}

fn words(check: &Check) -> String {
    let side = if check.at_least { "at least" } else { "at most" };
    let limit = value(check.limit, check.unit);
    let measured = check.measured.map_or_else(
        || "not measured".to_owned(),
        |measured| value(measured, check.unit),
    );
    let note = check
        .note
        .as_ref()
        .map_or_else(String::new, |note| format!(": {note}"));
    if check.unit == CheckUnit::Count && check.note.is_some() {
        return format!("{}{note}", check.name);
    }
    format!("{} {measured}, {side} {limit}{note}", check.name)
}

/// A value with its unit.
fn value(value: f64, unit: CheckUnit) -> String {
    match unit {
        CheckUnit::Share => format!("{:.2} %", value * 100.0),
        CheckUnit::Ns => format!("{:.2} ms", value / 1e6),
        CheckUnit::SecondsPerSecond => format!("{value:.4} s/s"),
        CheckUnit::Count => format!("{value:.0}"),
    }
}
