//! What is measured, kept line by line until the whole is saved.

use std::fs::{self, File};
use std::io::Write as _;
use std::path::PathBuf;

use streamgauge_record::{Document, GrowthPoint, Run, Trial};

use crate::notes::Notes;
use crate::output_directory::OutputDirectory;

/// A file of JSON lines beside the directories of finished documents: a search, a frontier or a growth is one document, saved
/// when it ends, and a crash before that must not cost hours. It is removed once the document is saved.
#[derive(Debug)]
pub(crate) struct Journal {
    /// Where it is, and the file; none where nothing is saved, or once it cannot be written.
    open: Option<(PathBuf, File)>,
    notes: Notes,
}

impl Journal {
    /// A new file for a document of the kind `D` that began at `created`. A file that cannot be made is told of, and
    /// measuring goes on.
    pub(crate) fn of<D: Document>(directory: Option<&OutputDirectory>, created: &str, notes: Notes) -> Self {
        let name = format!(
            ".{}-{}-{}.jsonl",
            D::SCHEMA,
            created.replace([':', '-'], ""),
            std::process::id()
        );
        let path = directory.map(|directory| directory.root().join(name));
        let opened = path.and_then(|path| match File::create(&path) {
            Ok(file) => Some((path, file)),
            Err(error) => {
                notes.warning(&format!(
                    "cannot keep what is measured in {}: {error}",
                    path.display()
                ));
                None
            }
        });
        Self { open: opened, notes }
    }

    /// Keeps a trial.
    pub(crate) fn trial(&mut self, trial: &Trial) {
        self.add(serde_json::to_string(trial));
    }

    /// Keeps a run.
    pub(crate) fn run(&mut self, run: &Run) {
        self.add(serde_json::to_string(run));
    }

    /// Keeps a point with the trial that was made of it.
    pub(crate) fn growth(&mut self, point: &GrowthPoint) {
        self.add(serde_json::to_string(point));
    }

    fn add(&mut self, line: serde_json::Result<String>) {
        let Some((path, file)) = &mut self.open else {
            return;
        };
        let written = line
            .map_err(std::io::Error::from)
            .and_then(|line| file.write_all(format!("{line}\n").as_bytes()));
        if let Err(error) = written {
            self.notes.warning(&format!(
                "cannot keep what is measured in {}: {error}; it is kept in memory until the end",
                path.display()
            ));
            self.open = None;
        }
    }

    /// Says where the file is, if there is one: what was measured before a failure is in it.
    pub(crate) fn tell(&self) {
        if let Some((path, _)) = &self.open {
            self.notes.important(&format!(
                "what was measured until then is kept in {}, a JSON object in each line",
                path.display()
            ));
        }
    }

    /// Removes the file: the document is saved, or there is nothing in it.
    pub(crate) fn discard(self) {
        if let Some((path, _)) = self.open {
            // A file that stays behind does no harm.
            let _ = fs::remove_file(path);
        }
    }
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use streamgauge_record::SearchRecord;
    use streamgauge_runner::{EngineChoice, broken_run};
    use streamgauge_workloads::query;

    use super::*;
    use crate::talk::Volume;

    fn files(root: &Path) -> Vec<String> {
        let entries = fs::read_dir(root).unwrap();
        entries
            .map(|entry| fs::read_to_string(entry.unwrap().path()).unwrap())
            .collect()
    }

    #[test]
    fn what_is_kept_stands_in_a_file_until_it_is_discarded() {
        let root = tempfile::tempdir().unwrap();
        let directory = OutputDirectory::prepare(root.path()).unwrap();
        let mut journal = Journal::of::<SearchRecord>(
            Some(&directory),
            "2026-01-01T00:00:00Z",
            Notes::new(Volume::Quiet),
        );
        let slot = streamgauge_record::Slot {
            arm: "arm".to_owned(),
            query: "movie-tumbling".to_owned(),
            repeat: 0,
        };
        let run = broken_run(
            &query("movie-tumbling").unwrap(),
            &EngineChoice::Null,
            &slot,
            0,
            "planted".to_owned(),
        );
        journal.run(&run);
        journal.run(&run);
        let kept = files(root.path());
        assert_eq!(kept.len(), 1);
        let runs: Vec<Run> = kept[0]
            .lines()
            .map(|line| serde_json::from_str(line).unwrap())
            .collect();
        assert_eq!(runs, [run.clone(), run]);
        journal.discard();
        assert!(files(root.path()).is_empty());
    }
}
