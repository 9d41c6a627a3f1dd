//! What an event costs an engine that finds everything due at once.

use std::ops::RangeInclusive;
use std::sync::atomic::AtomicBool;

use streamgauge_model::{Query, Rules};
use streamgauge_record::{GrowthTrial, Status};

use crate::capacity::{Trial, judged, unpaced};
use crate::load::state_entries;
use crate::played::first_of;
use crate::resources::state_bytes;
use crate::throughput::busy_rate;
use crate::trial_length::trial_events;
use crate::{ComparisonPlan, EngineChoice, Observed, RunError, Setup, run_live, run_simulated};

/// How long a trial should keep the engine busy, seconds.
const BUSY_S: f64 = 0.3;
/// The events of the rehearsal.
const REHEARSED: usize = 50_000;

/// Feeds the first events of a plan's scenario to its first engine, all due at once, has the judge look at the answers,
/// and says how long the engine was busy. It takes as many events as keep the engine busy for 0.3 s, within `events`; a
/// rehearsal, which counts for nothing, says how many these are.
///
/// # Errors
/// A plan that [`refuses_saturation`], a scenario that cannot be opened, and an engine that fails.
pub fn measure_saturated(
    plan: &ComparisonPlan,
    events: RangeInclusive<usize>,
    stop: &AtomicBool,
) -> Result<GrowthTrial, RunError> {
    plan.validate()?;
    let (query, rules) = subject(plan)?;
    let fed = |count: usize| run_live(&setup(plan, query, &rules, count)?, stop);
    let rehearsed = fed(REHEARSED.min(*events.end()))?;
    let observed = fed(trial_events(busy_rate(&rehearsed), BUSY_S, &events))?;
    Ok(if rehearsed.interrupted || observed.interrupted {
        interrupted()
    } else {
        trial(judged(query, &rules, plan.splits, &observed), &observed)
    })
}

/// Whether the first engine of a plan cannot answer its first query with everything due at once.
///
/// # Errors
/// Why.
pub fn refuses_saturation(plan: &ComparisonPlan) -> Result<(), RunError> {
    plan.validate()?;
    let (query, rules) = subject(plan)?;
    let nothing = Setup {
        drain_ns: 0,
        ..setup(plan, query, &rules, 0)?
    };
    run_simulated(&nothing).map(drop)
}

/// The first engine of a plan, which waits for no trigger, and its first query.
///
/// # Errors
/// An engine that cannot answer with everything at hand.
pub(crate) fn subject(plan: &ComparisonPlan) -> Result<(&Query, Rules), RunError> {
    let (arm, query) = (&plan.arms[0], &plan.queries[0]);
    match unpaced(&arm.engine_for(query, plan.keep_output_modes)) {
        Some(rules) => Ok((query, rules)),
        None => Err(RunError::Setup(format!(
            "'{}' stops by itself or answers nothing, so that no event has a cost",
            arm.label
        ))),
    }
}

fn setup(plan: &ComparisonPlan, query: &Query, rules: &Rules, count: usize) -> Result<Setup, RunError> {
    let mut arrivals = first_of(plan, count)?;
    arrivals.iter_mut().for_each(|arrival| arrival.due_ns = 0);
    Ok(Setup {
        splits: plan.splits,
        queue_capacity: plan.queue_capacity,
        drain_ns: plan.drain_ns,
        ..Setup::new(query.clone(), EngineChoice::Rules(rules.clone()), arrivals.into())
    })
}

fn trial(judged: Result<u64, Trial>, observed: &Observed) -> GrowthTrial {
    let results = match judged {
        Ok(results) => results,
        Err(Trial::Wrong(reason)) => {
            let mut wrong = GrowthTrial::void(reason);
            wrong.status.wrong_answer = true;
            return wrong;
        }
        Err(Trial::None(reason)) => return GrowthTrial::void(reason),
        Err(Trial::Interrupted | Trial::Rates(_)) => return interrupted(),
    };
    let most = |samples: Vec<(i64, u64)>| samples.into_iter().map(|(_, value)| value).max();
    GrowthTrial {
        status: Status {
            valid: true,
            reasons: Vec::new(),
            ..GrowthTrial::void(String::new()).status
        },
        events: observed.taken_ns.len() as u64,
        busy_ns: observed.tasks.iter().map(|task| task.busy_ns).max().unwrap_or(0),
        results,
        peak_state_entries: most(state_entries(observed)).unwrap_or(0),
        peak_state_bytes: most(state_bytes(observed)),
    }
}

fn interrupted() -> GrowthTrial {
    let mut trial = GrowthTrial::void("interrupted".to_owned());
    trial.status.interrupted = true;
    trial
}
