//! Which columns of a Parquet file hold ratings, and what their cells mean.

use std::path::Path;

use parquet::errors::ParquetError;
use parquet::file::reader::RowGroupReader;
use parquet::schema::types::SchemaDescriptor;
use streamgauge_model::EventTime;

use super::Rating;
use super::field::{
    EVENT_TIME, Misread, RATING, TIMESTAMP, event_time, half_stars, not_a_number, of_seconds,
};
use super::parquet_cells::{Kind, Value};
use super::parquet_column::{Cell, Column, Search, find};
use crate::{FileFormat, WorkloadError, event_time_text};

/// The columns of one form of ratings.
struct Form {
    user: &'static str,
    movie: &'static str,
    time: &'static str,
    /// Its stand-in where it is empty.
    time_ms: Option<&'static str>,
    is_late: Option<&'static str>,
    /// The types in which times can be written.
    times: &'static str,
    is_time: fn(Kind) -> bool,
    /// Whether whole numbers are seconds, not milliseconds.
    in_seconds: bool,
    /// What every event time should be.
    expected_time: &'static str,
}

const EVENTS: Form = Form {
    user: "user_id",
    movie: "movie_id",
    time: "event_time",
    time_ms: Some("event_time_ms"),
    is_late: Some("is_late"),
    times: "TIMESTAMP, INT64 (milliseconds) or STRING",
    is_time: |kind| matches!(kind, Kind::Whole { .. } | Kind::Instant { .. } | Kind::Text),
    in_seconds: false,
    expected_time: EVENT_TIME,
};

const MOVIELENS: Form = Form {
    user: "userId",
    movie: "movieId",
    time: "timestamp",
    time_ms: None,
    is_late: None,
    times: "INT64 (seconds) or TIMESTAMP",
    is_time: |kind| matches!(kind, Kind::Whole { .. } | Kind::Instant { .. }),
    in_seconds: true,
    expected_time: TIMESTAMP,
};

const NUMBERS: &str = "INT32 or INT64";

const fn is_number(kind: Kind) -> bool {
    matches!(kind, Kind::Whole { .. })
}

const SCORES: &str = "DOUBLE, FLOAT, INT32 or INT64";

const fn is_score(kind: Kind) -> bool {
    matches!(kind, Kind::Whole { .. } | Kind::Real)
}

const FLAGS: &str = "BOOLEAN";

const fn is_flag(kind: Kind) -> bool {
    matches!(kind, Kind::Flag)
}

/// Whether a file has the columns of the `MovieLens` sets.
pub(crate) fn of_movielens(schema: &SchemaDescriptor) -> bool {
    find(schema, MOVIELENS.movie).is_some()
}

/// The columns that make up ratings, with a block of their cells.
pub(crate) struct Columns {
    form: &'static Form,
    user: Column<u32>,
    movie: Column<u32>,
    rating: Column<u8>,
    time: Option<Column<EventTime>>,
    time_ms: Option<Column<EventTime>>,
    is_late: Option<Column<bool>>,
}

impl Columns {
    /// Finds the columns of a format. Of the two times, one must be there.
    pub(crate) fn new(
        path: &Path,
        format: FileFormat,
        schema: &SchemaDescriptor,
    ) -> Result<Self, WorkloadError> {
        let form = match format {
            FileFormat::MovieLensParquet => &MOVIELENS,
            _ => &EVENTS,
        };
        let search = Search { path, schema };
        let optional_time = |name| search.optional(name, form.times, form.is_time);
        let time_ms = form.time_ms.map(optional_time).transpose()?.flatten();
        let is_late = form.is_late.map(|name| search.optional(name, FLAGS, is_flag));
        Ok(Self {
            form,
            user: search.required(form.user, NUMBERS, is_number)?,
            movie: search.required(form.movie, NUMBERS, is_number)?,
            rating: search.required("rating", SCORES, is_score)?,
            time: match &time_ms {
                Some(_) => optional_time(form.time)?,
                None => Some(search.required(form.time, form.times, form.is_time)?),
            },
            time_ms,
            is_late: is_late.transpose()?.flatten(),
        })
    }

    /// Goes on with another row group.
    pub(crate) fn enter(&mut self, group: &dyn RowGroupReader) -> Result<(), ParquetError> {
        self.user.enter(group)?;
        self.movie.enter(group)?;
        self.rating.enter(group)?;
        for column in [&mut self.time, &mut self.time_ms].into_iter().flatten() {
            column.enter(group)?;
        }
        match &mut self.is_late {
            Some(column) => column.enter(group),
            None => Ok(()),
        }
    }

    /// Decodes the next `rows` rows of the row group.
    pub(crate) fn decode(&mut self, rows: usize) -> Result<(), ParquetError> {
        let form = self.form;
        self.user.decode(rows, |value| number(form.user, value))?;
        self.movie.decode(rows, |value| number(form.movie, value))?;
        self.rating.decode(rows, rating)?;
        for column in [&mut self.time, &mut self.time_ms].into_iter().flatten() {
            column.decode(rows, |value| time(form, value))?;
        }
        match &mut self.is_late {
            Some(column) => column.decode(rows, flag),
            None => Ok(()),
        }
    }

    /// Takes a row out of the block.
    pub(crate) fn take(&mut self, row: usize) -> Result<Rating, Misread> {
        let form = self.form;
        let time = self.time.as_mut().and_then(|column| column.take(row));
        let time = time.or_else(|| self.time_ms.as_mut().and_then(|column| column.take(row)));
        let late = self.is_late.as_mut().and_then(|column| column.take(row));
        Ok(Rating {
            user: self
                .user
                .take(row)
                .ok_or_else(|| not_a_number(form.user, b""))??,
            movie: self
                .movie
                .take(row)
                .ok_or_else(|| not_a_number(form.movie, b""))??,
            half_stars: self.rating.take(row).ok_or_else(|| Misread::new(RATING, b""))??,
            time: time.ok_or_else(|| Misread::new(form.expected_time, b""))??,
            is_late: late.unwrap_or(Ok(false))?,
        })
    }
}

fn number(name: &str, value: Value<'_>) -> Cell<u32> {
    let Value::Whole(number) = value else {
        return Err(Box::new(not_a_number(name, b"")));
    };
    u32::try_from(number).map_err(|_| Box::new(not_a_number(name, number.to_string().as_bytes())))
}

fn rating(value: Value<'_>) -> Cell<u8> {
    let stars = match value {
        Value::Real(stars) => stars,
        Value::Whole(stars) => stars as f64,
        _ => return Err(Box::new(Misread::new(RATING, b""))),
    };
    half_stars(stars).ok_or_else(|| Box::new(Misread::new(RATING, stars.to_string().as_bytes())))
}

fn time(form: &Form, value: Value<'_>) -> Cell<EventTime> {
    let (time, found) = match value {
        Value::Text(text) => return event_time(text).map_err(Box::new),
        Value::Whole(seconds) if form.in_seconds => (of_seconds(seconds), seconds),
        Value::Whole(millis) | Value::Millis(millis) => (event_time_text::in_range(millis), millis),
        _ => return Err(Box::new(Misread::new(form.expected_time, b""))),
    };
    time.ok_or_else(|| Box::new(Misread::new(form.expected_time, found.to_string().as_bytes())))
}

fn flag(value: Value<'_>) -> Cell<bool> {
    Ok(matches!(value, Value::Flag(true)))
}
