//! What is to be compared, and how.

use streamgauge_model::Query;
use streamgauge_record::{Clock, Plan, Profile, Slot};
use streamgauge_workloads::{ArrivalLaw, Length, Scenario};

use crate::interleaving::interleave;
use crate::stopping_rule::stopping_fault;
use crate::{Arm, MeasuredPhase, QueueZones, RunError, Stall};

/// The lengths of the discarded first run and of the floor's paced run, nanoseconds.
pub(crate) const PRELUDE_NS: u64 = 500_000_000;
/// The most events of a capacity trial.
pub(crate) const CAPACITY_EVENTS: usize = 1_000_000;

/// What is to be compared, and how. [`crate::compare`] carries it out.
#[derive(Clone, Debug)]
pub struct ComparisonPlan {
    /// The arms, in the order in which they are shown; labels are unique.
    pub arms: Vec<Arm>,
    /// The queries, in the order in which they are shown; names are unique.
    pub queries: Vec<Query>,
    /// What is fed. Its length is set to warm-up and measured phase.
    pub scenario: Scenario,
    /// The profile that lengths and repeats come from where they were not given, for the record.
    pub profile: Option<Profile>,
    /// Repeats of each arm and query.
    pub repeats: u32,
    /// Whether to go on only until every difference is decided; `repeats` are then the most. Live only.
    pub until_decided: bool,
    /// Which clock drives the runs.
    pub clock: Clock,
    /// Nanoseconds of schedule before measuring begins.
    pub warm_up_ns: u64,
    /// Nanoseconds of schedule that are measured.
    pub measured_ns: u64,
    /// Splits of the source.
    pub splits: u32,
    /// Room in the source queue, in events.
    pub queue_capacity: usize,
    /// How long engines may go on after the end of the schedule, nanoseconds.
    pub drain_ns: u64,
    /// Planted pauses of every engine, in every run (not in the floor and in capacity trials).
    pub stalls: Vec<Stall>,
    /// Planted slowness, to see whether it is found: every step of the engine takes this share longer.
    pub drag: f64,
    /// From which slip of the source on a live run is void, at least, nanoseconds: see [`crate::SLIP_NS`].
    pub slip_ns: u64,
    /// When a live run is ended because the engine fell too far behind; `None`: only by its deadline.
    pub zones: Option<QueueZones>,
    /// How often a slot is tried again whose run is void by the harness's fault; over all slots together at most one
    /// attempt for every twelve slots, so that a noisy machine does not measure for ever.
    pub retries: u32,
    /// How many builds make each run, in turns; what is estimated takes so many times as long.
    pub builds: u32,
    /// Whether to try the capacity of each arm and query once per repeat. Live only.
    pub capacity: bool,
    /// Whether output modes of micro-batch arms are meant, also for queries they do not suit.
    pub keep_output_modes: bool,
    /// The command line, for the record.
    pub argv: Vec<String>,
}

impl ComparisonPlan {
    /// Three repeats, live, 1 s of warm-up and 5 s measured, one split, the default queue, a drain of 10 s, with
    /// capacity trials.
    #[must_use]
    pub fn new(arms: Vec<Arm>, queries: Vec<Query>, scenario: Scenario) -> Self {
        Self {
            arms,
            queries,
            scenario,
            profile: None,
            repeats: 3,
            until_decided: false,
            clock: Clock::Live,
            warm_up_ns: 1_000_000_000,
            measured_ns: 5_000_000_000,
            splits: 1,
            queue_capacity: crate::DEFAULT_QUEUE_CAPACITY,
            drain_ns: 10_000_000_000,
            stalls: Vec::new(),
            drag: 0.0,
            slip_ns: crate::SLIP_NS,
            zones: None,
            retries: 2,
            builds: 1,
            capacity: true,
            keep_output_modes: false,
            argv: Vec::new(),
        }
    }

    /// Refuses plans that cannot be carried out or would measure nothing.
    ///
    /// # Errors
    /// [`RunError::Setup`] with the field at fault and what would be right.
    pub fn validate(&self) -> Result<(), RunError> {
        let fail = |what: String| Err(RunError::Setup(what));
        if self.arms.is_empty() || self.queries.is_empty() || self.repeats == 0 {
            return fail("nothing to run: give at least one engine, one query and one repeat".to_owned());
        }
        if let Some(label) = repeated(self.arms.iter().map(|arm| arm.label.as_str())) {
            return fail(format!(
                "two arms are labelled '{label}'; give each its own label"
            ));
        }
        if let Some(name) = repeated(self.queries.iter().map(|query| query.name.as_str())) {
            return fail(format!(
                "the query '{name}' is named twice; name it once and use more repeats"
            ));
        }
        if self.measured_ns == 0 {
            return fail("a measured phase of 0 s holds no event; measure at least 1 s".to_owned());
        }
        if self.scenario.arrival == ArrivalLaw::Saturated && self.warm_up_ns > 0 {
            return fail("with the arrival law 'saturated' everything is due at 0, in the warm-up; use a warm-up of 0s".to_owned());
        }
        if let Some(fault) = stopping_fault(self) {
            return fail(fault);
        }
        for query in &self.queries {
            query.validate()?;
        }
        Ok(())
    }

    /// Arm and query of a slot. A slot comes from the plan, so both are there; the first stand in for what is not.
    pub(crate) fn find(&self, slot: &Slot) -> (&Arm, &Query) {
        let arm = self.arms.iter().find(|arm| arm.label == slot.arm);
        let query = self.queries.iter().find(|query| query.name == slot.query);
        (arm.unwrap_or(&self.arms[0]), query.unwrap_or(&self.queries[0]))
    }

    /// Warm-up and measured phase.
    #[must_use]
    pub const fn phase(&self) -> MeasuredPhase {
        MeasuredPhase {
            warm_up_ns: self.warm_up_ns,
            measured_ns: self.measured_ns,
        }
    }

    /// The scenario as it is played: as long as warm-up and measured phase together.
    #[must_use]
    pub fn played_scenario(&self) -> Scenario {
        Scenario {
            length: Length::WallNs(self.phase().end_ns()),
            ..self.scenario.clone()
        }
    }

    /// The order of execution, repeats interleaved; seeded by the scenario, so the same plan has the same order.
    #[must_use]
    pub fn slots(&self) -> Vec<Slot> {
        let places = interleave(
            self.arms.len(),
            self.queries.len(),
            self.repeats,
            self.scenario.seed,
        );
        let slots = places.into_iter().map(|place| Slot {
            arm: self.arms[place.arm].label.clone(),
            query: self.queries[place.query].name.clone(),
            repeat: place.repeat,
        });
        slots.collect()
    }

    /// The plan as it goes into the record.
    #[must_use]
    pub fn record(&self) -> Plan {
        Plan {
            clock: self.clock,
            profile: self.profile,
            arms: self.arms.iter().map(|arm| arm.label.clone()).collect(),
            queries: self.queries.iter().map(|query| query.name.clone()).collect(),
            repeats: self.repeats,
            warm_up_ns: self.warm_up_ns,
            measured_ns: self.measured_ns,
            slots: self.slots(),
            disturbances: self.disturbances(),
        }
    }

    /// Whether capacity is tried: live, if asked for.
    #[must_use]
    pub fn tries_capacity(&self) -> bool {
        self.capacity && self.clock == Clock::Live
    }
}

fn repeated<'a>(names: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    let mut seen = std::collections::BTreeSet::new();
    names.into_iter().find(|name| !seen.insert(*name))
}
