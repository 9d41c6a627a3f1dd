//! The documents that a page carries, so that everything on it can be checked.

use streamgauge_record::{Document, Frontier, Growth, Record, Run, SearchRecord};

use crate::RenderError;

/// A document of more bytes is embedded without its bulkiest parts; its file has them.
const AT_MOST: usize = 700_000;

/// A document as JSON that cannot end the script element, and what had to be left out of it.
pub(crate) struct Embedded {
    pub(crate) json: String,
    pub(crate) left_out: String,
}

/// A part of a run that can be left out.
type Cut = (&'static str, fn(&mut Run));

const BATCHES: Cut = ("batches", |run| run.batches.clear());
const SERIES_NOT_DRAWN: Cut = ("series over time that no chart shows", |run| {
    let is_drawn = |run: &Run| {
        let series = run.series.as_ref();
        series.is_some_and(|series| series.latency_grid.is_some())
    };
    if !is_drawn(run) {
        run.series = None;
    }
});
const SERIES: Cut = ("series over time", |run| run.series = None);
const LATENCIES: Cut = ("histograms", |run| run.latency.clear());

impl Embedded {
    pub(crate) fn record(record: &Record) -> Result<Self, RenderError> {
        let cuts = [BATCHES, SERIES_NOT_DRAWN, SERIES];
        fitted(record, &cuts, |record, cut| record.runs.iter_mut().for_each(cut))
    }

    pub(crate) fn search(search: &SearchRecord) -> Result<Self, RenderError> {
        fitted(search, &[BATCHES, SERIES, LATENCIES], |search, cut| {
            let trials = search.searches.iter_mut().flat_map(|search| &mut search.trials);
            trials.for_each(|trial| cut(&mut trial.run));
        })
    }

    pub(crate) fn frontier(frontier: &Frontier) -> Result<Self, RenderError> {
        fitted(frontier, &[BATCHES, SERIES, LATENCIES], |frontier, cut| {
            let points = frontier.points.iter_mut();
            let runs = points.flat_map(|point| point.simulated.iter_mut().chain(&mut point.live));
            runs.for_each(cut);
        })
    }

    /// A growth is small: it holds no runs.
    pub(crate) fn growth(growth: &Growth) -> Result<Self, RenderError> {
        fitted(growth, &[], |_, _| {})
    }

    /// What of it is here, as the subject of a sentence.
    pub(crate) fn what(&self, document: &str) -> String {
        if self.left_out.is_empty() {
            format!("The whole {document} is embedded in this page")
        } else {
            format!(
                "The {document} is embedded in this page without its {}, which would make it too large; its file has them. It stands",
                self.left_out
            )
        }
    }
}

/// Whole if it fits; else one cut after the other is made until it does, or none is left.
fn fitted<D: Document + Clone>(
    document: &D,
    cuts: &[Cut],
    apply: impl Fn(&mut D, fn(&mut Run)),
) -> Result<Embedded, RenderError> {
    let mut json = escaped(document)?;
    let mut left_out: Vec<&str> = Vec::new();
    let mut short = document.clone();
    for (name, cut) in cuts {
        if json.len() <= AT_MOST {
            break;
        }
        apply(&mut short, *cut);
        left_out.push(name);
        json = escaped(&short)?;
    }
    Ok(Embedded {
        json,
        left_out: left_out.join(", "),
    })
}

/// `<` occurs in strings only, where it may be escaped.
fn escaped(document: &impl Document) -> Result<String, RenderError> {
    Ok(serde_json::to_string(document)?.replace('<', "\\u003c"))
}
