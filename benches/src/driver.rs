//! Drives engines over events in memory: one thread, a clock that follows the schedule.

use streamgauge_model::{
    Engine, EngineVisitor, Inline, Output, ProcessingTime, Query, QueryError, Rules, Task,
};
use streamgauge_oracle::TaskTrace;

use crate::{Feed, Schedule, Supply};

/// When schedules start: 2026-01-05 14:00:00 UTC.
pub const START: ProcessingTime = ProcessingTime::from_millis(1_767_621_600_000);

/// Events shown at a time to an engine that wakes on input.
const SHOWN: usize = 256;

/// Runs the engine of `rules` over the whole schedule. `output` makes the output of each task; all are returned, that
/// of the source first.
///
/// # Errors
/// If query and rules do not fit.
pub fn drive<O: Output>(
    query: &Query,
    rules: &Rules,
    schedule: &Schedule,
    output: fn() -> O,
) -> Result<Vec<O>, QueryError> {
    drive_supply(query, rules, Feed::new(schedule), output)
}

/// As [`drive`], over whatever supplies events.
///
/// # Errors
/// As [`drive`].
pub fn drive_supply<S: Supply, O: Output>(
    query: &Query,
    rules: &Rules,
    supply: S,
    output: fn() -> O,
) -> Result<Vec<O>, QueryError> {
    let driver = Driver { supply, output };
    match rules {
        Rules::MicroBatch(rules) => streamgauge_micro_batch::with_engine(query, rules, Inline, driver),
        Rules::EventAtATime(rules) => {
            streamgauge_event_at_a_time::with_engine(query, rules, 1, START, driver)
        }
    }
}

/// As [`drive`], for the judge.
///
/// # Errors
/// As [`drive`].
pub fn traces(query: &Query, rules: &Rules, schedule: &Schedule) -> Result<Vec<TaskTrace>, QueryError> {
    drive(query, rules, schedule, TaskTrace::default)
}

struct Driver<S, O> {
    supply: S,
    output: fn() -> O,
}

impl<I: Supply, O: Output> EngineVisitor for Driver<I, O> {
    type Out = Vec<O>;

    fn engine<E: Engine + Send + 'static>(self, mut engine: E) -> Vec<O> {
        let mut out = (self.output)();
        if engine.wakes_on_input() {
            follow_input(self.supply, |now, supply| {
                engine.step(now, supply, &mut out);
            });
        } else {
            follow_triggers(self.supply, &mut engine, &mut out);
        }
        vec![out]
    }

    fn tasks<S: Engine + Send + 'static, T: Task + Send + 'static>(
        self,
        mut source: S,
        mut windows: Vec<T>,
    ) -> Vec<O> {
        let mut outs: Vec<O> = (0..=windows.len()).map(|_| (self.output)()).collect();
        follow_input(self.supply, |now, supply| {
            source.step(now, supply, &mut outs[0]);
            for (task, out) in windows.iter_mut().zip(&mut outs[1..]) {
                while task.has_input() {
                    task.step(now, out);
                }
            }
        });
        outs
    }
}

/// Steps while events wait; the clock stands at the instant at which the newest of them is due.
fn follow_input<S: Supply>(mut supply: S, mut step: impl FnMut(ProcessingTime, &mut S)) {
    while let Some(due_ns) = supply.show_next(SHOWN) {
        while supply.waits() {
            step(at(due_ns), &mut supply);
        }
    }
}

/// Steps whenever the engine's own schedule says so, until it has nothing more to do.
fn follow_triggers(mut supply: impl Supply, engine: &mut impl Engine, out: &mut impl Output) {
    let mut now = START;
    while let Some(wake) = engine.next_wake() {
        now = now.max(wake);
        supply.show_until(u64::try_from(now.nanos_since(START)).unwrap_or(0));
        engine.step(now, &mut supply, out);
        if supply.is_finished() && engine.is_done() {
            break;
        }
    }
}

fn at(due_ns: u64) -> ProcessingTime {
    START.saturating_add_nanos(i64::try_from(due_ns).unwrap_or(i64::MAX))
}
