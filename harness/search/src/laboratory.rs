//! Who carries out trials, and who is told.

use streamgauge_record::{Overload, Run, Trial, TrialPhase};
use streamgauge_runner::QueueZones;

/// Carries out trials.
pub trait Laboratory {
    /// Measures and judges one trial, in a fresh process or something as good. `None`: it was told to stop, and there
    /// will be no more trials.
    fn trial(&mut self, order: &Order) -> Option<Run>;
}

/// What a trial is to be.
#[derive(Clone, Debug, PartialEq)]
pub struct Order {
    /// Its number, from 1.
    pub number: u32,
    /// What it is for.
    pub phase: TrialPhase,
    /// Events per second of the measured phase.
    pub rate_per_s: u64,
    /// Another rate that is offered during the whole warm-up; only trials of recovery have one.
    pub overload: Option<Overload>,
    /// Seed of the scenario.
    pub seed: u64,
    /// Schedule before measuring begins, an overload included, nanoseconds.
    pub warm_up_ns: u64,
    /// Schedule that is measured, nanoseconds.
    pub measured_ns: u64,
    /// How long the engine may go on after the schedule, nanoseconds.
    pub drain_ns: u64,
    /// From which slip of the source on the trial is void, at least, nanoseconds.
    pub slip_ns: u64,
    /// Room between source and engine, events.
    pub queue_events: u64,
    /// When the trial is ended early; none where falling behind is the purpose.
    pub zones: Option<QueueZones>,
}

/// Told how far a search is. Nothing is called while a trial runs.
pub trait Watch {
    /// A trial begins; about so many are left, it included.
    fn started(&mut self, order: &Order, left: u32) {
        let _ = (order, left);
    }

    /// A trial was judged; about so many are left.
    fn finished(&mut self, trial: &Trial, left: u32) {
        let _ = (trial, left);
    }
}
