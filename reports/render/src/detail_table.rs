//! What the page shows of a query beyond its headline figures.

use crate::definition::LATENCIES;
use crate::detail::details;
use crate::{ArmSummary, DataTable, Figure, Group, LatencySummary, Metric, QuerySummary, Unit};

/// Percentiles of each latency.
const SHOWN: [f64; 4] = [0.5, 0.9, 0.99, 0.999];

impl QuerySummary {
    /// Every latency of every arm, with what could not be recorded: values below zero, and results that did not arrive.
    pub(crate) fn latency_table(&self) -> DataTable {
        let head = [
            "latency",
            "arm",
            "n",
            "p50",
            "p90",
            "p99",
            "p99.9",
            "max",
            "below zero",
            "not arrived",
        ];
        let of_name = |(name, _): (&'static str, &'static str)| {
            let arms = self.arms.iter();
            arms.filter_map(move |arm| Some(latency_cells(name, arm, arm.latency.get(name)?)))
        };
        DataTable {
            head: head.map(Into::into).to_vec(),
            rows: LATENCIES.into_iter().flat_map(of_name).collect(),
        }
    }

    /// The figures that no other table shows, one column for each arm; those that no arm has are left out.
    pub(crate) fn detail_table(&self) -> DataTable {
        let figures = details().filter(|metric| !(self.simulated && metric.group == Group::Throughput));
        let rows = figures.filter_map(|metric| {
            let cells: Vec<Figure> = self.arms.iter().map(|arm| arm.figure(metric.key)).collect();
            let is_known = cells.iter().any(|figure| *figure != Figure::Absent);
            is_known.then(|| metric_cells(metric, &cells))
        });
        DataTable {
            rows: rows.collect(),
            head: std::iter::once("figure".to_owned())
                .chain(self.arms.iter().map(|arm| arm.arm.clone()))
                .collect(),
        }
    }

    /// Some of the windows that are missing, spurious or duplicate.
    pub(crate) fn fault_table(&self) -> DataTable {
        let head = ["fault", "arm", "key", "first ms", "end ms"];
        let of_arm = |arm: &ArmSummary| {
            let run = arm.runs.iter().find_map(|run| run.lateness.accuracy.as_ref());
            let examples = run.map(|accuracy| accuracy.examples.clone()).unwrap_or_default();
            let name = arm.arm.clone();
            examples.into_iter().map(move |example| {
                let (start, end) = (example.start_ms.to_string(), example.end_ms.to_string());
                vec![example.fault, name.clone(), example.key, start, end]
            })
        };
        DataTable {
            head: head.map(Into::into).to_vec(),
            rows: self.arms.iter().flat_map(of_arm).collect(),
        }
    }
}

fn latency_cells(name: &str, arm: &ArmSummary, latency: &LatencySummary) -> Vec<String> {
    let merged = &latency.merged;
    let mut cells = vec![name.to_owned(), arm.arm.clone(), merged.samples.to_string()];
    let text = |figure: Figure| figure.text(Unit::Nanoseconds);
    cells.extend(SHOWN.map(|quantile| text(latency.percentile(quantile))));
    cells.push(text(latency.greatest()));
    cells.extend([merged.negative, merged.censored].map(|count| count.to_string()));
    cells
}

/// Each figure with its range over runs.
fn metric_cells(metric: &Metric, figures: &[Figure]) -> Vec<String> {
    let cell = |figure: &Figure| {
        let spread = figure.spread_text(metric.unit);
        let text = figure.text(metric.unit);
        if spread.is_empty() || spread == "in all runs" {
            text
        } else {
            format!("{text} ({spread})")
        }
    };
    std::iter::once(metric.label.to_owned())
        .chain(figures.iter().map(cell))
        .collect()
}
