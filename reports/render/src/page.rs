//! One self-contained page.

use askama::Template;
use streamgauge_record::Record;

use crate::definition::definitions;
use crate::explanation::{Explanation, explanations};
use crate::markdown::capital;
use crate::page_method::Method;
use crate::verdict::{Tile, sentence, tiles};
use crate::{Chart, DataTable, QuerySummary, RenderError, Row, Summary, charts, palette};

pub(crate) const STYLE: &str = include_str!("../templates/page.css");
/// Beyond this, the record embedded in the page leaves out series and batches; the file has them.
const EMBEDDED_AT_MOST: usize = 700_000;

/// The record as one HTML file: no network, no script, light and dark, printable.
///
/// # Errors
/// If a histogram cannot be read or a chart cannot be drawn.
pub fn page(record: &Record) -> Result<String, RenderError> {
    let summary = Summary::new(record)?;
    let (raw, raw_is_whole) = embedded(record)?;
    let page = Page {
        style: style(),
        verdict: sentence(&summary),
        spread_note: capital(summary.spread_note()),
        capacity_note: summary.capacity_note().map(capital).unwrap_or_default(),
        tiles: tiles(&summary),
        queries: summary.queries.iter().map(QueryView::of).collect(),
        figures: charts(&summary)
            .iter()
            .map(|chart| ChartView::of(chart.as_ref()))
            .collect::<Result<_, _>>()?,
        explanations: explanations(&summary),
        definitions: definitions(&summary),
        method: Method::of(record),
        void_runs: summary.void_runs.iter().map(crate::VoidRun::text).collect(),
        raw,
        raw_is_whole,
        summary: &summary,
    };
    page.render()
        .map_err(|error| RenderError::Page(error.to_string()))
}

/// The style sheet of every page.
pub(crate) fn style() -> String {
    let (light, dark) = palette::variables();
    STYLE.replace("/*light*/", &light).replace("/*dark*/", &dark)
}

#[derive(Template)]
#[template(path = "page.html")]
struct Page<'a> {
    summary: &'a Summary,
    style: String,
    verdict: String,
    spread_note: String,
    capacity_note: String,
    tiles: Vec<Tile>,
    queries: Vec<QueryView>,
    figures: Vec<ChartView>,
    explanations: Vec<Explanation>,
    definitions: Vec<(String, String)>,
    method: Method,
    void_runs: Vec<String>,
    raw: String,
    raw_is_whole: bool,
}

struct QueryView {
    name: String,
    summary: String,
    headline: String,
    arms: Vec<String>,
    ratio: String,
    rows: Vec<RowView>,
    notes: Vec<String>,
    latencies: DataTable,
    details: DataTable,
    faults: DataTable,
}

struct RowView {
    group: &'static str,
    starts_group: bool,
    label: String,
    cells: Vec<CellView>,
}

struct CellView {
    arm: String,
    value: String,
    spread: String,
    ratio: String,
}

impl QueryView {
    fn of(query: &QuerySummary) -> Self {
        let arms: Vec<String> = query.arms.iter().map(|arm| arm.arm.clone()).collect();
        let mut group = None;
        let view = |row: &Row| RowView::of(row, &arms, group.replace(row.group) != Some(row.group));
        let rows: Vec<RowView> = query.rows().iter().map(view).collect();
        Self {
            rows,
            latencies: query.latency_table(),
            details: query.detail_table(),
            faults: query.fault_table(),
            name: query.name.clone(),
            summary: query.summary.clone(),
            headline: query.headline_text(),
            ratio: query.ratio_note().unwrap_or_default(),
            notes: [capital(&query.agreement.text())]
                .into_iter()
                .chain(query.why_answers_differ().as_deref().map(capital))
                .chain(query.detection_notes().iter().map(|note| capital(note)))
                .chain(query.notes())
                .collect(),
            arms,
        }
    }
}

impl RowView {
    fn of(row: &Row, arms: &[String], starts_group: bool) -> Self {
        let cell = |(arm, figure): (&String, &crate::Figure)| CellView {
            arm: arm.clone(),
            value: figure.text(row.unit),
            spread: figure.spread_text(row.unit),
            ratio: figure.ratio_text(),
        };
        Self {
            group: row.group.title(),
            starts_group,
            label: row.label.clone(),
            cells: arms.iter().zip(&row.figures).map(cell).collect(),
        }
    }
}

/// A chart as a page shows it.
pub(crate) struct ChartView {
    pub(crate) id: String,
    pub(crate) title: String,
    pub(crate) caption: String,
    pub(crate) table: DataTable,
    pub(crate) svg: String,
}

impl ChartView {
    pub(crate) fn of(chart: &dyn Chart) -> Result<Self, RenderError> {
        Ok(Self {
            id: chart.id(),
            title: chart.title(),
            caption: chart.caption(),
            table: chart.table(),
            svg: chart.svg()?,
        })
    }
}

/// The record as JSON that cannot end the script element: `<` occurs in strings only, where it may be escaped.
fn embedded(record: &Record) -> Result<(String, bool), RenderError> {
    let whole = serde_json::to_string(record)?.replace('<', "\\u003c");
    if whole.len() <= EMBEDDED_AT_MOST {
        return Ok((whole, true));
    }
    let mut short = record.clone();
    for run in &mut short.runs {
        run.series = None;
        run.batches.clear();
    }
    Ok((serde_json::to_string(&short)?.replace('<', "\\u003c"), false))
}
