//! From runs to blocks, and from blocks to comparisons.

use std::collections::BTreeMap;

use streamgauge_record::{
    Block, CheckMetric, CheckPolicy, CheckVerdict, Comparison, MetricComparison, Run, Side,
};
use streamgauge_statistics::median;

use crate::ruling::{Limits, compare};
use crate::waiting::latency_ns;

/// What a run says.
pub(crate) fn block(pair: u32, side: Side, control_ns: f64, run: &Run) -> Block {
    let reason = || {
        run.status
            .reasons
            .first()
            .cloned()
            .unwrap_or_else(|| "it is void".to_owned())
    };
    Block {
        pair,
        side,
        control_ns,
        void: (!run.status.valid).then(reason),
        wrong_answer: run.status.wrong_answer,
        figures: figures(run),
    }
}

fn figures(run: &Run) -> BTreeMap<CheckMetric, f64> {
    let quantile = |quantile: f64| latency_ns(run, quantile);
    let cpu = run.usage.engine_cpu_ns.filter(|_| run.ledger.taken > 0);
    [
        (CheckMetric::LatencyP50, quantile(0.5).map(as_float)),
        (CheckMetric::LatencyP99, quantile(0.99).map(as_float)),
        (CheckMetric::Saturated, saturated(run)),
        (
            CheckMetric::CpuPerEvent,
            cpu.map(|cpu| cpu as f64 / run.ledger.taken as f64),
        ),
    ]
    .into_iter()
    .filter_map(|(metric, value)| Some((metric, value?)))
    .collect()
}

/// The fastest trial: whatever else the machine does can only make one slower. Builds that keep no trials have their median.
fn saturated(run: &Run) -> Option<f64> {
    let trials = run.throughput.saturated_trials_per_s.iter().copied();
    trials.reduce(f64::max).or(run.throughput.saturated_per_s)
}

fn as_float(nanos: u64) -> f64 {
    nanos as f64
}

/// The control kernel: head against base. *Undecided* where the machine favoured a side, or there are too few pairs.
pub(crate) fn control(blocks: &[Block], policy: &CheckPolicy) -> Comparison {
    let limits = Limits {
        share: policy.limit,
        confidence: policy.confidence,
        more_is_better: false,
    };
    let times = |side| of_side(blocks, side, |block| Some(block.control_ns));
    let mut found = compare(&times(Side::Base), &times(Side::Head), limits);
    let apart = found.lower.is_some_and(|lower| lower > 0.0) || found.upper.is_some_and(|upper| upper < 0.0);
    // What never changes has changed: by less than half of the limit it cannot make a verdict.
    if apart
        && found
            .change
            .is_some_and(|change| change.abs() >= policy.limit / 2.0)
    {
        found.verdict = CheckVerdict::Undecided;
        found.why =
            "the control kernel, which is the same for both, ran faster beside one of them".to_owned();
    }
    found
}

/// One metric of both builds.
pub(crate) fn comparison(
    blocks: &[Block],
    metric: CheckMetric,
    policy: &CheckPolicy,
    control: &Comparison,
) -> MetricComparison {
    let values = |side| of_side(blocks, side, |block| block.figures.get(&metric).copied());
    let (base, head) = (values(Side::Base), values(Side::Head));
    let limits = Limits {
        share: policy.limit,
        confidence: policy.confidence,
        more_is_better: metric.more_is_better(),
    };
    let mut comparison = compare(&base, &head, limits);
    let is_verdict = matches!(comparison.verdict, CheckVerdict::Worse | CheckVerdict::Better);
    if control.verdict == CheckVerdict::Undecided && is_verdict {
        comparison.verdict = CheckVerdict::Undecided;
        comparison.why = control.why.clone();
    }
    let middle = |values: &[(u32, f64)]| median(&values.iter().map(|(_, value)| *value).collect::<Vec<_>>());
    MetricComparison {
        metric,
        base: middle(&base),
        head: middle(&head),
        comparison,
    }
}

/// Numbers of one build by pair, of pairs that count.
fn of_side(blocks: &[Block], side: Side, number: impl Fn(&Block) -> Option<f64>) -> Vec<(u32, f64)> {
    let counts = |block: &&Block| block.side == side && block.pair > 0 && block.void.is_none();
    let counting = blocks.iter().filter(counts);
    counting
        .filter_map(|block| Some((block.pair, number(block)?)))
        .collect()
}
