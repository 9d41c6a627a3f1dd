//! From blocks to comparisons.

use streamgauge_record::{Block, CheckMetric, CheckPolicy, CheckVerdict, Comparison, MetricComparison, Side};
use streamgauge_statistics::median;

use crate::ruling::{Limits, compare};
use crate::void_tries::void_tries;

/// The control kernel: head against base. Where the machine favoured a side it is *undecided*, and says which.
pub(crate) fn control(blocks: &[Block], policy: &CheckPolicy) -> Comparison {
    let limits = Limits {
        share: policy.limit,
        confidence: policy.confidence,
        more_is_better: false,
    };
    let times = |side| of_side(blocks, side, |block| Some(block.control_ns));
    let mut found = compare(&times(Side::Base), &times(Side::Head), limits);
    if let Some(why) = favour(&found, policy) {
        found.verdict = CheckVerdict::Undecided;
        found.why = why;
    }
    found
}

/// Which build the machine favoured, if it did: what never changes has changed. By less than half of the limit that
/// cannot make a verdict.
fn favour(control: &Comparison, policy: &CheckPolicy) -> Option<String> {
    let apart = control.lower? > 0.0 || control.upper? < 0.0;
    let change = control
        .change
        .filter(|change| change.abs() >= policy.limit / 2.0)?;
    let side = if change > 0.0 { "base" } else { "head" };
    apart.then(|| {
        format!(
            "the machine favoured the {side}: the control kernel, which is the same for both, ran {:.1} % faster beside it",
            100.0 * change.abs()
        )
    })
}

/// Why builds cannot be called the same, if the machine favoured one of them, be it by little, and the interval would reach
/// beyond the limit without that: the favour may hide a change.
fn hidden(control: &Comparison, found: &Comparison, limits: Limits) -> Option<String> {
    let apart = control.lower? > 0.0 || control.upper? < 0.0;
    // What makes the control kernel take longer beside the head makes its times longer and its rates lower.
    let slower = 1.0 + control.change?;
    let share = if limits.more_is_better {
        slower
    } else {
        1.0 / slower
    };
    let fair = |end: f64| (1.0 + end) * share - 1.0;
    let (lower, upper) = (fair(found.lower?), fair(found.upper?));
    let is_within = -limits.share <= lower && upper <= limits.share;
    (found.verdict == CheckVerdict::Same && apart && !is_within).then(|| {
        format!(
            "the machine favoured the {}: without that, as the control kernel measures it, the interval would reach from \
             {:+.1} to {:+.1} %",
            if slower > 1.0 { "base" } else { "head" },
            100.0 * lower,
            100.0 * upper
        )
    })
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
    if comparison.verdict != CheckVerdict::Undecided
        && let Some(why) = favour(control, policy).or_else(|| hidden(control, &comparison, limits))
    {
        comparison.verdict = CheckVerdict::Undecided;
        comparison.why = why;
    }
    if comparison.verdict == CheckVerdict::Undecided
        && let Some(void) = void_tries(blocks)
    {
        comparison.why = format!("{}; {void}", comparison.why);
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
