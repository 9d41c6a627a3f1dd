//! A growth on a page: what an event costs, over one thing at a time.

use askama::Template;
use streamgauge_record::Growth;

use crate::chart_view::ChartView;
use crate::embedding::Embeddable;
use crate::growth_axis::words;
use crate::growth_chart::growth_charts;
use crate::growth_knee::{remarks, verdict};
use crate::growth_text::notes;
use crate::markdown::capital;
use crate::page_method::{command, machine_lines};
use crate::part::{At, Part};
use crate::{GrowthCurves, GrowthSummary, RenderError};

/// Makes the part of a growth.
pub(crate) fn growth_part(growth: &Growth, at: At) -> Result<Part<'_>, RenderError> {
    let summary = GrowthSummary::new(growth);
    let body = Body {
        at: &at,
        figures: ChartView::all(&growth_charts(&summary), &at)?,
        axes: axes(&summary),
        notes: notes(&summary).into_iter().map(|note| capital(&note)).collect(),
        command: command(&growth.argv),
        machine: machine_lines(&growth.machine, &growth.tool),
        commands: growth.points.iter().map(|point| command(&point.argv)).collect(),
    };
    let body = body.render()?;
    let links = [("charts", "Curves"), ("knees", "Knees"), ("method", "Method")];
    Ok(Part {
        title: "how the cost of an event grows".to_owned(),
        subject: format!("{} · growth {}", summary.subject, summary.id),
        machine: Some(growth.machine.line()),
        verdicts: summary.axes.iter().map(verdict).collect(),
        warnings: summary.warnings.clone(),
        tiles: vec![],
        links: links.map(|(id, name)| (at.id(id), name)).into(),
        body,
        source: format!("growth {}", summary.id),
        carries: Some(Embeddable::small("growth", growth)),
        at,
    })
}

/// What is said of an axis beside its picture.
struct AxisView {
    title: String,
    method: String,
    remarks: Vec<String>,
}

fn axes(summary: &GrowthSummary) -> Vec<AxisView> {
    let view = |curves: &GrowthCurves| AxisView {
        title: capital(words(curves.axis).with),
        method: words(curves.axis).method.replace('`', ""),
        remarks: remarks(curves, summary),
    };
    summary.axes.iter().map(view).collect()
}

#[derive(Template)]
#[template(path = "growth.html")]
struct Body<'a> {
    at: &'a At,
    figures: Vec<ChartView>,
    axes: Vec<AxisView>,
    notes: Vec<String>,
    command: String,
    commands: Vec<String>,
    machine: Vec<(&'static str, String)>,
}
