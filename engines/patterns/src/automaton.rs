//! A pattern as a machine of states.

use std::fmt;

use streamgauge_model::EventTime;

use crate::Stage;
use crate::after_match::Skip;

/// A legal pattern, ready to run: one for all keys.
///
/// A non-deterministic automaton in the manner of "Efficient Pattern Matching over Event Streams" (Agrawal et al.,
/// SIGMOD 2008), as Flink's `NFACompiler` builds it.
pub struct Automaton<E> {
    pub(crate) stages: Vec<Stage<E>>,
    pub(crate) states: Vec<State>,
    pub(crate) start: usize,
    pub(crate) within_ms: Option<i64>,
    pub(crate) skip: Skip,
}

/// What a partial match waits for.
#[derive(Debug, Default)]
pub(crate) struct State {
    pub(crate) edges: Vec<Edge>,
    /// Whether a match is complete on arrival here. It may go on nevertheless, if there are edges.
    pub(crate) ends: bool,
    /// A state that arriving here is arriving in, too.
    pub(crate) fork: Option<usize>,
    /// Whether a partial match that runs out of time here is a match.
    pub(crate) pending: bool,
    /// How long after its last event a partial match may still be extended here, in milliseconds; `None`: for ever.
    pub(crate) patience_ms: Option<i64>,
}

/// What an event may do to a partial match.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Edge {
    pub(crate) guard: Guard,
    pub(crate) action: Action,
}

/// Whether an event may pass an edge.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Guard {
    Always,
    /// It satisfies the stage.
    If(usize),
    /// It does not satisfy the stage.
    Unless(usize),
}

#[derive(Clone, Copy, Debug)]
pub(crate) enum Action {
    /// The stage takes the event, and the partial match moves on to a state.
    Take(usize, usize),
    /// The event is passed over, and the partial match moves on to a state.
    Ignore(usize),
    /// The event may also do what it may do in another state.
    Proceed(usize),
    /// The partial match is dead. What the event has just completed counts.
    Discard,
}

/// What an event does to a partial match; each makes another one of it.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Move {
    Take { stage: usize, to: usize },
    Ignore { to: usize },
}

/// An event and which stages it satisfies.
#[derive(Debug)]
pub(crate) struct Occurrence<'e, E> {
    pub(crate) event: &'e E,
    pub(crate) at: EventTime,
    /// Its number in the order of processing.
    pub(crate) number: u64,
    satisfies: Vec<bool>,
}

impl<E> Automaton<E> {
    /// The name of the stage at a place of the pattern, from 0; `None` behind the last.
    #[must_use]
    pub fn stage_name(&self, place: usize) -> Option<&str> {
        self.stages.get(place).map(|stage| stage.name.as_str())
    }

    pub(crate) fn occurrence<'e>(&self, event: &'e E, at: EventTime, number: u64) -> Occurrence<'e, E> {
        let satisfies = self.stages.iter().map(|stage| (stage.condition)(event)).collect();
        Occurrence {
            event,
            at,
            number,
            satisfies,
        }
    }

    /// What `occurrence` does to a partial match in `state` whose last event was at `previous`. Returns whether what
    /// has not ended thereby lives on.
    pub(crate) fn moves(
        &self,
        state: usize,
        previous: Option<EventTime>,
        occurrence: &Occurrence<'_, E>,
        moves: &mut Vec<Move>,
    ) -> bool {
        let mut alive = true;
        for edge in &self.states[state].edges {
            if !edge.guard.admits(&occurrence.satisfies) {
                continue;
            }
            match edge.action {
                Action::Take(stage, to) if self.in_time(stage, previous, occurrence.at) => {
                    moves.push(Move::Take { stage, to });
                }
                Action::Take(..) => {}
                Action::Ignore(to) => moves.push(Move::Ignore { to }),
                Action::Proceed(to) => alive &= self.moves(to, previous, occurrence, moves),
                Action::Discard => alive = false,
            }
        }
        alive
    }

    fn in_time(&self, stage: usize, previous: Option<EventTime>, at: EventTime) -> bool {
        let gap = self.stages[stage].gap_ms.zip(previous);
        gap.is_none_or(|(gap, previous)| !has_passed(gap, previous, at))
    }
}

/// Whether `span` milliseconds or more have passed since `since`: the bounds of `within` are exclusive.
pub(crate) fn has_passed(span: i64, since: EventTime, now: EventTime) -> bool {
    now.millis().saturating_sub(since.millis()) >= span
}

impl Guard {
    fn admits(self, satisfies: &[bool]) -> bool {
        match self {
            Self::Always => true,
            Self::If(stage) => satisfies[stage],
            Self::Unless(stage) => !satisfies[stage],
        }
    }
}

impl<E> fmt::Debug for Automaton<E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Automaton")
            .field("stages", &self.stages)
            .field("states", &self.states)
            .field("start", &self.start)
            .field("within_ms", &self.within_ms)
            .field("skip", &self.skip)
            .finish()
    }
}
