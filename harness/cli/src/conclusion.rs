//! What becomes of a document that a command has measured: saved, printed, and an exit code.

use std::path::{Path, PathBuf};

use streamgauge_record::Document;
use streamgauge_render::RenderError;

use crate::exit::Exit;
use crate::failure::Failure;
use crate::journal::Journal;
use crate::notes::Notes;
use crate::output_args::{Format, OutputArgs};
use crate::output_directory::OutputDirectory;
use crate::saving::{rescue, settle, write_page};
use crate::stdout;

/// A document with a page, pictures and texts, and what it means for the exit code.
pub(crate) trait Conclusion: Document {
    /// The name of its file.
    const FILE: &'static str;
    /// What people call it.
    const NOUN: &'static str;

    /// The name of its directory.
    fn id(&self) -> &str;

    /// Its page.
    ///
    /// # Errors
    /// If it cannot be rendered.
    fn page(&self) -> Result<String, RenderError>;

    /// Saves its pictures into a directory, as PNG too if asked for.
    ///
    /// # Errors
    /// What cannot be rendered or written.
    fn save_charts(&self, directory: &Path, png: bool) -> Result<(), String>;

    /// The document in the format asked for.
    ///
    /// # Errors
    /// If it cannot be rendered.
    fn text(&self, format: Format) -> Result<String, Failure>;

    /// How the process ends for what the document holds.
    fn exit(&self) -> Exit;
}

/// Saves the document, prints it, and says how the process ends. What can be neither saved nor printed is rescued. The
/// journal goes when the document is saved.
///
/// # Errors
/// What could not be saved or printed.
pub(crate) fn conclude(
    document: &impl Conclusion,
    journal: Journal,
    directory: Option<&OutputDirectory>,
    output: &OutputArgs,
    notes: Notes,
) -> Result<Exit, Failure> {
    let saved = directory.map_or(Ok(()), |directory| save(directory, document, output.png, notes));
    if saved.is_ok() {
        journal.discard();
    }
    let printed = document.text(output.format).and_then(|text| stdout::print(&text));
    let unsaved = directory.is_none().then_some((document, document.id()));
    settle(saved, printed, unsaved, notes)?;
    Ok(document.exit())
}

/// Saves document, page and pictures, and says where.
fn save<D: Conclusion>(
    directory: &OutputDirectory,
    document: &D,
    png: bool,
    notes: Notes,
) -> Result<(), Failure> {
    let place = save_document(directory, document).map_err(|error| {
        let fate = rescue(document, document.id());
        Failure::Unexpected(format!("cannot save the {}: {error}; {fate}", D::NOUN))
    })?;
    save_pictures(&place, document, png, notes)
        .map_err(|error| Failure::Unexpected(format!("{} is saved, but {error}", D::FILE)))?;
    notes.info(&format!(
        "saved {}: {}, report.html, charts/",
        place.display(),
        D::FILE
    ));
    Ok(())
}

fn save_document<D: Conclusion>(directory: &OutputDirectory, document: &D) -> Result<PathBuf, String> {
    let text = document.to_json().map_err(|error| error.to_string())?;
    let place = directory
        .for_document(document.id(), D::FILE, &text)
        .map_err(|error| error.to_string())?;
    document
        .save(place.join(D::FILE))
        .map_err(|error| error.to_string())?;
    Ok(place)
}

fn save_pictures(place: &Path, document: &impl Conclusion, png: bool, notes: Notes) -> Result<(), String> {
    let page = document.page().map_err(|error| error.to_string())?;
    write_page(&place.join("report.html"), &page, notes)?;
    document.save_charts(&place.join("charts"), png)
}

/// The document as one JSON object.
///
/// # Errors
/// If a value has no JSON form.
pub(crate) fn json(document: &impl Document) -> Result<String, Failure> {
    document
        .to_json()
        .map_err(|error| Failure::Unexpected(error.to_string()))
}
