//! A file that appears complete or not at all.

use std::fs::File;
use std::path::{Path, PathBuf};

use crate::WorkloadError;

/// A file being written under a temporary name; removed when dropped before [`Destination::finish`].
pub(crate) struct Destination {
    path: PathBuf,
    /// `None` for devices and pipes, which cannot be replaced, and after the end.
    temporary: Option<PathBuf>,
    file: File,
}

impl Destination {
    /// Opens a temporary file beside `path`.
    pub(crate) fn create(path: &Path) -> Result<Self, WorkloadError> {
        let special = path
            .metadata()
            .is_ok_and(|meta| !meta.is_file() && !meta.is_dir());
        if special {
            let file = File::options()
                .write(true)
                .open(path)
                .map_err(|e| failed(path, e))?;
            return Ok(Self {
                path: path.to_owned(),
                temporary: None,
                file,
            });
        }
        let Some(name) = path.file_name().filter(|_| !path.is_dir()) else {
            let is_directory = std::io::Error::from(std::io::ErrorKind::IsADirectory);
            return Err(failed(path, is_directory));
        };
        // Hidden, and with the process in its name: two runs must not write into each other's file.
        let mut hidden = std::ffi::OsString::from(".");
        hidden.push(name);
        hidden.push(format!(".{}.tmp", std::process::id()));
        let temporary = path.with_file_name(hidden);
        Ok(Self {
            path: path.to_owned(),
            file: File::create(&temporary).map_err(|e| failed(path, e))?,
            temporary: Some(temporary),
        })
    }

    /// Where to write.
    pub(crate) const fn file(&mut self) -> &mut File {
        &mut self.file
    }

    /// Puts everything on disk and gives the file its name.
    pub(crate) fn finish(mut self) -> Result<(), WorkloadError> {
        let Some(temporary) = self.temporary.as_deref() else {
            return Ok(());
        };
        self.file.sync_all().map_err(|e| failed(&self.path, e))?;
        std::fs::rename(temporary, &self.path).map_err(|e| failed(&self.path, e))?;
        self.temporary = None;
        Ok(())
    }
}

impl Drop for Destination {
    fn drop(&mut self) {
        if let Some(temporary) = &self.temporary {
            // Nothing more can be done about a temporary file that will not go.
            let _ = std::fs::remove_file(temporary);
        }
    }
}

fn failed(path: &Path, source: std::io::Error) -> WorkloadError {
    WorkloadError::Io {
        doing: "write",
        path: path.to_owned(),
        source,
    }
}
