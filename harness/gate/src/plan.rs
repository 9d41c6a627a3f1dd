//! One scenario, from its first run to its verdicts.

use streamgauge_record::{Block, CheckPolicy, CheckScenario, CheckVerdict, CheckedScenario, Comparison};

use crate::bench::{Bench, Watch};
use crate::blocks::{comparison, control};
use crate::order::orders;
use crate::turn::turn;

/// The user wanted no more, before the scenario was through.
#[derive(Clone, Debug, PartialEq)]
pub struct Interrupted {
    /// What was measured until then, if anything was. A verdict that could not be confirmed any more is none.
    pub so_far: Option<Box<CheckedScenario>>,
}

/// Measures a scenario with both builds in turns, and once more if something looks worse and the policy asks for that:
/// then *worse* is said only of what looked worse both times.
///
/// # Errors
/// If the user wants no more.
pub fn check_scenario(
    policy: &CheckPolicy,
    scenario: &CheckScenario,
    seed: u64,
    bench: &mut dyn Bench,
    watch: &mut dyn Watch,
) -> Result<CheckedScenario, Interrupted> {
    let (mut first, is_whole) = once(policy, scenario, seed, bench, watch);
    let is_worse = |checked: &CheckedScenario| {
        let mut verdicts = checked.comparisons.iter().map(|found| found.comparison.verdict);
        verdicts.any(|verdict| verdict == CheckVerdict::Worse)
    };
    let mut is_complete = is_whole;
    if policy.confirm && is_worse(&first) {
        let (again, is_whole) = once(policy, scenario, seed.wrapping_add(1), bench, watch);
        is_complete &= is_whole;
        confirm(&mut first, &again, is_complete);
        first.confirmation = Some(Box::new(again));
    }
    if is_complete {
        Ok(first)
    } else {
        Err(Interrupted {
            so_far: (!first.blocks.is_empty()).then(|| Box::new(first)),
        })
    }
}

/// Takes back what was not found again, or could not be looked for any more.
fn confirm(first: &mut CheckedScenario, again: &CheckedScenario, is_complete: bool) {
    for (found, repeated) in first.comparisons.iter_mut().zip(&again.comparisons) {
        let (found, repeated) = (&mut found.comparison, &repeated.comparison);
        if found.verdict != CheckVerdict::Worse {
            continue;
        }
        if let Some(why) = unconfirmed(repeated, is_complete) {
            found.verdict = CheckVerdict::Undecided;
            found.why = format!("it looked worse{why}");
        }
    }
}

/// What became of something worse when it was measured afresh; `None` if it was worse again.
fn unconfirmed(repeated: &Comparison, is_complete: bool) -> Option<String> {
    let why = match repeated.verdict {
        _ if !is_complete => "; the interruption came before that was confirmed".to_owned(),
        CheckVerdict::Worse => return None,
        CheckVerdict::Same => ", and came out the same when it was measured afresh".to_owned(),
        CheckVerdict::Better => ", and came out better when it was measured afresh".to_owned(),
        CheckVerdict::Undecided => format!(
            ", and could not be decided when it was measured afresh: {}",
            repeated.why
        ),
    };
    Some(why)
}

/// All pairs, or as many as the user waits for; and whether it is all.
fn once(
    policy: &CheckPolicy,
    scenario: &CheckScenario,
    seed: u64,
    bench: &mut dyn Bench,
    watch: &mut dyn Watch,
) -> (CheckedScenario, bool) {
    let pairs = policy.pairs + 1;
    let mut blocks = Vec::new();
    let turns = (0..).zip(orders(pairs, seed));
    let turns = turns.flat_map(|(pair, sides)| sides.map(|side| (pair, side)));
    let mut done = 0;
    for place in turns {
        if turn(policy, scenario, place, bench, &mut blocks).is_err() {
            break;
        }
        done += 1;
        watch.block(&scenario.name, done, 2 * pairs);
    }
    let checked = judged(policy, &scenario.name, blocks);
    (checked, done == 2 * pairs)
}

/// What the runs come to.
fn judged(policy: &CheckPolicy, scenario: &str, blocks: Vec<Block>) -> CheckedScenario {
    let control = control(&blocks, policy);
    let comparisons = policy
        .metrics
        .iter()
        .map(|metric| comparison(&blocks, *metric, policy, &control))
        .collect();
    CheckedScenario {
        scenario: scenario.to_owned(),
        blocks,
        control,
        comparisons,
        confirmation: None,
    }
}

/// What the runs of a checked scenario come to by the rules of this build. What looks worse, and was not measured once more
/// then, stays worse.
#[must_use]
pub fn judge_again(policy: &CheckPolicy, checked: &CheckedScenario) -> CheckedScenario {
    let mut first = judged(policy, &checked.scenario, checked.blocks.clone());
    if let Some(again) = &checked.confirmation {
        let again = judged(policy, &again.scenario, again.blocks.clone());
        confirm(&mut first, &again, true);
        first.confirmation = Some(Box::new(again));
    }
    first
}
