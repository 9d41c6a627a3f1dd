//! One scenario, from its first run to its verdicts.

use streamgauge_record::{CheckPolicy, CheckScenario, CheckVerdict, CheckedScenario, Side};
use streamgauge_runner::RunError;

use crate::bench::{Bench, Watch};
use crate::blocks::{block, comparison, control};
use crate::order::orders;

/// How often a run that is void is made again.
const RETRIES: u32 = 2;

/// The user wanted no more, before the scenario was through.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Interrupted;

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
    let mut first = once(policy, scenario, seed, bench, watch)?;
    let is_worse = |checked: &CheckedScenario| {
        let mut verdicts = checked.comparisons.iter().map(|found| found.comparison.verdict);
        verdicts.any(|verdict| verdict == CheckVerdict::Worse)
    };
    if policy.confirm && is_worse(&first) {
        let again = once(policy, scenario, seed.wrapping_add(1), bench, watch)?;
        confirm(&mut first, &again);
        first.confirmation = Some(Box::new(again));
    }
    Ok(first)
}

/// Takes back what was not found again.
fn confirm(first: &mut CheckedScenario, again: &CheckedScenario) {
    for (found, repeated) in first.comparisons.iter_mut().zip(&again.comparisons) {
        let (found, repeated) = (&mut found.comparison, &repeated.comparison);
        if found.verdict == CheckVerdict::Worse && repeated.verdict != CheckVerdict::Worse {
            found.verdict = CheckVerdict::Undecided;
            found.why = "it looked worse, and did not when it was measured afresh".to_owned();
        }
    }
}

fn once(
    policy: &CheckPolicy,
    scenario: &CheckScenario,
    seed: u64,
    bench: &mut dyn Bench,
    watch: &mut dyn Watch,
) -> Result<CheckedScenario, Interrupted> {
    let pairs = policy.pairs + 1;
    let mut blocks = Vec::new();
    for (pair, sides) in (0..).zip(orders(pairs, seed)) {
        for side in sides {
            blocks.extend(turn(scenario, (pair, side), bench)?);
            watch.block(
                &scenario.name,
                u32::try_from(blocks.len()).unwrap_or(0).min(2 * pairs),
                2 * pairs,
            );
        }
    }
    let control = control(&blocks, policy);
    let comparisons = policy
        .metrics
        .iter()
        .map(|metric| comparison(&blocks, *metric, policy, &control))
        .collect();
    Ok(CheckedScenario {
        scenario: scenario.name.clone(),
        blocks,
        control,
        comparisons,
        confirmation: None,
    })
}

/// One run of one build, made again while it is void by the machine's fault; all of them are kept.
fn turn(
    scenario: &CheckScenario,
    (pair, side): (u32, Side),
    bench: &mut dyn Bench,
) -> Result<Vec<streamgauge_record::Block>, Interrupted> {
    let mut blocks = Vec::new();
    for _ in 0..=RETRIES {
        if bench.is_stopped() {
            return Err(Interrupted);
        }
        let control_ns = bench.control_ns();
        match bench.measure(side, scenario) {
            Ok(run) => {
                blocks.push(block(pair, side, control_ns, &run));
                if run.status.valid || !run.status.harness_fault {
                    break;
                }
            }
            Err(RunError::Interrupted) => return Err(Interrupted),
            Err(error) => blocks.push(streamgauge_record::Block {
                pair,
                side,
                control_ns,
                void: Some(error.to_string()),
                wrong_answer: false,
                figures: std::collections::BTreeMap::new(),
            }),
        }
    }
    Ok(blocks)
}
