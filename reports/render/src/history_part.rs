//! A history on a page: how figures came to be what they are.

use askama::Template;

use crate::chart_view::ChartView;
use crate::history_change::change_text;
use crate::part::{At, Part};
use crate::query::plural;
use crate::{HistorySeries, RenderError, history_chart};

/// Makes the part of a history: a picture for each query and figure, with the arms below each other.
pub(crate) fn history_part(
    series: &[HistorySeries],
    least_change: f64,
    at: At,
) -> Result<Part<'_>, RenderError> {
    let groups = grouped(series);
    let charts = groups.iter().zip(1..).filter_map(|(group, number)| {
        let chart = history_chart(group, least_change)?;
        Some(ChartView::named(chart.as_ref(), &at.id(format!("h{number}-"))))
    });
    let body = Body {
        at: &at,
        figures: charts.collect::<Result<_, _>>()?,
    };
    let body = body.render()?;
    let records = series.iter().map(|series| series.points.len()).max().unwrap_or(0);
    Ok(Part {
        title: "history".into(),
        subject: format!(
            "{} series of figures, up to {} in each",
            series.len(),
            plural(records, "record")
        ),
        machine: None,
        verdicts: vec![verdict(series)],
        warnings: vec![],
        tiles: vec![],
        links: vec![(at.id("charts"), "Figures through time")],
        body,
        source: "the history".into(),
        carries: None,
        at,
    })
}

/// What changed its level, last change of each first.
fn verdict(series: &[HistorySeries]) -> String {
    let changed: Vec<String> = series
        .iter()
        .filter_map(|series| {
            let change = series.changes.last()?;
            let commit = &series.points.get(change.index)?.commit;
            Some(format!(
                "{} ({} with {commit})",
                series.name(),
                change_text(series, change)
            ))
        })
        .collect();
    if changed.is_empty() {
        return "No figure changed its level.".into();
    }
    format!(
        "{} of {} series changed their level, the last time: {}.",
        changed.len(),
        series.len(),
        changed.join("; ")
    )
}

/// Series of one figure of one query together, in the order in which they first occur.
fn grouped(series: &[HistorySeries]) -> Vec<Vec<HistorySeries>> {
    let mut groups: Vec<Vec<HistorySeries>> = Vec::new();
    for one in series {
        match groups.iter_mut().find(|group| group[0].is_beside(one)) {
            Some(group) => group.push(one.clone()),
            None => groups.push(vec![one.clone()]),
        }
    }
    groups
}

#[derive(Template)]
#[template(path = "history.html")]
struct Body<'a> {
    at: &'a At,
    figures: Vec<ChartView>,
}
