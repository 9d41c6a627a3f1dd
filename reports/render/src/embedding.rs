//! The documents that a page carries, so that everything on it can be checked.

use std::io::Write as _;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use flate2::Compression;
use flate2::write::GzEncoder;
use serde_json::to_string;
use streamgauge_record::{Clock, Document, Frontier, Record, Run, SearchRecord};

use crate::RenderError;

/// A document that a page is to carry, and what it can do without, in this order.
pub(crate) struct Embeddable<'a> {
    kind: &'static str,
    cuts: Vec<&'static str>,
    json: Json<'a>,
}

/// The document as JSON after so many of its cuts.
type Json<'a> = Box<dyn Fn(usize) -> Result<String, RenderError> + 'a>;
/// What is left out, and how.
type Cut<D> = (&'static str, Box<dyn Fn(&mut D)>);
/// A part of a run that can be left out.
type RunCut = (&'static str, fn(&mut Run));

const BATCHES: RunCut = ("batches", |run| run.batches.clear());
const SERIES_NOT_DRAWN: RunCut = ("series over time that no chart shows", |run| {
    let series = run.series.as_ref();
    if series.is_some_and(|series| series.latency_grid.is_none()) {
        run.series = None;
    }
});
const SERIES: RunCut = ("series over time", |run| run.series = None);
const LATENCIES_NOT_DRAWN: RunCut = ("histograms but of total and from_trigger", |run| {
    run.latency
        .retain(|name, _| matches!(name.as_str(), "total" | "from_trigger"));
});
const LATENCIES: RunCut = ("histograms", |run| run.latency.clear());

impl<'a> Embeddable<'a> {
    pub(crate) fn record(record: &'a Record) -> Self {
        let mut cuts: Vec<Cut<Record>> = Vec::new();
        // Runs of the virtual clock are the same in every repeat.
        if record.plan.clock == Clock::Simulated {
            cuts.push((
                "further repeats, each of which is equal to the first",
                Box::new(|record| record.runs.retain(|run| run.repeat == 0)),
            ));
        }
        cuts.extend(of_runs(
            &[BATCHES, SERIES_NOT_DRAWN, SERIES, LATENCIES_NOT_DRAWN, LATENCIES],
            |record: &mut Record| record.runs.iter_mut().collect(),
        ));
        Self::of("record", record, cuts)
    }

    pub(crate) fn search(search: &'a SearchRecord) -> Self {
        let cuts = of_runs(&[BATCHES, SERIES, LATENCIES], |search: &mut SearchRecord| {
            let trials = search.searches.iter_mut().flat_map(|search| &mut search.trials);
            trials.map(|trial| &mut trial.run).collect()
        });
        Self::of("search", search, cuts)
    }

    pub(crate) fn frontier(frontier: &'a Frontier) -> Self {
        let cuts = of_runs(&[BATCHES, SERIES, LATENCIES], |frontier: &mut Frontier| {
            let points = frontier.points.iter_mut();
            points
                .flat_map(|point| point.simulated.iter_mut().chain(&mut point.live))
                .collect()
        });
        Self::of("frontier", frontier, cuts)
    }

    /// A document of this kind without runs, so that there is nothing to cut.
    pub(crate) fn small<D: Document + Clone>(kind: &'static str, document: &'a D) -> Self {
        Self::of(kind, document, vec![])
    }

    fn of<D: Document + Clone>(kind: &'static str, document: &'a D, cuts: Vec<Cut<D>>) -> Self {
        let names = cuts.iter().map(|(name, _)| *name).collect();
        let json = move |made: usize| {
            if made == 0 {
                return Ok(to_string(document)?);
            }
            let mut short = document.clone();
            cuts.iter().take(made).for_each(|(_, cut)| cut(&mut short));
            Ok(to_string(&short)?)
        };
        Self {
            kind,
            cuts: names,
            json: Box::new(json),
        }
    }

    fn whole(&self) -> Result<Embedded, RenderError> {
        Ok(Embedded {
            kind: self.kind,
            cuts: 0,
            left_out: vec![],
            packed: packed(&(self.json)(0)?)?,
        })
    }

    /// After one more cut; without anything where none is left.
    fn shorter(&self, than: &Embedded) -> Result<Embedded, RenderError> {
        let mut shorter = Embedded {
            cuts: than.cuts + 1,
            left_out: than.left_out.clone(),
            kind: self.kind,
            packed: String::new(),
        };
        if let Some(name) = self.cuts.get(than.cuts) {
            shorter.packed = packed(&(self.json)(shorter.cuts)?)?;
            // Some have nothing of the kind.
            if shorter.packed != than.packed {
                shorter.left_out.push(name);
            }
        }
        Ok(shorter)
    }
}

/// Cuts that are made in every run of a document.
fn of_runs<D: 'static>(cuts: &[RunCut], runs: fn(&mut D) -> Vec<&mut Run>) -> Vec<Cut<D>> {
    let all = cuts.iter().map(|&(name, cut)| -> Cut<D> {
        (
            name,
            Box::new(move |document| runs(document).into_iter().for_each(cut)),
        )
    });
    all.collect()
}

/// Every document whole, if they fit into so many bytes together; else the largest is cut, again and again, until they
/// do.
pub(crate) fn embedded(documents: &[Embeddable<'_>], room: usize) -> Result<Vec<Embedded>, RenderError> {
    let whole = documents.iter().map(Embeddable::whole);
    let mut all = whole.collect::<Result<Vec<_>, _>>()?;
    let bytes = |all: &[Embedded], place: usize| all[place].packed.len();
    while (0..all.len()).map(|place| bytes(&all, place)).sum::<usize>() > room {
        let Some(largest) = (0..all.len()).max_by_key(|place| bytes(&all, *place)) else {
            break;
        };
        all[largest] = documents[largest].shorter(&all[largest])?;
    }
    Ok(all)
}

/// A document as a page carries it.
pub(crate) struct Embedded {
    kind: &'static str,
    /// How many cuts were made.
    cuts: usize,
    left_out: Vec<&'static str>,
    /// JSON, packed by gzip, as base64; empty if the page has no room for it.
    pub(crate) packed: String,
}

impl Embedded {
    /// What of the document is here, in sentences.
    pub(crate) fn what(&self) -> String {
        let kind = self.kind;
        if self.packed.is_empty() {
            return format!(
                "The {kind} is not embedded in this page, which it would make too large; its file has it."
            );
        }
        let form = "It is JSON, packed by gzip and written as base64; this takes it out:";
        if self.left_out.is_empty() {
            return format!("The whole {kind} is embedded in this page. {form}");
        }
        format!(
            "The {kind} is embedded in this page without its {}, which would make the page too large; its file has them. {form}",
            self.left_out.join(", ")
        )
    }

    /// The line for a shell that takes it out of the element `id`.
    pub(crate) fn command(&self, id: &str) -> String {
        format!(
            "sed -n '/id=\"{id}\">/{{n;p;}}' report.html | base64 -d | gunzip > {}.json",
            self.kind
        )
    }
}

fn packed(json: &str) -> Result<String, RenderError> {
    let packed = || {
        let mut gzip = GzEncoder::new(Vec::new(), Compression::best());
        gzip.write_all(json.as_bytes())?;
        gzip.finish()
    };
    let bytes = packed().map_err(|error: std::io::Error| RenderError::Page(error.to_string()))?;
    Ok(STANDARD.encode(bytes))
}
