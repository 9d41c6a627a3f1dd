//! Why a pattern is refused.

use std::fmt;

use crate::MAX_TIMES;

/// A pattern that means nothing, or nothing that ever ends (what Flink throws `MalformedPatternException` for).
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PatternError {
    /// There is no stage.
    Empty,
    /// The first stage is not a beginning.
    NoBeginning(String),
    /// A stage behind the first is a beginning.
    SecondBeginning(String),
    /// Two stages have the same name.
    DuplicateName(String),
    /// The last stage forbids events for ever.
    EndsInNotFollowedBy(String),
    /// A stage that takes no event has a quantifier.
    QuantifiedProhibition(String),
    /// A number of repetitions that is not between 1 and [`MAX_TIMES`].
    Times {
        /// The stage.
        stage: String,
        /// Its repetitions.
        times: u32,
    },
    /// A stage that takes one event says how its events lie to each other.
    RepetitionOfOne(String),
    /// `within` is not positive.
    Within(i64),
    /// The limit to the previous event is not positive.
    Gap {
        /// The stage.
        stage: String,
        /// Its limit in milliseconds.
        gap_ms: i64,
    },
    /// The limit to the previous event is greater than that of the whole pattern.
    GapBeyondWithin {
        /// The stage.
        stage: String,
        /// Its limit in milliseconds.
        gap_ms: i64,
        /// The limit of the pattern in milliseconds.
        within_ms: i64,
    },
    /// A limit to the previous event where there is none, or where nothing is waited for.
    GapWithoutPrevious(String),
    /// The stage to skip to does not exist or takes no event.
    SkipTarget(String),
}

impl fmt::Display for PatternError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Empty => write!(
                f,
                "the pattern is empty; give it at least one stage, with `begin`"
            ),
            Self::NoBeginning(stage) => write!(
                f,
                "the first stage, `{stage}`, follows nothing; make it a `begin`"
            ),
            Self::SecondBeginning(stage) => write!(
                f,
                "stage `{stage}` is a second `begin`; use `next`, `followed_by` or `followed_by_any`"
            ),
            Self::DuplicateName(stage) => write!(
                f,
                "two stages are named `{stage}`; give each stage a name of its own"
            ),
            Self::EndsInNotFollowedBy(stage) => write!(
                f,
                "the pattern ends in `not_followed_by`, stage `{stage}`, and would wait for ever; limit it with \
                 `within` or `within_of_previous`, or add a stage"
            ),
            Self::QuantifiedProhibition(stage) => write!(
                f,
                "stage `{stage}` forbids events and cannot repeat; remove its quantifier"
            ),
            Self::Times { stage, times } => write!(
                f,
                "stage `{stage}` repeats {times} times; use 1 to {MAX_TIMES} times, or `one_or_more`"
            ),
            Self::RepetitionOfOne(stage) => write!(
                f,
                "stage `{stage}` takes one event, there is nothing to be consecutive or combined; add `times` or \
                 `one_or_more`"
            ),
            Self::Within(millis) => write!(
                f,
                "`within` {millis} ms is not positive; use at least 1 ms, or leave it out"
            ),
            Self::Gap { stage, gap_ms } => write!(
                f,
                "`within_of_previous` {gap_ms} ms of stage `{stage}` is not positive; use at least 1 ms, or leave it out"
            ),
            Self::GapBeyondWithin {
                stage,
                gap_ms,
                within_ms,
            } => write!(
                f,
                "`within_of_previous` {gap_ms} ms of stage `{stage}` is longer than the whole pattern may take; use at \
                 most {within_ms} ms"
            ),
            Self::GapWithoutPrevious(stage) => write!(
                f,
                "stage `{stage}` waits for no event that has a previous one; move `within_of_previous` to a later stage \
                 that takes events"
            ),
            Self::SkipTarget(stage) => write!(
                f,
                "there is no stage `{stage}` that takes events to skip to; name a stage of the pattern that does"
            ),
        }
    }
}

impl std::error::Error for PatternError {}
