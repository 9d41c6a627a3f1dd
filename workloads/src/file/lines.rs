//! A file, line by line.

use std::fs::File;
use std::io::{BufRead, BufReader, Read as _};
use std::path::{Path, PathBuf};

use super::field::Misread;
use crate::WorkloadError;

/// Longest line accepted, bytes: a file without line ends must not fill the memory.
const LONGEST: usize = 1 << 20;
/// Bytes read at a time.
const CHUNK: usize = 1 << 18;

/// The lines of a file, numbered from 1.
pub(crate) struct Lines {
    path: PathBuf,
    reader: BufReader<File>,
    buffer: Vec<u8>,
    number: u64,
    has_end: bool,
}

impl Lines {
    /// Opens a file.
    pub(crate) fn open(path: &Path) -> Result<Self, WorkloadError> {
        Ok(Self {
            path: path.to_owned(),
            reader: BufReader::with_capacity(CHUNK, open(path)?),
            buffer: Vec::new(),
            number: 0,
            has_end: true,
        })
    }

    /// Reads the next line; `false` at the end of the file. A line that is too long is read in pieces.
    pub(crate) fn advance(&mut self) -> Result<bool, WorkloadError> {
        self.buffer.clear();
        // A piece of an overlong line keeps the number of its line.
        self.number += u64::from(self.has_end);
        let mut limited = (&mut self.reader).take(LONGEST as u64);
        let read = limited
            .read_until(b'\n', &mut self.buffer)
            .map_err(|e| io_error("read", &self.path, e))?;
        self.has_end = self.buffer.last() == Some(&b'\n');
        Ok(read > 0)
    }

    /// The line, without its end, the spaces around it and a byte order mark.
    pub(crate) fn text(&self) -> &[u8] {
        let line = &self.buffer[..];
        line.strip_prefix(b"\xef\xbb\xbf").unwrap_or(line).trim_ascii()
    }

    /// The number of the line, from 1.
    pub(crate) const fn number(&self) -> u64 {
        self.number
    }

    /// The error for this line.
    pub(crate) fn bad(&self, misread: Misread) -> WorkloadError {
        let cut = if self.has_end { "" } else { CUT_OFF };
        bad_line(&self.path, self.number, misread, cut)
    }
}

/// What is said of a last line without a line end: most likely somebody is still writing it.
pub(crate) const CUT_OFF: &str = " (the line has no end: it may be half written)";

/// The error for a line.
pub(crate) fn bad_line(path: &Path, line: u64, misread: Misread, cut: &str) -> WorkloadError {
    WorkloadError::BadLine {
        path: path.to_owned(),
        line,
        expected: misread.expected,
        found: misread.found + cut,
    }
}

/// Opens a file for reading.
pub(crate) fn open(path: &Path) -> Result<File, WorkloadError> {
    File::open(path).map_err(|source| io_error("read", path, source))
}

/// The error for a refusal of the operating system.
pub(crate) fn io_error(doing: &'static str, path: &Path, source: std::io::Error) -> WorkloadError {
    WorkloadError::Io {
        doing,
        path: path.to_owned(),
        source,
    }
}
