//! A sequence of stages.

use crate::after_match::{AfterMatch, Skip};
use crate::compiler::Compiler;
use crate::legality::fault;
use crate::{Automaton, PatternError, Stage};

/// What is looked for: stages in order, how long a match may take, and what a match does to the others.
#[derive(Debug)]
pub struct Pattern<E> {
    pub(crate) stages: Vec<Stage<E>>,
    pub(crate) within_ms: Option<i64>,
    pub(crate) after_match: AfterMatch,
}

impl<E> Pattern<E> {
    /// A pattern of these stages, without a limit of time, that hands out all matches.
    pub fn new(stages: impl IntoIterator<Item = Stage<E>>) -> Self {
        Self {
            stages: stages.into_iter().collect(),
            within_ms: None,
            after_match: AfterMatch::NoSkip,
        }
    }

    /// The last event of a match happens less than `millis` after its first (Flink's `within` of type
    /// `FIRST_AND_LAST`).
    #[must_use]
    pub fn within(mut self, millis: i64) -> Self {
        self.within_ms = Some(millis);
        self
    }

    /// What a match does to the others.
    #[must_use]
    pub fn after_match(mut self, strategy: AfterMatch) -> Self {
        self.after_match = strategy;
        self
    }

    /// Checks the pattern and makes it executable.
    ///
    /// # Errors
    /// If the pattern is illegal: names the stage at fault, what is wrong and what would be right.
    pub fn build(self) -> Result<Automaton<E>, PatternError> {
        if let Some(fault) = fault(&self) {
            return Err(fault);
        }
        let (states, start) = Compiler::new(&self.stages).compile();
        Ok(Automaton {
            skip: self.skip(),
            within_ms: self.within_ms,
            stages: self.stages,
            states,
            start,
        })
    }

    /// The place of the stage of this name.
    pub(crate) fn place(&self, name: &str) -> Option<usize> {
        self.stages.iter().position(|stage| stage.name == name)
    }

    fn skip(&self) -> Skip {
        let place = |name: &str| self.place(name).unwrap_or_default();
        match &self.after_match {
            AfterMatch::NoSkip => Skip::None,
            AfterMatch::SkipToNext => Skip::ToNext,
            AfterMatch::SkipPastLastEvent => Skip::PastLast,
            AfterMatch::SkipToFirst(name) => Skip::ToFirst(place(name)),
            AfterMatch::SkipToLast(name) => Skip::ToLast(place(name)),
        }
    }
}
