//! The engines over events in memory that are all due at once, on as many threads as they have tasks.

use std::sync::Barrier;
use std::thread;
use std::time::Instant;

use streamgauge_benches::Schedule;
use streamgauge_model::{
    Engine, EngineVisitor, Input as _, Output, Pressure, ProcessingTime, Query, QueryError, Rules, Task,
};
use streamgauge_runner::{DEFAULT_QUEUE_CAPACITY, Feed, Pool, RunClock, Supply as _};

use crate::seats::Seats;
use crate::timed::{Part, Timed};

/// So often a task looks again, with nothing to do, before it lets others have its core.
const LOOKS: u32 = 64;

/// Answers `query` over `schedule` with the engine of `rules`. Each task has an output of its own; that of the source is the
/// first.
///
/// # Errors
/// Query and rules do not fit.
pub(crate) fn run<O>(query: &Query, rules: &Rules, schedule: &Schedule) -> Result<Timed<O>, QueryError>
where
    O: Output + Default + Send,
{
    let clock = RunClock::live();
    let start = clock.now();
    let seats = Seats::here();
    let threads = Threads {
        schedule,
        clock,
        seats: seats.clone(),
        out: O::default(),
    };
    let timed = match rules {
        Rules::MicroBatch(rules) => {
            let pool = Pool::threads(rules.workers).expect("threads can be started");
            seat(&seats, &pool);
            streamgauge_micro_batch::with_engine(query, rules, pool, threads)
        }
        Rules::EventAtATime(rules) => {
            streamgauge_event_at_a_time::with_engine(query, rules, 1, start, threads)
        }
    };
    seats.leave();
    timed
}

/// The calling thread is the first worker, those of the pool are the others.
fn seat(seats: &Seats, pool: &Pool) {
    let workers = 1 + pool.own_threads();
    seats.take_one(0, workers);
    pool.on_each(|index| seats.take_one(1 + index, workers));
}

struct Threads<'a, O> {
    schedule: &'a Schedule,
    clock: RunClock,
    seats: Seats,
    out: O,
}

impl<O: Output + Default + Send> EngineVisitor for Threads<'_, O> {
    type Out = Timed<O>;

    fn engine<E: Engine + Send + 'static>(self, engine: E) -> Timed<O> {
        let Self {
            schedule, clock, out, ..
        } = self;
        Timed::here(move || drive(engine, schedule, &clock, out))
    }

    fn tasks<S: Engine + Send + 'static, T: Task + Send + 'static>(
        self,
        source: S,
        windows: Vec<T>,
    ) -> Timed<O> {
        let Self {
            schedule,
            clock,
            seats,
            out,
        } = self;
        let start = Barrier::new(windows.len() + 1);
        thread::scope(|scope| {
            let mut threads = Vec::new();
            for task in windows {
                let (start, clock, seats) = (&start, clock.clone(), &seats);
                threads.push(scope.spawn(move || {
                    seats.join_the_others();
                    part(start, || follow(task, &clock, O::default()))
                }));
            }
            seats.take_the_last();
            let first = part(&start, || drive(source, schedule, &clock, out));
            let others = threads
                .into_iter()
                .map(|thread| thread.join().expect("no task panics"));
            Timed::of(std::iter::once(first).chain(others))
        })
    }
}

fn part<O>(start: &Barrier, work: impl FnOnce() -> O) -> Part<O> {
    start.wait();
    let begun = Instant::now();
    let out = work();
    Part {
        begun,
        ended: Instant::now(),
        out,
    }
}

/// Steps an engine, or the source of one, until it has done all. At any time it sees as many events as the queue in front
/// of a measured engine holds. Whoever waits behind it is told of the end when it is dropped here.
fn drive<E: Engine, O: Output>(mut engine: E, schedule: &Schedule, clock: &RunClock, mut out: O) -> O {
    let mut feed = Feed::new(&schedule.events, &schedule.due_ns);
    let mut idle = Idle::default();
    while !(feed.is_finished() && engine.is_done()) {
        if !feed.waits() {
            feed.show_next(DEFAULT_QUEUE_CAPACITY);
        }
        let wake = if engine.wakes_on_input() {
            ProcessingTime::MIN
        } else {
            engine.next_wake().unwrap_or(ProcessingTime::MIN)
        };
        let pressure = engine.step(clock.now().max(wake), &mut feed, &mut out);
        if pressure == Pressure::Back || feed.is_finished() {
            idle.pause();
        } else {
            idle = Idle::default();
        }
    }
    out
}

/// Steps a task behind an exchange until its source has left.
fn follow<T: Task, O: Output>(mut task: T, clock: &RunClock, mut out: O) -> O {
    let mut idle = Idle::default();
    while !task.is_done() {
        if task.has_input() {
            task.step(clock.now(), &mut out);
            idle = Idle::default();
        } else {
            idle.pause();
        }
    }
    out
}

/// How long a thread has had nothing to do.
#[derive(Default)]
struct Idle(u32);

impl Idle {
    fn pause(&mut self) {
        self.0 += 1;
        if self.0 < LOOKS {
            std::hint::spin_loop();
        } else {
            thread::yield_now();
        }
    }
}
