//! The command `report`.

use std::fs;
use std::path::{Path, PathBuf};

use clap::Args;
use streamgauge_record::{Document, FRONTIER_SCHEMA, Frontier, Record, SearchRecord};

use crate::exit::Exit;
use crate::failure::Failure;
use crate::notes::Notes;
use crate::output_args::Format;
use crate::output_directory::OutputDirectory;
use crate::{frontier_output, printing, saving, search, search_saving, stdout};

/// The names of documents in directories of their own.
const FILES: [&str; 3] = ["record.json", "search.json", "frontier.json"];

/// Arguments of `report`.
#[derive(Args, Clone, Debug)]
pub(crate) struct ReportArgs {
    /// A record, a search or a frontier: the file, or the directory that holds it
    #[arg(value_name = "RECORD")]
    document: PathBuf,
    /// Where report.html and charts/ are written [default: beside the record]
    #[arg(short, long, value_name = "DIR")]
    out: Option<PathBuf>,
    /// Save the charts as PNG, too
    #[arg(long)]
    png: bool,
    /// What to print on the standard output
    #[arg(short, long, value_enum, default_value_t = Format::Human)]
    format: Format,
    /// Write nothing; only print
    #[arg(long, conflicts_with_all = ["png", "out"])]
    no_save: bool,
}

impl ReportArgs {
    /// Renders the document anew: page, charts and text.
    ///
    /// # Errors
    /// A file that is missing or no such document, and what cannot be written or printed.
    pub(crate) fn carry_out(&self, notes: Notes) -> Result<Exit, Failure> {
        let file = file(&self.document)?;
        let saved = Saved::load(&file)?;
        if !self.no_save {
            let beside = file.parent().filter(|parent| !parent.as_os_str().is_empty());
            let place = self.out.as_deref().or(beside).unwrap_or(Path::new("."));
            OutputDirectory::prepare(place)?;
            saved
                .save_pictures(place, self.png)
                .map_err(Failure::Unexpected)?;
            notes.info(&format!("saved {}: report.html, charts/", place.display()));
        }
        stdout::print(&saved.text(self.format)?)?;
        Ok(Exit::Fine)
    }
}

/// The file that was meant.
pub(crate) fn file(path: &Path) -> Result<PathBuf, Failure> {
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
    Search(Box<SearchRecord>),
    Frontier(Box<Frontier>),
}

impl Saved {
    /// Loads a document by what it says it is. What says nothing is read as a record, whose error says what is wrong.
    fn load(path: &Path) -> Result<Self, Failure> {
        let schema = fs::read(path)
            .ok()
            .and_then(|bytes| serde_json::from_slice::<serde_json::Value>(&bytes).ok())
            .and_then(|value| Some(value.get("schema")?.as_str()?.to_owned()));
        match schema.as_deref() {
            Some(SearchRecord::SCHEMA) => loaded(path).map(Self::Search),
            Some(FRONTIER_SCHEMA) => loaded(path).map(Self::Frontier),
            _ => loaded(path).map(Self::Record),
        }
    }

    fn text(&self, format: Format) -> Result<String, Failure> {
        match self {
            Self::Record(record) => printing::text(record, format),
            Self::Search(record) => search::text(record, format),
            Self::Frontier(frontier) => frontier_output::text(frontier, format),
        }
    }

    fn save_pictures(&self, place: &Path, png: bool) -> Result<(), String> {
        match self {
            Self::Record(record) => saving::save_pictures(place, record, png),
            Self::Search(record) => search_saving::save_pictures(place, record, png),
            Self::Frontier(frontier) => frontier_output::save_pictures(place, frontier, png),
        }
    }
}

/// A document of the kind that is wanted.
pub(crate) fn loaded<D: Document>(path: &Path) -> Result<Box<D>, Failure> {
    D::load(path)
        .map(Box::new)
        .map_err(|error| Failure::Unexpected(error.to_string()))
}
