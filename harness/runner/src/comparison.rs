//! A comparison, from plan to record.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use streamgauge_doctor::tool;
use streamgauge_model::{Arrival, Query};
use streamgauge_record::{Clock, Record, SCHEMA, Slot, VERSION};

use crate::machine::examined_machine;
use crate::played::Played;
use crate::record_id::record_id;
use crate::stopping_rule::stopping;
use crate::warnings::warnings;
use crate::yardstick::warn_of_slow_source;
use crate::{Arm, ComparisonPlan, Conduct, EngineChoice, Laboratory, Onlooker, Progress, RunError, Setup};

/// Carries out a plan: generates the arrivals once, checks every combination, then runs all slots in their order,
/// each judged after it was measured, and makes one record of it.
///
/// Live comparisons begin with a run that is discarded and the floor, and may end each repeat with capacity trials.
/// When `stop` is set, the current run is broken off and kept as void, and the record says that it is not complete.
/// A run that is void because the harness could not keep its schedule is kept, and its slot is tried again at the end.
/// A run whose engine panics is void with the message, and the comparison goes on.
///
/// # Errors
/// The plan is refused, the scenario cannot be read, an engine cannot answer a query, or a thread cannot be started.
pub fn compare(
    plan: &ComparisonPlan,
    progress: &mut dyn Progress,
    stop: &AtomicBool,
) -> Result<Record, RunError> {
    compare_in(plan, Conduct::plain(progress, stop))
}

/// As [`compare`], with every run in a laboratory instead of this process, or going on from what an earlier attempt
/// left, as the conduct says.
///
/// # Errors
/// As [`compare`], and an earlier record of something else.
pub fn compare_in(plan: &ComparisonPlan, conduct: Conduct<'_>) -> Result<Record, RunError> {
    let Conduct {
        laboratory,
        progress,
        earlier,
        stop,
    } = conduct;
    plan.validate()?;
    progress.stage("generating arrivals");
    let comparison = Comparison {
        plan,
        played: Played::of(plan)?,
        laboratory,
        onlooker: None,
        stop,
    };
    comparison.rehearse()?;
    let mut record = match earlier {
        Some(earlier) => comparison.resumed(earlier)?,
        None => comparison.begun(progress),
    };
    comparison.prelude(&mut record, progress)?;
    comparison.yardstick(&mut record, progress);
    comparison.slots(&mut record, progress)?;
    warn_of_slow_source(&mut record);
    Ok(record)
}

/// A plan with its arrivals, and where and until when it is carried out.
pub(crate) struct Comparison<'a> {
    pub(crate) plan: &'a ComparisonPlan,
    pub(crate) played: Played,
    pub(crate) laboratory: Option<&'a dyn Laboratory>,
    /// Who is shown glimpses of the live runs of slots.
    pub(crate) onlooker: Option<Onlooker<'a>>,
    pub(crate) stop: &'a AtomicBool,
}

impl<'a> Comparison<'a> {
    /// The record before anything was measured.
    fn begun(&self, progress: &mut dyn Progress) -> Record {
        let created = (self.plan.clock == Clock::Live)
            .then(|| jiff::Timestamp::now().strftime("%Y-%m-%dT%H:%M:%SZ").to_string());
        let machine = examined_machine(self.plan, progress, self.stop);
        let scenario = self.played.scenario.clone();
        Record {
            schema: SCHEMA.to_owned(),
            version: VERSION.to_owned(),
            id: record_id(self.plan, &scenario.fingerprint, created.as_deref()),
            warnings: warnings(self.plan, &self.played, &machine),
            created,
            tool: tool(),
            argv: self.plan.argv.clone(),
            machine,
            scenario,
            plan: self.plan.record(),
            floor: None,
            harness: None,
            single_thread: Vec::new(),
            runs: Vec::new(),
            stopping: stopping(self.plan, &[], 0),
            complete: false,
        }
    }

    /// What every run of `engine` on `query` needs, fed with `arrivals`.
    pub(crate) fn setup(&self, query: &Query, engine: &EngineChoice, arrivals: Arc<[Arrival]>) -> Setup {
        Setup {
            splits: self.plan.splits,
            queue_capacity: self.plan.queue_capacity,
            drain_ns: self.plan.drain_ns,
            warm_up_ns: self.plan.warm_up_ns,
            zones: self.plan.zones,
            ..Setup::new(query.clone(), engine.clone(), arrivals)
        }
    }

    pub(crate) fn engine(&self, arm: &Arm, query: &Query) -> EngineChoice {
        arm.engine_for(query, self.plan.keep_output_modes)
    }

    /// Arm and query of a slot.
    pub(crate) fn find(&self, slot: &Slot) -> (&'a Arm, &'a Query) {
        self.plan.find(slot)
    }

    pub(crate) fn is_stopped(&self) -> bool {
        self.stop.load(Ordering::Relaxed)
    }
}

/// Whether an error concerns the plan, so that going on makes no sense.
pub(crate) const fn is_refusal(error: &RunError) -> bool {
    matches!(
        error,
        RunError::Setup(_) | RunError::Query(_) | RunError::Thread { .. }
    )
}
