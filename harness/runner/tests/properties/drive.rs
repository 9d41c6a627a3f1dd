//! Plays a stream to an engine, without clocks, threads or figures.

use streamgauge_event_at_a_time as event_at_a_time;
use streamgauge_micro_batch as micro_batch;
use streamgauge_model::{Engine, EngineVisitor, Inline, Input, ProcessingTime, Query, Rules, Task};
use streamgauge_oracle::TaskTrace;

use crate::stream::{Feed, Stream};

/// When every play begins.
const START: ProcessingTime = ProcessingTime::from_millis(1_000_000);

/// So many calls without coming to an end are too many.
const PATIENCE: u32 = 10_000;

/// When an engine is called.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Pace {
    /// Once for each portion: the next portion is there before the engine asks whether there is anything else to do.
    /// Tasks behind an exchange have their turn at the end.
    Busy,
    /// For each portion until it has nothing left to do, and then at all of its wake-ups during `gap_ms` milliseconds.
    /// Tasks behind an exchange have their turn at every call.
    Idle {
        /// The silence between portions.
        gap_ms: i64,
    },
}

impl Pace {
    /// As long a silence as any trigger or periodic watermark needs to notice it.
    pub const IDLE: Self = Self::Idle { gap_ms: 20 };
}

/// What an engine did with `stream`: the traces of its tasks.
pub fn play(query: &Query, rules: &Rules, splits: u32, pace: Pace, stream: &Stream) -> Vec<TaskTrace> {
    let visitor = Player { splits, pace, stream };
    match rules {
        Rules::MicroBatch(rules) => micro_batch::with_engine(query, rules, Inline, visitor),
        Rules::EventAtATime(rules) => event_at_a_time::with_engine(query, rules, splits, START, visitor),
    }
    .unwrap_or_else(|refused| panic!("{refused}"))
}

/// What a whole engine did with `stream`.
pub fn play_engine<E: Engine + Send + 'static>(engine: E, pace: Pace, stream: &Stream) -> TaskTrace {
    let player = Player {
        splits: 1,
        pace,
        stream,
    };
    player.engine(engine).pop().unwrap_or_default()
}

struct Player<'a> {
    splits: u32,
    pace: Pace,
    stream: &'a Stream,
}

impl EngineVisitor for Player<'_> {
    type Out = Vec<TaskTrace>;

    fn engine<E: Engine + Send + 'static>(self, engine: E) -> Self::Out {
        let mut whole = Whole {
            engine,
            out: TaskTrace::default(),
        };
        self.play(&mut whole);
        vec![whole.out]
    }

    fn tasks<S: Engine + Send + 'static, T: Task + Send + 'static>(
        self,
        source: S,
        windows: Vec<T>,
    ) -> Self::Out {
        let source = Whole {
            engine: source,
            out: TaskTrace::default(),
        };
        let windows = windows
            .into_iter()
            .map(|task| (task, TaskTrace::default()))
            .collect();
        let mut parts = Parts {
            source,
            windows,
            eager: self.pace != Pace::Busy,
        };
        self.play(&mut parts);
        let windows = parts.windows.into_iter().map(|(_, out)| out);
        [parts.source.out].into_iter().chain(windows).collect()
    }
}

impl Player<'_> {
    fn play(&self, machine: &mut impl Machine) {
        let mut feed = Feed::new(self.stream, self.splits);
        let mut now = START;
        while feed.admit() {
            match self.pace {
                Pace::Busy => machine.call(now, &mut feed),
                Pace::Idle { gap_ms } => {
                    now = settle(machine, &mut feed, now);
                    let until = now.saturating_add_nanos(gap_ms * 1_000_000);
                    while let Some(wake) = machine.next_wake().filter(|wake| *wake <= until) {
                        now = now.max(wake);
                        machine.call(now, &mut feed);
                    }
                    now = now.max(until);
                }
            }
        }
        for _ in 0..PATIENCE {
            machine.call(now, &mut feed);
            if feed.is_finished() && machine.is_done() {
                return machine.end(now);
            }
            now = machine.next_wake().map_or(now, |wake| wake.max(now));
        }
        panic!("the engine does not come to an end");
    }
}

/// Calls the machine until it has taken all that waits and wants nothing more for now; returns the instant.
fn settle(machine: &mut impl Machine, feed: &mut Feed<'_>, mut now: ProcessingTime) -> ProcessingTime {
    for _ in 0..PATIENCE {
        machine.call(now, feed);
        let wake = machine.next_wake();
        if feed.is_waiting() {
            now = wake.map_or(now, |wake| wake.max(now));
        } else if wake.is_none_or(|wake| wake > now) {
            return now;
        }
    }
    panic!("the engine never becomes idle");
}

/// An engine, whole or in parts.
trait Machine {
    fn call(&mut self, now: ProcessingTime, feed: &mut Feed<'_>);
    fn next_wake(&self) -> Option<ProcessingTime>;
    fn is_done(&self) -> bool;
    fn end(&mut self, now: ProcessingTime);
}

struct Whole<E> {
    engine: E,
    out: TaskTrace,
}

impl<E: Engine> Machine for Whole<E> {
    fn call(&mut self, now: ProcessingTime, feed: &mut Feed<'_>) {
        self.engine.step(now, feed, &mut self.out);
    }

    fn next_wake(&self) -> Option<ProcessingTime> {
        self.engine.next_wake()
    }

    fn is_done(&self) -> bool {
        self.engine.is_done()
    }

    fn end(&mut self, _: ProcessingTime) {}
}

struct Parts<S, T> {
    source: Whole<S>,
    windows: Vec<(T, TaskTrace)>,
    eager: bool,
}

impl<S: Engine, T: Task> Machine for Parts<S, T> {
    fn call(&mut self, now: ProcessingTime, feed: &mut Feed<'_>) {
        self.source.call(now, feed);
        if self.eager {
            self.end(now);
        }
    }

    fn next_wake(&self) -> Option<ProcessingTime> {
        let wakes = self.windows.iter().filter_map(|(task, _)| task.next_wake());
        let wakes = wakes.filter(|_| self.eager);
        wakes.chain(self.source.next_wake()).min()
    }

    fn is_done(&self) -> bool {
        self.source.is_done()
    }

    fn end(&mut self, now: ProcessingTime) {
        for (task, out) in &mut self.windows {
            task.step(now, out);
            while task.has_input() {
                task.step(now, out);
            }
        }
    }
}
