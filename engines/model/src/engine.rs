//! The seam between an engine and whoever drives it.

use crate::{Event, Output, ProcessingTime, SourceId};

/// Events that an engine has taken from its input: a run of one source, in order of arrival.
#[derive(Clone, Copy, Debug)]
pub struct Taken<'a> {
    /// Where they came from.
    pub source: SourceId,
    /// The events; empty where the source has moved on without one (an empty file).
    pub events: &'a [Event],
}

/// The queue in front of an engine. The harness implements it and notes when each event was taken.
pub trait Input {
    /// Takes the next run of waiting events, oldest first, at most `limit` of them; `None` if nothing waits.
    fn take(&mut self, limit: usize) -> Option<Taken<'_>>;

    /// Whether nothing waits now and nothing ever will.
    fn is_finished(&self) -> bool;
}

/// What kept an engine from doing more, after a step.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Pressure {
    /// Nothing: it waits for input or for its next wake-up.
    Free,
    /// Its output has no room: it will not take input until there is.
    Back,
}

/// An engine, or one task of a parallel engine: a state machine that is told what waits and what time it is.
///
/// The law: an engine never reads a clock, sleeps, spawns or draws random numbers. Given the same inputs at
/// the same instants it gives the same outputs, so it runs alike on the monotonic clock and in simulation.
///
/// An engine *pulls*: it decides how much of the waiting input it takes, and when. What it leaves grows old in
/// the harness's queue, which is how back-pressure and trigger waits become visible.
pub trait Engine {
    /// Does what can be done at `now`: takes input as the execution model says, fires what is due.
    ///
    /// Called when input may be waiting (if [`Engine::wakes_on_input`]) and when [`Engine::next_wake`] is due.
    /// Calls with nothing to do are harmless. `now` never goes back.
    fn step(&mut self, now: ProcessingTime, input: &mut impl Input, out: &mut impl Output) -> Pressure;

    /// When the engine wants to be called at the latest, input or not; `None` if only input matters.
    fn next_wake(&self) -> Option<ProcessingTime>;

    /// Whether arriving input alone is a reason to call [`Engine::step`]. A micro-batch engine says no: it waits
    /// for its trigger.
    fn wakes_on_input(&self) -> bool;

    /// Whether the engine, given that its input is finished, has nothing more to do (ever).
    fn is_done(&self) -> bool;

    /// Entries of keyed state held now (groups, sessions).
    fn state_entries(&self) -> u64;

    /// Bytes of memory that keyed state takes up now, by its own account. May look at every key.
    fn state_bytes(&self) -> u64;
}

/// One task behind a keyed exchange: like an [`Engine`], but it brings its own input, the exchange's queue.
pub trait Task {
    /// Does what can be done at `now`: receives what waits in the queue, fires what is due. `now` never goes back.
    fn step(&mut self, now: ProcessingTime, out: &mut impl Output) -> Pressure;

    /// Whether messages wait in the queue.
    fn has_input(&self) -> bool;

    /// When the task wants to be called at the latest, input or not; `None` if only input matters.
    fn next_wake(&self) -> Option<ProcessingTime>;

    /// Whether the sender is gone, the queue is empty and nothing more will be done.
    fn is_done(&self) -> bool;

    /// Entries of keyed state held now.
    fn state_entries(&self) -> u64;

    /// Bytes of memory that keyed state takes up now, by its own account. May look at every key.
    fn state_bytes(&self) -> u64;
}

/// Receives an engine whose type depends on the query. Engines are generic over operator, window and aggregate,
/// so that hot loops are compiled for each; a visitor turns the choice at run time into a type.
pub trait EngineVisitor {
    /// What the visitor makes of the engine.
    type Out;

    /// Called once, with a whole engine.
    fn engine<E: Engine + Send + 'static>(self, engine: E) -> Self::Out;

    /// Called once, with an engine in parts: a source task, and window tasks at the other end of its exchange.
    fn tasks<S: Engine + Send + 'static, T: Task + Send + 'static>(
        self,
        source: S,
        windows: Vec<T>,
    ) -> Self::Out;
}
