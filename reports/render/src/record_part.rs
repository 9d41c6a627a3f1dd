//! A comparison on a page.

use askama::Template;
use streamgauge_record::Record;

use crate::chart::{catching_up, course, head_to_head};
use crate::chart_view::ChartView;
use crate::contest_difference::differences;
use crate::definition::definitions;
use crate::embedding::Embeddable;
use crate::explanation::{Explanation, explanations};
use crate::guidance::{Guidance, guidance};
use crate::markdown::capital;
use crate::page_method::Method;
use crate::part::{At, Part};
use crate::query_view::QueryView;
use crate::recovery::recoveries;
use crate::verdict::{tiles, verdicts};
use crate::{DataTable, RenderError, Summary, VoidRun};

/// Makes the part of a record.
pub(crate) fn record_part(record: &Record, at: At) -> Result<Part<'_>, RenderError> {
    let summary = Summary::new(record)?;
    let body = Body {
        at: &at,
        spread_note: capital(summary.spread_note()),
        capacity_note: summary.capacity_note().map(capital).unwrap_or_default(),
        queries: summary.queries.iter().map(QueryView::of).collect(),
        differences: differences(&summary),
        contests: ChartView::all(&head_to_head(&summary), &at)?,
        figures: ChartView::all(&course(&summary), &at)?,
        catching_up: ChartView::all(&catching_up(&summary), &at)?,
        recoveries: recoveries(&summary),
        guidance: guidance(&summary),
        explanations: explanations(&summary),
        definitions: definitions(&summary),
        method: Method::of(record),
        void_runs: summary.void_runs.iter().map(VoidRun::text).collect(),
        summary: &summary,
    };
    let is_disturbed = body.recoveries.is_some();
    let body = body.render()?;
    let links = [
        ("contests", "Head to head"),
        ("workload", "For your workload"),
        ("figures", "Figures"),
        ("recovery", "Catching up"),
        ("charts", "Charts"),
        ("why", "What explains the difference"),
        ("void", "Void runs"),
        ("method", "Method"),
    ];
    Ok(Part {
        title: format!("comparison, {}", summary.scenario),
        subject: format!("{} · record {}", summary.subject, summary.id),
        machine: summary.machine.clone(),
        verdicts: verdicts(&summary),
        warnings: summary.warnings.clone(),
        tiles: tiles(&summary),
        links: links
            .into_iter()
            .filter(|(id, _)| is_disturbed || *id != "recovery")
            .map(|(id, name)| (at.id(id), name))
            .collect(),
        body,
        source: format!("record {}", summary.id),
        carries: Some(Embeddable::record(record)),
        at,
    })
}

#[derive(Template)]
#[template(path = "record.html")]
struct Body<'a> {
    at: &'a At,
    summary: &'a Summary,
    spread_note: String,
    capacity_note: String,
    queries: Vec<QueryView>,
    contests: Vec<ChartView>,
    /// Instead of ratios, where the reference is 0.
    differences: Option<DataTable>,
    figures: Vec<ChartView>,
    catching_up: Vec<ChartView>,
    recoveries: Option<Explanation>,
    guidance: Vec<Guidance>,
    explanations: Vec<Explanation>,
    definitions: Vec<(String, String)>,
    method: Method,
    void_runs: Vec<String>,
}
