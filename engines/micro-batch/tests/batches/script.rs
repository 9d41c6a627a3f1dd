//! Drives an engine through stops and failures.

use streamgauge_micro_batch::{Checkpoint, MicroBatch, check};
use streamgauge_model::{
    BatchProgress, Engine, Event, EventTime, Inline, Input, MicroBatchRules, Output, ProcessingTime, Query,
    ResultRow, SourceId, Step, Taken,
};
use streamgauge_operators::{BatchOperator, BatchVisitor, select_for_batches};

/// Events as (source, movie, time); their value is 2.
pub type Events = &'static [(u32, u32, i64)];

/// What happens to an engine.
#[derive(Clone, Copy, Debug)]
pub enum Act {
    /// These events wait; the engine runs until it is idle.
    Feed(Events),
    /// Nothing waits; the engine runs until it is idle.
    Idle,
    /// The same engine is stopped and restored.
    Restart,
    /// These events wait; the engine fails in their batch and is restored. Nothing waits any more: the log has them.
    Fail(Events),
}

/// What came out of a batch.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Batch {
    pub progress: BatchProgress,
    pub now: i64,
    /// Results as (key, start of the window, count).
    pub rows: Vec<(u32, i64, u64)>,
    /// Events that passed, by number.
    pub passed: Vec<u64>,
}

/// Plays `acts`, one second after another.
pub fn play(query: &Query, rules: &MicroBatchRules, acts: &[Act]) -> Vec<Batch> {
    let script = Script { query, rules, acts };
    check(query, rules).expect("the query is legal");
    select_for_batches(query, script).expect("there is an operator for it")
}

struct Script<'a> {
    query: &'a Query,
    rules: &'a MicroBatchRules,
    acts: &'a [Act],
}

impl BatchVisitor for Script<'_> {
    type Out = Vec<Batch>;

    fn visit<Op: BatchOperator>(self, operator: Op) -> Vec<Batch> {
        let mut engine = MicroBatch::new(self.query, self.rules, &operator, Inline);
        let mut log = Log::default();
        let mut seq = 0;
        let restore =
            |checkpoint: Checkpoint<Op>| MicroBatch::restore(self.query, self.rules, checkpoint, Inline);
        for (second, act) in self.acts.iter().enumerate() {
            let now = ProcessingTime::from_millis(1_000 * second as i64);
            let mut queue = Queue::of(act, &mut seq);
            engine = match act {
                Act::Feed(_) | Act::Idle => engine,
                Act::Restart => restore(engine.stop()),
                Act::Fail(_) => restore(engine.fail_in_batch(now, &mut queue)),
            };
            if !matches!(act, Act::Restart | Act::Fail(_)) {
                while engine.next_wake().is_some_and(|wake| wake <= now) {
                    engine.step(now, &mut queue, &mut log);
                }
            }
        }
        log.batches
    }
}

#[derive(Default)]
struct Queue {
    waiting: Vec<(SourceId, Event)>,
    lent: Option<Event>,
}

impl Queue {
    fn of(act: &Act, seq: &mut u64) -> Self {
        let (Act::Feed(events) | Act::Fail(events)) = act else {
            return Self::default();
        };
        let mut event = |&(source, movie, time)| {
            let event = Event {
                time: EventTime::from_millis(time),
                seq: *seq,
                value: 2,
                user: 0,
                movie,
            };
            *seq += 1;
            (SourceId(source), event)
        };
        let mut waiting: Vec<_> = events.iter().map(&mut event).collect();
        waiting.reverse();
        Self { waiting, lent: None }
    }
}

impl Input for Queue {
    fn take(&mut self, limit: usize) -> Option<Taken<'_>> {
        let (source, event) = self.waiting.pop().filter(|_| limit > 0)?;
        let events = std::slice::from_ref(self.lent.insert(event));
        Some(Taken { source, events })
    }

    fn is_finished(&self) -> bool {
        self.waiting.is_empty()
    }
}

#[derive(Default)]
struct Log {
    batch: Batch,
    batches: Vec<Batch>,
}

impl Output for Log {
    fn result(&mut self, row: &ResultRow) {
        let start = row.window.start.millis();
        self.batch.rows.push((row.key.0, start, row.values.digest.count));
    }

    fn pass(&mut self, event: &Event) {
        self.batch.passed.push(event.seq);
    }

    fn late(&mut self, _event: &Event) {}
    fn dropped(&mut self, _events: u64) {}
    fn filtered(&mut self, _events: u64) {}

    fn step(&mut self, step: Step) {
        match step {
            Step::BatchStart { now, .. } => self.batch.now = now.millis(),
            Step::BatchEnd(progress) => {
                self.batch.progress = progress;
                self.batches.push(std::mem::take(&mut self.batch));
            }
            Step::Watermark { .. } | Step::Clock { .. } => {}
        }
    }
}
