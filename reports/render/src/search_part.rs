//! A search on a page: the knee and every trial.

use askama::Template;
use streamgauge_record::{Search, SearchRecord, Setting};

use crate::chart_view::ChartView;
use crate::embedding::Embeddable;
use crate::page_method::{command, machine_lines};
use crate::part::{At, Part};
use crate::search_text::harness;
use crate::{RenderError, SearchSummary, search_charts};

/// Makes the part of a search.
pub(crate) fn search_part(record: &SearchRecord, at: At) -> Result<Part<'_>, RenderError> {
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
    };
    let body = body.render()?;
    let links = [
        ("claims", "Claims"),
        ("charts", "Latency over load"),
        ("trials", "Trials"),
        ("method", "Method"),
    ];
    Ok(Part {
        title: title(record),
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
        carries: Some(Embeddable::search(record)),
        at,
    })
}

/// Engines and queries, so that two searches on one page can be told apart.
fn title(record: &SearchRecord) -> String {
    let each = |name: fn(&Search) -> &str| {
        let mut names: Vec<&str> = Vec::new();
        for name in record.searches.iter().map(name) {
            if !names.contains(&name) {
                names.push(name);
            }
        }
        names.join(", ")
    };
    let (arms, queries) = (each(|search| &search.arm), each(|search| &search.query.name));
    format!("sustainable rates of {arms}: {queries}, {}", record.scenario.name)
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
}
