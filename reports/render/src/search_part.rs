//! A search on a page: the knee and every trial.

use askama::Template;
use streamgauge_record::{SearchRecord, Setting};

use crate::chart_view::ChartView;
use crate::embedding::Embedded;
use crate::page_method::{command, machine_lines};
use crate::part::{At, Part};
use crate::search_text::harness;
use crate::{RenderError, SearchSummary, search_charts};

/// Makes the part of a search.
pub(crate) fn search_part(record: &SearchRecord, at: At) -> Result<Part, RenderError> {
    let searches = SearchSummary::all(record);
    let body = Body {
        at: &at,
        searches: &searches,
        figures: ChartView::all(&search_charts(record), &at)?,
        command: command(&record.argv),
        machine: machine_lines(&record.machine, &record.tool)
            .into_iter()
            .chain(harness(record).map(|line| ("harness", line)))
            .collect(),
        parameters: &record.scenario.parameters,
        raw: Embedded::search(record)?,
    };
    let body = body
        .render()
        .map_err(|error| RenderError::Page(error.to_string()))?;
    let links = [
        ("claims", "Claims"),
        ("charts", "Latency over load"),
        ("trials", "Trials"),
        ("method", "Method"),
    ];
    Ok(Part {
        title: format!("sustainable rates, {}", record.scenario.name),
        subject: format!("search {} · {}", record.id, record.created),
        machine: record.floor.as_ref().map(|_| record.machine.line()),
        verdicts: searches
            .iter()
            .map(|search| format!("{}.", search.claim))
            .collect(),
        warnings: record.warnings.clone(),
        tiles: vec![],
        links: links.map(|(id, name)| (at.id(id), name)).into(),
        body,
        source: format!("search {}", record.id),
        at,
    })
}

#[derive(Template)]
#[template(path = "search.html")]
struct Body<'a> {
    at: &'a At,
    searches: &'a [SearchSummary],
    figures: Vec<ChartView>,
    command: String,
    machine: Vec<(&'static str, String)>,
    parameters: &'a [Setting],
    raw: Embedded,
}
