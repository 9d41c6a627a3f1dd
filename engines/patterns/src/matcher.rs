//! The partial matches of one key.

use std::collections::VecDeque;
use std::mem;

use streamgauge_model::EventTime;

use crate::automaton::{Move, State};
use crate::chain::Chain;
use crate::partial::Partial;
use crate::{Automaton, Expiry, Match, TimedOut};

/// Runs an [`Automaton`] over the events of one key, which must come in order of time (Flink's `NFA` with its
/// `NFAState`).
///
/// Before an event, [`Matcher::advance`] to its time: that prunes what is too old to be extended by it.
#[derive(Debug)]
pub struct Matcher<E> {
    /// In order of their first events.
    partial: Vec<Partial<E>>,
    /// Complete matches that those of `partial` that began earlier hold back, in order of their first events.
    complete: VecDeque<Complete<E>>,
    /// How many events have been processed.
    events: u64,
}

#[derive(Debug)]
struct Complete<E> {
    taken: Chain<E>,
    start: u64,
}

impl<E> Default for Matcher<E> {
    fn default() -> Self {
        Self {
            partial: Vec::new(),
            complete: VecDeque::new(),
            events: 0,
        }
    }
}

impl<E: Clone> Matcher<E> {
    /// Processes an event and returns the matches that it completes or releases, those that began first first.
    pub fn process(&mut self, automaton: &Automaton<E>, event: &E, at: EventTime) -> Vec<Match<E>> {
        let occurrence = automaton.occurrence(event, at, self.events);
        self.events += 1;
        let mut moves = Vec::new();
        for partial in mem::take(&mut self.partial) {
            let alive = automaton.moves(partial.state, Some(partial.previous), &occurrence, &mut moves);
            for step in moves.drain(..) {
                let moved = partial.moved(step, &occurrence);
                self.keep(automaton, moved, alive);
            }
        }
        automaton.moves(automaton.start, None, &occurrence, &mut moves);
        for step in moves {
            if let Move::Take { stage, to } = step {
                self.keep(automaton, Partial::started(stage, to, &occurrence), true);
            }
        }
        self.hand_out(automaton, at)
    }

    /// Time has come to `now`: no earlier event will follow. Prunes all that can no longer become a match.
    pub fn advance(&mut self, automaton: &Automaton<E>, now: EventTime) -> Expiry<E> {
        let mut timed_out = Vec::new();
        for partial in mem::take(&mut self.partial) {
            let Some(at) = partial.expiry(automaton, now) else {
                self.partial.push(partial);
                continue;
            };
            if automaton.states[partial.state].pending {
                self.complete(partial.taken, partial.start.number);
            } else {
                let taken = partial.taken.to_vec();
                timed_out.push(TimedOut { taken, at });
            }
        }
        let matches = self.hand_out(automaton, now);
        Expiry { matches, timed_out }
    }

    /// The first instant at which [`Matcher::advance`] will find something to prune, if no event comes before.
    #[must_use]
    pub fn next_expiry(&self, automaton: &Automaton<E>) -> Option<EventTime> {
        let deadlines = self
            .partial
            .iter()
            .filter_map(|partial| partial.deadline(automaton));
        deadlines.min()
    }

    /// Whether nothing is remembered that could matter to a later event.
    #[must_use]
    pub fn is_idle(&self) -> bool {
        self.partial.is_empty() && self.complete.is_empty()
    }

    /// Number of partial matches.
    #[must_use]
    pub fn partial_matches(&self) -> usize {
        self.partial.len()
    }

    /// Files a partial match that has arrived at a state.
    fn keep(&mut self, automaton: &Automaton<E>, partial: Partial<E>, alive: bool) {
        let State {
            edges, ends, fork, ..
        } = &automaton.states[partial.state];
        if *ends {
            self.complete(partial.taken.clone(), partial.start.number);
        }
        if alive && !edges.is_empty() {
            let forked = fork.map(|state| partial.in_state(state));
            self.partial.push(partial);
            self.partial.extend(forked);
        }
    }

    fn complete(&mut self, taken: Chain<E>, start: u64) {
        let at = self.complete.partition_point(|other| other.start <= start);
        self.complete.insert(at, Complete { taken, start });
    }

    /// Hands out the complete matches in order of their first events. Where matches may be skipped, one waits for
    /// partial matches that began earlier (Flink's `NFA.processMatchesAccordingToSkipStrategy`).
    fn hand_out(&mut self, automaton: &Automaton<E>, at: EventTime) -> Vec<Match<E>> {
        let mut matches = Vec::new();
        while let Some(Complete { taken, start }) = self.complete.pop_front() {
            let earlier = self
                .partial
                .first()
                .is_some_and(|partial| partial.start.number < start);
            if earlier && automaton.skip.skips() {
                self.complete.push_front(Complete { taken, start });
                break;
            }
            if let Some(resume) = automaton.skip.resume_at(start, &taken) {
                self.partial.retain(|partial| partial.start.number >= resume);
                self.complete.retain(|complete| complete.start >= resume);
            }
            let taken = taken.to_vec();
            matches.push(Match { taken, at });
        }
        matches
    }
}
