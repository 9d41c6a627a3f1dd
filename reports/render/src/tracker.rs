//! A record in the formats of services that keep benchmarks.

use serde_json::{Map, Value, json};
use streamgauge_record::{Direction, Record};

use crate::flat_figure::{FlatFigure, flat_figures};
use crate::{RenderError, Summary};

/// Figures for github-action-benchmark: a JSON array of all that are better when they are smaller (its tool
/// `customSmallerIsBetter`), or greater (`customBiggerIsBetter`). Figures that are neither are left out.
///
/// # Errors
/// If a histogram of the record cannot be read.
pub fn github_action_benchmark(record: &Record, better: Direction) -> Result<String, RenderError> {
    let mut entries = Vec::new();
    each_figure(record, |name, figure| {
        if figure.direction == better {
            entries.push(entry(record, &name, figure));
        }
    })?;
    Ok(serde_json::to_string_pretty(&Value::Array(entries))? + "\n")
}

fn entry(record: &Record, name: &str, figure: &FlatFigure) -> Value {
    let spread = &figure.spread;
    let commit = record.tool.commit.as_deref().unwrap_or("unknown");
    json!({
        "name": format!("{name}/{}", figure.metric),
        "unit": figure.unit.key(),
        "value": spread.median,
        "range": figure.unit.range(spread.min, spread.max),
        "extra": format!(
            "median of {}, range from least to greatest\nrecord {}, commit {commit}",
            crate::query::plural(spread.runs(), "valid run"),
            record.id
        ),
    })
}

/// Figures in Bencher Metric Format: one benchmark for each arm on each query, one measure for each figure, its unit in the
/// name; lower and upper value are the 99 % interval of the median from eight runs on, else the least and the greatest run.
///
/// # Errors
/// If a histogram of the record cannot be read.
pub fn bencher_metrics(record: &Record) -> Result<String, RenderError> {
    let mut benchmarks = Map::new();
    each_figure(record, |name, figure| {
        let spread = &figure.spread;
        let (lower, upper) = spread.interval().unwrap_or((spread.min, spread.max));
        let measure = measure(figure);
        let metric = json!({ "value": spread.median, "lower_value": lower, "upper_value": upper });
        if let Some(measures) = benchmarks
            .entry(name)
            .or_insert_with(|| json!({}))
            .as_object_mut()
        {
            measures.insert(measure, metric);
        }
    })?;
    Ok(serde_json::to_string_pretty(&Value::Object(benchmarks))? + "\n")
}

/// The name of a measure ends with its unit.
fn measure(figure: &FlatFigure) -> String {
    let (metric, unit) = (&figure.metric, figure.unit.key());
    if metric.ends_with(&format!("_{unit}")) {
        metric.clone()
    } else {
        format!("{metric}_{unit}")
    }
}

/// Every figure with the name of its arm and query: `movie-tumbling/event-at-a-time`.
fn each_figure(record: &Record, mut take: impl FnMut(String, &FlatFigure)) -> Result<(), RenderError> {
    for query in &Summary::new(record)?.queries {
        for arm in &query.arms {
            for figure in flat_figures(query, arm) {
                take(format!("{}/{}", query.name, arm.arm), &figure);
            }
        }
    }
    Ok(())
}
