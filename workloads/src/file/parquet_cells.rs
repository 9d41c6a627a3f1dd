//! One column of a Parquet file, decoded block by block.

use parquet::basic::{ConvertedType, LogicalType, TimeUnit, Type};
use parquet::column::reader::{ColumnReader, ColumnReaderImpl};
use parquet::data_type::{
    AsBytes as _, BoolType, ByteArrayType, DataType, DoubleType, FloatType, Int32Type, Int64Type, Int96Type,
};
use parquet::errors::ParquetError;
use parquet::schema::types::ColumnDescriptor;

/// A cell as the file has it.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Value<'a> {
    Whole(i64),
    Real(f64),
    Flag(bool),
    Text(&'a [u8]),
    /// A point in time, in milliseconds since the Unix epoch.
    Millis(i64),
}

/// What the cells of a column are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    Whole { is_signed: bool },
    Real,
    Flag,
    Text,
    Instant { per_ms: i64 },
}

impl Kind {
    /// The kind of a column; `None` for what no column of ratings can be.
    pub(crate) fn of(column: &ColumnDescriptor) -> Option<Self> {
        let (logical, converted) = (column.logical_type_ref(), column.converted_type());
        match column.physical_type() {
            Type::BOOLEAN => Some(Self::Flag),
            Type::FLOAT | Type::DOUBLE => Some(Self::Real),
            Type::INT96 => Some(Self::Instant { per_ms: 1 }),
            Type::INT32 | Type::INT64 => whole(logical, converted).or_else(|| instant(logical, converted)),
            Type::BYTE_ARRAY => text(logical, converted),
            Type::FIXED_LEN_BYTE_ARRAY => None,
        }
    }
}

/// Numbers that mean nothing but themselves.
const fn whole(logical: Option<&LogicalType>, converted: ConvertedType) -> Option<Kind> {
    use ConvertedType::{INT_8, INT_16, INT_32, INT_64, NONE, UINT_8, UINT_16, UINT_32, UINT_64};
    let is_signed = match (logical, converted) {
        (Some(LogicalType::Integer(integer)), _) => integer.is_signed,
        (None, NONE | INT_8 | INT_16 | INT_32 | INT_64) => true,
        (None, UINT_8 | UINT_16 | UINT_32 | UINT_64) => false,
        _ => return None,
    };
    Some(Kind::Whole { is_signed })
}

const fn instant(logical: Option<&LogicalType>, converted: ConvertedType) -> Option<Kind> {
    let per_ms = match (logical, converted) {
        (Some(LogicalType::Timestamp(timestamp)), _) => match timestamp.unit {
            TimeUnit::MILLIS => 1,
            TimeUnit::MICROS => 1_000,
            TimeUnit::NANOS => 1_000_000,
        },
        (None, ConvertedType::TIMESTAMP_MILLIS) => 1,
        (None, ConvertedType::TIMESTAMP_MICROS) => 1_000,
        _ => return None,
    };
    Some(Kind::Instant { per_ms })
}

const fn text(logical: Option<&LogicalType>, converted: ConvertedType) -> Option<Kind> {
    match (logical, converted) {
        (Some(LogicalType::String), _) | (None, ConvertedType::NONE | ConvertedType::UTF8) => {
            Some(Kind::Text)
        }
        _ => None,
    }
}

/// What is left of a column in one row group.
pub(crate) struct Chunk {
    kind: Kind,
    pages: Pages,
}

enum Pages {
    Bool(Decoder<BoolType>),
    Int32(Decoder<Int32Type>),
    Int64(Decoder<Int64Type>),
    Int96(Decoder<Int96Type>),
    Float(Decoder<FloatType>),
    Double(Decoder<DoubleType>),
    Bytes(Decoder<ByteArrayType>),
}

impl Chunk {
    /// The cells of a column, which are of this kind.
    pub(crate) fn new(kind: Kind, reader: ColumnReader) -> Result<Self, ParquetError> {
        let pages = match reader {
            ColumnReader::BoolColumnReader(reader) => Pages::Bool(Decoder::new(reader)),
            ColumnReader::Int32ColumnReader(reader) => Pages::Int32(Decoder::new(reader)),
            ColumnReader::Int64ColumnReader(reader) => Pages::Int64(Decoder::new(reader)),
            ColumnReader::Int96ColumnReader(reader) => Pages::Int96(Decoder::new(reader)),
            ColumnReader::FloatColumnReader(reader) => Pages::Float(Decoder::new(reader)),
            ColumnReader::DoubleColumnReader(reader) => Pages::Double(Decoder::new(reader)),
            ColumnReader::ByteArrayColumnReader(reader) => Pages::Bytes(Decoder::new(reader)),
            ColumnReader::FixedLenByteArrayColumnReader(_) => {
                return Err(ParquetError::NYI("bytes of fixed length".to_owned()));
            }
        };
        Ok(Self { kind, pages })
    }

    /// Replaces `cells` by those of the next `rows` rows; `None` where a row has no value.
    pub(crate) fn decode<C>(
        &mut self,
        rows: usize,
        cells: &mut Vec<Option<C>>,
        meaning: impl Fn(Value<'_>) -> C,
    ) -> Result<(), ParquetError> {
        cells.clear();
        match (&mut self.pages, self.kind) {
            (Pages::Bool(pages), _) => pages.decode(rows, cells, |flag| meaning(Value::Flag(*flag))),
            (Pages::Int32(pages), Kind::Whole { is_signed: false }) => pages.decode(rows, cells, |number| {
                meaning(Value::Whole(i64::from(*number as u32)))
            }),
            (Pages::Int32(pages), _) => {
                pages.decode(rows, cells, |number| meaning(Value::Whole(i64::from(*number))))
            }
            (Pages::Int64(pages), Kind::Instant { per_ms: 1 }) => {
                pages.decode(rows, cells, |time| meaning(Value::Millis(*time)))
            }
            (Pages::Int64(pages), Kind::Instant { per_ms }) => pages.decode(rows, cells, |time| {
                meaning(Value::Millis(time.div_euclid(per_ms)))
            }),
            (Pages::Int64(pages), _) => pages.decode(rows, cells, |number| meaning(Value::Whole(*number))),
            (Pages::Int96(pages), _) => {
                pages.decode(rows, cells, |time| meaning(Value::Millis(time.to_millis())))
            }
            (Pages::Float(pages), _) => {
                pages.decode(rows, cells, |number| meaning(Value::Real(f64::from(*number))))
            }
            (Pages::Double(pages), _) => pages.decode(rows, cells, |number| meaning(Value::Real(*number))),
            (Pages::Bytes(pages), _) => {
                pages.decode(rows, cells, |text| meaning(Value::Text(text.as_bytes())))
            }
        }
    }
}

/// The cells of one physical type.
struct Decoder<T: DataType> {
    reader: ColumnReaderImpl<T>,
    /// The values of a block, without empty cells.
    values: Vec<T::T>,
    /// 1 for each cell of a block that has a value, 0 for each that is empty; nothing if none can be empty.
    levels: Vec<i16>,
}

impl<T: DataType> Decoder<T> {
    const fn new(reader: ColumnReaderImpl<T>) -> Self {
        Self {
            reader,
            values: Vec::new(),
            levels: Vec::new(),
        }
    }

    fn decode<C>(
        &mut self,
        rows: usize,
        cells: &mut Vec<Option<C>>,
        meaning: impl Fn(&T::T) -> C,
    ) -> Result<(), ParquetError> {
        self.values.clear();
        self.levels.clear();
        let levels = Some(&mut self.levels);
        let (read, ..) = self.reader.read_records(rows, levels, None, &mut self.values)?;
        if read < rows {
            return Err(ParquetError::EOF(
                "a column has fewer rows than the footer says".to_owned(),
            ));
        }
        let mut values = self.values.iter().map(meaning);
        if self.levels.is_empty() {
            cells.extend(values.map(Some));
        } else {
            let has_value = self.levels.iter().map(|level| *level > 0);
            cells.extend(has_value.map(|has_value| if has_value { values.next() } else { None }));
        }
        Ok(())
    }
}
