//! A look at a file without playing it.

use std::io::Read as _;
use std::path::{Path, PathBuf};

use super::inputs::inputs;
use super::lines::{io_error, open};
use super::parquet_file;
use crate::{FileOptions, WorkloadError};

/// Bytes read at a time.
const CHUNK: usize = 1 << 18;

/// What is in the files of a scenario, by a count of lines, or by what footers say.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FileSurvey {
    /// Lines that are neither empty nor a header, and rows of Parquet: ratings, and whatever else stands there.
    pub lines: u64,
    /// The first file whose last line has no end, and the number of that line: somebody may still be writing it.
    pub unfinished: Option<(PathBuf, u64)>,
}

impl FileOptions {
    /// Counts the lines and rows of all files.
    ///
    /// # Errors
    /// Files that are not there, are not regular, or cannot be read.
    pub fn survey(&self) -> Result<FileSurvey, WorkloadError> {
        let mut survey = FileSurvey::default();
        for path in inputs(&self.path)? {
            if parquet_file::is_parquet(&path)? {
                survey.lines += parquet_file::rows(&path)?;
                continue;
            }
            let count = Count::of(&path)?;
            survey.lines += count.full - u64::from(count.header);
            if count.cut_off && survey.unfinished.is_none() {
                survey.unfinished = Some((path, count.number));
            }
        }
        Ok(survey)
    }
}

/// The lines of one file.
#[derive(Default)]
struct Count {
    /// Lines that are not empty.
    full: u64,
    /// Whether the first of them is a header.
    header: bool,
    /// The number of the last line.
    number: u64,
    /// Whether the last line has no end.
    cut_off: bool,
}

impl Count {
    fn of(path: &Path) -> Result<Self, WorkloadError> {
        let mut file = open(path)?;
        let (mut count, mut buffer, mut blank) = (Self::default(), vec![0; CHUNK], true);
        loop {
            let read = file.read(&mut buffer).map_err(|e| io_error("read", path, e))?;
            if read == 0 {
                count.cut_off = !blank;
                count.number += u64::from(!blank);
                return Ok(count);
            }
            for byte in &buffer[..read] {
                if *byte == b'\n' {
                    count.number += 1;
                    blank = true;
                } else if blank && is_text(*byte) {
                    blank = false;
                    count.header |= count.full == 0 && byte.is_ascii_alphabetic();
                    count.full += 1;
                }
            }
        }
    }
}

/// Whether a byte is neither space nor part of a byte order mark.
const fn is_text(byte: u8) -> bool {
    !byte.is_ascii_whitespace() && !matches!(byte, 0xef | 0xbb | 0xbf)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn survey(text: &str) -> (u64, Option<u64>) {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("events");
        std::fs::write(&path, text).unwrap();
        let options = FileOptions {
            path,
            ..FileOptions::default()
        };
        let survey = options.survey().unwrap();
        (survey.lines, survey.unfinished.map(|(_, line)| line))
    }

    #[test]
    fn headers_and_empty_lines_are_not_counted() {
        assert_eq!(survey("\u{feff}userId,movieId\r\n1,2\r\n\r\n3,4\r\n"), (2, None));
        assert_eq!(survey("{}\n{}\n"), (2, None));
        assert_eq!(survey(""), (0, None));
    }

    #[test]
    fn a_last_line_without_end_is_found() {
        assert_eq!(survey("1::2\n\n3::4"), (2, Some(3)));
        assert_eq!(survey("1::2\n  "), (1, None), "spaces are no line");
    }

    #[test]
    fn files_of_a_directory_add_up() {
        let directory = tempfile::tempdir().unwrap();
        for (name, text) in [("a.csv", "h\n1\n"), ("b.csv", "h\n2\n3"), ("notes.txt", "x\n")] {
            std::fs::write(directory.path().join(name), text).unwrap();
        }
        let options = FileOptions {
            path: directory.path().to_owned(),
            ..FileOptions::default()
        };
        let unfinished = Some((directory.path().join("b.csv"), 3));
        assert_eq!(options.survey().unwrap(), FileSurvey { lines: 3, unfinished });
    }
}
