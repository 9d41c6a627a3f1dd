//! What a check comes to.

use crate::{AnswerVerdict, CheckRecord, CheckVerdict, CheckedScenario, Side};

/// What a check comes to, the gravest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CheckOutcome {
    /// The head's answers are wrong, or not those of the base.
    WrongAnswers,
    /// Something got worse.
    Worse,
    /// Of some scenario no pair of turns counts.
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
        {
            CheckOutcome::WrongAnswers
        } else if self.count(CheckVerdict::Worse) > 0 {
            CheckOutcome::Worse
        } else if self.complete && self.is_without_pairs() {
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

    /// Whether of some scenario not a single pair of turns counts.
    fn is_without_pairs(&self) -> bool {
        let has_none = |checked: &CheckedScenario| {
            checked
                .comparisons
                .iter()
                .all(|found| found.comparison.pairs == 0)
        };
        self.scenarios.iter().any(has_none)
    }

    fn has_answer(&self, verdict: AnswerVerdict) -> bool {
        self.answers.iter().any(|check| check.verdict == verdict)
    }
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
