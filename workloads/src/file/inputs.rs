//! Which files are read.

use std::collections::VecDeque;
use std::path::{Path, PathBuf};

use super::lines::io_error;
use crate::WorkloadError;

/// How names of files end that are read from a directory.
const KNOWN: [&str; 7] = ["csv", "dat", "data", "jsonl", "json", "ndjson", "parquet"];

/// The file itself, or the files of a directory whose names end as those of ratings do, in the order of their names;
/// hidden ones are left out.
///
/// # Errors
/// What is not there; pipes and devices, which can be read only once and would be waited for; directories without such
/// files.
pub(crate) fn inputs(path: &Path) -> Result<VecDeque<PathBuf>, WorkloadError> {
    let kind = match path.metadata() {
        Ok(meta) => meta.file_type(),
        Err(_) if path.as_os_str() == "-" => return Err(not_regular(path)),
        Err(source) => return Err(io_error("read", path, source)),
    };
    if kind.is_dir() {
        return of_directory(path);
    }
    if kind.is_file() {
        Ok(VecDeque::from([path.to_owned()]))
    } else {
        Err(not_regular(path))
    }
}

fn of_directory(path: &Path) -> Result<VecDeque<PathBuf>, WorkloadError> {
    let failed = |source| io_error("read", path, source);
    let mut found = Vec::new();
    for entry in path.read_dir().map_err(failed)? {
        let entry = entry.map_err(failed)?;
        let hidden = entry.file_name().as_encoded_bytes().starts_with(b".");
        if !hidden && is_known(&entry.path()) && entry.path().is_file() {
            found.push(entry.path());
        }
    }
    if found.is_empty() {
        return Err(WorkloadError::NoKnownFile {
            path: path.to_owned(),
            known: KNOWN.map(|ending| format!(".{ending}")).join(", "),
        });
    }
    found.sort();
    Ok(found.into())
}

fn is_known(path: &Path) -> bool {
    let ending = path.extension().and_then(|ending| ending.to_str());
    ending.is_some_and(|ending| KNOWN.iter().any(|known| known.eq_ignore_ascii_case(ending)))
}

fn not_regular(path: &Path) -> WorkloadError {
    WorkloadError::NotRegular {
        path: path.to_owned(),
    }
}
