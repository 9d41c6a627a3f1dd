//! A frontier as one self-contained page.

use askama::Template;
use streamgauge_record::Frontier;

use crate::frontier_chart::FrontierChart;
use crate::frontier_target::{targets, verdict};
use crate::frontier_text::notes;
use crate::markdown::capital;
use crate::page::{ChartView, style};
use crate::page_method::{command, machine_lines};
use crate::{Chart, DataTable, FrontierSummary, RenderError};

/// The frontier as one HTML file: no network, no script, light and dark, printable.
///
/// # Errors
/// If a histogram cannot be read or the chart cannot be drawn.
pub fn frontier_page(frontier: &Frontier) -> Result<String, RenderError> {
    let summary = FrontierSummary::new(frontier)?;
    let page = FrontierPage {
        style: style(),
        verdict: verdict(&summary),
        figures: frontier_charts(&summary)
            .iter()
            .map(|chart| ChartView::of(chart.as_ref()))
            .collect::<Result<_, _>>()?,
        targets: targets(&summary),
        notes: notes(&summary).into_iter().map(capital).collect(),
        command: command(&frontier.argv),
        machine: machine_lines(&frontier.machine, &frontier.tool)
            .into_iter()
            .chain(summary.harness.clone().map(|line| ("harness", line)))
            .collect(),
        commands: frontier.points.iter().map(|point| command(&point.argv)).collect(),
        summary: &summary,
        frontier,
    };
    page.render()
        .map_err(|error| RenderError::Page(error.to_string()))
}

/// All charts that the frontier has data for.
#[must_use]
pub fn frontier_charts(summary: &FrontierSummary) -> Vec<Box<dyn Chart + '_>> {
    let chart = FrontierChart::new(summary).map(|chart| Box::new(chart) as Box<dyn Chart>);
    chart.into_iter().collect()
}

#[derive(Template)]
#[template(path = "frontier.html")]
struct FrontierPage<'a> {
    summary: &'a FrontierSummary,
    frontier: &'a Frontier,
    style: String,
    verdict: String,
    figures: Vec<ChartView>,
    targets: DataTable,
    notes: Vec<String>,
    command: String,
    commands: Vec<String>,
    machine: Vec<(&'static str, String)>,
}
