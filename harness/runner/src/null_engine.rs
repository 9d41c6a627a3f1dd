//! The engine that does nothing.

use streamgauge_model::{Engine, Input, Output, Pressure, ProcessingTime};

/// Takes every event as soon as it can and passes it on. What a run with it shows is the harness itself: the floor
/// below every other engine's figures.
#[derive(Clone, Copy, Debug, Default)]
pub struct NullEngine;

impl Engine for NullEngine {
    #[inline]
    fn step(&mut self, _now: ProcessingTime, input: &mut impl Input, out: &mut impl Output) -> Pressure {
        while let Some(taken) = input.take(usize::MAX) {
            for event in taken.events {
                out.pass(event);
            }
        }
        Pressure::Free
    }

    fn next_wake(&self) -> Option<ProcessingTime> {
        None
    }

    fn wakes_on_input(&self) -> bool {
        true
    }

    fn is_done(&self) -> bool {
        true
    }

    fn state_entries(&self) -> u64 {
        0
    }

    fn state_bytes(&self) -> u64 {
        0
    }
}
