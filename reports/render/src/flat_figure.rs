//! The figures of a record one by one, without a table around them.

use streamgauge_record::{Direction, PERCENTILES};

use crate::direction::direction;
use crate::query::percentile_name;
use crate::recovery_metrics::RECOVERY;
use crate::{ArmSummary, Group, METRICS, Metric, QuerySummary, Spread, Unit};

/// One figure of one arm on one query: what stands in the table of a terminal, percentiles run by run.
#[derive(Clone, Debug)]
pub(crate) struct FlatFigure {
    /// Its name in files, such as `from_trigger_p99` or `completed`.
    pub(crate) metric: String,
    /// Its unit.
    pub(crate) unit: Unit,
    /// The runs behind it.
    pub(crate) spread: Spread,
    /// What a change of it means.
    pub(crate) direction: Direction,
    /// What it is, in a sentence.
    pub(crate) definition: String,
}

/// The figures of an arm: percentiles of its headline latency, then the metrics of every table. Throughput is left out
/// where a virtual clock drove the runs, for there it says nothing.
pub(crate) fn flat_figures(query: &QuerySummary, arm: &ArmSummary) -> Vec<FlatFigure> {
    let of_metric = |metric: &Metric| {
        let spread = arm.spread(metric.key)?;
        Some(FlatFigure {
            metric: metric.key.to_owned(),
            unit: metric.unit,
            spread: spread.clone(),
            direction: direction(metric.key).unwrap_or(Direction::Neutral),
            definition: metric.definition.to_owned(),
        })
    };
    let metrics = METRICS.iter().chain(&RECOVERY);
    let metrics = metrics.filter(|metric| !(query.simulated && metric.group == Group::Throughput));
    PERCENTILES
        .into_iter()
        .filter_map(|quantile| percentile(arm, quantile))
        .chain(metrics.filter_map(of_metric))
        .collect()
}

fn percentile(arm: &ArmSummary, quantile: f64) -> Option<FlatFigure> {
    let spread = arm.headline_latency()?.spread(quantile)?;
    let percent = percentile_name(quantile);
    Some(FlatFigure {
        metric: headline_metric(arm.headline, &percent),
        unit: Unit::Nanoseconds,
        spread: spread.clone(),
        direction: Direction::Lower,
        definition: format!("{percent} of the latency {}, the median over runs.", arm.headline),
    })
}

/// The name in files of a percentile of a latency: `from_trigger_p99`.
pub(crate) fn headline_metric(headline: &str, percent: &str) -> String {
    format!("{headline}_{percent}")
}

/// The unit of a metric by its name, or else by the name of its unit.
pub(crate) fn unit_of(metric: &str, unit: &str) -> Unit {
    let known = crate::metrics().find(|known| known.key == metric);
    known.map_or_else(|| Unit::named(unit), |known| known.unit)
}

/// The name of a metric for people: `from_trigger p99`, `late dropped`.
pub(crate) fn label_of(metric: &str) -> String {
    let known = crate::metrics().find(|known| known.key == metric);
    match (known, metric.rsplit_once("_p")) {
        (Some(known), _) => known.label.to_owned(),
        (None, Some((latency, percent))) => format!("{latency} p{percent}"),
        (None, None) => metric.to_owned(),
    }
}
