//! The page's first lines: what came out, in a sentence and a tile per arm.

use crate::quantity::three;
use crate::query::{percentile_name, plural};
use crate::{ArmSummary, Emission, Figure, QuerySummary, Summary, Unit};

/// What one arm did on the first query that has figures.
pub(crate) struct Tile {
    pub(crate) arm: String,
    pub(crate) figure: String,
    pub(crate) caption: String,
    pub(crate) lines: Vec<String>,
}

/// What came out, in a sentence or two.
pub(crate) fn sentence(summary: &Summary) -> String {
    if summary.valid_runs == 0 {
        return format!(
            "No figures: {}, none of them valid.",
            plural(summary.void_runs.len(), "run")
        );
    }
    let arms: Vec<String> = (0..summary.arms.len())
        .filter_map(|arm| against_reference(summary, arm))
        .collect();
    let mut sentence = if arms.is_empty() {
        medians(summary)
    } else {
        let reference = summary.queries.first().map_or("", QuerySummary::reference_arm);
        format!(
            "Measured against {reference}, the median answer of {}.",
            arms.join("; that of ")
        )
    };
    sentence.push_str(&incomparable(summary));
    if !summary.void_runs.is_empty() {
        let void = plural(summary.void_runs.len(), "run");
        let verb = if summary.void_runs.len() == 1 { "is" } else { "are" };
        sentence.push_str(&format!(" {void} {verb} void and enter no figure."));
    }
    sentence
}

/// Arms whose headline latency is another one than the reference's have no ratio.
fn incomparable(summary: &Summary) -> String {
    let mixed: Vec<&str> = summary
        .queries
        .iter()
        .filter(|query| query.headline().is_none() && !query.arms.is_empty())
        .map(|query| query.name.as_str())
        .collect();
    if mixed.is_empty() {
        return String::new();
    }
    format!(
        " On {} the arms are measured by different latencies, which are not compared.",
        mixed.join(", ")
    )
}

/// Where nothing can be divided: the medians of the first query themselves.
fn medians(summary: &Summary) -> String {
    let Some(query) = summary
        .queries
        .iter()
        .find(|query| query.arms.iter().any(|arm| arm.valid > 0))
    else {
        return String::new();
    };
    let row = query.percentile_row(0.5);
    let arm = |(arm, figure): (&ArmSummary, &Figure)| {
        let latency = match query.headline() {
            Some(_) => String::new(),
            None => format!(" {}", arm.headline),
        };
        format!("{}{latency} ({})", figure.text(row.unit), arm.arm)
    };
    let arms: Vec<String> = query.arms.iter().zip(&row.figures).map(arm).collect();
    format!("On {}, the median answer took {}.", query.name, arms.join(", "))
}

fn queries(count: usize) -> String {
    if count == 1 {
        "1 query".into()
    } else {
        format!("{count} queries")
    }
}

/// `micro-batch 1s took ×5950 to ×23600 as long (4 queries)`.
fn against_reference(summary: &Summary, arm: usize) -> Option<String> {
    let ratio = |query: &QuerySummary| match query.percentile_row(0.5).figures.get(arm)? {
        Figure::Known {
            ratio: Some(ratio), ..
        } => Some(ratio.value),
        _ => None,
    };
    let mut ratios: Vec<f64> = summary.queries.iter().filter_map(ratio).collect();
    ratios.sort_by(f64::total_cmp);
    let (least, most) = (three(*ratios.first()?), three(*ratios.last()?));
    let times = if least == most {
        format!("{least} times")
    } else {
        format!("{least} to {most} times")
    };
    Some(format!(
        "{} took {times} as long ({})",
        summary.arms[arm],
        queries(ratios.len())
    ))
}

/// One tile per arm, of the first query in which some arm has a headline latency.
pub(crate) fn tiles(summary: &Summary) -> Vec<Tile> {
    let has_figures = |query: &&QuerySummary| query.arms.iter().any(|arm| arm.headline_latency().is_some());
    let Some(query) = summary.queries.iter().find(has_figures) else {
        return vec![];
    };
    query.arms.iter().map(|arm| tile(summary, query, arm)).collect()
}

fn tile(summary: &Summary, query: &QuerySummary, arm: &ArmSummary) -> Tile {
    let latency = arm.headline_latency();
    // The farthest percentile, up to p99, for which there are samples enough.
    let supported = [0.99, 0.9, 0.5].into_iter().find_map(|quantile| {
        let figure = latency?.percentile(quantile);
        (!matches!(figure, Figure::TooFew { .. })).then_some((quantile, figure))
    });
    let (figure, caption) = match supported {
        Some((quantile, figure)) => {
            let name = percentile_name(quantile);
            (
                figure.text(Unit::Nanoseconds),
                format!("{name} {}, {}", arm.headline, query.name),
            )
        }
        None => ("—".into(), format!("too few results, {}", query.name)),
    };
    let mut lines = vec![];
    let mut line = |name: &str, key: &str, unit: Unit| {
        let figure = arm.figure(key);
        if figure.value().is_some() {
            lines.push(format!("{name} {}", figure.text(unit)));
        }
    };
    if !summary.simulated {
        line("completed", "completed", Unit::PerSecond);
    }
    line("late dropped", "late_drop_rate", Unit::Share);
    let complete = match arm.emission {
        Emission::First => "complete",
        Emission::Last => "complete at last",
    };
    line(complete, "completeness", Unit::Completeness);
    lines.push(plural(arm.valid, "valid run"));
    Tile {
        arm: arm.arm.clone(),
        figure,
        caption,
        lines,
    }
}
