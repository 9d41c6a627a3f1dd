//! Saves a search, come what may.

use std::path::{Path, PathBuf};

use streamgauge_record::{Document as _, SearchRecord};
use streamgauge_render::{search_charts, search_page};

use crate::failure::Failure;
use crate::notes::Notes;
use crate::output_directory::OutputDirectory;
use crate::saving::{save_charts, write};

/// Saves record, page and charts, and says where. If the record cannot be saved there, it goes to the temporary files.
///
/// # Errors
/// Whatever could not be saved in its place.
pub(crate) fn save(
    directory: Option<&OutputDirectory>,
    record: &SearchRecord,
    png: bool,
    notes: Notes,
) -> Result<(), Failure> {
    let Some(directory) = directory else {
        return Ok(());
    };
    let place = save_record(directory, record).map_err(|error| {
        let path = std::env::temp_dir().join(format!("streamgauge-{}.json", record.id));
        let fate = match record.save(&path) {
            Ok(()) => format!("it was saved as {} instead", path.display()),
            Err(_) => "it is lost".to_owned(),
        };
        Failure::Unexpected(format!("cannot save the search: {error}; {fate}"))
    })?;
    save_pictures(&place, record, png)
        .map_err(|error| Failure::Unexpected(format!("the search is saved, but {error}")))?;
    notes.info(&format!(
        "saved {}: search.json, report.html, charts/",
        place.display()
    ));
    Ok(())
}

fn save_record(directory: &OutputDirectory, record: &SearchRecord) -> Result<PathBuf, String> {
    let text = record.to_json().map_err(|error| error.to_string())?;
    let place = directory
        .for_document(&record.id, "search.json", &text)
        .map_err(|error| error.to_string())?;
    record
        .save(place.join("search.json"))
        .map_err(|error| error.to_string())?;
    Ok(place)
}

/// Saves page and charts.
///
/// # Errors
/// What cannot be rendered or written.
fn save_pictures(place: &Path, record: &SearchRecord, png: bool) -> Result<(), String> {
    let page = search_page(record).map_err(|error| error.to_string())?;
    write(&place.join("report.html"), page.as_bytes())?;
    save_charts(&place.join("charts"), &search_charts(record), png)
}
