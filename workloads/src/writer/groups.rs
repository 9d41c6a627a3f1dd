//! Arrivals as Parquet.

use std::io;
use std::sync::Arc;

use parquet::basic::Compression;
use parquet::data_type::{BoolType, DataType, DoubleType, Int64Type};
use parquet::errors::ParquetError;
use parquet::file::properties::WriterProperties;
use parquet::file::writer::{SerializedFileWriter, SerializedRowGroupWriter};
use parquet::schema::parser::parse_message_type;
use streamgauge_model::Arrival;

/// Rows of a row group, which is held in memory until it is full.
const GROUP: usize = 1 << 17;

/// The columns of a file. There is no `event_time_ms`: the type of `event_time` says its unit.
const SCHEMA: &str = "message rating_events {
    REQUIRED INT64 user_id;
    REQUIRED INT64 movie_id;
    REQUIRED DOUBLE rating;
    REQUIRED INT64 event_time (TIMESTAMP(MILLIS, true));
    REQUIRED BOOLEAN is_late;
}";

/// Turns arrivals into Parquet files, row group by row group.
pub(crate) struct GroupWriter {
    /// The file at hand, as far as it was not handed over.
    file: Option<SerializedFileWriter<Vec<u8>>>,
    group: Group,
}

/// Rows, column by column.
#[derive(Default)]
struct Group {
    users: Vec<i64>,
    movies: Vec<i64>,
    ratings: Vec<f64>,
    times: Vec<i64>,
    late: Vec<bool>,
}

impl GroupWriter {
    pub(crate) fn new() -> Self {
        Self {
            file: None,
            group: Group::default(),
        }
    }

    /// Begins a file.
    pub(crate) fn begin(&mut self) -> io::Result<()> {
        let properties = WriterProperties::builder().set_compression(Compression::SNAPPY);
        let schema = Arc::new(parse_message_type(SCHEMA)?);
        self.group = Group::default();
        self.file = Some(SerializedFileWriter::new(
            Vec::new(),
            schema,
            Arc::new(properties.build()),
        )?);
        Ok(())
    }

    /// Adds arrivals to the file; appends what of it is complete to `out`.
    pub(crate) fn write(&mut self, arrivals: &[Arrival], out: &mut Vec<u8>) -> io::Result<()> {
        for arrival in arrivals {
            self.group.push(arrival);
        }
        if self.group.users.len() >= GROUP {
            self.write_group(out)?;
        }
        Ok(())
    }

    /// Ends the file; appends the rest of it to `out`.
    pub(crate) fn end(&mut self, out: &mut Vec<u8>) -> io::Result<()> {
        if !self.group.users.is_empty() {
            self.write_group(out)?;
        }
        if let Some(mut file) = self.file.take() {
            file.finish()?;
            out.append(file.inner_mut());
        }
        Ok(())
    }

    fn write_group(&mut self, out: &mut Vec<u8>) -> io::Result<()> {
        let Some(file) = &mut self.file else {
            return Ok(());
        };
        self.group.write(file.next_row_group()?)?;
        self.group.clear();
        file.flush()?;
        // The file counts what was written to it, so that it may be taken away.
        out.append(file.inner_mut());
        Ok(())
    }
}

impl Group {
    fn push(&mut self, arrival: &Arrival) {
        let event = &arrival.event;
        self.users.push(event.user.into());
        self.movies.push(event.movie.into());
        self.ratings.push(event.value as f64 / 2.0);
        self.times.push(event.time.millis());
        self.late.push(arrival.is_late);
    }

    fn clear(&mut self) {
        self.users.clear();
        self.movies.clear();
        self.ratings.clear();
        self.times.clear();
        self.late.clear();
    }

    /// Writes the columns in the order of the schema.
    fn write(&self, mut to: SerializedRowGroupWriter<'_, Vec<u8>>) -> Result<(), ParquetError> {
        column::<Int64Type>(&mut to, &self.users)?;
        column::<Int64Type>(&mut to, &self.movies)?;
        column::<DoubleType>(&mut to, &self.ratings)?;
        column::<Int64Type>(&mut to, &self.times)?;
        column::<BoolType>(&mut to, &self.late)?;
        to.close().map(|_| ())
    }
}

fn column<T: DataType>(
    to: &mut SerializedRowGroupWriter<'_, Vec<u8>>,
    values: &[T::T],
) -> Result<(), ParquetError> {
    let Some(mut column) = to.next_column()? else {
        return Err(ParquetError::General(
            "more columns than the schema has".to_owned(),
        ));
    };
    column.typed::<T>().write_batch(values, None, None)?;
    column.close()
}
