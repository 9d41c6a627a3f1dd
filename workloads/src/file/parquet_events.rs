//! Ratings as Parquet.

use std::fs::File;
use std::path::{Path, PathBuf};

use parquet::errors::ParquetError;
use parquet::file::reader::{FileReader as _, SerializedFileReader};

use super::Rating;
use super::parquet_columns::Columns;
use super::parquet_file::{footer, guarded};
use crate::{FileFormat, WorkloadError};

/// Rows decoded at a time: their cells stay in a second-level cache until they are taken.
const BLOCK: usize = 1024;

/// The ratings of a Parquet file, row group by row group.
pub(crate) struct ParquetEvents {
    path: PathBuf,
    file: SerializedFileReader<File>,
    columns: Columns,
    /// The next row group.
    group: usize,
    /// Rows of the row group at hand that are not decoded yet.
    left: usize,
    /// Where the next row is in the block at hand, and how many rows the block has.
    place: (usize, usize),
    /// Rows taken so far.
    row: u64,
}

impl ParquetEvents {
    /// Opens a file and finds its columns.
    pub(crate) fn open(path: &Path, format: FileFormat) -> Result<Self, WorkloadError> {
        let file = footer(path)?;
        let columns = Columns::new(path, format, file.metadata().file_metadata().schema_descr())?;
        Ok(Self {
            path: path.to_owned(),
            file,
            columns,
            group: 0,
            left: 0,
            place: (0, 0),
            row: 0,
        })
    }

    /// The next row; `None` at the end, the inner error if it is not a rating.
    pub(crate) fn next(&mut self) -> Result<Option<Result<Rating, WorkloadError>>, WorkloadError> {
        while self.place.0 == self.place.1 {
            let path = self.path.clone();
            if !guarded(&path, || self.advance())? {
                return Ok(None);
            }
        }
        let rating = self.columns.take(self.place.0);
        self.place.0 += 1;
        self.row += 1;
        Ok(Some(rating.map_err(|misread| WorkloadError::BadRow {
            path: self.path.clone(),
            row: self.row,
            expected: misread.expected,
            found: misread.found,
        })))
    }

    /// Decodes another block, or enters another row group; `false` behind the last.
    fn advance(&mut self) -> Result<bool, ParquetError> {
        if self.left > 0 {
            let rows = self.left.min(BLOCK);
            self.columns.decode(rows)?;
            self.left -= rows;
            self.place = (0, rows);
            return Ok(true);
        }
        if self.group == self.file.num_row_groups() {
            return Ok(false);
        }
        let group = self.file.get_row_group(self.group)?;
        self.columns.enter(group.as_ref())?;
        self.left = usize::try_from(group.metadata().num_rows())?;
        self.group += 1;
        Ok(true)
    }
}
