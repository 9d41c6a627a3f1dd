//! What can go wrong with case files.

use std::io;
use std::path::PathBuf;

use thiserror::Error;

/// A case that cannot be run because its file is not a case. The other cases still run.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("{}: {place}: {message}", file.display())]
pub struct CaseError {
    /// The file.
    pub file: PathBuf,
    /// Where in the file: a JSON path, or line and column.
    pub place: String,
    /// What was found there and what is expected.
    pub message: String,
}

impl CaseError {
    /// An error at a JSON path of a file that is read already.
    pub(crate) fn at(file: impl Into<PathBuf>, place: impl Into<String>, message: impl Into<String>) -> Self {
        Self {
            file: file.into(),
            place: place.into(),
            message: message.into(),
        }
    }

    /// An error of the JSON reader, which knows line and column.
    pub(crate) fn json(file: impl Into<PathBuf>, error: &serde_json::Error) -> Self {
        let (line, column) = (error.line(), error.column());
        let text = error.to_string();
        let suffix = format!(" at line {line} column {column}");
        let message = text.strip_suffix(&suffix).unwrap_or(&text);
        let message = if error.is_eof() {
            format!("{message}: the file is cut off; expected a whole case")
        } else {
            message.to_owned()
        };
        Self::at(file, format!("line {line}, column {column}"), message)
    }
}

/// What ends a replay before all cases have run.
#[derive(Debug, Error)]
pub enum ReplayError {
    /// The lines cannot be written; a closed pipe reads as [`io::ErrorKind::BrokenPipe`].
    #[error("cannot write the lines: {0}")]
    Output(#[from] io::Error),
}
