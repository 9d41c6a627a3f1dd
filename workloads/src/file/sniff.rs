//! Recognising the format of a file.

use std::path::Path;

use super::field::quote;
use super::lines::Lines;
use super::parquet_file;
use crate::{FileFormat, WorkloadError};

/// The format of a file, by how it begins (its first bytes, its first line that is not empty), else by its name.
pub(crate) fn format(path: &Path) -> Result<FileFormat, WorkloadError> {
    if parquet_file::is_parquet(path)? {
        return parquet_file::format(path);
    }
    let mut lines = Lines::open(path)?;
    while lines.advance()? {
        let line = lines.text();
        if line.is_empty() {
            continue;
        }
        return by_content(line)
            .or_else(|| by_name(path))
            .ok_or_else(|| WorkloadError::UnknownFormat {
                path: path.to_owned(),
                found: quote(line),
                known: FileFormat::NAMES.join(", "),
            });
    }
    Err(WorkloadError::EmptyFile {
        path: path.to_owned(),
    })
}

fn by_content(line: &[u8]) -> Option<FileFormat> {
    let has = |part: &[u8]| {
        line.windows(part.len())
            .any(|window| window.eq_ignore_ascii_case(part))
    };
    if line.starts_with(b"{") {
        Some(FileFormat::JsonLines)
    } else if has(b"movieid,") {
        Some(FileFormat::MovieLensCsv)
    } else if has(b"user_id") && has(b",") {
        Some(FileFormat::Csv)
    } else if has(b"::") && !has(b",") {
        Some(FileFormat::MovieLensDat)
    } else if line.iter().filter(|byte| **byte == b'\t').count() == 3 {
        Some(FileFormat::MovieLensTabs)
    } else {
        None
    }
}

fn by_name(path: &Path) -> Option<FileFormat> {
    let extension = path.extension()?.to_str()?.to_ascii_lowercase();
    match extension.as_str() {
        "jsonl" | "ndjson" | "json" => Some(FileFormat::JsonLines),
        "dat" => Some(FileFormat::MovieLensDat),
        "data" => Some(FileFormat::MovieLensTabs),
        "csv" => Some(FileFormat::Csv),
        "parquet" => Some(FileFormat::Parquet),
        _ => None,
    }
}
