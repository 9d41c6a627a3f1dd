//! The gate's test of itself on a page: how often it errs on this machine.

use askama::Template;
use streamgauge_record::GateSelfTest;

use crate::chart_view::ChartView;
use crate::embedding::Embeddable;
use crate::gate_self_test_chart::gate_self_test_charts;
use crate::gate_self_test_text::{fitness, outstanding};
use crate::markdown::capital;
use crate::page_method::{command, machine_lines};
use crate::part::{At, Part};
use crate::{DataTable, RenderError};

/// Makes the part of a test.
pub(crate) fn gate_self_test_part(record: &GateSelfTest, at: At) -> Result<Part<'_>, RenderError> {
    let body = Body {
        at: &at,
        figures: ChartView::all(&gate_self_test_charts(record), &at)?,
        comparisons: outstanding(record),
        pairs: record.policy.pairs,
        slow_down: format!("{} %", 100.0 * record.drag),
        command: command(&record.argv),
        machine: machine_lines(&record.machine, &record.tool),
    };
    let body = body.render()?;
    let links = [
        ("charts", "Changes"),
        ("comparisons", "Comparisons"),
        ("method", "Method"),
    ];
    Ok(Part {
        title: "the gate's test of itself".to_owned(),
        subject: format!("{} against itself", record.build.version),
        machine: Some(record.machine.line()),
        verdicts: vec![format!("{}.", capital(&fitness(record)))],
        warnings: vec![],
        tiles: vec![],
        links: links.map(|(id, name)| (at.id(id), name)).into(),
        body,
        source: format!("gate's test of {}", record.created),
        carries: Some(Embeddable::small("gate-self-test", record)),
        at,
    })
}

#[derive(Template)]
#[template(path = "gate_self_test.html")]
struct Body<'a> {
    at: &'a At,
    figures: Vec<ChartView>,
    comparisons: DataTable,
    pairs: u32,
    slow_down: String,
    command: String,
    machine: Vec<(&'static str, String)>,
}
