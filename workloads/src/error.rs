//! What can go wrong between a scenario and its arrivals.

use std::path::PathBuf;

/// Why a scenario, a query name, a file to read or a file to write was refused.
///
/// Every message names the thing, the value found and what would be right.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum WorkloadError {
    /// An option has a value that cannot work.
    #[error("{option} {value}: {problem}")]
    Option {
        /// The option, as the command line words it.
        option: &'static str,
        /// The value given.
        value: String,
        /// What is wrong and what would be right.
        problem: String,
    },
    /// A scenario, query, format or law of that name does not exist.
    #[error("there is no {what} named '{name}'{hint}; known: {known}")]
    UnknownName {
        /// What was looked up, such as "query".
        what: &'static str,
        /// The name given.
        name: String,
        /// "; did you mean 'x'?" where a name is near, empty otherwise.
        hint: String,
        /// All names, separated by commas.
        known: String,
    },
    /// A line of an input file is not a rating.
    #[error("{}, line {line}: expected {expected}, found {found}", path.display())]
    BadLine {
        /// The file.
        path: PathBuf,
        /// The line, from 1.
        line: u64,
        /// What would be right there.
        expected: String,
        /// What is there.
        found: String,
    },
    /// A row of an input file that has columns is not a rating.
    #[error("{}, row {row}: expected {expected}, found {found}", path.display())]
    BadRow {
        /// The file.
        path: PathBuf,
        /// The row, from 1.
        row: u64,
        /// What would be right there.
        expected: String,
        /// What is there.
        found: String,
    },
    /// A column of an input file is not there, or cannot hold what it should.
    #[error("{}: the column {column} is {found}; write it as {wanted}", path.display())]
    BadColumn {
        /// The file.
        path: PathBuf,
        /// The name of the column.
        column: &'static str,
        /// Its type, or what there is instead.
        found: String,
        /// The types that can be read.
        wanted: &'static str,
    },
    /// An input file contradicts itself, ends too early, or is of a kind that cannot be read.
    #[error("{} cannot be read as Parquet: {problem}; write it anew (compressed, if at all, with Snappy or gzip)", path.display())]
    UnreadableFile {
        /// The file.
        path: PathBuf,
        /// What was found.
        problem: String,
    },
    /// An input file holds no rating at all.
    #[error("{} holds no ratings; give a file with at least one", path.display())]
    EmptyFile {
        /// The file.
        path: PathBuf,
    },
    /// An input file holds nothing but lines that are not ratings.
    #[error("{} holds no ratings: all of its {skipped} lines were skipped; the first problem: {first}", path.display())]
    OnlyBadLines {
        /// The file.
        path: PathBuf,
        /// How many lines were skipped.
        skipped: u64,
        /// What is wrong with the first of them.
        first: String,
    },
    /// An input directory holds no file that may hold ratings.
    #[error("{} holds no file of ratings; of a directory, files that end in {known} are read", path.display())]
    NoKnownFile {
        /// The directory.
        path: PathBuf,
        /// The endings, separated by commas.
        known: String,
    },
    /// An input is a pipe or a device.
    #[error("{} is not a regular file; it is read more than once, save it to a file first", path.display())]
    NotRegular {
        /// The input.
        path: PathBuf,
    },
    /// The format of an input file cannot be recognised.
    #[error("{} is in no format known here (it begins with {found}); name one with --format: {known}", path.display())]
    UnknownFormat {
        /// The file.
        path: PathBuf,
        /// How it begins.
        found: String,
        /// The formats, separated by commas.
        known: String,
    },
    /// The operating system refused to read or write.
    #[error("cannot {doing} {}: {source}", path.display())]
    Io {
        /// What was tried, such as "read".
        doing: &'static str,
        /// The file or directory.
        path: PathBuf,
        /// What the operating system said.
        source: std::io::Error,
    },
}

impl WorkloadError {
    /// An option with a value that cannot work.
    #[expect(
        clippy::needless_pass_by_value,
        reason = "numbers and texts alike, without & at every caller"
    )]
    pub(crate) fn option(option: &'static str, value: impl ToString, problem: impl Into<String>) -> Self {
        Self::Option {
            option,
            value: value.to_string(),
            problem: problem.into(),
        }
    }

    /// Whether the reader at the other end of a pipe has gone: the usual end of `streamgauge generate | head`.
    #[must_use]
    pub fn is_closed_pipe(&self) -> bool {
        matches!(self, Self::Io { source, .. } if source.kind() == std::io::ErrorKind::BrokenPipe)
    }
}
