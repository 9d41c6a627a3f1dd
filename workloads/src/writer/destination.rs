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

    /// Puts everything on disk and gives the file its name, unless a file has it already.
    ///
    /// # Errors
    /// What the operating system reports; `AlreadyExists` where the name is taken.
    pub(crate) fn finish_new(mut self) -> Result<(), WorkloadError> {
        let Some(temporary) = self.temporary.take() else {
            return Err(failed(&self.path, std::io::ErrorKind::AlreadyExists.into()));
        };
        let published = self
            .file
            .sync_all()
            .and_then(|()| publish_new(&temporary, &self.path));
        let _ = std::fs::remove_file(&temporary);
        published.map_err(|e| failed(&self.path, e))
    }

    /// Puts everything on disk and gives the file its name, in place of whatever has it.
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

/// Gives a file its name if nobody has it. A link does that in one step, where there are links.
fn publish_new(temporary: &Path, path: &Path) -> std::io::Result<()> {
    use std::io::ErrorKind::{AlreadyExists, PermissionDenied, Unsupported};
    match std::fs::hard_link(temporary, path) {
        Err(error) if matches!(error.kind(), PermissionDenied | Unsupported) => {
            if path.symlink_metadata().is_ok() {
                return Err(AlreadyExists.into());
            }
            std::fs::rename(temporary, path)
        }
        linked => linked,
    }
}

fn failed(path: &Path, source: std::io::Error) -> WorkloadError {
    WorkloadError::Io {
        doing: "write",
        path: path.to_owned(),
        source,
    }
}
