//! Drives an engine step by step and remembers what it said.

use streamgauge_micro_batch::with_engine;
use streamgauge_model::{
    BatchProgress, Engine, EngineVisitor, Event, EventTime, Inline, Input, MicroBatchRules, Output,
    ProcessingTime, Query, ResultRow, SourceId, Step, Taken, Task,
};

/// A rating of `value` half stars at `time`.
pub fn event(seq: u64, time: i64, value: i64) -> Event {
    Event {
        seq,
        time: EventTime::from_millis(time),
        value,
        user: (seq % 5) as u32,
        movie: 1,
    }
}

type Drive = Box<dyn FnMut(ProcessingTime, &mut Queue, &mut Log)>;

pub struct Harness {
    step: Drive,
    queue: Queue,
    log: Log,
    state: std::rc::Rc<std::cell::Cell<State>>,
}

#[derive(Clone, Copy, Default)]
struct State {
    next_wake: Option<ProcessingTime>,
    done: bool,
}

#[derive(Default)]
pub struct Queue {
    waiting: Vec<Event>,
    lent: Vec<Event>,
    finished: bool,
    fed: u64,
}

#[derive(Default)]
pub struct Log {
    rows: Vec<(u64, ResultRow)>,
    batches: Vec<BatchProgress>,
    batch: u64,
    filtered: u64,
}

impl Harness {
    pub fn new(query: &Query, rules: &MicroBatchRules) -> Self {
        let state = std::rc::Rc::new(std::cell::Cell::new(State::default()));
        let visitor = Boxed(state.clone());
        let step = with_engine(query, rules, Inline, visitor).expect("the query is legal");
        Self {
            step,
            queue: Queue::default(),
            log: Log::default(),
            state,
        }
    }

    pub fn push(&mut self, event: Event) {
        self.queue.waiting.push(event);
        self.queue.fed += 1;
    }

    pub fn feed(&mut self, times: &[i64]) {
        for &time in times {
            self.push(event(self.queue.fed, time, 2));
        }
    }

    pub fn finish(&mut self) {
        self.queue.finished = true;
    }

    pub fn step_at(&mut self, millis: i64) {
        (self.step)(
            ProcessingTime::from_millis(millis),
            &mut self.queue,
            &mut self.log,
        );
    }

    /// Steps at `millis` until nothing is left to do there.
    pub fn run_until_idle(&mut self, millis: i64) {
        let now = ProcessingTime::from_millis(millis);
        for _ in 0..1_000 {
            self.step_at(millis);
            if self.state.get().next_wake.is_none_or(|wake| wake > now) {
                return;
            }
        }
        panic!("the engine never becomes idle");
    }

    pub fn batches(&self) -> impl Iterator<Item = &BatchProgress> {
        self.log.batches.iter()
    }

    /// Rows as (batch, start, end, count).
    pub fn rows(&self) -> Vec<(u64, i64, i64, u64)> {
        let row = |(batch, row): &(u64, ResultRow)| {
            (
                *batch,
                row.window.start.millis(),
                row.window.end.millis(),
                row.values.digest.count,
            )
        };
        self.log.rows.iter().map(row).collect()
    }

    pub fn filtered(&self) -> u64 {
        self.log.filtered
    }

    pub fn is_done(&self) -> bool {
        self.state.get().done
    }
}

struct Boxed(std::rc::Rc<std::cell::Cell<State>>);

impl EngineVisitor for Boxed {
    type Out = Drive;

    fn engine<E: Engine + Send + 'static>(self, mut engine: E) -> Self::Out {
        Box::new(move |now, queue, log| {
            engine.step(now, queue, log);
            self.0.set(State {
                next_wake: engine.next_wake(),
                done: engine.is_done(),
            });
        })
    }

    fn tasks<S: Engine + Send + 'static, T: Task + Send + 'static>(self, _: S, _: Vec<T>) -> Self::Out {
        unreachable!("a micro-batch engine comes whole")
    }
}

impl Input for Queue {
    fn take(&mut self, limit: usize) -> Option<Taken<'_>> {
        let count = self.waiting.len().min(limit);
        self.lent = self.waiting.drain(..count).collect();
        (!self.lent.is_empty()).then_some(Taken {
            source: SourceId(0),
            events: &self.lent,
        })
    }

    fn is_finished(&self) -> bool {
        self.finished && self.waiting.is_empty()
    }
}

impl Output for Log {
    fn result(&mut self, row: &ResultRow) {
        self.rows.push((self.batch, *row));
    }

    fn pass(&mut self, _event: &Event) {}
    fn late(&mut self, _event: &Event) {}
    fn dropped(&mut self, _events: u64) {}

    fn filtered(&mut self, events: u64) {
        self.filtered += events;
    }

    fn step(&mut self, step: Step) {
        match step {
            Step::BatchStart { batch_id, .. } => self.batch = batch_id,
            Step::BatchEnd(progress) => self.batches.push(progress),
            _ => {}
        }
    }
}
