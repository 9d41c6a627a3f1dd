//! One build's turn: what it is asked, and what comes of it.

use std::collections::BTreeMap;

use streamgauge_record::{
    Block, CheckMetric, CheckPolicy, CheckScenario, Run, Side, Status, UnthreadedTrial,
};
use streamgauge_runner::RunError;

use crate::bench::Bench;
use crate::waiting::latency_ns;

/// How often what is void is made again.
const RETRIES: u32 = 2;

/// The user wants no more.
pub(crate) struct Stopped;

/// One turn of one build, made again while it is void by the machine's fault; all of them are kept.
///
/// # Errors
/// If the user wants no more.
pub(crate) fn turn(
    policy: &CheckPolicy,
    scenario: &CheckScenario,
    (pair, side): (u32, Side),
    bench: &mut dyn Bench,
    blocks: &mut Vec<Block>,
) -> Result<(), Stopped> {
    for _ in 0..=RETRIES {
        if bench.is_stopped() {
            return Err(Stopped);
        }
        let control_ns = bench.control_ns(side);
        let (found, again) = match found(policy, scenario, side, bench) {
            Ok(found) => {
                let again = found.status.harness_fault && !found.status.valid;
                (found, again)
            }
            Err(RunError::Interrupted) => return Err(Stopped),
            Err(error) => (Found::nothing(error.to_string()), true),
        };
        blocks.push(found.block(pair, side, control_ns));
        if !again {
            break;
        }
    }
    Ok(())
}

/// The numbers that the policy's metrics need: of a run, of a trial without threads, or of both.
fn found(
    policy: &CheckPolicy,
    scenario: &CheckScenario,
    side: Side,
    bench: &mut dyn Bench,
) -> Result<Found, RunError> {
    let mut found = match policy.needs_runs() {
        true => Found::of_run(&bench.measure(side, scenario)?),
        false => Found::default(),
    };
    if policy.needs_unthreaded() && found.status.valid {
        let mut trial = Found::of_trial(bench.try_unthreaded(side, scenario)?);
        trial.figures.append(&mut found.figures);
        found = trial;
    }
    Ok(found)
}

/// What a turn came to.
pub(crate) struct Found {
    status: Status,
    pub(crate) figures: BTreeMap<CheckMetric, f64>,
}

impl Default for Found {
    /// Nothing yet, and nothing against it.
    fn default() -> Self {
        Self {
            status: Status::valid(),
            figures: BTreeMap::new(),
        }
    }
}

impl Found {
    fn nothing(reason: String) -> Self {
        Self {
            status: Status::void(reason),
            ..Self::default()
        }
    }

    fn of_trial(trial: UnthreadedTrial) -> Self {
        let rate = fastest(&trial.rates_per_s);
        Self {
            status: trial.status,
            figures: rate
                .map(|rate| (CheckMetric::Unthreaded, rate))
                .into_iter()
                .collect(),
        }
    }

    pub(crate) fn of_run(run: &Run) -> Self {
        let quantile = |quantile: f64| latency_ns(run, quantile).map(|nanos| nanos as f64);
        let cpu = run.usage.engine_cpu_ns.filter(|_| run.ledger.taken > 0);
        let figures = [
            (CheckMetric::LatencyP50, quantile(0.5)),
            (CheckMetric::LatencyP99, quantile(0.99)),
            (CheckMetric::Saturated, saturated(run)),
            (
                CheckMetric::CpuPerEvent,
                cpu.map(|cpu| cpu as f64 / run.ledger.taken as f64),
            ),
        ];
        Self {
            status: run.status.clone(),
            figures: figures
                .into_iter()
                .filter_map(|(metric, value)| Some((metric, value?)))
                .collect(),
        }
    }

    fn block(self, pair: u32, side: Side, control_ns: f64) -> Block {
        let reason = || {
            let first = self.status.reasons.first();
            first.cloned().unwrap_or_else(|| "it is void".to_owned())
        };
        Block {
            pair,
            side,
            control_ns,
            void: (!self.status.valid).then(reason),
            failed: has_failed(&self.status),
            wrong_answer: self.status.wrong_answer,
            figures: self.figures,
        }
    }
}

/// Whether it is void by the build's own fault; wrong answers are told as what they are.
const fn has_failed(status: &Status) -> bool {
    !(status.valid || status.harness_fault || status.interrupted || status.wrong_answer)
}

/// Builds that keep no trials have their median.
fn saturated(run: &Run) -> Option<f64> {
    fastest(&run.throughput.saturated_trials_per_s).or(run.throughput.saturated_per_s)
}

/// The fastest trial: whatever else the machine does can only make one slower.
fn fastest(rates: &[f64]) -> Option<f64> {
    rates.iter().copied().reduce(f64::max)
}
