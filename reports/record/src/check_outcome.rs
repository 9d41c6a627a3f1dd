//! What a check comes to.

use crate::{AnswerVerdict, CheckRecord, CheckVerdict, Side};

/// What a check comes to, the gravest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CheckOutcome {
    /// The head's answers are wrong, or not those of the base.
    WrongAnswers,
    /// Something got worse.
    Worse,
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
            || self.wrong_blocks() > 0
        {
            CheckOutcome::WrongAnswers
        } else if self.count(CheckVerdict::Worse) > 0 {
            CheckOutcome::Worse
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

    /// Live runs of the head whose answers were wrong.
    #[must_use]
    pub fn wrong_blocks(&self) -> usize {
        let again = |checked: &crate::CheckedScenario| {
            checked.confirmation.as_deref().map(|again| again.blocks.clone())
        };
        let blocks = self.scenarios.iter().flat_map(|checked| {
            checked
                .blocks
                .iter()
                .cloned()
                .chain(again(checked).unwrap_or_default())
        });
        blocks
            .filter(|block| block.wrong_answer && block.side == Side::Head)
            .count()
    }

    fn has_answer(&self, verdict: AnswerVerdict) -> bool {
        self.answers.iter().any(|check| check.verdict == verdict)
    }
}
