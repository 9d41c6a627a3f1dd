//! The command `report`.

use std::fs;
use std::path::{Path, PathBuf};

use clap::Args;
use streamgauge_record::{
    CHANGES_SCHEMA, CHECK_SCHEMA, Changes, CheckRecord, Document, FRONTIER_SCHEMA, Frontier,
    GATE_SELF_TEST_SCHEMA, GROWTH_SCHEMA, GateSelfTest, Growth, KERNELS_SCHEMA, KernelRecord, Record,
    SearchRecord,
};
use streamgauge_render::{
    HistorySeries, Shown, Summary, charts, check_charts, check_markdown, check_text, gate_self_test_charts,
    gate_self_test_markdown, gate_self_test_text, kernel_csv, kernel_markdown, kernel_text, report,
};

use crate::conclusion::{Conclusion as _, json};
use crate::exit::Exit;
use crate::failure::Failure;
use crate::notes::Notes;
use crate::output_args::Format;
use crate::page_place::PagePlace;
use crate::report_history::{LEAST_CHANGE, series};
use crate::two_records::change_text;
use crate::{printing, saving, stdout};

/// The names of documents in directories of their own.
const FILES: [&str; 4] = ["record.json", "search.json", "frontier.json", "growth.json"];

/// Arguments of `report`.
#[derive(Args, Clone, Debug)]
pub(crate) struct ReportArgs {
    /// Records, searches, frontiers, growths, checks and their tests of themselves, changes, kernels: files, or directories of one run
    ///
    /// Several make one page: all verdicts first, then the sections of each. The pictures of each go to a directory of
    /// charts/ that is named like the document. What is printed comes one after the other, in the order given.
    #[arg(value_name = "DOCUMENT", required = true)]
    documents: Vec<PathBuf>,
    /// Where report.html and charts/ are written, or the page alone, if that ends in .html [default: beside the document; of
    /// several, here]
    #[arg(short, long, value_name = "DIR|FILE.html")]
    out: Option<PathBuf>,
    /// Save the charts as PNG, too
    #[arg(long)]
    png: bool,
    /// Show below them how their figures came about, from the history kept in DIR
    ///
    /// Of the queries and arms of the records; without records, of all that the history holds. Without DIR it is
    /// .streamgauge, where `streamgauge history` keeps it.
    #[arg(long, value_name = "DIR", num_args = 0..=1, require_equals = true, default_missing_value = ".streamgauge")]
    history: Option<PathBuf>,
    /// What to print on the standard output
    #[arg(short, long, value_enum, default_value_t = Format::Human)]
    format: Format,
    /// Write nothing; only print
    #[arg(long, conflicts_with_all = ["png", "out", "history"])]
    no_save: bool,
}

impl ReportArgs {
    /// Renders the documents anew: one page, the charts and the text of each.
    ///
    /// # Errors
    /// A file that is missing or no such document, and what cannot be written or printed.
    pub(crate) fn carry_out(&self, notes: Notes) -> Result<Exit, Failure> {
        let files = self.documents.iter().map(|path| file(path));
        let files = files.collect::<Result<Vec<_>, _>>()?;
        let saved = files.iter().map(|file| Saved::load(file));
        let saved = saved.collect::<Result<Vec<_>, _>>()?;
        if !self.no_save {
            let place = PagePlace::of(self.out.as_deref(), beside(&files), self.png)?;
            place.probe()?;
            let history = self.history.as_ref();
            let history = history.map(|directory| series(directory, records(&saved), notes));
            let page = page_of(&saved, history.transpose()?.as_deref()).map_err(Failure::Unexpected)?;
            saving::write_page(&place.page(), &page, notes).map_err(Failure::Unexpected)?;
            if let Some(charts) = place.charts() {
                save_pictures(&saved, &charts, self.png).map_err(Failure::Unexpected)?;
            }
            notes.info(&place.saved());
        }
        stdout::print(&texts(&saved, self.format)?)?;
        Ok(Exit::Fine)
    }
}

/// The directory of the only file, else the one that the command runs in.
fn beside(files: &[PathBuf]) -> &Path {
    let directory = match files {
        [file] => file.parent(),
        _ => None,
    };
    let named = directory.filter(|directory| !directory.as_os_str().is_empty());
    named.unwrap_or(Path::new("."))
}

/// The records among the documents.
fn records(saved: &[Saved]) -> impl Iterator<Item = &Record> {
    saved.iter().filter_map(|document| match document {
        Saved::Record(record) => Some(&**record),
        _ => None,
    })
}

/// One page of all.
fn page_of(saved: &[Saved], history: Option<&[HistorySeries]>) -> Result<String, String> {
    let past = history.map(|series| Shown::History(series, LEAST_CHANGE));
    let shown: Vec<Shown<'_>> = saved.iter().map(Saved::shown).chain(past).collect();
    report(&shown).map_err(|error| error.to_string())
}

/// The charts of each: of several documents in directories of their own.
fn save_pictures(saved: &[Saved], charts: &Path, png: bool) -> Result<(), String> {
    match saved {
        [one] => one.save_charts(charts, png),
        several => several
            .iter()
            .try_for_each(|document| document.save_charts(&charts.join(document.id()), png)),
    }
}

/// What is printed of each, in turn.
fn texts(saved: &[Saved], format: Format) -> Result<String, Failure> {
    let between = match format {
        Format::Human | Format::Markdown => "\n",
        Format::Json | Format::Jsonl | Format::Csv => "",
    };
    let texts = saved.iter().map(|document| document.text(format));
    Ok(texts.collect::<Result<Vec<_>, _>>()?.join(between))
}

/// The file that was meant.
fn file(path: &Path) -> Result<PathBuf, Failure> {
    if !path.is_dir() {
        return Ok(path.to_owned());
    }
    let files = FILES.map(|name| path.join(name));
    let found = files.into_iter().find(|file| file.is_file());
    found.ok_or_else(|| {
        Failure::Usage(format!(
            "{}: there is no {} in this directory; give a file, or the directory of one run",
            path.display(),
            FILES.join(", ")
        ))
    })
}

/// A document of any kind.
enum Saved {
    Record(Box<Record>),
    Check(Box<CheckRecord>),
    GateSelfTest(Box<GateSelfTest>),
    Changes(Box<Changes>),
    Search(Box<SearchRecord>),
    Frontier(Box<Frontier>),
    Growth(Box<Growth>),
    Kernels(Box<KernelRecord>),
}

impl Saved {
    /// Loads a document by what it says it is. What says nothing is read as a record, whose error says what is wrong.
    fn load(path: &Path) -> Result<Self, Failure> {
        let schema = fs::read(path)
            .ok()
            .and_then(|bytes| serde_json::from_slice::<serde_json::Value>(&bytes).ok())
            .and_then(|value| Some(value.get("schema")?.as_str()?.to_owned()));
        match schema.as_deref() {
            Some(CHECK_SCHEMA) => loaded(path).map(Self::Check),
            Some(GATE_SELF_TEST_SCHEMA) => loaded(path).map(Self::GateSelfTest),
            Some(CHANGES_SCHEMA) => loaded(path).map(Self::Changes),
            Some(SearchRecord::SCHEMA) => loaded(path).map(Self::Search),
            Some(FRONTIER_SCHEMA) => loaded(path).map(Self::Frontier),
            Some(GROWTH_SCHEMA) => loaded(path).map(Self::Growth),
            Some(KERNELS_SCHEMA) => loaded(path).map(Self::Kernels),
            Some(other) if other != Record::SCHEMA => Err(unknown(path, other)),
            _ => loaded(path).map(Self::Record),
        }
    }

    fn text(&self, format: Format) -> Result<String, Failure> {
        match self {
            Self::Record(record) => printing::text(record, format),
            Self::Check(check) => check_in(check, format),
            Self::GateSelfTest(test) => self_test_in(test, format),
            Self::Changes(changes) => changes_in(changes, format),
            Self::Search(record) => record.text(format),
            Self::Frontier(frontier) => frontier.text(format),
            Self::Growth(growth) => growth.text(format),
            Self::Kernels(record) => kernels_in(record, format),
        }
    }

    fn shown(&self) -> Shown<'_> {
        match self {
            Self::Record(record) => Shown::Record(record),
            Self::Check(check) => Shown::Check(check),
            Self::GateSelfTest(test) => Shown::GateSelfTest(test),
            Self::Changes(changes) => Shown::Changes(changes),
            Self::Search(record) => Shown::Search(record),
            Self::Frontier(frontier) => Shown::Frontier(frontier),
            Self::Growth(growth) => Shown::Growth(growth),
            Self::Kernels(record) => Shown::Kernels(record),
        }
    }

    fn id(&self) -> &str {
        match self {
            Self::Record(record) => &record.id,
            Self::Check(_) => "check",
            Self::GateSelfTest(_) => "gate-self-test",
            Self::Changes(_) => "changes",
            Self::Search(record) => &record.id,
            Self::Frontier(frontier) => &frontier.id,
            Self::Growth(growth) => &growth.id,
            Self::Kernels(_) => "kernels",
        }
    }

    fn save_charts(&self, directory: &Path, png: bool) -> Result<(), String> {
        match self {
            Self::Record(record) => {
                let summary = Summary::new(record).map_err(|error| error.to_string())?;
                saving::save_charts(directory, &charts(&summary), png)
            }
            Self::Check(check) => saving::save_charts(directory, &check_charts(check), png),
            Self::GateSelfTest(test) => saving::save_charts(directory, &gate_self_test_charts(test), png),
            // Their pages have tables alone.
            Self::Changes(_) | Self::Kernels(_) => Ok(()),
            Self::Search(record) => record.save_charts(directory, png),
            Self::Frontier(frontier) => frontier.save_charts(directory, png),
            Self::Growth(growth) => growth.save_charts(directory, png),
        }
    }
}

fn check_in(check: &CheckRecord, format: Format) -> Result<String, Failure> {
    match format {
        Format::Human => Ok(check_text(check)),
        Format::Markdown => Ok(check_markdown(check)),
        Format::Json => json(check),
        Format::Jsonl | Format::Csv => Err(without_lines("a check")),
    }
}

fn self_test_in(test: &GateSelfTest, format: Format) -> Result<String, Failure> {
    match format {
        Format::Human => Ok(gate_self_test_text(test)),
        Format::Markdown => Ok(gate_self_test_markdown(test)),
        Format::Json => json(test),
        Format::Jsonl | Format::Csv => Err(without_lines("a gate's test of itself")),
    }
}

fn changes_in(changes: &Changes, format: Format) -> Result<String, Failure> {
    match format {
        Format::Jsonl | Format::Csv => Err(without_lines("what changed between two records")),
        format => change_text(changes, false, format),
    }
}

fn kernels_in(record: &KernelRecord, format: Format) -> Result<String, Failure> {
    match format {
        Format::Human => Ok(kernel_text(record)),
        Format::Markdown => Ok(kernel_markdown(record)),
        Format::Json => json(record),
        Format::Csv => kernel_csv(record).map_err(|error| Failure::Unexpected(error.to_string())),
        Format::Jsonl => Err(Failure::Usage(
            "--format jsonl is of runs; kernels are printed as human, markdown, json or csv".to_owned(),
        )),
    }
}

/// A document of a kind that has no page.
fn unknown(path: &Path, schema: &str) -> Failure {
    let known = [
        Record::SCHEMA,
        SearchRecord::SCHEMA,
        FRONTIER_SCHEMA,
        GROWTH_SCHEMA,
        CHECK_SCHEMA,
        GATE_SELF_TEST_SCHEMA,
        CHANGES_SCHEMA,
        KERNELS_SCHEMA,
    ];
    Failure::Unexpected(format!(
        "{}: this is a `{schema:?}`, which has no page; `report` shows {}",
        path.display(),
        known.join(", ")
    ))
}

fn without_lines(what: &str) -> Failure {
    Failure::Usage(format!(
        "--format jsonl and csv are of runs; {what} is printed as human, json or markdown"
    ))
}

/// A document of the kind that is wanted.
fn loaded<D: Document>(path: &Path) -> Result<Box<D>, Failure> {
    D::load(path)
        .map(Box::new)
        .map_err(|error| Failure::Unexpected(error.to_string()))
}
