//! The ratings of one file or of the files of a directory.

use std::collections::VecDeque;
use std::path::{Path, PathBuf};

use super::csv_events::CsvEvents;
use super::lines::{Lines, io_error};
use super::{Rating, json_events, movielens_line, sniff};
use crate::{FileFormat, FileOptions, WorkloadError};

/// Ratings in the order of the file.
pub(crate) struct RatingReader {
    format: FileFormat,
    files: VecDeque<PathBuf>,
    file: Option<OpenFile>,
    skip_bad_lines: bool,
    skipped: u64,
}

enum OpenFile {
    Lines(Lines),
    Csv(Box<CsvEvents>),
}

impl RatingReader {
    /// Finds out files and format; nothing but the first line is read yet.
    pub(crate) fn open(options: &FileOptions) -> Result<Self, WorkloadError> {
        let files = files(&options.path)?;
        let format = match (options.format, files.front()) {
            (Some(format), _) => format,
            (None, Some(first)) => sniff::format(first)?,
            (None, None) => {
                return Err(WorkloadError::EmptyFile {
                    path: options.path.clone(),
                });
            }
        };
        Ok(Self {
            format,
            files,
            file: None,
            skip_bad_lines: options.skip_bad_lines,
            skipped: 0,
        })
    }

    /// The format of the files.
    pub(crate) const fn format(&self) -> FileFormat {
        self.format
    }

    /// Lines passed over so far.
    pub(crate) const fn skipped_lines(&self) -> u64 {
        self.skipped
    }

    /// The next rating; `None` at the end of the last file.
    pub(crate) fn next(&mut self) -> Result<Option<Rating>, WorkloadError> {
        loop {
            let Some(file) = &mut self.file else {
                let Some(path) = self.files.pop_front() else {
                    return Ok(None);
                };
                self.file = Some(OpenFile::new(&path, self.format)?);
                continue;
            };
            match file.next(self.format)? {
                Some(Ok(rating)) => return Ok(Some(rating)),
                Some(Err(_)) if self.skip_bad_lines => self.skipped += 1,
                Some(Err(error)) => return Err(error),
                None => self.file = None,
            }
        }
    }
}

impl OpenFile {
    fn new(path: &Path, format: FileFormat) -> Result<Self, WorkloadError> {
        Ok(match format {
            FileFormat::Csv => Self::Csv(Box::new(CsvEvents::open(path)?)),
            _ => Self::Lines(Lines::open(path)?),
        })
    }

    /// The next line that is not empty.
    fn next(&mut self, format: FileFormat) -> Result<Option<Result<Rating, WorkloadError>>, WorkloadError> {
        let lines = match self {
            Self::Csv(csv) => return csv.next(),
            Self::Lines(lines) => lines,
        };
        while lines.advance()? {
            let line = lines.text();
            let is_header = lines.number() == 1 && movielens_line::is_header(line);
            if line.is_empty() || (is_header && format == FileFormat::MovieLensCsv) {
                continue;
            }
            let parsed = match format {
                FileFormat::JsonLines => json_events::parse(line),
                _ => movielens_line::parse(format, line),
            };
            return Ok(Some(parsed.map_err(|misread| lines.bad(misread))));
        }
        Ok(None)
    }
}

/// The file itself, or the files of a directory by name; hidden and temporary ones are left out.
fn files(path: &Path) -> Result<VecDeque<PathBuf>, WorkloadError> {
    let failed = |source| io_error("read", path, source);
    if !path.metadata().map_err(failed)?.is_dir() {
        return Ok(VecDeque::from([path.to_owned()]));
    }
    let mut found = Vec::new();
    for entry in path.read_dir().map_err(failed)? {
        let entry = entry.map_err(failed)?;
        let hidden = entry.file_name().as_encoded_bytes().starts_with(b".");
        let temporary = entry
            .path()
            .extension()
            .is_some_and(|extension| extension == "tmp");
        if !hidden && !temporary && entry.path().is_file() {
            found.push(entry.path());
        }
    }
    found.sort();
    Ok(found.into())
}
