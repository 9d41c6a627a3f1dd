//! A search as one self-contained page.

use askama::Template;
use streamgauge_record::{SearchRecord, Setting};

use crate::page::{ChartView, STYLE};
use crate::page_method::{command, machine_lines};
use crate::search_text::harness;
use crate::{RenderError, SearchSummary, palette, search_charts};

/// Beyond this, the record embedded in the page leaves out the runs of the trials; the file has them.
const EMBEDDED_AT_MOST: usize = 700_000;

/// The search as one HTML file: no network, no script, light and dark, printable.
///
/// # Errors
/// If a chart cannot be drawn or the page cannot be filled in.
pub fn search_page(record: &SearchRecord) -> Result<String, RenderError> {
    let (light, dark) = palette::variables();
    let (raw, raw_is_whole) = embedded(record)?;
    let charts = search_charts(record);
    let page = Page {
        style: STYLE.replace("/*light*/", &light).replace("/*dark*/", &dark),
        id: &record.id,
        created: &record.created,
        scenario: &record.scenario.name,
        warnings: &record.warnings,
        searches: SearchSummary::all(record),
        figures: charts
            .iter()
            .map(|chart| ChartView::of(chart.as_ref()))
            .collect::<Result<_, _>>()?,
        command: command(&record.argv),
        machine: machine_lines(&record.machine, &record.tool)
            .into_iter()
            .chain(harness(record).map(|line| ("harness", line)))
            .collect(),
        parameters: &record.scenario.parameters,
        raw,
        raw_is_whole,
    };
    page.render()
        .map_err(|error| RenderError::Page(error.to_string()))
}

#[derive(Template)]
#[template(path = "search.html")]
struct Page<'a> {
    style: String,
    id: &'a str,
    created: &'a str,
    scenario: &'a str,
    warnings: &'a [String],
    searches: Vec<SearchSummary>,
    figures: Vec<ChartView>,
    command: String,
    machine: Vec<(&'static str, String)>,
    parameters: &'a [Setting],
    raw: String,
    raw_is_whole: bool,
}

/// The record as JSON that cannot end the script element: `<` occurs in strings only, where it may be escaped.
fn embedded(record: &SearchRecord) -> Result<(String, bool), RenderError> {
    let whole = serde_json::to_string(record)?.replace('<', "\\u003c");
    if whole.len() <= EMBEDDED_AT_MOST {
        return Ok((whole, true));
    }
    let mut short = record.clone();
    for trial in short.searches.iter_mut().flat_map(|search| &mut search.trials) {
        trial.run.series = None;
        trial.run.batches.clear();
        trial.run.latency.clear();
    }
    Ok((serde_json::to_string(&short)?.replace('<', "\\u003c"), false))
}
