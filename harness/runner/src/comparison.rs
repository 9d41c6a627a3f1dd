//! A comparison, from plan to record.

use std::collections::HashMap;
use std::sync::atomic::{AtomicBool, Ordering};

use streamgauge_doctor::tool;
use streamgauge_model::Query;
use streamgauge_oracle::Reference;
use streamgauge_record::{Clock, Floor, Record, Run, SCHEMA, Slot, VERSION};

use crate::analysis::{analyse, broken_run};
use crate::capacity::{Trial, trial_events, try_capacity};
use crate::comparison_plan::PRELUDE_NS;
use crate::duration_text::duration_text;
use crate::floor::measure_floor;
use crate::machine::examined_machine;
use crate::played::Played;
use crate::progress::Eta;
use crate::record_id::record_id;
use crate::void::SLIP_NS;
use crate::warnings::warnings;
use crate::{
    Arm, ComparisonPlan, EngineChoice, Laboratory, Observed, Progress, RunError, Setup, Silent, Subject,
    Verdict, run_live, run_simulated, run_simulated_until,
};

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
    compare_in(plan, None, progress, stop)
}

/// As [`compare`], with every run in the given laboratory instead of this process.
///
/// # Errors
/// As [`compare`].
pub fn compare_in(
    plan: &ComparisonPlan,
    laboratory: Option<&dyn Laboratory>,
    progress: &mut dyn Progress,
    stop: &AtomicBool,
) -> Result<Record, RunError> {
    plan.validate()?;
    progress.stage("generating arrivals");
    let created = (plan.clock == Clock::Live)
        .then(|| jiff::Timestamp::now().strftime("%Y-%m-%dT%H:%M:%SZ").to_string());
    let comparison = Comparison {
        plan,
        played: Played::of(plan)?,
        laboratory,
        stop,
    };
    comparison.rehearse()?;
    let machine = examined_machine(plan, progress, stop);
    let floor = comparison.prelude(progress)?;
    let (runs, complete) = comparison.slots(progress)?;
    let scenario = comparison.played.scenario.clone();
    Ok(Record {
        schema: SCHEMA.to_owned(),
        version: VERSION.to_owned(),
        id: record_id(plan, &scenario.fingerprint, created.as_deref()),
        warnings: warnings(plan, &comparison.played, &machine),
        created,
        tool: tool(),
        argv: plan.argv.clone(),
        machine,
        scenario,
        plan: plan.record(),
        floor,
        runs,
        complete,
    })
}

/// Carries out one slot of a plan alone, with its capacity trial: what a fresh process does for a comparison.
///
/// # Errors
/// As [`compare`], and a slot that the plan does not have.
pub fn measure_slot(plan: &ComparisonPlan, index: usize, stop: &AtomicBool) -> Result<Run, RunError> {
    plan.validate()?;
    let slots = plan.slots();
    let Some(slot) = slots.get(index) else {
        return Err(RunError::Setup(format!(
            "there is no slot {index}; the plan has {}",
            slots.len()
        )));
    };
    let comparison = Comparison {
        plan,
        played: Played::of(plan)?,
        laboratory: None,
        stop,
    };
    let (_, query) = comparison.find(slot);
    let reference = Reference::new(query, &comparison.played.arrivals, comparison.played.phi);
    let mut runs = [comparison.run(slot, &reference, index)?];
    comparison.capacities(&mut runs, &mut Silent, |_| true)?;
    let [run] = runs;
    Ok(run)
}

struct Comparison<'a> {
    plan: &'a ComparisonPlan,
    played: Played,
    laboratory: Option<&'a dyn Laboratory>,
    stop: &'a AtomicBool,
}

impl<'a> Comparison<'a> {
    /// Lets every engine start on every query without an event, so that what is illegal is refused before anything
    /// is measured.
    fn rehearse(&self) -> Result<(), RunError> {
        for query in &self.plan.queries {
            for arm in &self.plan.arms {
                let setup = Setup {
                    drain_ns: 0,
                    ..self.setup(query, &self.engine(arm, query), Vec::new().into())
                };
                match run_simulated(&setup) {
                    Err(error) if is_refusal(&error) => return Err(error),
                    _ => {}
                }
            }
        }
        Ok(())
    }

    /// The discarded first run and the floor; nothing in simulation.
    fn prelude(&self, progress: &mut dyn Progress) -> Result<Option<Floor>, RunError> {
        if self.plan.clock == Clock::Simulated || self.is_stopped() {
            return Ok(None);
        }
        progress.stage("warming up the machine");
        let (arm, query) = (&self.plan.arms[0], &self.plan.queries[0]);
        let setup = self.setup(query, &self.engine(arm, query), self.played.until(PRELUDE_NS));
        match run_live(
            &Setup {
                drain_ns: setup.drain_ns.min(PRELUDE_NS),
                ..setup
            },
            self.stop,
        ) {
            Err(error) if is_refusal(&error) => return Err(error),
            _ => {}
        }
        if self.is_stopped() {
            return Ok(None);
        }
        progress.stage("measuring the floor");
        let floor = measure_floor(self.plan, &self.played, self.stop)?;
        if let Some(notice) = floor.as_ref().and_then(pacing_notice) {
            progress.stage(&notice);
        }
        Ok(floor)
    }

    /// All slots in their order, and whether all of them were carried out.
    fn slots(&self, progress: &mut dyn Progress) -> Result<(Vec<Run>, bool), RunError> {
        let slots = self.plan.slots();
        let mut references = HashMap::new();
        let mut eta = Eta::new(slots.iter().map(|slot| self.estimate_ns(slot)).collect());
        let mut runs: Vec<Run> = Vec::with_capacity(slots.len());
        for (index, slot) in slots.iter().enumerate() {
            if self.is_stopped() {
                return Ok((runs, false));
            }
            let (_, query) = self.find(slot);
            let reference = references
                .entry(query.name.as_str())
                .or_insert_with(|| Reference::new(query, &self.played.arrivals, self.played.phi));
            eta.begin();
            progress.slot_started(slot, index, slots.len(), eta.left_ns());
            let run = self.run(slot, reference, index)?;
            eta.finish();
            progress.slot_finished(&run, index, slots.len(), eta.left_ns());
            runs.push(run);
            if slots.get(index + 1).is_none_or(|next| next.repeat != slot.repeat) {
                self.capacities(&mut runs, progress, |run| run.repeat == slot.repeat)?;
            }
        }
        self.retries(&slots, &references, &mut runs, progress)?;
        if runs.iter().any(|run| run.attempt > 0) {
            self.capacities(&mut runs, progress, |run| run.attempt > 0)?;
        }
        Ok((runs, !self.is_stopped()))
    }

    /// Tries again what is void because the harness could not keep its schedule, after everything else: what disturbed
    /// it may be gone by then. The void runs stay.
    fn retries(
        &self,
        slots: &[Slot],
        references: &HashMap<&str, Reference>,
        runs: &mut Vec<Run>,
        progress: &mut dyn Progress,
    ) -> Result<(), RunError> {
        let mut spare = slots.len().div_ceil(12);
        for attempt in 1..=self.plan.retries {
            let spoilt: Vec<usize> = (0..slots.len()).filter(|slot| is_spoilt(runs, *slot)).collect();
            for index in spoilt {
                let Some(reference) = references.get(slots[index].query.as_str()) else {
                    continue;
                };
                if spare == 0 || self.is_stopped() {
                    return Ok(());
                }
                spare -= 1;
                progress.stage("trying again what the source spoilt");
                let mut run = self.run(&slots[index], reference, index)?;
                run.attempt = attempt;
                runs.push(run);
            }
        }
        Ok(())
    }

    fn run(&self, slot: &Slot, reference: &Reference, index: usize) -> Result<Run, RunError> {
        let (arm, query) = self.find(slot);
        let engine = self.engine(arm, query);
        let position = u32::try_from(index).unwrap_or(u32::MAX);
        if let Some(laboratory) = self.laboratory {
            let failed = |error: RunError| broken_run(query, &engine, slot, position, error.to_string());
            return Ok(laboratory.measure(index, self.stop).unwrap_or_else(failed));
        }
        match self.observe(&self.setup(query, &engine, self.played.arrivals.clone())) {
            Ok(observed) => {
                let verdict = Verdict::on(query, &engine, self.plan.splits, &observed, reference);
                let subject = self.subject(query, &engine, reference, &observed, &verdict);
                Ok(analyse(&subject, &engine, slot, position))
            }
            Err(error) if is_refusal(&error) => Err(error),
            Err(error) => Ok(broken_run(query, &engine, slot, position, error.to_string())),
        }
    }

    /// The capacity trials of the valid runs that are `chosen`, in their order.
    fn capacities(
        &self,
        runs: &mut [Run],
        progress: &mut dyn Progress,
        chosen: impl Fn(&Run) -> bool,
    ) -> Result<(), RunError> {
        // A laboratory tries the capacity together with the run.
        if !self.plan.tries_capacity() || self.laboratory.is_some() {
            return Ok(());
        }
        progress.stage("trying capacity");
        for run in runs.iter_mut().filter(|run| run.status.valid && chosen(run)) {
            if self.is_stopped() {
                return Ok(());
            }
            let (arm, query) = self.find(&Slot {
                arm: run.arm.clone(),
                query: run.query.name.clone(),
                repeat: run.repeat,
            });
            let arrivals = self.played.at_once(trial_events(run.throughput.busy_rate_per_s));
            let trial = try_capacity(self.plan, query, &self.engine(arm, query), arrivals, self.stop);
            match trial {
                Ok(trial) => trial.note(run),
                Err(error) if is_refusal(&error) => return Err(error),
                Err(error) => Trial::None(format!("no capacity: in the trial, {error}")).note(run),
            }
        }
        Ok(())
    }

    fn observe(&self, setup: &Setup) -> Result<Observed, RunError> {
        match self.plan.clock {
            Clock::Live => run_live(setup, self.stop),
            Clock::Simulated => run_simulated_until(setup, self.stop),
        }
    }

    fn subject<'b>(
        &self,
        query: &'b Query,
        engine: &'b EngineChoice,
        reference: &'b Reference,
        observed: &'b Observed,
        verdict: &'b Verdict,
    ) -> Subject<'b> {
        Subject {
            query,
            rules: match engine {
                EngineChoice::Null => None,
                EngineChoice::Rules(rules) => Some(rules),
            },
            phase: self.plan.phase(),
            phi: self.played.phi,
            reference,
            observed,
            verdict,
        }
    }

    fn setup(
        &self,
        query: &Query,
        engine: &EngineChoice,
        arrivals: std::sync::Arc<[streamgauge_model::Arrival]>,
    ) -> Setup {
        Setup {
            splits: self.plan.splits,
            queue_capacity: self.plan.queue_capacity,
            drain_ns: self.plan.drain_ns,
            ..Setup::new(query.clone(), engine.clone(), arrivals)
        }
    }

    fn engine(&self, arm: &Arm, query: &Query) -> EngineChoice {
        arm.engine_for(query, self.plan.keep_output_modes)
    }

    /// Arm and query of a slot. A slot comes from the plan, so both are there; the first stand in for what is not.
    fn find(&self, slot: &Slot) -> (&'a Arm, &'a Query) {
        let arm = self.plan.arms.iter().find(|arm| arm.label == slot.arm);
        let query = self.plan.queries.iter().find(|query| query.name == slot.query);
        (
            arm.unwrap_or(&self.plan.arms[0]),
            query.unwrap_or(&self.plan.queries[0]),
        )
    }

    fn estimate_ns(&self, slot: &Slot) -> u64 {
        self.plan.estimated_slot_ns(&self.find(slot).0.engine)
    }

    fn is_stopped(&self) -> bool {
        self.stop.load(Ordering::Relaxed)
    }
}

/// What to say before minutes are spent on a machine that cannot keep a schedule: the null engine does nothing, so what
/// it shows is the source and the machine.
pub(crate) fn pacing_notice(floor: &Floor) -> Option<String> {
    let p99 = floor.total.percentile(0.99)?.value_ns?;
    (p99 > SLIP_NS).then(|| {
        format!(
            "warning: this machine does not keep the schedule now (an engine that does nothing shows a p99 of {}, limit {}), \
             so runs may be void; wait until it is quiet, lower --rate, or use --clock simulated",
            duration_text(p99),
            duration_text(SLIP_NS)
        )
    })
}

/// Whether the last run of a slot is void by the harness's fault.
fn is_spoilt(runs: &[Run], slot: usize) -> bool {
    let last = runs.iter().rev().find(|run| run.slot as usize == slot);
    last.is_some_and(|run| run.status.harness_fault)
}

/// Whether an error concerns the plan, so that going on makes no sense.
const fn is_refusal(error: &RunError) -> bool {
    matches!(
        error,
        RunError::Setup(_) | RunError::Query(_) | RunError::Thread { .. }
    )
}
