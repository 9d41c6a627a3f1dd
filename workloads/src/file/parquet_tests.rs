//! Ratings as Parquet: which columns and types are read, and everything that can be wrong with them.

use std::sync::Arc;

use parquet::basic::Compression;
use parquet::data_type::{
    BoolType, ByteArray, ByteArrayType, DataType, DoubleType, FloatType, Int32Type, Int64Type, Int96,
    Int96Type,
};
use parquet::file::properties::WriterProperties;
use parquet::file::writer::{SerializedFileWriter, SerializedRowGroupWriter};
use parquet::schema::parser::parse_message_type;

use super::tests::{self, facts, read_text};
use crate::{FileFormat, FileOptions, Scenario, WorkloadError};

/// The cells of a column; those that are not there are `None`.
enum Cells {
    Int32(Vec<Option<i32>>),
    Int64(Vec<Option<i64>>),
    Float(Vec<Option<f32>>),
    Double(Vec<Option<f64>>),
    Bool(Vec<Option<bool>>),
    Text(Vec<Option<&'static str>>),
    /// Nanoseconds of the day, and the Julian day.
    Int96(Vec<Option<(u64, u32)>>),
}

type Group<'a> = SerializedRowGroupWriter<'a, Vec<u8>>;

fn column<T: DataType>(to: &mut Group<'_>, cells: impl Iterator<Item = Option<T::T>>) {
    let cells: Vec<Option<T::T>> = cells.collect();
    let levels: Vec<i16> = cells.iter().map(|cell| cell.is_some().into()).collect();
    let values: Vec<T::T> = cells.into_iter().flatten().collect();
    let mut column = to.next_column().unwrap().unwrap();
    column
        .typed::<T>()
        .write_batch(&values, Some(&levels), None)
        .unwrap();
    column.close().unwrap();
}

impl Cells {
    fn write(&self, to: &mut Group<'_>) {
        match self {
            Self::Int32(cells) => column::<Int32Type>(to, cells.iter().copied()),
            Self::Int64(cells) => column::<Int64Type>(to, cells.iter().copied()),
            Self::Float(cells) => column::<FloatType>(to, cells.iter().copied()),
            Self::Double(cells) => column::<DoubleType>(to, cells.iter().copied()),
            Self::Bool(cells) => column::<BoolType>(to, cells.iter().copied()),
            Self::Text(cells) => {
                column::<ByteArrayType>(to, cells.iter().map(|cell| cell.map(ByteArray::from)));
            }
            Self::Int96(cells) => column::<Int96Type>(to, cells.iter().map(|cell| cell.map(int96))),
        }
    }
}

fn int96((nanos, day): (u64, u32)) -> Int96 {
    let mut value = Int96::new();
    value.set_data(nanos as u32, (nanos >> 32) as u32, day);
    value
}

/// A file with these columns, in as many equal row groups.
fn file(columns: &[(&str, Cells)], groups: usize, compression: Compression) -> Vec<u8> {
    let fields: Vec<String> = columns
        .iter()
        .map(|(field, _)| format!("OPTIONAL {field};"))
        .collect();
    let schema = parse_message_type(&format!("message m {{ {} }}", fields.join(" "))).unwrap();
    let properties = WriterProperties::builder().set_compression(compression).build();
    let mut file = SerializedFileWriter::new(Vec::new(), Arc::new(schema), Arc::new(properties)).unwrap();
    for _ in 0..groups {
        let mut group = file.next_row_group().unwrap();
        columns.iter().for_each(|(_, cells)| cells.write(&mut group));
        group.close().unwrap();
    }
    file.into_inner().unwrap()
}

const USER: &str = "INT32 user_id";
const MOVIE: &str = "INT64 movie_id";
const RATING: &str = "DOUBLE rating";
const TIME: &str = "INT64 event_time";

/// Ratings of users 1, 2 and so on, with these columns after or instead of the usual ones.
fn ratings(rows: i32, other: Vec<(&'static str, Cells)>) -> Vec<(&'static str, Cells)> {
    let name = |field: &str| field.split(' ').nth(1).unwrap().to_owned();
    let mut all = vec![
        (USER, Cells::Int32((1..=rows).map(Some).collect())),
        (MOVIE, Cells::Int64(vec![Some(318); rows as usize])),
        (RATING, Cells::Double(vec![Some(4.5); rows as usize])),
        (
            TIME,
            Cells::Int64((1..=rows).map(|row| Some(i64::from(row) * 1000)).collect()),
        ),
    ];
    all.retain(|(field, _)| !other.iter().any(|(replaced, _)| name(field) == name(replaced)));
    all.extend(other);
    all
}

type Read = Result<(Vec<streamgauge_model::Arrival>, u64), WorkloadError>;

fn read(columns: &[(&str, Cells)]) -> Read {
    read_text("events.parquet", file(columns, 1, Compression::SNAPPY), |_| {})
}

fn refusal(columns: &[(&str, Cells)]) -> String {
    read(columns).unwrap_err().to_string()
}

#[test]
fn every_type_that_can_hold_a_column_is_read() {
    let expected = [(1_000, 1, 318, 9), (2_000, 2, 318, 9)];
    let others = vec![
        ("INT64 user_id", Cells::Int64(vec![Some(1), Some(2)])),
        (
            "INT32 USER_ID (INTEGER(32, false))",
            Cells::Int32(vec![Some(1), Some(2)]),
        ),
        ("INT64 user_id (UINT_64)", Cells::Int64(vec![Some(1), Some(2)])),
        ("FLOAT rating", Cells::Float(vec![Some(4.5), Some(4.5)])),
        (
            "INT64 event_time (TIMESTAMP(MILLIS, true))",
            Cells::Int64(vec![Some(1_000), Some(2_000)]),
        ),
        (
            "INT64 event_time (TIMESTAMP(MICROS, false))",
            Cells::Int64(vec![Some(1_000_999), Some(2_000_000)]),
        ),
        (
            "INT64 event_time (TIMESTAMP_MICROS)",
            Cells::Int64(vec![Some(1_000_000), Some(2_000_000)]),
        ),
        (
            "INT64 event_time (TIMESTAMP(NANOS, true))",
            Cells::Int64(vec![Some(1_000_000_000), Some(2_000_999_999)]),
        ),
        (
            "INT96 event_time",
            Cells::Int96(vec![
                Some((1_000_000_000, 2_440_588)),
                Some((2_000_000_000, 2_440_588)),
            ]),
        ),
        (
            "BYTE_ARRAY event_time (UTF8)",
            Cells::Text(vec![
                Some("1970-01-01 00:00:01"),
                Some("1970-01-01T01:00:02+01:00"),
            ]),
        ),
        ("INT32 extra", Cells::Int32(vec![None, Some(7)])),
        ("BYTE_ARRAY title (UTF8)", Cells::Text(vec![Some("Amélie"), None])),
    ];
    for (field, cells) in others {
        let (all, skipped) = read(&ratings(2, vec![(field, cells)])).unwrap();
        assert_eq!((facts(&all), skipped), (expected.to_vec(), 0), "{field}");
    }
    let whole = ratings(1, vec![("INT32 rating", Cells::Int32(vec![Some(4)]))]);
    assert_eq!(facts(&read(&whole).unwrap().0), [(1_000, 1, 318, 8)]);
    let large = ("INT32 user_id (UINT_32)", Cells::Int32(vec![Some(-1)]));
    assert_eq!(
        facts(&read(&ratings(1, vec![large])).unwrap().0),
        [(1_000, u32::MAX, 318, 9)]
    );
}

#[test]
fn events_are_taken_row_group_by_row_group_in_the_order_of_the_file() {
    for compression in [
        Compression::UNCOMPRESSED,
        Compression::SNAPPY,
        Compression::GZIP(Default::default()),
    ] {
        let file = file(&ratings(2_500, Vec::new()), 3, compression);
        let (all, _) = read_text("events", &file, |_| {}).unwrap();
        let users: Vec<u32> = all.iter().map(|arrival| arrival.event.user).collect();
        let expected: Vec<u32> = (0..3).flat_map(|_| 1..=2_500).collect();
        assert!(users == expected, "{compression}");
    }
}

#[test]
fn lateness_is_false_where_it_is_not_said() {
    let late = (
        "BOOLEAN is_late",
        Cells::Bool(vec![Some(true), None, Some(false)]),
    );
    let (all, _) = read(&ratings(3, vec![late])).unwrap();
    assert_eq!(
        all.iter().map(|a| a.is_late).collect::<Vec<_>>(),
        [true, false, false]
    );
}

#[test]
fn milliseconds_stand_in_for_an_event_time_that_is_not_there() {
    let millis = || {
        (
            "INT64 event_time_ms",
            Cells::Int64(vec![Some(5_000), Some(6_000)]),
        )
    };
    let some = (TIME, Cells::Int64(vec![Some(1_000), None]));
    let (all, _) = read(&ratings(2, vec![some, millis()])).unwrap();
    assert_eq!(facts(&all), [(1_000, 1, 318, 9), (6_000, 2, 318, 9)]);
    let mut without = ratings(2, vec![millis()]);
    without.retain(|(field, _)| *field != TIME);
    assert_eq!(
        facts(&read(&without).unwrap().0),
        [(5_000, 1, 318, 9), (6_000, 2, 318, 9)]
    );
}

#[test]
fn movielens_sets_are_sorted_and_their_timestamps_are_seconds() {
    let timestamps = [
        (
            "INT32 timestamp",
            Cells::Int32(vec![Some(964_982_703), Some(964_982_224), Some(964_982_224)]),
        ),
        (
            "INT64 timestamp (TIMESTAMP(MICROS, true))",
            Cells::Int64(vec![
                Some(964_982_703_000_000),
                Some(964_982_224_000_000),
                Some(964_982_224_000_000),
            ]),
        ),
    ];
    for timestamp in timestamps {
        let columns = [
            ("INT64 userId", Cells::Int64(vec![Some(1), Some(1), Some(2)])),
            ("INT64 movieId", Cells::Int64(vec![Some(1), Some(6), Some(3)])),
            (
                "FLOAT rating",
                Cells::Float(vec![Some(1.0), Some(4.0), Some(5.0)]),
            ),
            timestamp,
        ];
        let (all, _) = read(&columns).unwrap();
        let csv =
            "userId,movieId,rating,timestamp\n1,1,1.0,964982703\n1,6,4.0,964982224\n2,3,5.0,964982224\n";
        assert_eq!(all, read_text("ratings.csv", csv, |_| {}).unwrap().0);
    }
}

#[test]
fn rows_that_are_no_ratings_are_named_or_counted() {
    for (field, bad, expected) in [
        (
            USER,
            Cells::Int32(vec![Some(1), Some(-1), Some(3)]),
            "user_id, a whole number from 0 to 4294967295, found '-1'",
        ),
        (
            USER,
            Cells::Int32(vec![Some(1), None, Some(3)]),
            "user_id, a whole number from 0 to 4294967295, found nothing",
        ),
        (
            MOVIE,
            Cells::Int64(vec![Some(1), Some(1 << 32), Some(3)]),
            "movie_id, a whole number",
        ),
        (
            RATING,
            Cells::Double(vec![Some(1.0), Some(4.3), Some(3.0)]),
            "a rating from 0.5 to 5 in steps of 0.5, found '4.3'",
        ),
        (
            RATING,
            Cells::Double(vec![Some(1.0), Some(f64::NAN), Some(3.0)]),
            "found 'NaN'",
        ),
        (
            RATING,
            Cells::Double(vec![Some(1.0), None, Some(3.0)]),
            "steps of 0.5, found nothing",
        ),
        (
            TIME,
            Cells::Int64(vec![Some(1), None, Some(3)]),
            "1 to 9999, found nothing",
        ),
        (
            TIME,
            Cells::Int64(vec![Some(1), Some(i64::MIN), Some(3)]),
            "found '-9223372036854775808'",
        ),
        (
            "BYTE_ARRAY event_time",
            Cells::Text(vec![
                Some("2026-01-05 14:00:03"),
                Some("soon"),
                Some("2026-01-05 14:00:03"),
            ]),
            "found 'soon'",
        ),
    ] {
        let columns = ratings(3, vec![(field, bad)]);
        let error = refusal(&columns);
        assert!(
            error.contains("events.parquet, row 2: expected ") && error.contains(expected),
            "{error}"
        );
        let skip = |scenario: &mut Scenario| scenario.file.skip_bad_lines = true;
        let (all, skipped) = read_text("e.parquet", file(&columns, 1, Compression::SNAPPY), skip).unwrap();
        assert_eq!((all.len(), skipped), (2, 1), "{error}");
    }
}

#[test]
fn columns_that_are_missing_or_of_another_type_are_named_with_what_to_write() {
    for gone in [USER, MOVIE, RATING, TIME] {
        let mut columns = ratings(1, Vec::new());
        columns.retain(|(field, _)| *field != gone);
        let name = gone.split(' ').nth(1).unwrap();
        let error = refusal(&columns);
        assert!(
            error.contains(&format!(
                "events.parquet: the column {name} is missing (there is '"
            )),
            "{error}"
        );
        assert!(error.contains("; write it as "), "{error}");
    }
    let text = || Cells::Text(vec![Some("1")]);
    for (field, cells, expected) in [
        (
            "BYTE_ARRAY user_id (UTF8)",
            text(),
            "user_id is BYTE_ARRAY (UTF8); write it as INT32 or INT64",
        ),
        (
            "DOUBLE movie_id",
            Cells::Double(vec![Some(1.0)]),
            "movie_id is DOUBLE; write it as INT32 or INT64",
        ),
        (
            "BYTE_ARRAY rating",
            text(),
            "rating is BYTE_ARRAY; write it as DOUBLE, FLOAT, INT32 or INT64",
        ),
        (
            "INT32 event_time (DATE)",
            Cells::Int32(vec![Some(1)]),
            "event_time is INT32 (DATE); write it as TIMESTAMP",
        ),
        (
            "INT64 is_late",
            Cells::Int64(vec![Some(1)]),
            "is_late is INT64; write it as BOOLEAN",
        ),
    ] {
        let error = refusal(&ratings(1, vec![(field, cells)]));
        assert!(error.contains(expected), "{error}");
    }
}

#[test]
fn files_without_rows_are_empty_and_what_is_no_parquet_is_told() {
    let error = read(&ratings(0, Vec::new())).unwrap_err();
    assert!(matches!(error, WorkloadError::EmptyFile { .. }), "{error}");
    for text in ["PAR1", "PAR1 and nothing of the kind behind it", "garbage"] {
        let error = read_text("e.parquet", text, |_| {}).unwrap_err().to_string();
        assert!(error.contains("e.parquet cannot be read as Parquet: "), "{error}");
    }
    let columns = file(&ratings(1, Vec::new()), 1, Compression::SNAPPY);
    let as_movielens = |s: &mut Scenario| s.file.format = Some(FileFormat::MovieLensParquet);
    let error = read_text("e.parquet", columns, as_movielens)
        .unwrap_err()
        .to_string();
    assert!(error.contains("the column userId is missing"), "{error}");
}

#[test]
fn a_codec_that_is_not_built_in_is_named() {
    let snappy = file(&ratings(5, Vec::new()), 1, Compression::SNAPPY);
    let (code_of_snappy, code_of_zstd) = (2, 12);
    // The footer names the codec somewhere.
    let mut places = (0..snappy.len())
        .rev()
        .filter(|place| snappy[*place] == code_of_snappy);
    assert!(places.any(|place| {
        let mut zstd = snappy.clone();
        zstd[place] = code_of_zstd;
        read_text("e.parquet", zstd, |_| {}).is_err_and(|error| {
            error
                .to_string()
                .contains("it is compressed with ZSTD, which is not supported; write it anew")
        })
    }));
}

#[test]
fn rows_are_counted_without_reading_them() {
    let directory = tempfile::tempdir().unwrap();
    for name in ["a.parquet", "b.parquet"] {
        let content = file(&ratings(7, Vec::new()), 2, Compression::SNAPPY);
        std::fs::write(directory.path().join(name), content).unwrap();
    }
    let options = FileOptions {
        path: directory.path().to_owned(),
        ..FileOptions::default()
    };
    let survey = options.survey().unwrap();
    assert_eq!((survey.lines, survey.unfinished), (28, None));
}

#[test]
fn damage_anywhere_ends_in_an_error_or_in_other_ratings() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("e.parquet");
    let late = (
        "BOOLEAN is_late",
        Cells::Bool(vec![Some(true), None, Some(false), None, Some(true)]),
    );
    let whole = file(&ratings(5, vec![late]), 2, Compression::SNAPPY);
    let read_anew = |content: &[u8]| {
        std::fs::write(&path, content).unwrap();
        tests::read(&tests::scenario(&path))
    };
    for length in (0..whole.len()).step_by(7) {
        assert!(read_anew(&whole[..length]).is_err(), "cut to {length}");
    }
    for place in 4..whole.len() {
        for flipped in [0x01, 0x80, 0xff] {
            let mut damaged = whole.clone();
            damaged[place] ^= flipped;
            match read_anew(&damaged) {
                Ok((all, _)) => assert!(all.len() <= 10, "{place} ^ {flipped}: {}", all.len()),
                Err(error) => assert!(
                    error.to_string().contains("e.parquet"),
                    "{place} ^ {flipped}: {error}"
                ),
            }
        }
    }
}
