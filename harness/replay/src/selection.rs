//! From paths to case files.

use std::collections::HashSet;
use std::io;
use std::path::{Path, PathBuf};

use crate::{CaseError, NotACase};

/// The case files that `paths` stand for, in their order; a directory stands for all `*.json` below it, sorted.
/// A file that is reached twice is one file. What cannot be read, and a directory without cases, is an error beside
/// the others.
pub fn case_files(paths: &[PathBuf]) -> (Vec<PathBuf>, Vec<NotACase>) {
    let (mut files, mut errors) = (Vec::new(), Vec::new());
    for path in paths {
        if !path.is_dir() {
            files.push(path.clone());
            continue;
        }
        let mut below = Vec::new();
        match collect(path, &mut below) {
            Ok(()) if below.is_empty() => {
                let message = "the directory holds no *.json; expected case files";
                errors.push(CaseError::whole(path, message).into());
            }
            Ok(()) => {}
            Err(error) => errors.push(error.into()),
        }
        below.sort();
        files.append(&mut below);
    }
    let mut reached = HashSet::new();
    files.retain(|file| reached.insert(file.canonicalize().unwrap_or_else(|_| file.clone())));
    (files, errors)
}

/// Adds all case files below `directory`. Links to directories are not followed, so there are no circles.
fn collect(directory: &Path, files: &mut Vec<PathBuf>) -> Result<(), CaseError> {
    let unreadable =
        |cause: io::Error| CaseError::whole(directory, format!("the directory cannot be read: {cause}"));
    for entry in std::fs::read_dir(directory).map_err(unreadable)? {
        let entry = entry.map_err(unreadable)?;
        let path = entry.path();
        if entry.file_type().map_err(unreadable)?.is_dir() {
            collect(&path, files)?;
        } else if path.extension().is_some_and(|extension| extension == "json") {
            files.push(path);
        }
    }
    Ok(())
}
