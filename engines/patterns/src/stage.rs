//! One step of a pattern.

use std::fmt;

/// The most repetitions that [`Stage::times`] may ask for. Each of them is a state of the automaton.
pub const MAX_TIMES: u32 = 10_000;

/// A named step of a pattern: which events it takes, or forbids, and how they lie to the events before.
pub struct Stage<E> {
    pub(crate) name: String,
    pub(crate) contiguity: Contiguity,
    pub(crate) condition: Box<dyn Fn(&E) -> bool + Send + Sync>,
    pub(crate) quantifier: Quantifier,
    pub(crate) repetition: Option<Repetition>,
    pub(crate) gap_ms: Option<i64>,
}

/// How the first event of a stage lies to the last event of the stage before (Flink's
/// `Quantifier.ConsumingStrategy`).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Contiguity {
    /// The first stage: every event that satisfies it starts a match.
    Begin,
    /// Strict: no event in between.
    Next,
    /// Relaxed: events that do not satisfy the stage may lie in between.
    FollowedBy,
    /// Non-deterministically relaxed: any events may lie in between, also some that satisfy the stage.
    FollowedByAny,
    /// The very next event must not satisfy the stage. Takes no event.
    NotNext,
    /// No event up to the next stage's may satisfy the stage. Takes no event.
    NotFollowedBy,
}

impl Contiguity {
    /// Whether the stage forbids events instead of taking them.
    #[must_use]
    pub const fn forbids(self) -> bool {
        matches!(self, Self::NotNext | Self::NotFollowedBy)
    }
}

/// How many events a stage takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Quantifier {
    /// One.
    Once,
    /// Exactly this many, from 1 to [`MAX_TIMES`].
    Times(u32),
    /// One and more; each count is a match of its own.
    OneOrMore,
}

/// How the events of one stage lie to each other, if it takes several (Flink's inner consuming strategy).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Repetition {
    /// Events that do not satisfy the stage may lie in between: the rule where nothing is said.
    Relaxed,
    /// No event in between.
    Consecutive,
    /// Any events may lie in between, also some that satisfy the stage.
    Combinations,
}

impl<E> Stage<E> {
    /// The first stage of a pattern.
    pub fn begin(name: &str, condition: impl Fn(&E) -> bool + Send + Sync + 'static) -> Self {
        Self::new(name, Contiguity::Begin, condition)
    }

    /// A stage whose event comes straight after the one before.
    pub fn next(name: &str, condition: impl Fn(&E) -> bool + Send + Sync + 'static) -> Self {
        Self::new(name, Contiguity::Next, condition)
    }

    /// A stage that takes the first event that satisfies it.
    pub fn followed_by(name: &str, condition: impl Fn(&E) -> bool + Send + Sync + 'static) -> Self {
        Self::new(name, Contiguity::FollowedBy, condition)
    }

    /// A stage that takes every event that satisfies it, each in a match of its own.
    pub fn followed_by_any(name: &str, condition: impl Fn(&E) -> bool + Send + Sync + 'static) -> Self {
        Self::new(name, Contiguity::FollowedByAny, condition)
    }

    /// A stage that the very next event must not satisfy.
    pub fn not_next(name: &str, condition: impl Fn(&E) -> bool + Send + Sync + 'static) -> Self {
        Self::new(name, Contiguity::NotNext, condition)
    }

    /// A stage that no event may satisfy until the next stage has its first.
    pub fn not_followed_by(name: &str, condition: impl Fn(&E) -> bool + Send + Sync + 'static) -> Self {
        Self::new(name, Contiguity::NotFollowedBy, condition)
    }

    /// A stage of any contiguity.
    pub fn new(
        name: &str,
        contiguity: Contiguity,
        condition: impl Fn(&E) -> bool + Send + Sync + 'static,
    ) -> Self {
        Self {
            name: name.to_owned(),
            contiguity,
            condition: Box::new(condition),
            quantifier: Quantifier::Once,
            repetition: None,
            gap_ms: None,
        }
    }

    /// Takes exactly `n` events, from 1 to [`MAX_TIMES`].
    #[must_use]
    pub fn times(mut self, n: u32) -> Self {
        self.quantifier = Quantifier::Times(n);
        self
    }

    /// Takes one event or more.
    #[must_use]
    pub fn one_or_more(mut self) -> Self {
        self.quantifier = Quantifier::OneOrMore;
        self
    }

    /// No other event may lie between the events of this stage.
    #[must_use]
    pub fn consecutive(mut self) -> Self {
        self.repetition = Some(Repetition::Consecutive);
        self
    }

    /// Any events may lie between the events of this stage, also some that satisfy it.
    #[must_use]
    pub fn allow_combinations(mut self) -> Self {
        self.repetition = Some(Repetition::Combinations);
        self
    }

    /// Each event of this stage happens less than `millis` after the event that the match took before it (Flink's
    /// `within` of type `PREVIOUS_AND_CURRENT`). For a last stage of `not_followed_by`: how long no such event may come.
    #[must_use]
    pub fn within_of_previous(mut self, millis: i64) -> Self {
        self.gap_ms = Some(millis);
        self
    }
}

impl<E> fmt::Debug for Stage<E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Stage")
            .field("name", &self.name)
            .field("contiguity", &self.contiguity)
            .field("quantifier", &self.quantifier)
            .field("repetition", &self.repetition)
            .field("gap_ms", &self.gap_ms)
            .finish_non_exhaustive()
    }
}
