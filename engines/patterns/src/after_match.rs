//! What a match does to the others.

use crate::chain::Chain;

/// Which other matches are given up when one is handed out (Flink's `AfterMatchSkipStrategy`).
///
/// With a strategy that skips, a match waits until no partial match that began earlier is alive.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub enum AfterMatch {
    /// None: every possible match is handed out.
    #[default]
    NoSkip,
    /// Those that began with the same event.
    SkipToNext,
    /// Those that began before this one ended, or with its last event.
    SkipPastLastEvent,
    /// Those that began before the first event of the named stage.
    SkipToFirst(String),
    /// Those that began before the last event of the named stage.
    SkipToLast(String),
}

/// The same, with the stage as its place in the pattern.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Skip {
    None,
    ToNext,
    PastLast,
    ToFirst(usize),
    ToLast(usize),
}

impl Skip {
    /// Whether matches may be given up, so that their order counts.
    pub(crate) const fn skips(self) -> bool {
        !matches!(self, Self::None)
    }

    /// Partial and complete matches that began before the event of this number are given up once `chain`, which began
    /// with event `start`, is handed out.
    pub(crate) fn resume_at<E>(self, start: u64, chain: &Chain<E>) -> Option<u64> {
        match self {
            Self::None => None,
            Self::ToNext => Some(start + 1),
            Self::PastLast => chain.last_number().map(|number| number + 1),
            Self::ToFirst(stage) => chain.numbers_of(stage).last(),
            Self::ToLast(stage) => chain.numbers_of(stage).next(),
        }
    }
}
