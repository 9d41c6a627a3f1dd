//! What a matcher finds.

use streamgauge_model::EventTime;

/// An event and the stage that took it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Taken<E> {
    /// The place of the stage in the pattern, from 0.
    pub stage: usize,
    /// The event.
    pub event: E,
}

/// Events that satisfy a pattern.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Match<E> {
    /// The events in the order in which they were taken.
    pub taken: Vec<Taken<E>>,
    /// When it was handed out, in event time: at the event that completed or released it, or at the instant to which
    /// time had advanced.
    pub at: EventTime,
}

impl<E> Match<E> {
    /// The events in the order in which they were taken.
    pub fn events(&self) -> impl Iterator<Item = &E> {
        self.taken.iter().map(|taken| &taken.event)
    }

    /// The events that the stage at a place of the pattern took, from 0.
    pub fn events_of(&self, stage: usize) -> impl Iterator<Item = &E> {
        let of_stage = self.taken.iter().filter(move |taken| taken.stage == stage);
        of_stage.map(|taken| &taken.event)
    }
}

/// The events of a partial match that ran out of time.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct TimedOut<E> {
    /// The events in the order in which they were taken.
    pub taken: Vec<Taken<E>>,
    /// The first instant at which it was too late: its start plus the pattern's `within`, or its last event plus the
    /// stage's.
    pub at: EventTime,
}

/// What the passing of time brings to an end.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Expiry<E> {
    /// Matches that waited for nothing but time: the pattern forbids something at its end, or a partial match that
    /// began earlier held them back.
    pub matches: Vec<Match<E>>,
    /// Partial matches that ran out of time.
    pub timed_out: Vec<TimedOut<E>>,
}
