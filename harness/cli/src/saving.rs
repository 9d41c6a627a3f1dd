//! Saves what was measured, come what may.

use std::fs;
use std::path::Path;

use streamgauge_record::{Document, Record, replace_file};
use streamgauge_render::{Chart, PAGE_LIMIT, Summary, charts, page};

use crate::failure::Failure;
use crate::keeper::Place;
use crate::notes::Notes;
use crate::stdout;

/// Pixels across a chart that is saved as PNG.
const PNG_WIDTH: u32 = 1600;

/// Saves record, page and charts, and says where. If the record cannot be saved there, it goes to [`rescue`].
///
/// # Errors
/// Whatever could not be saved in its place.
pub(crate) fn save(
    place: Option<&mut Place>,
    record: &Record,
    png: bool,
    notes: Notes,
) -> Result<(), Failure> {
    let Some(place) = place else {
        return Ok(());
    };
    let place = match place.save(record) {
        Ok(place) => place,
        Err(error) => {
            return Err(Failure::Unexpected(format!(
                "cannot save the record: {error}; {}",
                rescue(record, &record.id)
            )));
        }
    };
    let pictures = save_pictures(place, record, png, notes);
    let what = if pictures.is_ok() {
        "record.json, report.html, charts/"
    } else {
        "record.json"
    };
    let saved = format!("saved {}: {what}", place.display());
    if record.complete {
        notes.info(&saved);
    } else {
        notes.important(&saved);
    }
    pictures.map_err(|error| {
        Failure::Unexpected(format!(
            "the record is saved, but {error}; `streamgauge report {}` renders it again",
            place.display()
        ))
    })
}

/// Saves the record among the temporary files, or, if that fails too, prints it. Says which.
pub(crate) fn rescue(record: &impl Document, id: &str) -> String {
    let path = std::env::temp_dir().join(format!("streamgauge-{id}.json"));
    if record.save(&path).is_ok() {
        return format!("the record was saved as {} instead", path.display());
    }
    let printed = record.to_json().is_ok_and(|text| stdout::print(&text).is_ok());
    let fate = if printed {
        "the record is printed on the standard output instead"
    } else {
        "the record is lost"
    };
    fate.to_owned()
}

/// What came of saving and printing, as one. A reader that has gone is no failure. `unsaved` is what was to be printed only,
/// and its name: it is rescued if that failed.
///
/// # Errors
/// What could not be saved, else what could not be printed.
pub(crate) fn settle(
    saved: Result<(), Failure>,
    printed: Result<(), Failure>,
    unsaved: Option<(&impl Document, &str)>,
    notes: Notes,
) -> Result<(), Failure> {
    match (saved, printed) {
        (Ok(()), Ok(()) | Err(Failure::ClosedPipe)) => Ok(()),
        (Ok(()), Err(failure)) => {
            if let Some((document, id)) = unsaved {
                notes.important(&rescue(document, id));
            }
            Err(failure)
        }
        (Err(failure), Ok(()) | Err(Failure::ClosedPipe)) => Err(failure),
        (Err(failure), Err(other)) => {
            other.report(notes);
            Err(failure)
        }
    }
}

/// Saves page and charts.
///
/// # Errors
/// What cannot be rendered or written.
fn save_pictures(place: &Path, record: &Record, png: bool, notes: Notes) -> Result<(), String> {
    let text = page(record).map_err(|error| error.to_string())?;
    write_page(&place.join("report.html"), &text, notes)?;
    let summary = Summary::new(record).map_err(|error| error.to_string())?;
    save_charts(&place.join("charts"), &charts(&summary), png)
}

/// Saves pictures into a directory, as PNG too if asked for.
///
/// # Errors
/// Which file could not be written, and why.
pub(crate) fn save_charts(directory: &Path, charts: &[Box<dyn Chart + '_>], png: bool) -> Result<(), String> {
    fs::create_dir_all(directory).map_err(|error| cannot_write(directory, &error))?;
    for chart in charts {
        let picture = chart.svg().map_err(|error| error.to_string())?;
        write(&directory.join(format!("{}.svg", chart.id())), picture.as_bytes())?;
        if png {
            let pixels = streamgauge_render::png(&picture, PNG_WIDTH).map_err(|error| error.to_string())?;
            write(&directory.join(format!("{}.png", chart.id())), &pixels)?;
        }
    }
    Ok(())
}

/// Writes a page, whole or not at all, and says if it is larger than a page should be.
///
/// # Errors
/// Which file, and why.
pub(crate) fn write_page(path: &Path, page: &str, notes: Notes) -> Result<(), String> {
    write(path, page.as_bytes())?;
    if let Some(warning) = too_large(path, page.len()) {
        notes.warning(&warning);
    }
    Ok(())
}

/// What is said of a page of so many bytes; `None` if it is small enough.
#[allow(clippy::cast_precision_loss)]
fn too_large(path: &Path, bytes: usize) -> Option<String> {
    (bytes > PAGE_LIMIT).then(|| {
        format!(
            "{} takes {:.1} MB, more than the {:.1} MB that a page should stay below; fewer queries or engines in a record, or \
             a shorter --measure, make it smaller",
            path.display(),
            bytes as f64 / 1e6,
            PAGE_LIMIT as f64 / 1e6
        )
    })
}

/// Writes a file, whole or not at all.
///
/// # Errors
/// Which file, and why.
pub(crate) fn write(path: &Path, bytes: &[u8]) -> Result<(), String> {
    replace_file(path, bytes).map_err(|error| cannot_write(path, &error))
}

fn cannot_write(path: &Path, error: &std::io::Error) -> String {
    format!("{} could not be written: {error}", path.display())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_that_is_too_large_is_told_with_its_size() {
        let path = Path::new("runs/a/report.html");
        assert_eq!(too_large(path, PAGE_LIMIT), None);
        let said = too_large(path, 2_700_000).unwrap();
        assert!(
            said.starts_with("runs/a/report.html takes 2.7 MB, more than the 1.5 MB"),
            "{said}"
        );
    }
}
