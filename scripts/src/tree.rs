//! The files of the repository.

use std::fs;
use std::path::{Path, PathBuf};

use crate::Source;

/// Directories that hold no sources: build output, measurements, version control.
const PASSED_OVER: [&str; 3] = ["target", "runs", ".git"];

/// The files of a repository, found by walking it.
#[derive(Clone, Debug)]
pub struct Tree {
    root: PathBuf,
    files: Vec<String>,
}

impl Tree {
    /// The repository that this crate lies in.
    ///
    /// # Panics
    /// If it cannot be read: then no rule can be checked.
    #[must_use]
    pub fn here() -> Self {
        let crate_root = Path::new(env!("CARGO_MANIFEST_DIR"));
        let root = crate_root
            .parent()
            .expect("the crate lies in a directory of the repository");
        Self::of(root)
    }

    /// The repository at `root`.
    ///
    /// # Panics
    /// If a directory cannot be read.
    #[must_use]
    pub fn of(root: &Path) -> Self {
        let mut files = Vec::new();
        walk(root, "", &mut files);
        files.sort_unstable();
        Self {
            root: root.to_owned(),
            files,
        }
    }

    /// The path on disk of a path relative to the root.
    #[must_use]
    pub fn at(&self, path: &str) -> PathBuf {
        self.root.join(path)
    }

    /// All paths, relative to the root, sorted.
    pub fn paths(&self) -> impl Iterator<Item = &str> {
        self.files.iter().map(String::as_str)
    }

    /// One file.
    ///
    /// # Panics
    /// If it is missing or no text.
    #[must_use]
    pub fn read(&self, path: &str) -> Source {
        let text = fs::read_to_string(self.at(path)).unwrap_or_else(|error| panic!("{path}: {error}"));
        Source::new(path, text)
    }

    /// All files that are text and whose path satisfies `wanted`.
    #[must_use]
    pub fn sources(&self, wanted: impl Fn(&str) -> bool) -> Vec<Source> {
        let read = |path: &str| Some(Source::new(path, fs::read_to_string(self.at(path)).ok()?));
        self.paths()
            .filter(|path| wanted(path))
            .filter_map(read)
            .collect()
    }
}

fn walk(directory: &Path, prefix: &str, files: &mut Vec<String>) {
    let entries = fs::read_dir(directory).unwrap_or_else(|error| panic!("{}: {error}", directory.display()));
    // What vanishes while we look is not ours to check.
    for entry in entries.flatten() {
        let name = entry.file_name().to_string_lossy().into_owned();
        let Ok(kind) = entry.file_type() else { continue };
        if kind.is_file() {
            files.push(format!("{prefix}{name}"));
        } else if kind.is_dir() && !PASSED_OVER.contains(&name.as_str()) {
            walk(&entry.path(), &format!("{prefix}{name}/"), files);
        }
    }
}
