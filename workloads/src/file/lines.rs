//! A file, line by line.

use std::fs::File;
use std::io::Read as _;
use std::ops::Range;
use std::path::{Path, PathBuf};

use memchr::memchr;

use super::field::Misread;
use crate::WorkloadError;

/// Longest line accepted, bytes: a file without line ends must not fill the memory.
const LONGEST: usize = 1 << 20;
/// Bytes read at a time: they stay in a second-level cache until they are parsed.
const CHUNK: usize = 1 << 18;

/// The lines of a file, numbered from 1. They are looked at where they were read to, without copying them.
pub(crate) struct Lines {
    path: PathBuf,
    file: File,
    /// What was read, up to `filled`.
    buffer: Vec<u8>,
    filled: usize,
    /// Where the line at hand is.
    line: Range<usize>,
    number: u64,
    has_end: bool,
}

impl Lines {
    /// Opens a file.
    pub(crate) fn open(path: &Path) -> Result<Self, WorkloadError> {
        Ok(Self {
            path: path.to_owned(),
            file: open(path)?,
            buffer: vec![0; CHUNK],
            filled: 0,
            line: 0..0,
            number: 0,
            has_end: true,
        })
    }

    /// Reads the next line; `false` at the end of the file. A line that is too long is read in pieces.
    pub(crate) fn advance(&mut self) -> Result<bool, WorkloadError> {
        // A piece of an overlong line keeps the number of its line.
        self.number += u64::from(self.has_end);
        self.line.start = self.line.end;
        let mut looked_at = self.line.start;
        loop {
            if let Some(end) = memchr(b'\n', &self.buffer[looked_at..self.filled]) {
                self.line.end = looked_at + end + 1;
                self.has_end = true;
                return Ok(true);
            }
            let length = self.filled - self.line.start;
            if length >= LONGEST || !self.read()? {
                self.line.end = self.line.start + length;
                self.has_end = false;
                return Ok(length > 0);
            }
            looked_at = self.line.start + length;
        }
    }

    /// Reads more behind the line at hand, which moves to the front; `false` at the end of the file.
    fn read(&mut self) -> Result<bool, WorkloadError> {
        self.buffer.copy_within(self.line.start..self.filled, 0);
        self.filled -= self.line.start;
        self.line = 0..0;
        if self.buffer.len() - self.filled < CHUNK / 2 {
            self.buffer.resize(self.filled + CHUNK, 0);
        }
        let read = loop {
            match self.file.read(&mut self.buffer[self.filled..]) {
                Err(error) if error.kind() == std::io::ErrorKind::Interrupted => {}
                read => break read.map_err(|e| io_error("read", &self.path, e))?,
            }
        };
        self.filled += read;
        Ok(read > 0)
    }

    /// The line, without its end, the spaces around it and a byte order mark.
    pub(crate) fn text(&self) -> &[u8] {
        let line = &self.buffer[self.line.clone()];
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

#[cfg(test)]
mod tests {
    use super::*;

    fn lines(text: &[u8]) -> Vec<(u64, Vec<u8>)> {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("lines");
        std::fs::write(&path, text).unwrap();
        let (mut lines, mut all) = (Lines::open(&path).unwrap(), Vec::new());
        while lines.advance().unwrap() {
            all.push((lines.number(), lines.text().to_vec()));
        }
        all
    }

    #[test]
    fn lines_are_those_of_the_text_wherever_pieces_of_it_end() {
        for longest in [1, 7, 100, 100_000, CHUNK, CHUNK + 1] {
            let line = |number: usize| vec![b'a' + (number % 26) as u8; number * 31 % longest + 1];
            let all: Vec<Vec<u8>> = (0..3 * CHUNK / longest + 20).map(line).collect();
            let mut text = all.join(&b"\r\n"[..]);
            let numbered: Vec<(u64, Vec<u8>)> = (1..).zip(all).collect();
            assert!(lines(&text) == numbered, "without a last end, {longest}");
            text.push(b'\n');
            assert!(lines(&text) == numbered, "with a last end, {longest}");
        }
    }

    #[test]
    fn pieces_of_an_overlong_line_have_its_number() {
        let mut text = vec![b'x'; 3 * LONGEST];
        text.extend_from_slice(b"\nnext\n");
        let all = lines(&text);
        let (last, pieces) = all.split_last().unwrap();
        assert_eq!(*last, (2, b"next".to_vec()));
        assert!(pieces.len() > 1 && pieces.iter().all(|(number, _)| *number == 1));
        assert!(pieces.iter().all(|(_, piece)| piece.len() < 2 * LONGEST));
        assert_eq!(
            pieces.iter().map(|(_, piece)| piece.len()).sum::<usize>(),
            3 * LONGEST
        );
    }
}
