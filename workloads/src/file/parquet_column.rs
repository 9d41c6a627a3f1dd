//! A column of a Parquet file, found by name.

use std::path::Path;

use parquet::basic::{Compression, ConvertedType};
use parquet::errors::ParquetError;
use parquet::file::metadata::ColumnChunkMetaData;
use parquet::file::reader::RowGroupReader;
use parquet::schema::types::{ColumnDescriptor, SchemaDescriptor};

use super::field::{Misread, quote};
use super::parquet_cells::{Chunk, Kind, Value};
use crate::WorkloadError;

/// A column, with a block of its cells.
pub(crate) struct Column<C> {
    place: usize,
    kind: Kind,
    chunk: Option<Chunk>,
    cells: Vec<Option<Cell<C>>>,
}

impl<C> Column<C> {
    /// Goes on with another row group.
    pub(crate) fn enter(&mut self, group: &dyn RowGroupReader) -> Result<(), ParquetError> {
        self.cells.clear();
        check_place(group.metadata().column(self.place))?;
        check_codec(group.metadata().column(self.place))?;
        self.chunk = Some(Chunk::new(self.kind, group.get_column_reader(self.place)?)?);
        Ok(())
    }

    /// Decodes the next `rows` rows of the row group; `meaning` says what a value is.
    pub(crate) fn decode(
        &mut self,
        rows: usize,
        meaning: impl Fn(Value<'_>) -> Cell<C>,
    ) -> Result<(), ParquetError> {
        match &mut self.chunk {
            Some(chunk) => chunk.decode(rows, &mut self.cells, meaning),
            None => Ok(()),
        }
    }

    /// Takes the cell of a row out of the block; `None` if it is empty.
    pub(crate) fn take(&mut self, row: usize) -> Option<Cell<C>> {
        self.cells.get_mut(row)?.take()
    }
}

/// What a cell says, or what is wrong with it; in a box, since hardly any is.
pub(crate) type Cell<C> = Result<C, Box<Misread>>;

impl From<Box<Misread>> for Misread {
    fn from(misread: Box<Misread>) -> Self {
        *misread
    }
}

/// The decoder panics at places before the beginning of the file.
fn check_place(column: &ColumnChunkMetaData) -> Result<(), ParquetError> {
    let dictionary = column.dictionary_page_offset().unwrap_or(0);
    let least = dictionary
        .min(column.data_page_offset())
        .min(column.compressed_size());
    if least < 0 {
        return Err(ParquetError::General(
            "a column is outside of the file".to_owned(),
        ));
    }
    Ok(())
}

/// Refuses codecs that are not built in.
fn check_codec(column: &ColumnChunkMetaData) -> Result<(), ParquetError> {
    match column.compression() {
        Compression::UNCOMPRESSED | Compression::SNAPPY | Compression::GZIP(_) => Ok(()),
        other => {
            let name = format!("{other:?}");
            let name = name.split('(').next().unwrap_or_default();
            Err(ParquetError::NYI(format!(
                "it is compressed with {name}, which is not supported"
            )))
        }
    }
}

/// Columns looked for in a file.
pub(crate) struct Search<'a> {
    pub(crate) path: &'a Path,
    pub(crate) schema: &'a SchemaDescriptor,
}

impl Search<'_> {
    /// The column of that name, whose kind is one that fits; `wanted` are its types in words.
    pub(crate) fn required<C>(
        &self,
        name: &'static str,
        wanted: &'static str,
        fits: fn(Kind) -> bool,
    ) -> Result<Column<C>, WorkloadError> {
        let names = || {
            let names: Vec<&str> = self.schema.columns().iter().map(|column| column.name()).collect();
            quote(names.join(", ").as_bytes())
        };
        self.optional(name, wanted, fits)?
            .ok_or_else(|| self.bad(name, format!("missing (there is {})", names()), wanted))
    }

    /// As [`Search::required`]; `None` if there is no such column.
    pub(crate) fn optional<C>(
        &self,
        name: &'static str,
        wanted: &'static str,
        fits: fn(Kind) -> bool,
    ) -> Result<Option<Column<C>>, WorkloadError> {
        let Some(place) = find(self.schema, name) else {
            return Ok(None);
        };
        let column = self.schema.column(place);
        let kind = Kind::of(&column).filter(|kind| column.max_rep_level() == 0 && fits(*kind));
        let kind = kind.ok_or_else(|| self.bad(name, type_of(&column), wanted))?;
        Ok(Some(Column {
            place,
            kind,
            chunk: None,
            cells: Vec::new(),
        }))
    }

    fn bad(&self, column: &'static str, found: String, wanted: &'static str) -> WorkloadError {
        WorkloadError::BadColumn {
            path: self.path.to_owned(),
            column,
            found,
            wanted,
        }
    }
}

/// The type of a column, as the format names it.
fn type_of(column: &ColumnDescriptor) -> String {
    let repeated = if column.max_rep_level() > 0 {
        "repeated "
    } else {
        ""
    };
    match column.converted_type() {
        ConvertedType::NONE => format!("{repeated}{}", column.physical_type()),
        meaning => format!("{repeated}{} ({meaning})", column.physical_type()),
    }
}

/// The column of that name in any case, which is no part of a group or list.
pub(crate) fn find(schema: &SchemaDescriptor, name: &str) -> Option<usize> {
    let is_it = |column: &ColumnDescriptor| {
        column.path().parts().len() == 1 && column.name().eq_ignore_ascii_case(name)
    };
    schema.columns().iter().position(|column| is_it(column))
}
