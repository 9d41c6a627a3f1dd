//! What is said of attacks below a query's table.

use streamgauge_record::{Outcome, RuleMiss};

use crate::detection_tally::DetectionTally;
use crate::query::plural;
use crate::{ArmSummary, QuerySummary};

impl QuerySummary {
    /// Which attacks the query's rule fits, and what each arm found of them and why not all; empty without attacks.
    #[must_use]
    pub fn detection_notes(&self) -> Vec<String> {
        let rule = self
            .arms
            .iter()
            .find_map(DetectionTally::of)
            .map(|tally| rule_note(&tally));
        rule.into_iter()
            .chain(self.arms.iter().filter_map(arm_note))
            .collect()
    }
}

/// What the query would do on complete data, which is the same for all arms.
fn rule_note(tally: &DetectionTally<'_>) -> String {
    let judged = tally.judged();
    if judged == 0 {
        return "no attack that this query looks for was over by the end of the schedule".into();
    }
    let reasons = miss_reasons(tally);
    let mut note = format!(
        "by its rule it would find {} of {}",
        tally.by_rule(),
        plural(judged, "attack")
    );
    if !reasons.is_empty() {
        note.push_str(&format!("; of the others, {}", reasons.join(", ")));
    }
    note
}

/// Why the query's rule misses attacks, with how many.
pub(crate) fn miss_reasons(tally: &DetectionTally<'_>) -> Vec<String> {
    [
        (
            RuleMiss::Split,
            "split over several windows, none of which holds enough",
        ),
        (RuleMiss::TooFew, "too few for the limit even in one window"),
        (RuleMiss::Diluted, "diluted by the target's other ratings"),
    ]
    .into_iter()
    .map(|(miss, why)| (tally.missed_for(miss), why))
    .filter(|(count, _)| *count > 0)
    .map(|(count, why)| format!("{count} {why}"))
    .collect()
}

fn arm_note(arm: &ArmSummary) -> Option<String> {
    let tally = DetectionTally::of(arm).filter(|tally| tally.judged() > 0)?;
    let mut note = format!(
        "{}: found {} of {}",
        arm.arm,
        tally.with(Outcome::Found),
        tally.judged()
    );
    if let Some(waits) = tally.waits_text() {
        note.push_str(&format!(
            ", {waits} after the window could be known to be complete"
        ));
    }
    if let Some(worst) = tally.worst_loss() {
        note.push_str(&format!(
            "; missed {} because late ratings were dropped (worst: {} of {} left in the fullest window)",
            tally.with(Outcome::MissedByLateness),
            worst.fullest_fired,
            worst.fullest,
        ));
    }
    let against = tally.found_against_rule();
    if against > 0 {
        note.push_str(&format!(
            "; found {against} only because other ratings were dropped"
        ));
    }
    let (by_rule, by_lateness) = (tally.false_by_rule, tally.false_by_lateness);
    if by_rule + by_lateness > 0 {
        note.push_str(&format!(
            "; {by_rule} false by the traffic itself, {by_lateness} false because ratings were dropped",
        ));
    }
    let open = tally.with(Outcome::Open);
    if open > 0 {
        note.push_str(&format!("; {open} not judged: a window was not due by the end"));
    }
    Some(note)
}
