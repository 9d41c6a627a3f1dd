//! Where `report` writes its page.

use std::io;
use std::path::{Path, PathBuf};

use crate::failure::Failure;
use crate::output_directory::OutputDirectory;

/// Where the page goes, and whether charts go with it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum PagePlace {
    /// A directory of report.html and charts/.
    Directory(PathBuf),
    /// A file of its own, without pictures beside it.
    File(PathBuf),
}

impl PagePlace {
    /// The place that was asked for: what ends in .html is a file.
    ///
    /// # Errors
    /// A file where there is a directory, or one that pictures cannot be saved beside.
    pub(crate) fn of(out: Option<&Path>, default: &Path, png: bool) -> Result<Self, Failure> {
        let Some(out) = out else {
            return Ok(Self::Directory(default.to_owned()));
        };
        let name = out.display();
        let is_page = out
            .extension()
            .is_some_and(|extension| extension.eq_ignore_ascii_case("html"));
        match is_page {
            false => Ok(Self::Directory(out.to_owned())),
            true if png => Err(Failure::Usage(format!(
                "--out {name} is a page alone, and --png saves pictures beside it; give a directory, or leave --png away"
            ))),
            true if out.is_dir() => Err(Failure::Usage(format!(
                "--out {name} names a page, and there is a directory of that name; choose another name"
            ))),
            true => Ok(Self::File(out.to_owned())),
        }
    }

    /// The page itself.
    pub(crate) fn page(&self) -> PathBuf {
        match self {
            Self::Directory(directory) => directory.join("report.html"),
            Self::File(file) => file.clone(),
        }
    }

    /// Where charts go, if they do.
    pub(crate) fn charts(&self) -> Option<PathBuf> {
        match self {
            Self::Directory(directory) => Some(directory.join("charts")),
            Self::File(_) => None,
        }
    }

    /// What was saved, for people.
    pub(crate) fn saved(&self) -> String {
        match self {
            Self::Directory(directory) => format!("saved {}: report.html, charts/", directory.display()),
            Self::File(file) => format!("saved {}", file.display()),
        }
    }

    /// Makes sure that it can be written to.
    ///
    /// # Errors
    /// If not.
    pub(crate) fn probe(&self) -> Result<(), Failure> {
        let directory = match self {
            Self::Directory(directory) => directory,
            Self::File(file) => match file.parent() {
                Some(parent) if !parent.as_os_str().is_empty() => parent,
                _ => Path::new("."),
            },
        };
        OutputDirectory::probe(directory).map_err(|error| unwritable(directory, &error))
    }
}

fn unwritable(place: &Path, error: &io::Error) -> Failure {
    Failure::Unexpected(format!(
        "cannot write the page to {}: {error}; choose another directory with --out DIR, or print only, with --no-save",
        place.display()
    ))
}
