//! Runs an engine on a virtual clock.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicBool, Ordering};

use rtrb::Producer;
use streamgauge_model::{Event, Pressure, ProcessingTime};

use crate::driven::{Driven, Finished};
use crate::launch::{Launched, launch};
use crate::run_error::panicked;
use crate::source_log::SourceLog;
use crate::stall::stalled_until;
use crate::{Observed, Pool, RunClock, RunError, Setup, VirtualClock};

/// Where every simulation starts: 2026-01-05 14:00:00 UTC.
pub const SIMULATION_START: ProcessingTime = ProcessingTime::from_millis(1_767_621_600_000);

/// State is sampled at most this often, in nanoseconds.
pub(crate) const SAMPLE_EVERY_NS: i64 = 10_000_000;

/// So many calls in a row at one instant, all of them due and none of them doing anything, are a livelock.
const IDLE_ROUNDS: u32 = 10_000;

/// Runs `setup` on a virtual clock: processing takes no time, arrivals and wake-ups happen at their exact instants,
/// and every task runs in turn on the calling thread. The same setup gives the same [`Observed`], always.
///
/// # Errors
/// The setup is illegal, engine and query do not fit, or the engine panics or asks to be called for ever.
pub fn run_simulated(setup: &Setup) -> Result<Observed, RunError> {
    run_simulated_until(setup, &AtomicBool::new(false))
}

/// Like [`run_simulated`], broken off between two instants when `stop` is set.
///
/// # Errors
/// As [`run_simulated`].
pub fn run_simulated_until(setup: &Setup, stop: &AtomicBool) -> Result<Observed, RunError> {
    setup.validate()?;
    let clock = VirtualClock::new(SIMULATION_START);
    let launched = launch(setup, &clock.reader(), SIMULATION_START, Pool::inline())?;
    simulate(setup, &clock, launched, stop)
}

/// Runs tasks that were launched at [`SIMULATION_START`] on `clock`. An engine that moves the clock itself while it
/// works is seen to take that long.
pub(crate) fn simulate(
    setup: &Setup,
    clock: &VirtualClock,
    launched: Launched,
    stop: &AtomicBool,
) -> Result<Observed, RunError> {
    let simulation = Simulation {
        stop,
        setup,
        reader: clock.reader(),
        clock,
        producer: Some(launched.producer),
        next: 0,
        source: SourceLog::new(setup.arrivals.len()),
        tasks: launched.tasks.into_iter().map(SimulatedTask::new).collect(),
        next_sample_ns: 0,
    };
    catch_unwind(AssertUnwindSafe(|| simulation.run()))
        .unwrap_or_else(|payload| Err(panicked("engine", payload.as_ref())))
}

struct Simulation<'a> {
    stop: &'a AtomicBool,
    setup: &'a Setup,
    clock: &'a VirtualClock,
    reader: RunClock,
    producer: Option<Producer<Event>>,
    next: usize,
    source: SourceLog,
    tasks: Vec<SimulatedTask>,
    next_sample_ns: i64,
}

impl Simulation<'_> {
    #[expect(
        clippy::cast_possible_wrap,
        reason = "a checked schedule is shorter than 73 years"
    )]
    fn run(mut self) -> Result<Observed, RunError> {
        let deadline_ns = self.setup.length_ns().saturating_add(self.setup.drain_ns) as i64;
        let mut interrupted = false;
        let drained = loop {
            self.settle()?;
            self.sample_state();
            if self.tasks.iter().all(|task| task.driven.is_none()) {
                break self.producer.is_none();
            }
            interrupted = self.stop.load(Ordering::Relaxed);
            if interrupted {
                break false;
            }
            match self.next_instant_ns() {
                Some(next) if next <= deadline_ns => self.set_clock(next),
                _ => {
                    self.set_clock(deadline_ns.max(self.now_ns()));
                    break false;
                }
            }
        };
        let end_ns = self.now_ns();
        let finished = self
            .tasks
            .into_iter()
            .filter_map(|task| task.end(end_ns))
            .collect();
        let mut observed = self
            .source
            .observed(self.setup, SIMULATION_START, end_ns, finished);
        observed.drained = drained;
        observed.interrupted = interrupted;
        observed.clock_back_steps = self.reader.back_steps();
        Ok(observed)
    }

    fn now_ns(&self) -> i64 {
        self.reader.now().nanos_since(SIMULATION_START)
    }

    fn set_clock(&self, at_ns: i64) {
        self.clock.set(SIMULATION_START.saturating_add_nanos(at_ns));
    }

    /// Hands over what is due and lets every task work until nothing moves at this instant.
    fn settle(&mut self) -> Result<(), RunError> {
        let mut idle_rounds = 0;
        loop {
            let fed = self.feed();
            let source_left = self.producer.is_none();
            let mut round = Round {
                moved: fed,
                again: fed,
            };
            if self.waits_for_all() || self.stalled_until().is_some() {
                return Ok(());
            }
            for task in &mut self.tasks {
                task.work(&self.reader, source_left, &mut round);
            }
            if !round.again {
                return Ok(());
            }
            idle_rounds = if round.moved { 0 } else { idle_rounds + 1 };
            if idle_rounds > IDLE_ROUNDS {
                return Err(RunError::Livelock { at_ns: self.now_ns() });
            }
        }
    }

    /// An engine that looks at its input once is first called when all of it waits, or the queue is full.
    fn waits_for_all(&self) -> bool {
        let full = self.producer.as_ref().is_some_and(Producer::is_full);
        self.setup.looks_once() && self.producer.is_some() && !full
    }

    fn stalled_until(&self) -> Option<i64> {
        stalled_until(&self.setup.stalls, self.now_ns())
    }

    /// Hands over what is due by now, each event at its own instant; says whether anything changed.
    #[expect(
        clippy::cast_possible_wrap,
        reason = "a checked schedule is shorter than 73 years"
    )]
    fn feed(&mut self) -> bool {
        let now_ns = self.now_ns();
        let Some(producer) = &mut self.producer else {
            return false;
        };
        let before = self.next;
        while let Some(arrival) = self.setup.arrivals.get(self.next) {
            if arrival.due_ns as i64 > now_ns {
                break;
            }
            let due_or_room_ns = self.source.room_since_ns().max(arrival.due_ns as i64);
            if producer.is_full() {
                self.source.full(due_or_room_ns);
                break;
            }
            self.source.room(now_ns);
            let handed_ns = self.source.room_since_ns().max(arrival.due_ns as i64);
            self.source.handed(1, arrival.due_ns, handed_ns);
            let _ = producer.push(arrival.event);
            self.next += 1;
        }
        if self.next == self.setup.arrivals.len() {
            self.producer = None;
            return true;
        }
        self.next != before
    }

    /// The earliest instant at which anything can happen: a wake-up (in a planted pause its end), or an arrival if there
    /// is room for it.
    #[expect(
        clippy::cast_possible_wrap,
        reason = "a checked schedule is shorter than 73 years"
    )]
    fn next_instant_ns(&self) -> Option<i64> {
        let next = self.setup.arrivals.get(self.next);
        // What is due and still here waits for room.
        let arrival = next
            .map(|arrival| arrival.due_ns as i64)
            .filter(|due| *due > self.now_ns());
        let stalled_until = self.stalled_until();
        let listening = !self.waits_for_all() && stalled_until.is_none();
        let wakes = self
            .tasks
            .iter()
            .filter(|_| listening)
            .filter_map(|task| task.driven.as_ref()?.next_wake());
        wakes
            .map(|wake| wake.nanos_since(SIMULATION_START))
            .chain(arrival)
            .chain(stalled_until)
            .min()
            .map(|next| next.max(self.now_ns()))
    }

    fn sample_state(&mut self) {
        let now_ns = self.now_ns();
        if now_ns >= self.next_sample_ns {
            self.next_sample_ns = now_ns.saturating_add(SAMPLE_EVERY_NS);
            let running = self.tasks.iter_mut().filter_map(|task| task.driven.as_mut());
            running.for_each(|driven| driven.sample_state(self.reader.now(), false));
        }
    }
}

/// What happened while every task had its turn.
struct Round {
    /// Something was handed over, taken or recorded.
    moved: bool,
    /// There may be more to do at this instant.
    again: bool,
}

struct SimulatedTask {
    driven: Option<Box<dyn Driven>>,
    finished: Option<Finished>,
    is_back_pressured: bool,
    busy_ns: i64,
    back_pressured_ns: i64,
    seen_ns: i64,
}

impl SimulatedTask {
    fn new(driven: Box<dyn Driven>) -> Self {
        Self {
            driven: Some(driven),
            finished: None,
            is_back_pressured: false,
            busy_ns: 0,
            back_pressured_ns: 0,
            seen_ns: 0,
        }
    }

    fn work(&mut self, clock: &RunClock, source_left: bool, round: &mut Round) {
        let Some(driven) = &mut self.driven else {
            return;
        };
        let now = clock.now();
        let is_woken = driven.next_wake().is_some_and(|wake| wake <= now);
        if is_woken || self.is_back_pressured || driven.has_work() {
            let now_ns = now.nanos_since(SIMULATION_START);
            if self.is_back_pressured {
                self.back_pressured_ns += now_ns - self.seen_ns;
            }
            let stepped = driven.step(now);
            self.is_back_pressured = stepped.pressure == Pressure::Back;
            self.seen_ns = clock.now().nanos_since(SIMULATION_START);
            self.busy_ns += self.seen_ns - now_ns;
            round.moved |= stepped.moved;
            round.again |= stepped.moved || is_woken;
        }
        if source_left && driven.is_done() {
            driven.sample_state(clock.now(), true);
            self.finished = self.driven.take().map(Driven::finish);
            *round = Round {
                moved: true,
                again: true,
            };
        }
    }

    /// What the task leaves behind. In simulation it is busy only while it moves the clock itself.
    fn end(self, end_ns: i64) -> Option<Finished> {
        let driven = self.driven;
        let mut finished = self.finished.or_else(|| driven.map(Driven::finish))?;
        let positive = |nanos: i64| u64::try_from(nanos).unwrap_or(0);
        finished.observed.busy_ns = positive(self.busy_ns);
        finished.observed.back_pressured_ns = positive(self.back_pressured_ns);
        finished.observed.idle_ns = positive(end_ns - self.busy_ns - self.back_pressured_ns);
        Some(finished)
    }
}
