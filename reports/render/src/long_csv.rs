//! One row for each run and metric.

use csv::Writer;
use streamgauge_record::{Record, Run};

use crate::query::percentile_name;
use crate::{RenderError, Unit, metrics};

/// The record in long format: one row per run and metric, void runs included and marked, full precision.
///
/// Percentiles that a run does not support have an empty value.
///
/// # Errors
/// If a row cannot be written.
pub fn csv(record: &Record) -> Result<String, RenderError> {
    let mut writer = Writer::from_writer(Vec::new());
    let head = [
        "record", "query", "arm", "engine", "repeat", "slot", "valid", "metric", "unit", "samples", "value",
    ];
    writer.write_record(head).map_err(|error| wrong(&error))?;
    for run in &record.runs {
        for line in lines(run) {
            write(&mut writer, record, run, &line).map_err(|error| wrong(&error))?;
        }
    }
    let bytes = writer.into_inner().map_err(|error| wrong(&error))?;
    String::from_utf8(bytes).map_err(|error| wrong(&error))
}

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

fn write(writer: &mut Writer<Vec<u8>>, record: &Record, run: &Run, line: &Line) -> Result<(), csv::Error> {
    writer.write_record([
        record.id.as_str(),
        &run.query.name,
        &run.arm,
        &run.engine.name,
        &run.repeat.to_string(),
        &run.slot.to_string(),
        if run.status.valid { "true" } else { "false" },
        &line.metric,
        line.unit,
        &line
            .samples
            .map(|samples| samples.to_string())
            .unwrap_or_default(),
        &line.value.map(|value| value.to_string()).unwrap_or_default(),
    ])
}

fn wrong(error: &dyn std::fmt::Display) -> RenderError {
    RenderError::Csv(error.to_string())
}
