//! A record that was saved, by path or by the name of a baseline.

use std::path::{Path, PathBuf};

use streamgauge_record::{BaselineError, BaselineStore, Document as _, Record};

use crate::failure::Failure;
use crate::notes::Notes;

/// A record and how it was asked for.
#[derive(Clone, Debug)]
pub(crate) struct SavedRecord {
    pub(crate) name: String,
    pub(crate) record: Record,
}

impl SavedRecord {
    /// Loads a record: the file, the directory of a run with its record.json, or the name or commit of a baseline. A path
    /// that is there comes before a name.
    ///
    /// # Errors
    /// If there is neither, or it cannot be read.
    pub(crate) fn load(text: &str, baselines: &BaselineStore) -> Result<Self, Failure> {
        if let Some(path) = file(Path::new(text)) {
            let record = Record::load(path).map_err(|error| Failure::Unexpected(error.to_string()))?;
            return Ok(Self {
                name: text.to_owned(),
                record,
            });
        }
        let found = baselines.find(text).map_err(|error| explained(text, error))?;
        Ok(Self {
            name: found.name,
            record: found.entry.record,
        })
    }
}

/// Warns of a record some runs of which answered wrongly: what is kept of it may look as if all were well.
pub(crate) fn warn_of_wrong_answers(name: &str, record: &Record, notes: Notes) {
    let wrong = record.runs.iter().filter(|run| run.status.wrong_answer).count();
    if wrong > 0 {
        notes.warning(&format!(
            "{wrong} of {} runs of {name} gave wrong answers and are void: they are in none of its figures",
            record.runs.len()
        ));
    }
}

fn file(path: &Path) -> Option<PathBuf> {
    let places = [path.to_owned(), path.join("record.json")];
    places.into_iter().find(|place| place.is_file())
}

/// What is neither a file nor a baseline was meant as one of them.
fn explained(text: &str, error: BaselineError) -> Failure {
    let path = Path::new(text);
    match Failure::from(error) {
        Failure::Usage(_) if path.is_dir() => Failure::Usage(format!(
            "{text}: there is no record.json in this directory; give a record, the directory of one run, or the name of a \
             baseline"
        )),
        Failure::Usage(why) if !why.contains("more than one") => {
            Failure::Usage(format!("there is no file {text}, and {why}"))
        }
        other => other,
    }
}
