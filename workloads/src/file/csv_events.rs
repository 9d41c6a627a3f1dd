//! Rating events as CSV.

use std::fs::File;
use std::io::{Read as _, Seek as _, SeekFrom};
use std::path::{Path, PathBuf};

use csv::ByteRecord;

use super::Rating;
use super::field::{Misread, event_time, flag, number, rating};
use super::lines::{CUT_OFF, bad_line, io_error, open};
use crate::WorkloadError;

/// The columns that matter; the last two are optional, but one of the times must be there.
const COLUMNS: [&str; 6] = [
    "user_id",
    "movie_id",
    "rating",
    "event_time",
    "event_time_ms",
    "is_late",
];

/// The ratings of a CSV file with a header.
pub(crate) struct CsvEvents {
    path: PathBuf,
    reader: csv::Reader<File>,
    record: ByteRecord,
    /// Where each of [`COLUMNS`] is.
    places: [Option<usize>; 6],
}

impl CsvEvents {
    /// Opens a file and reads its header.
    pub(crate) fn open(path: &Path) -> Result<Self, WorkloadError> {
        let mut reader = csv::ReaderBuilder::new()
            .flexible(true)
            .buffer_capacity(1 << 18)
            .from_reader(open(path)?);
        let header = reader
            .byte_headers()
            .map_err(|error| csv_error(path, error))?
            .clone();
        let named = |field: &[u8], name: &str| {
            let field = field.strip_prefix(b"\xef\xbb\xbf").unwrap_or(field);
            field.trim_ascii().eq_ignore_ascii_case(name.as_bytes())
        };
        let places = COLUMNS.map(|name| header.iter().position(|field| named(field, name)));
        if !header.is_empty() && (places[..3].contains(&None) || places[3].or(places[4]).is_none()) {
            let misread = Misread::new(
                "a header with user_id, movie_id, rating and event_time (and, if you like, is_late)",
                &header.iter().collect::<Vec<_>>().join(&b','),
            );
            return Err(bad_line(path, 1, misread, ""));
        }
        Ok(Self {
            path: path.to_owned(),
            reader,
            record: ByteRecord::new(),
            places,
        })
    }

    /// The next record; `None` at the end, the inner error if it is not a rating.
    pub(crate) fn next(&mut self) -> Result<Option<Result<Rating, WorkloadError>>, WorkloadError> {
        let more = self
            .reader
            .read_byte_record(&mut self.record)
            .map_err(|e| csv_error(&self.path, e))?;
        if !more {
            return Ok(None);
        }
        Ok(Some(self.parse().map_err(|misread| {
            let line = self.record.position().map_or(0, csv::Position::line);
            bad_line(&self.path, line, misread, self.cut_off())
        })))
    }

    fn field(&self, column: usize) -> &[u8] {
        self.places[column]
            .and_then(|place| self.record.get(place))
            .unwrap_or_default()
    }

    fn parse(&self) -> Result<Rating, Misread> {
        let text = self.field(3);
        Ok(Rating {
            user: number("user_id", self.field(0))?,
            movie: number("movie_id", self.field(1))?,
            half_stars: rating(self.field(2))?,
            time: event_time(if text.is_empty() { self.field(4) } else { text })?,
            is_late: flag(self.field(5))?,
        })
    }

    /// What to add if the record at hand is the last one and lacks its line end.
    fn cut_off(&self) -> &'static str {
        let last_byte = || -> std::io::Result<u8> {
            let mut file = File::open(&self.path)?;
            let length = file.seek(SeekFrom::End(-1))? + 1;
            let mut byte = [b'\n'];
            // Looked at only where the reader has come to the end of the file.
            if self.reader.position().byte() >= length {
                file.read_exact(&mut byte)?;
            }
            Ok(byte[0])
        };
        if last_byte().is_ok_and(|byte| byte != b'\n') {
            CUT_OFF
        } else {
            ""
        }
    }
}

fn csv_error(path: &Path, error: csv::Error) -> WorkloadError {
    let source = match error.into_kind() {
        csv::ErrorKind::Io(source) => source,
        // Byte records of any length: nothing else can happen.
        other => std::io::Error::other(format!("{other:?}")),
    };
    io_error("read", path, source)
}
