//! The arrivals of a comparison, generated once.

use std::sync::Arc;

use streamgauge_model::{Arrival, Phi};
use streamgauge_record::Setting;
use streamgauge_workloads::{Attack, Fingerprint, Length, Scenario, WorkloadError};

use crate::{ComparisonPlan, RunError};

/// How many arrivals are generated at a time.
const BLOCK: usize = 1 << 16;

/// The arrivals that every run of a comparison is fed, and what they are.
#[derive(Clone, Debug)]
pub(crate) struct Played {
    /// All of them.
    pub(crate) arrivals: Arc<[Arrival]>,
    /// The tie between their event times and the wall.
    pub(crate) phi: Phi,
    /// The scenario as it goes into the record, with the fingerprint of the arrivals.
    pub(crate) scenario: streamgauge_record::Scenario,
    /// The attacks among them: ground truth.
    pub(crate) attacks: Vec<Attack>,
    /// Lines of an input file that were passed over.
    pub(crate) skipped_lines: u64,
}

impl Played {
    /// Expands the plan's scenario.
    pub(crate) fn of(plan: &ComparisonPlan) -> Result<Self, RunError> {
        let scenario = plan.played_scenario();
        let mut stream = scenario.open().map_err(|error| refused(&error))?;
        let mut arrivals = Vec::new();
        while stream
            .fill(&mut arrivals, BLOCK)
            .map_err(|error| refused(&error))?
            > 0
        {}
        if arrivals.is_empty() {
            return Err(RunError::Setup(
                "the scenario has no event in warm-up and measured phase; measure longer or raise --rate"
                    .to_owned(),
            ));
        }
        let mut fingerprint = Fingerprint::new();
        fingerprint.update(&arrivals);
        let events = arrivals.len() as u64;
        Ok(Self {
            phi: stream.phi(),
            attacks: stream.attacks(),
            skipped_lines: stream.skipped_lines(),
            scenario: streamgauge_record::Scenario {
                name: scenario.kind.name().to_owned(),
                seed: scenario.seed,
                parameters: parameters(&scenario),
                events,
                rate_per_s: events as f64 * 1e9 / plan.phase().end_ns().max(1) as f64,
                time_scale: scenario.time_scale,
                fingerprint: fingerprint.finish(),
            },
            arrivals: arrivals.into(),
        })
    }

    /// The arrivals that are due before `ns`.
    pub(crate) fn until(&self, ns: u64) -> Arc<[Arrival]> {
        let end = self.arrivals.partition_point(|arrival| arrival.due_ns < ns);
        self.arrivals[..end].into()
    }

    /// The first `count` arrivals, all due at the start: those of the schedule, and then those that would come if it went
    /// on. Fewer only where the scenario itself ends, as a file does.
    pub(crate) fn at_once(&self, plan: &ComparisonPlan, count: usize) -> Result<Arc<[Arrival]>, RunError> {
        let mut arrivals = if count <= self.arrivals.len() {
            self.arrivals[..count].to_vec()
        } else {
            first_of(plan, count)?
        };
        arrivals.iter_mut().for_each(|arrival| arrival.due_ns = 0);
        Ok(arrivals.into())
    }
}

/// The first `count` arrivals of the plan's scenario, however long it is to be played.
pub(crate) fn first_of(plan: &ComparisonPlan, count: usize) -> Result<Vec<Arrival>, RunError> {
    let endless = Scenario {
        length: Length::Endless,
        ..plan.scenario.clone()
    };
    let mut stream = endless.open().map_err(|error| refused(&error))?;
    let mut arrivals = Vec::with_capacity(count);
    let mut fill = |missing: usize| {
        let block = missing.min(BLOCK);
        stream.fill(&mut arrivals, block).map_err(|error| refused(&error))
    };
    let mut missing = count;
    while missing > 0 {
        match fill(missing)? {
            0 => break,
            more => missing -= more,
        }
    }
    Ok(arrivals)
}

/// The scenario of a plan as it goes into a record, with the fingerprint of its arrivals.
///
/// # Errors
/// If the scenario cannot be read or has no event.
pub fn played_scenario(plan: &ComparisonPlan) -> Result<streamgauge_record::Scenario, RunError> {
    Played::of(plan).map(|played| played.scenario)
}

fn parameters(scenario: &Scenario) -> Vec<Setting> {
    scenario
        .parameters()
        .into_iter()
        .map(|(name, value)| Setting { name, value })
        .collect()
}

fn refused(error: &WorkloadError) -> RunError {
    RunError::Setup(format!("the scenario: {error}"))
}
