//! Drives an engine over events in memory: one thread, no queue, a clock that follows the schedule.

use streamgauge_model::{
    Engine, EngineVisitor, Inline, Output, ProcessingTime, Query, QueryError, Rules, Task,
};

use crate::{SIMULATION_START, Supply};

/// Events shown at a time to an engine that wakes on input.
const SHOWN: usize = 256;

/// When an engine with triggers takes what.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Batches {
    /// At every trigger what is due by then.
    AsTriggered,
    /// So many events at a time, whatever the trigger.
    Of(usize),
}

/// Has the engine of `rules` answer all that `supply` has. All its tasks take turns on this thread; `output` makes the
/// output of each, and all are returned, that of the source first. An engine that wakes on input is shown 256 events at a
/// time.
///
/// # Errors
/// If query and rules do not fit.
pub fn drive_supply<S: Supply, O: Output>(
    query: &Query,
    rules: &Rules,
    batches: Batches,
    supply: S,
    output: fn() -> O,
) -> Result<Vec<O>, QueryError> {
    let driver = Driver {
        supply,
        batches,
        output,
    };
    match rules {
        Rules::MicroBatch(rules) => streamgauge_micro_batch::with_engine(query, rules, Inline, driver),
        Rules::EventAtATime(rules) => {
            streamgauge_event_at_a_time::with_engine(query, rules, 1, SIMULATION_START, driver)
        }
    }
}

struct Driver<S, O> {
    supply: S,
    batches: Batches,
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
            follow_triggers(self.supply, self.batches, &mut engine, &mut out);
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
fn follow_triggers(
    mut supply: impl Supply,
    batches: Batches,
    engine: &mut impl Engine,
    out: &mut impl Output,
) {
    let mut now = SIMULATION_START;
    while let Some(wake) = engine.next_wake() {
        now = now.max(wake);
        match batches {
            Batches::AsTriggered => {
                supply.show_until(u64::try_from(now.nanos_since(SIMULATION_START)).unwrap_or(0));
            }
            Batches::Of(events) => now = now.max(supply.show_next(events).map_or(now, at)),
        }
        engine.step(now, &mut supply, out);
        if supply.is_finished() && engine.is_done() {
            break;
        }
    }
}

fn at(due_ns: u64) -> ProcessingTime {
    SIMULATION_START.saturating_add_nanos(i64::try_from(due_ns).unwrap_or(i64::MAX))
}
