//! A file of a history, as far as it can be read.

use std::fmt;
use std::path::PathBuf;

use serde::Deserialize;

use crate::{Annotation, Document as _, HistoryEntry, HistoryLine, HistoryRecord, VERSION};

/// What a file of a history holds.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct HistoryFile {
    /// The file.
    pub path: PathBuf,
    /// The records, in order of their dates, each once.
    pub records: Vec<HistoryRecord>,
    /// What is said about them, in order of the lines.
    pub annotations: Vec<Annotation>,
    /// Lines that say nothing.
    pub broken: Vec<BrokenLine>,
}

/// A line of a history that cannot be read. The others can.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BrokenLine {
    /// The file.
    pub path: PathBuf,
    /// Its number, from 1.
    pub line: usize,
    /// What is wrong with it.
    pub why: String,
}

impl fmt::Display for BrokenLine {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}:{}: {}", self.path.display(), self.line, self.why)
    }
}

impl HistoryFile {
    /// The name of the class of machines: that of the file.
    #[must_use]
    pub fn class(&self) -> String {
        let stem = self.path.file_stem().unwrap_or_default();
        stem.to_string_lossy().into_owned()
    }

    /// What the bytes of a file hold.
    #[must_use]
    pub(crate) fn read(path: PathBuf, bytes: &[u8]) -> Self {
        let mut file = Self {
            path,
            ..Self::default()
        };
        for (number, line) in lines(bytes) {
            match entry(line) {
                Ok(HistoryEntry::Record(record)) if file.holds(&record) => {}
                Ok(HistoryEntry::Record(record)) => file.records.push(*record),
                Ok(HistoryEntry::Annotation(annotation)) => file.annotations.push(annotation),
                Err(why) => file.broken.push(BrokenLine {
                    path: file.path.clone(),
                    line: number,
                    why,
                }),
            }
        }
        // Instants in one form and zone have the order of their texts.
        file.records.sort_by(|one, other| one.date().cmp(other.date()));
        file
    }

    /// Whether it holds the record already.
    #[must_use]
    pub fn holds(&self, record: &HistoryRecord) -> bool {
        self.records.iter().any(|other| other.is_same(record))
    }
}

/// The lines that hold something, with their numbers from 1.
pub(crate) fn lines(bytes: &[u8]) -> impl Iterator<Item = (usize, &[u8])> {
    let lines = (1..).zip(bytes.split(|byte| *byte == b'\n'));
    lines.filter(|(_, line)| !line.trim_ascii().is_empty())
}

/// What a line says.
pub(crate) fn entry(line: &[u8]) -> Result<HistoryEntry, String> {
    let head: Head = serde_json::from_slice(line).map_err(|error| unreadable(&error))?;
    if head.schema != HistoryLine::SCHEMA {
        return Err(format!(
            "its `schema` is `{}`, not `{}`",
            head.schema,
            HistoryLine::SCHEMA
        ));
    }
    if major(&head.version) != major(VERSION) {
        return Err(format!(
            "it has version {}, this build reads up to {VERSION}; open it with a newer streamgauge",
            head.version
        ));
    }
    let line: HistoryLine = serde_json::from_slice(line).map_err(|error| unreadable(&error))?;
    Ok(line.entry)
}

fn unreadable(error: &serde_json::Error) -> String {
    let what = if error.is_eof() {
        "it is cut off".to_owned()
    } else {
        // There is one line, so its number says nothing.
        let text = error.to_string();
        let text = text.split(" at line ").next().unwrap_or_default();
        format!("it is no line of a history ({text}, column {})", error.column())
    };
    format!("{what}; remove the line, and add the record again")
}

fn major(version: &str) -> &str {
    version.split('.').next().unwrap_or_default()
}

/// What every line begins with.
#[derive(Deserialize)]
struct Head {
    schema: String,
    version: String,
}
