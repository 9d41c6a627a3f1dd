//! An engine as the drivers see it: without its type.

use streamgauge_model::{Engine, Input, Pressure, ProcessingTime, Task};

use crate::gauges::Gauges;
use crate::{QueueInput, Recorder, TaskObserved};

/// A task with its input and its recorder. One virtual call per step, none per event.
pub(crate) trait Driven: Send {
    /// What the task is called in reports.
    fn name(&self) -> &str;
    /// Lets the task do what can be done at `now`.
    fn step(&mut self, now: ProcessingTime) -> Stepped;
    /// When the task wants to be called at the latest.
    fn next_wake(&self) -> Option<ProcessingTime>;
    /// Whether arriving input is a reason to call it.
    fn wakes_on_input(&self) -> bool;
    /// Whether there is such a reason now.
    fn has_work(&self) -> bool;
    /// Whether all input was given to it and it will do nothing more.
    fn is_done(&self) -> bool;
    /// Notes how much state it holds.
    fn sample_state(&mut self, now: ProcessingTime, is_end: bool);
    /// How far it is, without counting anything.
    fn gauges(&self) -> Gauges;
    /// Ends it (its end of an exchange closes) and gives what was recorded.
    fn finish(self: Box<Self>) -> Finished;
}

/// What came of a step.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Stepped {
    /// What kept the task from doing more.
    pub pressure: Pressure,
    /// Whether anything was taken, received or recorded.
    pub moved: bool,
}

/// What a task leaves behind.
#[derive(Debug)]
pub(crate) struct Finished {
    /// What it did.
    pub observed: TaskObserved,
    /// When it took each event; `None` for a task behind an exchange.
    pub taken_ns: Option<Vec<i64>>,
}

/// The task that takes from the source queue: a whole engine, or the source task of a parallel one.
pub(crate) struct SourceSide<E> {
    pub engine: E,
    pub input: QueueInput,
    pub out: Recorder,
    /// The engine was called when its input was finished, and had nothing to do.
    pub told_end: bool,
}

impl<E: Engine> SourceSide<E> {
    /// After the end of its input, an engine that is not done and waits for no instant can only wait for room. (It
    /// may not know: the room may have come after it looked.)
    fn true_pressure(&self, told: Pressure) -> Pressure {
        if self.input.is_finished() && !self.engine.is_done() && self.engine.next_wake().is_none() {
            return Pressure::Back;
        }
        told
    }
}

impl<E: Engine + Send> Driven for SourceSide<E> {
    fn name(&self) -> &str {
        self.out.name()
    }

    fn step(&mut self, now: ProcessingTime) -> Stepped {
        let finished = self.input.is_finished();
        let before = self.input.taken() + self.out.entries();
        self.input.open_step();
        let pressure = self.engine.step(now, &mut self.input, &mut self.out);
        let moved = self.input.taken() + self.out.entries() != before;
        let pressure = self.true_pressure(pressure);
        self.told_end = finished && !moved && pressure == Pressure::Free;
        Stepped { pressure, moved }
    }

    fn next_wake(&self) -> Option<ProcessingTime> {
        self.engine.next_wake()
    }

    fn wakes_on_input(&self) -> bool {
        self.engine.wakes_on_input()
    }

    fn has_work(&self) -> bool {
        self.engine.wakes_on_input()
            && (self.input.backlog() > 0
                || (!self.told_end && self.input.is_finished() && !self.engine.is_done()))
    }

    fn is_done(&self) -> bool {
        self.input.is_finished() && self.engine.is_done()
    }

    fn sample_state(&mut self, now: ProcessingTime, is_end: bool) {
        let engine = &self.engine;
        self.out
            .sample_state(now, is_end, engine.state_entries(), || engine.state_bytes());
    }

    fn gauges(&self) -> Gauges {
        self.out.gauges(self.input.taken() as u64)
    }

    fn finish(self: Box<Self>) -> Finished {
        let mut observed = self.out.finish();
        observed.records_in = self.input.taken() as u64;
        Finished {
            observed,
            taken_ns: Some(self.input.into_taken_ns()),
        }
    }
}

/// A task behind an exchange.
pub(crate) struct WindowSide<T> {
    pub task: T,
    pub out: Recorder,
}

impl<T: Task + Send> Driven for WindowSide<T> {
    fn name(&self) -> &str {
        self.out.name()
    }

    fn step(&mut self, now: ProcessingTime) -> Stepped {
        let before = self.out.entries();
        let waited = self.task.has_input();
        let pressure = self.task.step(now, &mut self.out);
        let moved = self.out.entries() != before || (waited && !self.task.has_input());
        Stepped { pressure, moved }
    }

    fn next_wake(&self) -> Option<ProcessingTime> {
        self.task.next_wake()
    }

    fn wakes_on_input(&self) -> bool {
        true
    }

    fn has_work(&self) -> bool {
        self.task.has_input()
    }

    fn is_done(&self) -> bool {
        self.task.is_done()
    }

    fn sample_state(&mut self, now: ProcessingTime, is_end: bool) {
        let task = &self.task;
        self.out
            .sample_state(now, is_end, task.state_entries(), || task.state_bytes());
    }

    fn gauges(&self) -> Gauges {
        self.out.gauges(self.out.received())
    }

    fn finish(self: Box<Self>) -> Finished {
        let mut observed = self.out.finish();
        observed.records_in = observed.trace.received.len() as u64;
        Finished {
            observed,
            taken_ns: None,
        }
    }
}
