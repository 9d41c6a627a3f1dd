//! What can go wrong with case files.

use std::fmt;
use std::io;
use std::path::{Path, PathBuf};

use thiserror::Error;

use crate::Position;
use crate::case::{Found, Positions};

/// A case that cannot be run because its file is not a case. The other cases still run.
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

    /// An error of the field at a path of the file's text.
    pub(crate) fn at(file: &Path, text: &str, field: impl Into<String>, message: impl Into<String>) -> Self {
        let field = field.into();
        Self {
            position: Some(Positions::of(text).at_path(&field)),
            field,
            ..Self::whole(file, message)
        }
    }

    /// An error at a byte of a file that is no text.
    pub(crate) fn at_byte(file: &Path, text: &str, message: impl Into<String>) -> Self {
        Self {
            position: Some(Position::of(text, text.len())),
            ..Self::whole(file, message)
        }
    }

    /// An error of the JSON reader.
    pub(crate) fn json(file: &Path, text: &str, error: &serde_json::Error) -> Self {
        let (line, column) = (error.line(), error.column());
        let whole = error.to_string();
        let suffix = format!(" at line {line} column {column}");
        let message = whole.strip_suffix(&suffix).unwrap_or(&whole);
        let Found { path, position } = place(text, error, message);
        let message = if text.trim().is_empty() {
            "the file is empty; expected a case".to_owned()
        } else if error.is_eof() {
            format!("{message}: the file is cut off; expected a whole case")
        } else {
            message.to_owned()
        };
        Self {
            position: Some(position),
            field: path,
            ..Self::whole(file, message)
        }
    }
}

/// The field that the JSON reader complains about. It knows the byte that it has read last.
fn place(text: &str, error: &serde_json::Error, message: &str) -> Found {
    let line_start = text
        .split_inclusive('\n')
        .take(error.line().saturating_sub(1))
        .map(str::len)
        .sum::<usize>();
    let offset = (line_start + error.column()).saturating_sub(1);
    let positions = Positions::of(text);
    let mut found = positions.at_offset(offset);
    if !error.is_data() {
        found.position = Position::of(text, offset.min(text.len()));
        return found;
    }
    let Some(word) = named(message) else {
        return found;
    };
    if message.starts_with("missing field") {
        found.path = join(&found.path, word);
    } else if message.starts_with("unknown field") || message.starts_with("duplicate field") {
        // The reader stands behind the name, or at the end of an object that it had to read as a whole.
        if found.path != word && !found.path.ends_with(&format!(".{word}")) {
            found.path = join(&found.path, word);
            found.position = positions.at_path(&found.path);
        }
    } else if let Some(inner) = positions.literal_at(offset, word) {
        found = inner;
    }
    found
}

/// The name or the literal that a message of the JSON reader is about.
fn named(message: &str) -> Option<&str> {
    let quoted = message.split('`').nth(1);
    let plain = || message.strip_prefix("invalid type: ")?.split(", expected").next();
    quoted
        .or_else(plain)
        .map(|word| word.strip_prefix("string ").unwrap_or(word))
}

fn join(path: &str, name: &str) -> String {
    if path.is_empty() {
        name.to_owned()
    } else {
        format!("{path}.{name}")
    }
}

/// What ends a replay before all cases have run.
#[derive(Debug, Error)]
pub enum ReplayError {
    /// The lines cannot be written; a closed pipe reads as [`io::ErrorKind::BrokenPipe`].
    #[error("cannot write the lines: {0}")]
    Output(#[from] io::Error),
}
