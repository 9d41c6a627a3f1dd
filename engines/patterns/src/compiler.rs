//! From stages to states.

use crate::automaton::{Action, Edge, Guard, State};
use crate::{Contiguity, Quantifier, Repetition, Stage};

/// The state in which there is nothing left to wait for.
const ACCEPT: usize = 0;

/// Builds states from the last stage to the first, so that each knows where it leads (Flink's `NFACompiler`).
pub(crate) struct Compiler<'s, E> {
    stages: &'s [Stage<E>],
    states: Vec<State>,
}

/// Which events a waiting partial match passes over.
#[derive(Clone, Copy)]
enum PassOver {
    None,
    /// Those that do not satisfy the stage.
    Others,
    All,
}

impl<'s, E> Compiler<'s, E> {
    pub(crate) fn new(stages: &'s [Stage<E>]) -> Self {
        let accept = State {
            ends: true,
            ..State::default()
        };
        Self {
            stages,
            states: vec![accept],
        }
    }

    /// The states, and the one in which matches start.
    pub(crate) fn compile(mut self) -> (Vec<State>, usize) {
        let mut entry = ACCEPT;
        let mut forbidding = Vec::new();
        for (place, stage) in self.stages.iter().enumerate().rev() {
            if stage.contiguity.forbids() {
                forbidding.insert(0, place);
                continue;
            }
            entry = self.forbid(&forbidding, entry);
            entry = self.take(place, entry, &self.throughout(&forbidding));
            forbidding.clear();
        }
        (self.states, entry)
    }

    /// Those of the stages that no event may satisfy up to the next stage's.
    fn throughout(&self, forbidding: &[usize]) -> Vec<usize> {
        let throughout = |place: &&usize| self.stages[**place].contiguity == Contiguity::NotFollowedBy;
        forbidding.iter().filter(throughout).copied().collect()
    }

    /// What lies between an event of one stage and `entry`, the wait for the next.
    fn forbid(&mut self, forbidding: &[usize], mut entry: usize) -> usize {
        let throughout = self.throughout(forbidding);
        if entry == ACCEPT && !throughout.is_empty() {
            entry = self.pending();
        }
        self.discard(entry, &throughout);
        for &place in forbidding.iter().rev() {
            if self.stages[place].contiguity == Contiguity::NotNext {
                entry = self.not_next(place, entry);
            }
        }
        entry
    }

    /// Nothing is left but to see time pass without an event that is forbidden. The last stage may limit that time.
    fn pending(&mut self) -> usize {
        let at = self.add(State {
            pending: true,
            patience_ms: self.stages.last().and_then(|stage| stage.gap_ms),
            ..State::default()
        });
        self.connect(at, Guard::Always, Action::Ignore(at));
        at
    }

    /// One event is looked at. A match is not complete before it has come, so that it is ignored on the way to the end.
    fn not_next(&mut self, place: usize, then: usize) -> usize {
        let at = self.add(State {
            patience_ms: self.states[then].patience_ms,
            ..State::default()
        });
        let onwards = match then {
            ACCEPT => Action::Ignore(ACCEPT),
            then => Action::Proceed(then),
        };
        self.connect(at, Guard::If(place), Action::Discard);
        self.connect(at, Guard::Unless(place), onwards);
        at
    }

    /// The events of one stage. `forbidden` are the stages that no event may satisfy between it and the next, which
    /// holds between its own events, too.
    fn take(&mut self, place: usize, then: usize, forbidden: &[usize]) -> usize {
        let stage = &self.stages[place];
        let between = stage.repetition.unwrap_or(Repetition::Relaxed).passes_over();
        let (times, mut then) = match stage.quantifier {
            Quantifier::Once => (1, then),
            Quantifier::Times(times) => (times, then),
            Quantifier::OneOrMore => (1, self.repeat(place, between, then, forbidden)),
        };
        for _ in 1..times {
            then = self.wait(place, between, then);
            self.discard(then, forbidden);
        }
        self.wait(place, stage.contiguity.passes_over(), then)
    }

    /// The wait for one event of a stage.
    fn wait(&mut self, place: usize, over: PassOver, then: usize) -> usize {
        let at = self.add(State {
            patience_ms: self.stages[place].gap_ms,
            ..State::default()
        });
        self.connect(at, Guard::If(place), Action::Take(place, then));
        self.pass_over(at, place, over, at);
        at
    }

    /// A stage has an event and may take more, or proceed. An event that is passed over decides for more: otherwise
    /// the same match would be found twice. The wait for the end needs no event and begins at once.
    fn repeat(&mut self, place: usize, over: PassOver, then: usize, forbidden: &[usize]) -> usize {
        let gap = self.stages[place].gap_ms;
        let State {
            pending, patience_ms, ..
        } = self.states[then];
        let proceeds = then != ACCEPT && !pending;
        let at = self.add(State {
            ends: then == ACCEPT,
            fork: pending.then_some(then),
            patience_ms: match proceeds {
                true => gap.zip(patience_ms).map(|(gap, onwards)| gap.max(onwards)),
                false => gap,
            },
            ..State::default()
        });
        self.connect(at, Guard::If(place), Action::Take(place, at));
        if !matches!(over, PassOver::None) {
            let more = self.wait(place, over, at);
            self.discard(more, forbidden);
            self.pass_over(at, place, over, more);
        }
        self.discard(at, forbidden);
        if proceeds {
            self.connect(at, Guard::Always, Action::Proceed(then));
        }
        at
    }

    fn pass_over(&mut self, at: usize, place: usize, over: PassOver, to: usize) {
        let guard = match over {
            PassOver::None => return,
            PassOver::Others => Guard::Unless(place),
            PassOver::All => Guard::Always,
        };
        self.connect(at, guard, Action::Ignore(to));
    }

    fn discard(&mut self, at: usize, forbidden: &[usize]) {
        for &place in forbidden {
            self.connect(at, Guard::If(place), Action::Discard);
        }
    }

    fn connect(&mut self, at: usize, guard: Guard, action: Action) {
        self.states[at].edges.push(Edge { guard, action });
    }

    fn add(&mut self, state: State) -> usize {
        self.states.push(state);
        self.states.len() - 1
    }
}

impl Contiguity {
    const fn passes_over(self) -> PassOver {
        match self {
            Self::FollowedBy => PassOver::Others,
            Self::FollowedByAny => PassOver::All,
            Self::Begin | Self::Next | Self::NotNext | Self::NotFollowedBy => PassOver::None,
        }
    }
}

impl Repetition {
    const fn passes_over(self) -> PassOver {
        match self {
            Self::Relaxed => PassOver::Others,
            Self::Consecutive => PassOver::None,
            Self::Combinations => PassOver::All,
        }
    }
}
