//! A frontier on a page: what completeness costs.

use askama::Template;
use streamgauge_record::Frontier;

use crate::chart_view::ChartView;
use crate::delay_chart::DelayChart;
use crate::embedding::Embeddable;
use crate::frontier_chart::FrontierChart;
use crate::frontier_target::{targets, verdict};
use crate::frontier_text::notes;
use crate::markdown::capital;
use crate::page_method::{command, machine_lines};
use crate::part::{At, Part};
use crate::{Chart, DataTable, FrontierSummary, RenderError};

/// Makes the part of a frontier.
pub(crate) fn frontier_part(frontier: &Frontier, at: At) -> Result<Part<'_>, RenderError> {
    let summary = FrontierSummary::new(frontier)?;
    let body = Body {
        at: &at,
        figures: ChartView::all(&frontier_charts(&summary), &at)?,
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
    let body = body.render()?;
    let links = [
        ("charts", "Frontier"),
        ("targets", "What completeness costs"),
        ("method", "Method"),
    ];
    Ok(Part {
        title: format!("the frontier of {}", frontier.query.name),
        subject: format!("{} · frontier {}", summary.subject, summary.id),
        machine: (!summary.simulated).then(|| frontier.machine.line()),
        verdicts: vec![verdict(&summary)],
        warnings: summary.warnings.clone(),
        tiles: vec![],
        links: links.map(|(id, name)| (at.id(id), name)).into(),
        body,
        source: format!("frontier {}", summary.id),
        carries: Some(Embeddable::frontier(frontier)),
        at,
    })
}

/// All charts that the frontier has data for.
#[must_use]
pub fn frontier_charts(summary: &FrontierSummary) -> Vec<Box<dyn Chart + '_>> {
    let mut charts: Vec<Box<dyn Chart + '_>> = Vec::new();
    charts.extend(FrontierChart::new(summary).map(|chart| Box::new(chart) as Box<dyn Chart + '_>));
    charts.extend(DelayChart::new(summary).map(|chart| Box::new(chart) as Box<dyn Chart + '_>));
    charts
}

#[derive(Template)]
#[template(path = "frontier.html")]
struct Body<'a> {
    at: &'a At,
    summary: &'a FrontierSummary,
    frontier: &'a Frontier,
    figures: Vec<ChartView>,
    targets: DataTable,
    notes: Vec<String>,
    command: String,
    commands: Vec<String>,
    machine: Vec<(&'static str, String)>,
}
