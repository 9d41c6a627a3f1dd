//! The rows of a table that say how late answers are.

use streamgauge_record::PERCENTILES;

use crate::query::percentile_name;
use crate::{ArmSummary, Figure, Group, LatencySummary, QuerySummary, Row, Unit};

/// Percentiles and maximum of the headline latency; of each one where arms have different ones, which are not compared.
pub(crate) fn latency_rows(query: &QuerySummary) -> Vec<Row> {
    let names = query.headlines();
    names
        .into_iter()
        .flat_map(|name| of_headline(query, name))
        .collect()
}

/// A percentile of each arm's own headline latency.
pub(crate) fn percentile_row(query: &QuerySummary, quantile: f64) -> Row {
    let label = percentile_name(quantile);
    let own = |(place, arm): (usize, &ArmSummary)| {
        let row = row(query, arm.headline, &label, |latency| {
            latency.percentile(quantile)
        });
        row.figures.into_iter().nth(place).unwrap_or(Figure::Absent)
    };
    Row {
        group: Group::Latency,
        unit: Unit::Nanoseconds,
        figures: query.arms.iter().enumerate().map(own).collect(),
        label,
    }
}

fn of_headline(query: &QuerySummary, name: &str) -> Vec<Row> {
    let percentile = |quantile: f64| {
        row(query, name, &percentile_name(quantile), |latency| {
            latency.percentile(quantile)
        })
    };
    let mut rows: Vec<Row> = PERCENTILES.into_iter().map(percentile).collect();
    // The far tail is shown where somebody has one; p50, p90 and p99 also where nobody has.
    let mut place = 0;
    rows.retain(|row| {
        place += 1;
        place <= 3 || row.figures.iter().any(is_given)
    });
    rows.push(row(query, name, "max", LatencySummary::greatest));
    rows
}

fn is_given(figure: &Figure) -> bool {
    !matches!(figure, Figure::TooFew { .. } | Figure::Absent)
}

/// One row of one headline latency; arms with another one have nothing in it, so there is no ratio to them.
fn row(query: &QuerySummary, name: &str, label: &str, figure: impl Fn(&LatencySummary) -> Figure) -> Row {
    let of_arm = |arm: &ArmSummary| {
        let own = arm.headline_latency().filter(|_| arm.headline == name);
        own.map_or(Figure::Absent, &figure)
    };
    let figures = query.arms.iter().map(of_arm).collect();
    let label = match query.headline() {
        Some(_) => label.into(),
        None => format!("{name} {label}"),
    };
    Row::new(Group::Latency, &label, Unit::Nanoseconds, figures, query)
}
