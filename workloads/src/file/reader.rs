//! The ratings of one file or of the files of a directory.

use std::collections::VecDeque;
use std::path::{Path, PathBuf};

use super::csv_events::CsvEvents;
use super::inputs::inputs;
use super::lines::Lines;
use super::parquet_events::ParquetEvents;
use super::{Rating, json_events, movielens_line, sniff};
use crate::{FileFormat, FileOptions, WorkloadError};

/// Ratings in the order of the file.
pub(crate) struct RatingReader {
    format: FileFormat,
    files: VecDeque<PathBuf>,
    file: Option<OpenFile>,
    skip_bad_lines: bool,
    skipped: Skipped,
}

/// Lines that were passed over because they are not ratings.
#[derive(Clone, Debug, Default)]
pub(crate) struct Skipped {
    /// How many.
    pub(crate) lines: u64,
    /// What is wrong with the first of them.
    pub(crate) first: Option<String>,
}

impl Skipped {
    fn note(&mut self, error: &WorkloadError) {
        self.lines += 1;
        self.first.get_or_insert_with(|| error.to_string());
    }
}

enum OpenFile {
    Lines(Lines),
    Csv(Box<CsvEvents>),
    Parquet(Box<ParquetEvents>),
}

impl RatingReader {
    /// Finds out files and format; nothing but the first line (of Parquet: the footer) is read yet.
    pub(crate) fn open(options: &FileOptions) -> Result<Self, WorkloadError> {
        let files = inputs(&options.path)?;
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
            skipped: Skipped::default(),
        })
    }

    /// The format of the files.
    pub(crate) const fn format(&self) -> FileFormat {
        self.format
    }

    /// Lines passed over so far.
    pub(crate) const fn skipped(&self) -> &Skipped {
        &self.skipped
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
                Some(Err(error)) if self.skip_bad_lines => self.skipped.note(&error),
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
            FileFormat::Parquet | FileFormat::MovieLensParquet => {
                Self::Parquet(Box::new(ParquetEvents::open(path, format)?))
            }
            _ => Self::Lines(Lines::open(path)?),
        })
    }

    /// The next row, or the next line that is not empty.
    fn next(&mut self, format: FileFormat) -> Result<Option<Result<Rating, WorkloadError>>, WorkloadError> {
        let lines = match self {
            Self::Csv(csv) => return csv.next(),
            Self::Parquet(parquet) => return parquet.next(),
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
