//! The beginning of a match.

use streamgauge_model::EventTime;

use crate::automaton::{Move, Occurrence, has_passed};
use crate::chain::Chain;
use crate::{Automaton, Taken};

/// Events that satisfy the first stages of a pattern (Flink's `ComputationState`).
#[derive(Debug)]
pub(crate) struct Partial<E> {
    /// What it waits for.
    pub(crate) state: usize,
    pub(crate) taken: Chain<E>,
    pub(crate) start: Start,
    /// When the last event was taken.
    pub(crate) previous: EventTime,
}

/// The first event of a match.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Start {
    /// Its number in the order of processing.
    pub(crate) number: u64,
    at: EventTime,
}

impl<E: Clone> Partial<E> {
    /// What an event starts that `stage` takes.
    pub(crate) fn started(stage: usize, state: usize, occurrence: &Occurrence<'_, E>) -> Self {
        let start = Start {
            number: occurrence.number,
            at: occurrence.at,
        };
        let nothing = Self {
            state,
            taken: Chain::EMPTY,
            start,
            previous: occurrence.at,
        };
        nothing.moved(Move::Take { stage, to: state }, occurrence)
    }

    /// What an event makes of this.
    pub(crate) fn moved(&self, step: Move, occurrence: &Occurrence<'_, E>) -> Self {
        match step {
            Move::Take { stage, to } => {
                let event = occurrence.event.clone();
                Self {
                    state: to,
                    taken: self.taken.and(Taken { stage, event }, occurrence.number),
                    start: self.start,
                    previous: occurrence.at,
                }
            }
            Move::Ignore { to } => self.in_state(to),
        }
    }
}

impl<E> Partial<E> {
    /// The same events, waiting for something else.
    pub(crate) fn in_state(&self, state: usize) -> Self {
        Self {
            state,
            taken: self.taken.clone(),
            ..*self
        }
    }

    /// If it has run out of time at `now`, since when.
    pub(crate) fn expiry(&self, automaton: &Automaton<E>, now: EventTime) -> Option<EventTime> {
        let limits = self.limits(automaton).into_iter().flatten();
        let passed = limits.filter(|(span, since)| has_passed(*span, *since, now));
        passed.map(|(span, since)| since.saturating_add(span)).min()
    }

    /// The first instant at which it will have run out of time.
    pub(crate) fn deadline(&self, automaton: &Automaton<E>) -> Option<EventTime> {
        let limits = self.limits(automaton).into_iter().flatten();
        limits.map(|(span, since)| since.saturating_add(span)).min()
    }

    /// The spans in milliseconds that limit it, and since when they run.
    fn limits(&self, automaton: &Automaton<E>) -> [Option<(i64, EventTime)>; 2] {
        let patience = automaton.states[self.state].patience_ms;
        [
            patience.map(|span| (span, self.previous)),
            automaton.within_ms.map(|span| (span, self.start.at)),
        ]
    }
}
