//! What is particular to ratings from a file.

use std::path::PathBuf;

use crate::WorkloadError;
use crate::suggestion::unknown_name;

/// What is particular to ratings from a file.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FileOptions {
    /// The file, or a directory whose files (.csv, .dat, .data, .jsonl, .json, .ndjson, .parquet) are read in the order
    /// of their names. Pipes are refused: the input is read more than once.
    pub path: PathBuf,
    /// The format; `None`: recognised by how the file begins, else by its name.
    pub format: Option<FileFormat>,
    /// Whether arrivals come at [`crate::Scenario::rate_per_s`] by the arrival law, instead of when their event
    /// time comes.
    pub by_rate: bool,
    /// Whether lines (of Parquet: rows) that are not ratings are counted ([`crate::ArrivalStream::skipped_lines`]) and passed over,
    /// instead of being an error.
    pub skip_bad_lines: bool,
}

/// How ratings are written in a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum FileFormat {
    /// `movielens-csv`: header `userId,movieId,rating,timestamp` (latest, 25M, 32M).
    MovieLensCsv,
    /// `movielens-dat`: `UserID::MovieID::Rating::Timestamp` (1M, 10M).
    MovieLensDat,
    /// `movielens-tabs`: user, movie, rating and timestamp between tabs (100K).
    MovieLensTabs,
    /// `movielens-parquet`: Parquet with the columns of `movielens-csv`.
    MovieLensParquet,
    /// `json-lines`: one object per line with `user_id`, `movie_id`, `rating` and `event_time`.
    JsonLines,
    /// `csv`: the same fields under a header.
    Csv,
    /// `parquet`: the same fields as columns.
    Parquet,
}

impl FileFormat {
    /// The names of all formats.
    pub const NAMES: [&'static str; 7] = [
        "movielens-csv",
        "movielens-dat",
        "movielens-tabs",
        "movielens-parquet",
        "json-lines",
        "csv",
        "parquet",
    ];

    /// All formats, in the order of their names.
    pub const ALL: [Self; 7] = [
        Self::MovieLensCsv,
        Self::MovieLensDat,
        Self::MovieLensTabs,
        Self::MovieLensParquet,
        Self::JsonLines,
        Self::Csv,
        Self::Parquet,
    ];
}

impl std::fmt::Display for FileFormat {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(Self::NAMES[*self as usize])
    }
}

impl std::str::FromStr for FileFormat {
    type Err = WorkloadError;

    fn from_str(name: &str) -> Result<Self, Self::Err> {
        Self::ALL
            .into_iter()
            .find(|format| format.to_string() == name)
            .ok_or_else(|| unknown_name("format", name, Self::NAMES))
    }
}

impl FileOptions {
    /// Adds the options to a list of parameters.
    pub(crate) fn describe(&self, all: &mut Vec<(&str, String)>) {
        all.push(("file", self.path.display().to_string()));
        let format = self
            .format
            .map_or_else(|| "by content".to_owned(), |format| format.to_string());
        all.push(("format", format));
        all.push((
            "pace",
            if self.by_rate { "rate" } else { "event time" }.to_owned(),
        ));
        all.push((
            "bad_lines",
            if self.skip_bad_lines { "skip" } else { "refuse" }.to_owned(),
        ));
    }
}
