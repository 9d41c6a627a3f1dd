//! The rows of a table that say how soon attacks were found.

use crate::{ArmSummary, Figure, Group, LatencySummary, QuerySummary, Row, Unit};

/// Name of the latency from the first rating of an attack to its first alert.
pub(crate) const DETECTION: &str = "detection";

/// Median and maximum of the time to the first alert, of the attacks that were found.
pub(crate) fn detection_rows(query: &QuerySummary) -> Vec<Row> {
    let row = |label: &str, figure: fn(&LatencySummary) -> Figure| {
        let of_arm = |arm: &ArmSummary| arm.latency.get(DETECTION).map_or(Figure::Absent, figure);
        let figures = query.arms.iter().map(of_arm).collect();
        Row::new(Group::Detection, label, Unit::Nanoseconds, figures, query)
    };
    vec![
        row("found after p50", |latency| latency.percentile(0.5)),
        row("found after max", LatencySummary::greatest),
    ]
}
