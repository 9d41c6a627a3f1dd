//! The directory that records go to.

use std::fs;
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use streamgauge_record::{Document as _, Record};

use crate::failure::Failure;

/// A directory that is known to take files.
#[derive(Clone, Debug)]
pub(crate) struct OutputDirectory {
    root: PathBuf,
}

impl OutputDirectory {
    /// The directory, which can be written to.
    ///
    /// # Errors
    /// What the operating system says about it.
    pub(crate) fn prepare(root: &Path) -> Result<Self, Failure> {
        Self::probe(root).map_err(|error| {
            Failure::Unexpected(format!(
                "cannot write to the output directory {}: {error}; nothing was measured. Choose another with --out DIR, \
                 or use --no-save",
                root.display()
            ))
        })?;
        Ok(Self {
            root: root.to_owned(),
        })
    }

    /// Creates the directory if it is missing, and writes a file to it, which is removed again.
    ///
    /// # Errors
    /// What the operating system says about it.
    pub(crate) fn probe(root: &Path) -> io::Result<()> {
        fs::create_dir_all(root)?;
        let path = root.join(format!(".streamgauge-probe-{}", std::process::id()));
        let written = fs::File::create(&path).and_then(|mut file| {
            file.write_all(b"can this be written to?\n")?;
            file.sync_all()
        });
        let removed = fs::remove_file(&path);
        written.and(removed)
    }

    /// The directory itself.
    pub(crate) fn root(&self) -> &Path {
        &self.root
    }

    /// A directory for this record: named like it, and numbered if another record has that name.
    ///
    /// # Errors
    /// What the operating system says.
    pub(crate) fn for_record(&self, record: &Record) -> io::Result<PathBuf> {
        self.for_document(&record.id, "record.json", &record.to_json().unwrap_or_default())
    }

    /// A directory for a document named `id` that is the file `file` with the content `text`.
    ///
    /// # Errors
    /// What the operating system says.
    pub(crate) fn for_document(&self, id: &str, file: &str, text: &str) -> io::Result<PathBuf> {
        for number in 1..=u32::MAX {
            let name = if number == 1 {
                id.to_owned()
            } else {
                format!("{id}-{number}")
            };
            let directory = self.root.join(name);
            match fs::create_dir(&directory) {
                Ok(()) => return Ok(directory),
                Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {
                    // The same document again, as simulated ones are: write it over itself.
                    if fs::read(directory.join(file)).is_ok_and(|bytes| bytes == text.as_bytes()) {
                        return Ok(directory);
                    }
                }
                Err(error) => return Err(error),
            }
        }
        Err(io::ErrorKind::AlreadyExists.into())
    }
}
