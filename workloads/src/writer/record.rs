//! Arrivals in the format of a file.

use std::io;

use streamgauge_model::Arrival;

use super::groups::GroupWriter;
use crate::WorkloadError;
use crate::event_time_text::TimeWriter;
use crate::suggestion::unknown_name;

/// How events are written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum RecordFormat {
    /// `json-lines`: one object per line.
    #[default]
    JsonLines,
    /// `csv`: the same fields under a header.
    Csv,
    /// `parquet`: the same fields as columns, compressed with Snappy.
    Parquet,
}

impl RecordFormat {
    /// The names of all formats.
    pub const NAMES: [&'static str; 3] = ["json-lines", "csv", "parquet"];

    /// All formats, in the order of their names.
    pub(crate) const ALL: [Self; 3] = [Self::JsonLines, Self::Csv, Self::Parquet];

    /// The ending of file names, without the dot.
    #[must_use]
    pub const fn extension(self) -> &'static str {
        match self {
            Self::JsonLines => "jsonl",
            Self::Csv => "csv",
            Self::Parquet => "parquet",
        }
    }
}

impl std::fmt::Display for RecordFormat {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(Self::NAMES[*self as usize])
    }
}

impl std::str::FromStr for RecordFormat {
    type Err = WorkloadError;

    fn from_str(name: &str) -> Result<Self, Self::Err> {
        match name {
            "json-lines" => Ok(Self::JsonLines),
            "csv" => Ok(Self::Csv),
            "parquet" => Ok(Self::Parquet),
            _ => Err(unknown_name("format", name, Self::NAMES)),
        }
    }
}

/// What stands before each field and at the end of a line.
type Marks = [&'static [u8]; 7];

const JSON: Marks = [
    b"{\"user_id\":",
    b",\"movie_id\":",
    b",\"rating\":",
    b",\"event_time\":\"",
    b"\",\"event_time_ms\":",
    b",\"is_late\":",
    b"}\n",
];
const CSV_HEADER: &str = "user_id,movie_id,rating,event_time,event_time_ms,is_late\n";
const CSV: Marks = [b"", b",", b",", b",", b",", b",", b"\n"];

/// Turns arrivals into what a file holds.
pub(crate) enum RecordWriter {
    /// Lines, each complete in itself.
    Lines(LineWriter),
    /// Row groups, with a footer in the end.
    Groups(GroupWriter),
}

impl RecordWriter {
    pub(crate) fn new(format: RecordFormat) -> Self {
        match format {
            RecordFormat::JsonLines => Self::Lines(LineWriter::new("", JSON)),
            RecordFormat::Csv => Self::Lines(LineWriter::new(CSV_HEADER, CSV)),
            RecordFormat::Parquet => Self::Groups(GroupWriter::new()),
        }
    }

    /// Begins a file: appends what it begins with.
    pub(crate) fn begin(&mut self, out: &mut Vec<u8>) -> io::Result<()> {
        match self {
            Self::Lines(lines) => out.extend_from_slice(lines.header.as_bytes()),
            Self::Groups(groups) => groups.begin()?,
        }
        Ok(())
    }

    /// Appends arrivals, or keeps them until there are more.
    pub(crate) fn write(&mut self, arrivals: &[Arrival], out: &mut Vec<u8>) -> io::Result<()> {
        match self {
            Self::Lines(lines) => arrivals.iter().for_each(|arrival| lines.line(arrival, out)),
            Self::Groups(groups) => groups.write(arrivals, out)?,
        }
        Ok(())
    }

    /// Ends a file: appends what is left of it.
    pub(crate) fn end(&mut self, out: &mut Vec<u8>) -> io::Result<()> {
        match self {
            Self::Lines(_) => Ok(()),
            Self::Groups(groups) => groups.end(out),
        }
    }
}

/// Turns arrivals into lines.
pub(crate) struct LineWriter {
    header: &'static str,
    marks: Marks,
    times: TimeWriter,
}

impl LineWriter {
    fn new(header: &'static str, marks: Marks) -> Self {
        Self {
            header,
            marks,
            times: TimeWriter::default(),
        }
    }

    /// Appends the line of an arrival.
    fn line(&mut self, arrival: &Arrival, out: &mut Vec<u8>) {
        let (marks, event) = (&self.marks, &arrival.event);
        out.extend_from_slice(marks[0]);
        number(i64::from(event.user), out);
        out.extend_from_slice(marks[1]);
        number(i64::from(event.movie), out);
        out.extend_from_slice(marks[2]);
        number(event.value.div_euclid(2), out);
        out.extend_from_slice(if event.value % 2 == 0 { b".0" } else { b".5" });
        out.extend_from_slice(marks[3]);
        self.times.write(event.time, out);
        out.extend_from_slice(marks[4]);
        number(event.time.millis(), out);
        out.extend_from_slice(marks[5]);
        out.extend_from_slice(if arrival.is_late { b"true" } else { b"false" });
        out.extend_from_slice(marks[6]);
    }
}

/// Appends a number in decimal; several times faster than the formatting machinery.
fn number(value: i64, out: &mut Vec<u8>) {
    let mut digits = [0u8; 20];
    let (mut at, mut rest) = (digits.len(), value.unsigned_abs());
    loop {
        at -= 1;
        digits[at] = b'0' + (rest % 10) as u8;
        rest /= 10;
        if rest == 0 {
            break;
        }
    }
    if value < 0 {
        out.push(b'-');
    }
    out.extend_from_slice(&digits[at..]);
}
