//! The figures that stand on the page and in files, not in the table of a terminal.

use crate::completeness_detail::COMPLETENESS;
use crate::cost_metric::COST;
use crate::lateness_detail::LATENESS;
use crate::recovery_metrics::RECOVERY;
use crate::{Group, METRICS, Metric, Unit};

/// All metrics that are one number per run: those of every table, then the others.
pub fn metrics() -> impl Iterator<Item = &'static Metric> {
    METRICS.iter().chain(&RECOVERY).chain(details())
}

/// What a terminal's table leaves out.
pub(crate) fn details() -> impl Iterator<Item = &'static Metric> {
    THROUGHPUT
        .iter()
        .chain(&LATENESS)
        .chain(&COMPLETENESS)
        .chain(&COST)
}

static THROUGHPUT: [Metric; 2] = [
    Metric {
        key: "accepted",
        label: "accepted",
        group: Group::Throughput,
        unit: Unit::PerSecond,
        definition: "Events that the engine took from the source queue, per second of the measured phase.",
        of: |run| run.throughput.accepted_per_s,
    },
    Metric {
        key: "per_core",
        label: "per used core",
        group: Group::Throughput,
        unit: Unit::PerSecond,
        definition: "Events whose fate became known ÷ seconds of CPU time that the engine used, over the whole run: what it \
                     would do with one core of its own at this efficiency, if it scaled.",
        of: |run| run.throughput.per_core_per_s,
    },
];
