//! One row for each run and metric.

use streamgauge_record::{Record, Run};

use crate::csv_text::csv_text;
use crate::query::percentile_name;
use crate::{RenderError, Unit, metrics};

/// The record in long format: one row per run and metric, void runs included and marked, full precision.
///
/// Percentiles that a run does not support have an empty value.
///
/// # Errors
/// If a row cannot be written.
pub fn csv(record: &Record) -> Result<String, RenderError> {
    let rows = record.runs.iter().flat_map(|run| {
        let row = move |line: Line| row(record, run, &line);
        lines(run).into_iter().map(row)
    });
    csv_text(&COLUMNS, rows)
}

const COLUMNS: [&str; 11] = [
    "record", "query", "arm", "engine", "repeat", "slot", "valid", "metric", "unit", "samples", "value",
];

struct Line {
    metric: String,
    unit: &'static str,
    samples: Option<u64>,
    value: Option<f64>,
}

fn lines(run: &Run) -> Vec<Line> {
    let mut lines = latency_lines(run);
    lines.extend(metrics().filter_map(|metric| {
        let value = (metric.of)(run).filter(|value| value.is_finite())?;
        Some(Line {
            metric: metric.key.into(),
            unit: metric.unit.key(),
            samples: None,
            value: Some(value),
        })
    }));
    lines
}

#[allow(clippy::cast_precision_loss)]
fn latency_lines(run: &Run) -> Vec<Line> {
    let mut lines = Vec::new();
    for (name, distribution) in &run.latency {
        let mut push = |what: &str, value: Option<f64>| {
            lines.push(Line {
                metric: format!("{name}_{what}"),
                unit: Unit::Nanoseconds.key(),
                samples: Some(distribution.population()),
                value,
            });
        };
        for percentile in &distribution.percentiles {
            push(
                &percentile_name(percentile.quantile),
                percentile.value_ns.map(|value| value as f64),
            );
        }
        push("mean", distribution.mean_ns);
        push("max", distribution.max_ns.map(|value| value as f64));
    }
    lines
}

fn row(record: &Record, run: &Run, line: &Line) -> [String; 11] {
    [
        record.id.clone(),
        run.query.name.clone(),
        run.arm.clone(),
        run.engine.name.clone(),
        run.repeat.to_string(),
        run.slot.to_string(),
        run.status.valid.to_string(),
        line.metric.clone(),
        line.unit.to_owned(),
        line.samples
            .map(|samples| samples.to_string())
            .unwrap_or_default(),
        line.value.map(|value| value.to_string()).unwrap_or_default(),
    ]
}
