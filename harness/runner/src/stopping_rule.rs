//! When a comparison may end that goes on until it is decided.

use streamgauge_record::{Clock, Run, Stopping, StoppingLook, StoppingPair, StoppingReason};
use streamgauge_statistics::paired::log_ratios;
use streamgauge_statistics::{Look, Rule, least_pairs, looks, noise_floor};

use crate::{ComparisonPlan, EngineChoice, Progress};

/// The confidence of all looks together.
const CONFIDENCE: f64 = 0.99;
/// The percentiles of the headline latency that may decide, the first that all runs of both arms have.
const PERCENTILES: [(f64, &str); 3] = [(0.99, "p99"), (0.9, "p90"), (0.5, "p50")];

/// What is wrong with a plan that is to go on until it is decided, if anything.
pub(crate) fn stopping_fault(plan: &ComparisonPlan) -> Option<String> {
    let least = least_pairs(CONFIDENCE);
    if !plan.until_decided {
        None
    } else if plan.clock == Clock::Simulated {
        Some("repeats of a simulation are identical, so there is nothing to decide; leave out --until-decided or use --clock live".to_owned())
    } else if plan.arms.len() < 2 {
        Some(
            "one engine has no difference to decide; give another --engine or leave out --until-decided"
                .to_owned(),
        )
    } else if (plan.repeats as usize) < least {
        Some(format!(
            "--until-decided with at most {} repeats cannot decide a difference; use --repeats {least} or more",
            plan.repeats
        ))
    } else {
        None
    }
}

impl ComparisonPlan {
    /// After how many repeats it is looked whether everything is decided; empty where the repeats are fixed.
    #[must_use]
    pub fn look_repeats(&self) -> Vec<usize> {
        let looks = if self.until_decided { self.repeats } else { 0 };
        looks_of(looks).iter().map(|look| look.repeats).collect()
    }
}

fn looks_of(repeats: u32) -> Vec<Look> {
    looks(repeats as usize, CONFIDENCE)
}

/// How things stand after `repeats` whole repeats: asked after each of them. The comparison may end if the reason is
/// [`StoppingReason::Decided`] or [`StoppingReason::MostRepeats`]. `None` if the plan does not go on until it is decided.
///
/// It looks only where it was planned to look: who looks after every repeat finds differences that are not there.
pub(crate) fn stopping(plan: &ComparisonPlan, runs: &[Run], repeats: u32) -> Option<Stopping> {
    if !plan.until_decided {
        return None;
    }
    let looks = looks_of(plan.repeats);
    let look = looks.iter().rev().find(|look| look.repeats <= repeats as usize);
    let pairs = look.map_or_else(Vec::new, |look| pairs(plan, runs, *look));
    // Where no two arms share a headline latency, there is nothing that more repeats could decide.
    let is_decided = look.is_some() && pairs.iter().all(|pair| pair.decided);
    Some(Stopping {
        looks: looks.iter().map(recorded).collect(),
        repeats,
        reason: if is_decided {
            StoppingReason::Decided
        } else if repeats >= plan.repeats {
            StoppingReason::MostRepeats
        } else {
            StoppingReason::Interrupted
        },
        pairs,
    })
}

/// As [`stopping`], and tells what was seen.
pub(crate) fn look(
    plan: &ComparisonPlan,
    runs: &[Run],
    repeats: u32,
    progress: &mut dyn Progress,
) -> Option<Stopping> {
    let stopping = stopping(plan, runs, repeats)?;
    if let Some(notice) = look_notice(&stopping) {
        progress.looked(&notice);
    }
    Some(stopping)
}

/// What to say after a look, if this was one.
pub(crate) fn look_notice(stopping: &Stopping) -> Option<String> {
    let was_look = stopping.looks.iter().any(|look| look.repeats == stopping.repeats);
    let open = stopping.pairs.iter().filter(|pair| !pair.decided).count();
    let next = stopping.looks.iter().find(|look| look.repeats > stopping.repeats);
    let next = match (open, next) {
        (0, _) => "done".to_owned(),
        (_, Some(next)) => format!("next look after {}", next.repeats),
        (_, None) => "no repeats left".to_owned(),
    };
    was_look.then(|| {
        format!(
            "{} repeats: {open} of {} differences undecided, {next}",
            stopping.repeats,
            stopping.pairs.len()
        )
    })
}

fn recorded(look: &Look) -> StoppingLook {
    StoppingLook {
        repeats: u32::try_from(look.repeats).unwrap_or(u32::MAX),
        confidence: look.confidence,
    }
}

/// Each arm against the one that tables compare with, on each query, over the repeats of the look.
fn pairs(plan: &ComparisonPlan, runs: &[Run], look: Look) -> Vec<StoppingPair> {
    let reference = reference_arm(plan);
    let mut pairs = Vec::new();
    for query in &plan.queries {
        for arm in plan.arms.iter().filter(|arm| arm.label != reference) {
            let of = |label: &str| -> Vec<&Run> {
                let is_counted = |run: &&Run| {
                    run.status.valid
                        && run.arm == label
                        && run.query.name == query.name
                        && (run.repeat as usize) < look.repeats
                };
                runs.iter().filter(is_counted).collect()
            };
            if let Some((figure, decided)) = decided(&of(&arm.label), &of(reference), look.confidence) {
                pairs.push(StoppingPair {
                    query: query.name.clone(),
                    arm: arm.label.clone(),
                    against: reference.to_owned(),
                    figure,
                    decided,
                });
            }
        }
    }
    pairs
}

/// The arm that tables compare with: the first event-at-a-time engine, or else the first arm.
fn reference_arm(plan: &ComparisonPlan) -> &str {
    let is_event_at_a_time = |engine: &EngineChoice| {
        matches!(
            engine,
            EngineChoice::Rules(streamgauge_model::Rules::EventAtATime(_))
        )
    };
    let found = plan.arms.iter().find(|arm| is_event_at_a_time(&arm.engine));
    found.or(plan.arms.first()).map_or("", |arm| arm.label.as_str())
}

/// The figure that decides and whether it does; `None` where the arms' headline latencies are different ones, which are
/// not compared.
fn decided(runs: &[&Run], against: &[&Run], confidence: f64) -> Option<(String, bool)> {
    let name = headline(runs, against)?;
    let undecided = (name.to_owned(), false);
    for (quantile, label) in PERCENTILES {
        let values = (values(runs, name, quantile), values(against, name, quantile));
        let (Some(own), Some(other)) = values else {
            continue;
        };
        let differences = log_ratios(&own, &other);
        let floor = noise_floor(&[&own, &other], differences.len(), confidence);
        let verdict = Rule::five_percent(confidence).judge(&differences, floor).verdict;
        return Some((format!("{name} {label}"), verdict.is_decided()));
    }
    Some(undecided)
}

/// The headline latency that both have: `from_trigger` or else `total`. An arm without a valid run may have any.
fn headline(runs: &[&Run], against: &[&Run]) -> Option<&'static str> {
    let has = |runs: &[&Run], name: &str| runs.iter().any(|run| run.latency.contains_key(name));
    let of = |runs: &[&Run]| ["from_trigger", "total"].into_iter().find(|name| has(runs, name));
    match (of(runs), of(against)) {
        (Some(own), Some(other)) if own != other => None,
        (own, other) => own.or(other).or(Some("total")),
    }
}

/// The percentile of each run, in order of repeats, if all have it.
#[allow(clippy::cast_precision_loss)]
fn values(runs: &[&Run], name: &str, quantile: f64) -> Option<Vec<(u32, f64)>> {
    let value = |run: &&Run| {
        let value = run.latency.get(name)?.percentile(quantile)?.value_ns?;
        Some((run.repeat, value as f64))
    };
    let mut values = runs.iter().map(value).collect::<Option<Vec<_>>>()?;
    values.sort_by_key(|&(repeat, _)| repeat);
    (!values.is_empty()).then_some(values)
}
