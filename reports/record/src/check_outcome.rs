//! What a check comes to.

use crate::{AnswerVerdict, CheckRecord, CheckVerdict, CheckedScenario, MetricComparison, Side, TurnTally};

/// What a check comes to, the gravest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CheckOutcome {
    /// The head's answers are wrong, or not those of the base.
    WrongAnswers,
    /// Something got worse.
    Worse,
    /// Of some scenario and metric too few pairs of turns count for an interval.
    Unmeasured,
    /// Something could not be decided.
    Undecided,
    /// Nothing got worse.
    Fine,
}

impl CheckRecord {
    /// What it comes to.
    #[must_use]
    pub fn outcome(&self) -> CheckOutcome {
        if self.has_answer(AnswerVerdict::Wrong)
            || self.has_answer(AnswerVerdict::Differ)
            || !self.wrong_turns().is_empty()
            || !self.failing_heads().is_empty()
        {
            CheckOutcome::WrongAnswers
        } else if self.count(CheckVerdict::Worse) > 0 {
            CheckOutcome::Worse
        } else if self.complete && self.is_unmeasured() {
            CheckOutcome::Unmeasured
        } else if self.count(CheckVerdict::Undecided) > 0
            || self.has_answer(AnswerVerdict::Missing)
            || !self.complete
        {
            CheckOutcome::Undecided
        } else {
            CheckOutcome::Fine
        }
    }

    /// Waiting times, kernels and metrics with a verdict.
    #[must_use]
    pub fn count(&self, verdict: CheckVerdict) -> usize {
        let waiting = self.waiting.iter().map(|waiting| waiting.verdict);
        let kernels = self.kernels.iter().map(|kernel| kernel.verdict);
        let metrics = self.scenarios.iter().flat_map(|checked| &checked.comparisons);
        let verdicts = waiting
            .chain(kernels)
            .chain(metrics.map(|found| found.comparison.verdict));
        verdicts.filter(|found| *found == verdict).count()
    }

    /// Scenarios in which turns of the head gave wrong answers: how many, and what the first of them says.
    #[must_use]
    pub fn wrong_turns(&self) -> Vec<(&str, usize, &str)> {
        self.scenarios.iter().filter_map(wrong_turns).collect()
    }

    /// Scenarios in which most turns of the base answer and most turns of the head fail, with the turns of the head.
    #[must_use]
    pub fn failing_heads(&self) -> Vec<(&str, TurnTally)> {
        let scenarios = self.scenarios.iter();
        scenarios
            .filter_map(|checked| Some((checked.scenario.as_str(), failing_head(checked)?)))
            .collect()
    }

    /// Whether some metric of some scenario has too few pairs for an interval.
    fn is_unmeasured(&self) -> bool {
        let unmeasured = |checked: &CheckedScenario| {
            let mut comparisons = checked.comparisons.iter();
            comparisons.any(|found| checked.is_unmeasured(found))
        };
        self.scenarios.iter().any(unmeasured)
    }

    fn has_answer(&self, verdict: AnswerVerdict) -> bool {
        self.answers.iter().any(|check| check.verdict == verdict)
    }
}

impl CheckedScenario {
    /// Whether too few pairs count for an interval of this metric, so that nothing is known of it, or too few to confirm what
    /// looked worse.
    #[must_use]
    pub fn is_unmeasured(&self, found: &MetricComparison) -> bool {
        let has_none = |found: &MetricComparison| found.comparison.change.is_none();
        let again = self.confirmation.iter().flat_map(|again| &again.comparisons);
        let is_unconfirmed = || again.filter(|again| again.metric == found.metric).any(has_none);
        has_none(found) || found.comparison.verdict == CheckVerdict::Undecided && is_unconfirmed()
    }
}

/// The head's turns, at first or to confirm, if most of them fail and most of the base's do not.
fn failing_head(checked: &CheckedScenario) -> Option<TurnTally> {
    let tally = |side| TurnTally::of(&checked.blocks, side);
    let head =
        Some(tally(Side::Head)).filter(|head| head.mostly_fails() && tally(Side::Base).mostly_answers());
    head.or_else(|| failing_head(checked.confirmation.as_deref()?))
}

fn wrong_turns(checked: &CheckedScenario) -> Option<(&str, usize, &str)> {
    let again = checked.confirmation.iter().flat_map(|again| &again.blocks);
    let mut wrong = checked
        .blocks
        .iter()
        .chain(again)
        .filter(|block| block.wrong_answer && block.side == Side::Head);
    let first = wrong.next()?;
    Some((
        &checked.scenario,
        1 + wrong.count(),
        first.void.as_deref().unwrap_or_default(),
    ))
}
