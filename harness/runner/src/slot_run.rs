//! One slot of a plan, measured and judged.

use std::collections::HashMap;
use std::sync::atomic::AtomicBool;

use streamgauge_model::Query;
use streamgauge_oracle::Reference;
use streamgauge_record::{Clock, OwnProcess, Role, Run, Slot};

use crate::analysis::{analyse, broken_run};
use crate::comparison::{Comparison, is_refusal};
use crate::detection::Found;
use crate::live::run_live_watched;
use crate::played::Played;
use crate::recovery::note_recoveries;
use crate::{
    ComparisonPlan, EngineChoice, Observed, Onlooker, RunError, Setup, Silent, Subject, ThreadUse, Verdict,
    run_simulated_until,
};

impl ComparisonPlan {
    /// A void run of the slot at `index`, which says why there is nothing to see.
    #[must_use]
    pub fn without_figures(&self, slot: &Slot, index: usize, error: &RunError) -> Run {
        let (arm, query) = self.find(slot);
        let engine = arm.engine_for(query, self.keep_output_modes);
        let mut run = broken_run(query, &engine, slot, position(index), error.to_string());
        run.status.interrupted = matches!(error, RunError::Interrupted);
        run
    }
}

/// What the oracle prepares for each query, by the query's name, once it is needed.
pub(crate) type References<'a> = HashMap<&'a str, Reference>;

/// Carries out one slot of a plan alone, with its capacity trial: what a fresh process does for a comparison.
///
/// # Errors
/// As [`crate::compare`], and a slot that the plan does not have.
pub fn measure_slot(plan: &ComparisonPlan, index: usize, stop: &AtomicBool) -> Result<Run, RunError> {
    measure_alone(plan, index, None, stop).map(|(run, _)| run)
}

/// As [`measure_slot`], in a process that does nothing else and whose environment was made longer by so many bytes: the
/// run says so. `onlooker` is shown glimpses of the run, not of the capacity trial.
///
/// # Errors
/// As [`measure_slot`].
pub fn measure_own_slot(
    plan: &ComparisonPlan,
    index: usize,
    environment_bytes: u64,
    onlooker: Option<Onlooker<'_>>,
    stop: &AtomicBool,
) -> Result<Run, RunError> {
    let (run, fingerprint) = measure_alone(plan, index, onlooker, stop)?;
    let process = OwnProcess {
        environment_bytes,
        fingerprint,
        wall_ns: 0,
    };
    Ok(Run {
        process: Some(process),
        ..run
    })
}

/// The run of a slot, and the fingerprint of the arrivals.
fn measure_alone(
    plan: &ComparisonPlan,
    index: usize,
    onlooker: Option<Onlooker<'_>>,
    stop: &AtomicBool,
) -> Result<(Run, String), RunError> {
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
        onlooker,
        stop,
    };
    let mut runs = [comparison.measure(slot, index, &mut References::new())?];
    comparison.capacities(&mut runs, &mut Silent, |_| true)?;
    let [mut run] = runs;
    let fingerprint = comparison.played.scenario.fingerprint;
    if let Some(delivery) = &mut run.delivery {
        delivery.fingerprint = Some(fingerprint.clone());
    }
    Ok((run, fingerprint))
}

impl<'a> Comparison<'a> {
    /// Measures slot `index` for the `attempt`-th time, in the laboratory if there is one.
    pub(crate) fn run(
        &self,
        slot: &Slot,
        index: usize,
        attempt: u32,
        references: &mut References<'a>,
    ) -> Result<Run, RunError> {
        let run = match self.laboratory {
            Some(laboratory) => {
                let run = laboratory.measure(index, self.stop);
                let run = run.and_then(|run| self.of_the_same_events(run));
                run.unwrap_or_else(|error| self.without_figures(slot, index, &error))
            }
            None => self.measure(slot, index, references)?,
        };
        Ok(Run { attempt, ..run })
    }

    /// Measures slot `index` in this process.
    fn measure(&self, slot: &Slot, index: usize, references: &mut References<'a>) -> Result<Run, RunError> {
        let (arm, query) = self.find(slot);
        let engine = self.engine(arm, query);
        let reference = references
            .entry(query.name.as_str())
            .or_insert_with(|| Reference::new(query, &self.played.arrivals, self.played.phi));
        let setup = Setup {
            stalls: self.plan.stalls.clone(),
            drag: self.plan.drag,
            ..self.setup(query, &engine, self.played.arrivals.clone())
        };
        match self.observe(&setup) {
            Ok(observed) => {
                let before = ThreadUse::of_this_thread();
                let verdict = Verdict::on(query, &engine, self.plan.splits, &observed, reference);
                let subject = self.subject(query, &engine, reference, &observed, &verdict);
                let mut run = analyse(&subject, &engine, slot, position(index));
                note_recoveries(&mut run, self.plan, &engine);
                self.note_drag(&mut run);
                let found = Found::of(&subject, &self.played.attacks, &self.plan.scenario.attacks);
                found.into_iter().for_each(|found| found.note(&mut run));
                if self.plan.clock == Clock::Live {
                    let judge = ThreadUse::of_this_thread().since(&before);
                    run.usage.threads.push(judge.group("judge", Role::Afterwards));
                }
                Ok(run)
            }
            Err(error) if is_refusal(&error) => Err(error),
            Err(error) => Ok(self.without_figures(slot, index, &error)),
        }
    }

    /// A run that was made slower on purpose says so.
    fn note_drag(&self, run: &mut Run) {
        if self.plan.drag > 0.0 {
            run.status.reasons.push(format!(
                "planted: every step of the engine took {} % longer",
                100.0 * self.plan.drag
            ));
        }
    }

    /// Refuses a run that was fed other events than this comparison, as when a file was changed meanwhile.
    fn of_the_same_events(&self, run: Run) -> Result<Run, RunError> {
        let wanted = &self.played.scenario.fingerprint;
        match &run.process {
            Some(process) if process.fingerprint != *wanted => Err(RunError::Elsewhere(format!(
                "the process that measured fed other events than this comparison (fingerprint {}, expected {wanted}); \
                 did the file change?",
                process.fingerprint
            ))),
            _ => Ok(run),
        }
    }

    /// A void run that says why there is nothing to see.
    fn without_figures(&self, slot: &Slot, index: usize, error: &RunError) -> Run {
        self.plan.without_figures(slot, index, error)
    }

    fn observe(&self, setup: &Setup) -> Result<Observed, RunError> {
        match self.plan.clock {
            Clock::Live => {
                let watched = self.onlooker.map(|onlooker| (self.played.phi, onlooker));
                run_live_watched(setup, self.stop, watched)
            }
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
            slip_ns: self.plan.slip_ns,
            phi: self.played.phi,
            reference,
            observed,
            verdict,
        }
    }
}

fn position(index: usize) -> u32 {
    u32::try_from(index).unwrap_or(u32::MAX)
}
