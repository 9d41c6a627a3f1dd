//! How many events per second an engine can carry.

use std::sync::atomic::AtomicBool;

use streamgauge_model::{Query, Rules, Trigger};
use streamgauge_oracle::judge;
use streamgauge_record::Run;
use streamgauge_statistics::median;

use crate::exhibit::Exhibit;
use crate::played::Played;
use crate::throughput::busy_rate;
use crate::trial_length::trial_events;
use crate::{ComparisonPlan, EngineChoice, Observed, RunError, Setup, run_live};

/// How often the trial is made: what else runs on a machine falls into some of them, and hardly into all.
const TRIALS: usize = 9;
/// How long a trial should keep the engine busy, seconds: some dozens of times as long as its cold start.
const BUSY_S: f64 = 0.03;
/// The events of the trial's rehearsal, and the fewest of a trial.
const FEWEST_EVENTS: usize = 50_000;
/// The most events of a trial: the fastest engine is busy for 2.5 ms, and repeats that to 1 to 2 %.
const MOST_EVENTS: usize = 300_000;

/// What a capacity trial found.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Trial {
    /// Events per second of busy time of the busiest task, of each time that it was made.
    Rates(Vec<f64>),
    /// No figure, and why.
    None(String),
    /// The answers were wrong: the run it belongs to is void.
    Wrong(String),
    /// Stopped by the user.
    Interrupted,
}

impl Trial {
    /// Notes the finding in the run that the trial belongs to.
    pub(crate) fn note(self, run: &mut Run) {
        match self {
            Self::Rates(rates) => {
                run.throughput.saturated_per_s = median(&rates);
                run.throughput.saturated_trials_per_s = rates;
            }
            Self::None(reason) => run.status.reasons.push(reason),
            Self::Wrong(reason) => {
                run.status.valid = false;
                run.status.wrong_answer = true;
                run.status.reasons.insert(0, reason);
            }
            Self::Interrupted => run.status.interrupted = true,
        }
    }
}

/// Feeds many arrivals at once, nine times, and sees how long the engine works on them. The oracle judges the fastest of
/// them; the figure, the median, is per second of *busy* time, so that neither the source nor a trigger's waiting is in
/// it; an interval trigger becomes back to back, so that the trial is short. A rehearsal, which counts for nothing, says
/// how many arrivals keep the engine busy for long enough. Engines that run once over what waits have no such trial.
pub(crate) fn try_capacity(
    plan: &ComparisonPlan,
    query: &Query,
    engine: &EngineChoice,
    played: &Played,
    stop: &AtomicBool,
) -> Result<Trial, RunError> {
    let Some(rules) = unpaced(engine) else {
        return Ok(Trial::None(
            "no capacity trial: this engine stops by itself".to_owned(),
        ));
    };
    let setup = |arrivals| Setup {
        splits: plan.splits,
        queue_capacity: plan.queue_capacity,
        drain_ns: plan.drain_ns,
        drag: plan.drag,
        ..Setup::new(query.clone(), EngineChoice::Rules(rules.clone()), arrivals)
    };
    let rehearsed = run_live(&setup(played.at_once(plan, FEWEST_EVENTS)?), stop)?;
    let events = trial_events(busy_rate(&rehearsed), BUSY_S, &(FEWEST_EVENTS..=MOST_EVENTS));
    drop(rehearsed);
    let whole = setup(played.at_once(plan, events)?);
    let mut rates = Vec::with_capacity(TRIALS);
    let mut fastest: Option<(f64, Observed)> = None;
    for _ in 0..TRIALS {
        let observed = run_live(&whole, stop)?;
        if observed.interrupted {
            return Ok(Trial::Interrupted);
        }
        let Some(rate) = busy_rate(&observed).filter(|_| observed.drained) else {
            return Ok(Trial::None(unfinished(&observed)));
        };
        rates.push(rate);
        if fastest.as_ref().is_none_or(|(most, _)| rate > *most) {
            fastest = Some((rate, observed));
        }
    }
    let judged = fastest.map(|(_, observed)| judged(query, &rules, plan.splits, &observed));
    Ok(match judged {
        Some(Err(fault)) => fault,
        _ => Trial::Rates(rates),
    })
}

/// Why a trial has no rate.
fn unfinished(observed: &Observed) -> String {
    let why = if observed.drained {
        "the capacity trial took no time"
    } else {
        "the capacity trial did not finish before the end of the drain; use a longer drain"
    };
    why.to_owned()
}

/// How many rows left, all of them right; else what there is instead of a figure.
pub(crate) fn judged(query: &Query, rules: &Rules, splits: u32, observed: &Observed) -> Result<u64, Trial> {
    if !observed.drained {
        return Err(Trial::None(unfinished(observed)));
    }
    let judgement = judge(&Exhibit::of(observed).evidence(query, rules, splits));
    if !judgement.is_clean() {
        let first = judgement
            .violations
            .first()
            .map_or_else(String::new, |first| format!("; the first: {first}"));
        return Err(Trial::Wrong(format!(
            "wrong answers in the capacity trial: {} violations (limit 0){first}",
            judgement.violation_count
        )));
    }
    Ok(judgement.results_checked)
}

/// The rules without waiting for a trigger; `None` for engines that stop by themselves, and for the null engine,
/// whose capacity is the floor's.
pub(crate) fn unpaced(engine: &EngineChoice) -> Option<Rules> {
    match engine {
        EngineChoice::Null => None,
        EngineChoice::Rules(Rules::MicroBatch(rules)) => match rules.trigger {
            Trigger::AvailableNow | Trigger::Once => None,
            Trigger::BackToBack | Trigger::Interval { .. } => {
                let mut rules = rules.clone();
                rules.trigger = Trigger::BackToBack;
                Some(Rules::MicroBatch(rules))
            }
        },
        EngineChoice::Rules(rules) => Some(rules.clone()),
    }
}

#[cfg(test)]
mod tests {
    use streamgauge_model::{MicroBatchRules, OutputMode};

    use super::*;

    #[test]
    fn waiting_for_a_trigger_is_no_part_of_capacity() {
        let rules = |trigger| Rules::MicroBatch(MicroBatchRules::new(trigger, OutputMode::Append));
        let of = |trigger| unpaced(&EngineChoice::Rules(rules(trigger)));
        assert_eq!(
            of(Trigger::Interval { millis: 1000 }),
            Some(rules(Trigger::BackToBack))
        );
        assert_eq!(of(Trigger::Once), None);
        assert_eq!(unpaced(&EngineChoice::Null), None);
    }
}
