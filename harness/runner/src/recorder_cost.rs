//! What it costs to write down what an engine does, on this machine.

use streamgauge_model::{
    Digest, Key, Output as _, ProcessingTime, ResultRow, Step, Values, Watermark, Window,
};
use streamgauge_oracle::Mark;
use streamgauge_record::{HarnessCost, Recorded};

use crate::{Expected, Observed, Recorder, RunClock, thread_cpu_ns};

/// Rows and steps of a repeat.
const ROWS: usize = 1 << 15;
/// Repeats.
const REPEATS: usize = 7;

/// What the recorder wrote down in a run.
pub(crate) fn recorded(observed: &Observed) -> Recorded {
    let mut recorded = Recorded::default();
    for task in &observed.tasks {
        let trace = &task.trace;
        recorded.rows += (trace.results.len() + trace.passed.len() + trace.late.len()) as u64;
        recorded.steps += trace
            .marks
            .iter()
            .filter(|mark| matches!(mark, Mark::Step(_)))
            .count() as u64;
    }
    recorded
}

/// Times clock and recorder in short loops.
pub(crate) fn harness_cost() -> HarnessCost {
    let clock = RunClock::live();
    let start = clock.now();
    let mut cost = HarnessCost {
        clock: clock.name().to_owned(),
        clock_ns: Vec::new(),
        recorder_ns: Vec::new(),
        step_ns: Vec::new(),
    };
    for _ in 0..REPEATS {
        cost.clock_ns.push(each_ns(|_| {
            std::hint::black_box(clock.now());
        }));
        let mut recorder = prepared(&clock, start);
        cost.recorder_ns.push(each_ns(|at| recorder.result(&row(at))));
        let mut recorder = prepared(&clock, start);
        cost.step_ns.push(each_ns(|at| recorder.step(step(at, start))));
        std::hint::black_box(recorder.entries());
    }
    cost
}

/// CPU time of one call, nanoseconds.
fn each_ns(mut call: impl FnMut(usize)) -> f64 {
    let before = thread_cpu_ns();
    (0..ROWS).for_each(&mut call);
    (thread_cpu_ns() - before) as f64 / ROWS as f64
}

fn prepared(clock: &RunClock, start: ProcessingTime) -> Recorder {
    let expected = Expected {
        results: ROWS,
        ..Expected::default()
    };
    Recorder::new("engine", expected, clock.clone(), start)
}

fn row(at: usize) -> ResultRow {
    ResultRow {
        key: Key(at as u32),
        window: Window::new(0, 15_000),
        pane: 0,
        rank: 0,
        watermark: Watermark::NONE,
        values: Values {
            digest: Digest {
                count: 7,
                ..Digest::default()
            },
            sum: 35,
            ..Values::default()
        },
    }
}

const fn step(at: usize, now: ProcessingTime) -> Step {
    Step::Watermark {
        watermark: Watermark::NONE,
        after_events: at as u64,
        now,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_cost_is_measured_several_times_and_is_not_nothing() {
        let cost = harness_cost();
        for repeats in [&cost.clock_ns, &cost.recorder_ns, &cost.step_ns] {
            assert_eq!(repeats.len(), REPEATS);
            assert!(repeats.iter().all(|ns| *ns > 0.0 && *ns < 1e6), "{repeats:?}");
        }
    }
}
