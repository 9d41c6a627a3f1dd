//! What can go wrong with case files.

use std::fmt;
use std::io;
use std::path::{Path, PathBuf};

use thiserror::Error;

use crate::Position;
use crate::case::{Positions, token_end};
use crate::excerpt::excerpt;

/// Something at a place of a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CaseError {
    /// The file.
    pub file: PathBuf,
    /// Where in the file, if it could be read.
    pub position: Option<Position>,
    /// The field, as a path such as `steps[2].batch[0].seq`; empty for the whole file.
    pub field: String,
    /// What was found there and what is expected.
    pub message: String,
}

impl std::error::Error for CaseError {}

/// `file:line:column: field: message`, as compilers do it.
impl fmt::Display for CaseError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:", self.file.display())?;
        if let Some(Position { line, column }) = self.position {
            write!(f, "{line}:{column}:")?;
        }
        if !self.field.is_empty() {
            write!(f, " {}:", self.field)?;
        }
        write!(f, " {}", self.message)
    }
}

impl CaseError {
    /// An error of a file or a directory as a whole.
    pub(crate) fn whole(file: impl Into<PathBuf>, message: impl Into<String>) -> Self {
        Self {
            file: file.into(),
            position: None,
            field: String::new(),
            message: message.into(),
        }
    }

    /// An error at a byte of a file that is no text.
    pub(crate) fn at_byte(file: &Path, text: &str, message: impl Into<String>) -> Self {
        Self {
            position: Some(Position::of(text, text.len())),
            ..Self::whole(file, message)
        }
    }

    /// An error of the JSON reader, which knows the byte that it has read last.
    pub(crate) fn no_json(file: &Path, text: &str, error: &serde_json::Error) -> Self {
        let line_start: usize = text
            .split_inclusive('\n')
            .take(error.line().saturating_sub(1))
            .map(str::len)
            .sum();
        let offset = (line_start + error.column()).saturating_sub(1);
        Self {
            position: Some(Position::of(text, offset.min(text.len()))),
            field: Positions::of(text).at_offset(offset).path,
            ..Self::whole(file, what_is_no_json(text, offset, error))
        }
    }
}

/// What is wrong with a text that is no JSON.
fn what_is_no_json(text: &str, offset: usize, error: &serde_json::Error) -> String {
    let begin = text.len() - text.trim_start().len();
    if text.trim().is_empty() {
        return "the file is empty; expected a case".to_owned();
    }
    if text.starts_with('\u{feff}') {
        return "begins with a byte order mark; expected a case in UTF-8 without one".to_owned();
    }
    if offset <= begin {
        return format!(
            "is no JSON, it begins with `{}`; expected a case",
            excerpt(text.trim_start(), 16)
        );
    }
    if error.is_eof() {
        return "the file is cut off; expected a whole case".to_owned();
    }
    let whole = error.to_string();
    let said = whole.split(" at line ").next().unwrap_or_default();
    let wrong = match said {
        "expected value" => "expected a value",
        "trailing characters" => "expected nothing behind the case",
        "key must be a string" => "expected a name in quotation marks",
        other => other,
    };
    let found = text
        .get(offset..token_end(text, offset.min(text.len() - 1)))
        .unwrap_or_default();
    format!("no JSON: found `{}`, {wrong}", excerpt(found, 40))
}

/// What ends a replay before all cases have run.
#[derive(Debug, Error)]
pub enum ReplayError {
    /// The lines cannot be written; a closed pipe reads as [`io::ErrorKind::BrokenPipe`].
    #[error("cannot write the lines: {0}")]
    Output(#[from] io::Error),
}
