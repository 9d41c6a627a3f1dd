//! What a reader of a check must know beside its verdicts.

use streamgauge_record::{CheckRecord, CheckVerdict, CheckedScenario, Side, TurnTally};

/// What is wrong with the builds, and attempts of theirs that failed where a verdict was found all the same.
pub(crate) fn notes(record: &CheckRecord) -> Vec<String> {
    let failing = record.failing_heads();
    let is_told = |checked: &CheckedScenario| {
        let mut comparisons = checked.comparisons.iter();
        failing.iter().any(|(scenario, _)| *scenario == checked.scenario)
            || comparisons.any(|found| found.comparison.verdict == CheckVerdict::Undecided)
    };
    let silent = record.scenarios.iter().filter(|checked| !is_told(checked));
    record
        .warnings
        .iter()
        .cloned()
        .chain(silent.flat_map(failed_attempts))
        .collect()
}

/// A note for each build of which attempts failed.
fn failed_attempts(checked: &CheckedScenario) -> Vec<String> {
    let note = |(name, side)| {
        let tally = TurnTally::of(&checked.blocks, side);
        let (reason, times) = tally.reason.filter(|_| tally.failed_tries > 0)?;
        Some(format!(
            "{}: {} of {} attempts of the {name} failed; {times} are void because: {reason}",
            checked.scenario, tally.failed_tries, tally.tries
        ))
    };
    [("base", Side::Base), ("head", Side::Head)]
        .into_iter()
        .filter_map(note)
        .collect()
}
