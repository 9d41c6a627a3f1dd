//! One arrival as text.

use streamgauge_model::Arrival;

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
}

impl RecordFormat {
    /// The names of all formats.
    pub const NAMES: [&'static str; 2] = ["json-lines", "csv"];

    /// All formats, in the order of their names.
    pub(crate) const ALL: [Self; 2] = [Self::JsonLines, Self::Csv];

    /// The ending of file names, without the dot.
    #[must_use]
    pub const fn extension(self) -> &'static str {
        match self {
            Self::JsonLines => "jsonl",
            Self::Csv => "csv",
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
const CSV: Marks = [b"", b",", b",", b",", b",", b",", b"\n"];

/// Turns arrivals into lines.
pub(crate) struct RecordWriter {
    format: RecordFormat,
    times: TimeWriter,
}

impl RecordWriter {
    pub(crate) fn new(format: RecordFormat) -> Self {
        Self {
            format,
            times: TimeWriter::default(),
        }
    }

    /// Appends what a file begins with.
    pub(crate) fn header(&self, out: &mut Vec<u8>) {
        if self.format == RecordFormat::Csv {
            out.extend_from_slice(b"user_id,movie_id,rating,event_time,event_time_ms,is_late\n");
        }
    }

    /// Appends the line of an arrival.
    pub(crate) fn record(&mut self, arrival: &Arrival, out: &mut Vec<u8>) {
        let marks = match self.format {
            RecordFormat::JsonLines => JSON,
            RecordFormat::Csv => CSV,
        };
        let event = &arrival.event;
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
