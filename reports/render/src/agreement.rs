//! Whether the arms gave the same answer.

use std::collections::BTreeSet;

use streamgauge_record::Run;

/// Whether the valid runs of a query gave the same answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Agreement {
    /// Fewer than two valid runs: nothing to compare.
    Unknown,
    /// All the same.
    Equal {
        /// Runs compared.
        runs: usize,
    },
    /// Some differ. Each is right by its own engine's rules: they refused different late events.
    Differ {
        /// Runs compared.
        runs: usize,
        /// Different answers among them.
        answers: usize,
    },
}

impl Agreement {
    /// Over valid runs of one query.
    pub(crate) fn over(runs: &[&Run]) -> Self {
        let answers: BTreeSet<&str> = runs.iter().map(|run| run.judged.answer.as_str()).collect();
        match (runs.len(), answers.len()) {
            (0 | 1, _) => Self::Unknown,
            (runs, 1) => Self::Equal { runs },
            (runs, answers) => Self::Differ { runs, answers },
        }
    }

    /// Whether runs were compared and all agree.
    #[must_use]
    pub const fn is_equal(self) -> bool {
        matches!(self, Self::Equal { .. })
    }

    /// In a sentence.
    #[must_use]
    pub fn text(self) -> String {
        match self {
            Self::Unknown => "answers: fewer than two valid runs, nothing to compare".into(),
            Self::Equal { runs } => format!("answers: the same in all {runs} valid runs"),
            Self::Differ { runs, answers } => format!(
                "answers: {answers} different ones in {runs} valid runs, each right by its engine's own rules"
            ),
        }
    }
}
