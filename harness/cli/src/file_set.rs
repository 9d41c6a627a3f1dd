//! Files that come together or not at all.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use tempfile::TempDir;

/// What went wrong, and with which file or directory.
#[derive(Debug)]
pub(crate) struct Fault {
    pub(crate) path: PathBuf,
    pub(crate) error: io::Error,
}

/// A directory whose new files lie aside until all of them are there.
pub(crate) struct FileSet {
    directory: PathBuf,
    /// Directories that were missing, the innermost first.
    created: Vec<PathBuf>,
}

/// A file that is in its place.
struct Put {
    place: PathBuf,
    /// Where the file lies that was there before.
    earlier: Option<PathBuf>,
}

impl FileSet {
    /// Has `write` fill a directory, and moves what is in it to `directory`, in the place of files of the same names. After an
    /// error everything is as it was before: what was replaced is back, and no directory is left that was missing.
    ///
    /// # Errors
    /// What could not be created, written or put in its place.
    pub(crate) fn put(
        directory: &Path,
        write: impl FnOnce(&Path) -> io::Result<()>,
    ) -> Result<Vec<PathBuf>, Fault> {
        let is_missing = |path: &&Path| !path.as_os_str().is_empty() && !path.exists();
        let set = Self {
            created: directory
                .ancestors()
                .take_while(is_missing)
                .map(Path::to_owned)
                .collect(),
            directory: directory.to_owned(),
        };
        let put = set.fill(write);
        if put.is_err() {
            // What somebody else has put something into by now stays.
            let _ = set.created.iter().try_for_each(fs::remove_dir);
        }
        put
    }

    fn fill(&self, write: impl FnOnce(&Path) -> io::Result<()>) -> Result<Vec<PathBuf>, Fault> {
        let wrong = |error| fault(&self.directory, error);
        fs::create_dir_all(&self.directory).map_err(wrong)?;
        let (new, earlier) = (self.aside().map_err(wrong)?, self.aside().map_err(wrong)?);
        write(new.path()).map_err(wrong)?;
        let files = settled(new.path()).map_err(wrong)?;
        let mut put = Vec::new();
        for file in &files {
            if let Err(fault) = self.replace(file, earlier.path(), &mut put) {
                put.iter().rev().for_each(Put::undo);
                return Err(fault);
            }
        }
        Ok(put.into_iter().map(|put| put.place).collect())
    }

    /// On the same file system, so that files can be moved from it.
    fn aside(&self) -> io::Result<TempDir> {
        tempfile::Builder::new()
            .prefix(".streamgauge-")
            .tempdir_in(&self.directory)
    }

    fn replace(&self, file: &Path, earlier: &Path, put: &mut Vec<Put>) -> Result<(), Fault> {
        let name = file.file_name().unwrap_or_default();
        let (place, kept) = (self.directory.join(name), earlier.join(name));
        let wrong = |error| fault(&place, error);
        // A directory is not moved out of the way: that a file cannot replace it is the error.
        let is_file = fs::symlink_metadata(&place).is_ok_and(|found| !found.is_dir());
        if is_file {
            fs::rename(&place, &kept).map_err(wrong)?;
        }
        put.push(Put {
            place: place.clone(),
            earlier: is_file.then_some(kept),
        });
        fs::rename(file, &place).map_err(wrong)
    }
}

impl Put {
    /// As far as the file system lets it.
    fn undo(&self) {
        let _ = match &self.earlier {
            Some(earlier) => fs::rename(earlier, &self.place),
            None => fs::remove_file(&self.place),
        };
    }
}

fn fault(path: &Path, error: io::Error) -> Fault {
    Fault {
        path: path.to_owned(),
        error,
    }
}

/// The files of a directory in order, all of them on the disk: some file systems say only then that it is full.
fn settled(directory: &Path) -> io::Result<Vec<PathBuf>> {
    let entries: Vec<fs::DirEntry> = fs::read_dir(directory)?.collect::<io::Result<_>>()?;
    let mut files: Vec<PathBuf> = entries.iter().map(fs::DirEntry::path).collect();
    files.sort();
    for file in &files {
        fs::OpenOptions::new().append(true).open(file)?.sync_all()?;
    }
    Ok(files)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn three(directory: &Path) -> io::Result<()> {
        ["a", "b", "c"]
            .iter()
            .try_for_each(|name| fs::write(directory.join(name), "new"))
    }

    /// Name and content; of a directory the name.
    fn content(directory: &Path) -> Vec<(String, String)> {
        let entries = fs::read_dir(directory).unwrap().map(Result::unwrap);
        let mut found: Vec<_> = entries
            .map(|entry| {
                let name = entry.file_name().to_string_lossy().into_owned();
                (name, fs::read_to_string(entry.path()).unwrap_or_default())
            })
            .collect();
        found.sort();
        found
    }

    fn named(all: &[(&str, &str)]) -> Vec<(String, String)> {
        let owned = all.iter().map(|(name, text)| ((*name).into(), (*text).into()));
        owned.collect()
    }

    #[test]
    fn all_files_come_to_their_places_beside_what_is_there() {
        let place = tempfile::tempdir().unwrap();
        fs::write(place.path().join("b"), "old").unwrap();
        fs::write(place.path().join("other"), "old").unwrap();
        let put = FileSet::put(place.path(), three).unwrap();
        assert_eq!(put.len(), 3);
        let expected = named(&[("a", "new"), ("b", "new"), ("c", "new"), ("other", "old")]);
        assert_eq!(content(place.path()), expected);
    }

    #[test]
    fn if_one_cannot_be_put_in_its_place_those_before_it_are_taken_back() {
        let place = tempfile::tempdir().unwrap();
        fs::write(place.path().join("b"), "old").unwrap();
        fs::create_dir(place.path().join("c")).unwrap();
        let fault = FileSet::put(place.path(), three).unwrap_err();
        assert_eq!(fault.path, place.path().join("c"));
        assert_eq!(content(place.path()), named(&[("b", "old"), ("c", "")]));
    }

    #[test]
    fn a_directory_that_was_missing_is_missing_again_after_an_error() {
        let place = tempfile::tempdir().unwrap();
        let full = |directory: &Path| {
            fs::write(directory.join("a"), "half")?;
            Err(io::Error::from(io::ErrorKind::StorageFull))
        };
        let fault = FileSet::put(&place.path().join("x/y"), full).unwrap_err();
        assert_eq!(fault.error.kind(), io::ErrorKind::StorageFull);
        assert_eq!(content(place.path()), []);
    }
}
