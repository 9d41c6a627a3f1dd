//! A Parquet file: what its footer says, and what to say if it cannot be read.

use std::fs::File;
use std::io::Read as _;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;

use parquet::errors::ParquetError;
use parquet::file::reader::{FileReader as _, SerializedFileReader};

use super::lines::{io_error, open};
use super::parquet_columns::of_movielens;
use crate::{FileFormat, WorkloadError};

/// What every Parquet file begins with, and ends with.
const MAGIC: [u8; 4] = *b"PAR1";

/// Whether a file begins as Parquet does.
pub(crate) fn is_parquet(path: &Path) -> Result<bool, WorkloadError> {
    let mut begin = Vec::with_capacity(MAGIC.len());
    open(path)?
        .take(MAGIC.len() as u64)
        .read_to_end(&mut begin)
        .map_err(|error| io_error("read", path, error))?;
    Ok(begin == MAGIC)
}

/// Opens a file and reads its footer.
pub(crate) fn footer(path: &Path) -> Result<SerializedFileReader<File>, WorkloadError> {
    let file = open(path)?;
    guarded(path, || SerializedFileReader::new(file))
}

/// Which columns a file has: those of `MovieLens`, or those of rating events.
pub(crate) fn format(path: &Path) -> Result<FileFormat, WorkloadError> {
    let file = footer(path)?;
    Ok(if of_movielens(file.metadata().file_metadata().schema_descr()) {
        FileFormat::MovieLensParquet
    } else {
        FileFormat::Parquet
    })
}

/// How many rows a file has.
pub(crate) fn rows(path: &Path) -> Result<u64, WorkloadError> {
    let rows = footer(path)?.metadata().file_metadata().num_rows();
    Ok(u64::try_from(rows).unwrap_or(0))
}

/// Decodes something of a file.
///
/// Nearly all damage is an error to the decoder; what it does not look for makes it panic, and becomes an error here.
pub(crate) fn guarded<T>(
    path: &Path,
    decode: impl FnOnce() -> Result<T, ParquetError>,
) -> Result<T, WorkloadError> {
    let problem = match catch_unwind(AssertUnwindSafe(decode)) {
        Ok(Ok(decoded)) => return Ok(decoded),
        Ok(Err(ParquetError::General(text) | ParquetError::NYI(text) | ParquetError::EOF(text))) => text,
        Ok(Err(error)) => error.to_string(),
        Err(_) => "parts of it contradict each other".to_owned(),
    };
    Err(WorkloadError::UnreadableFile {
        path: path.to_owned(),
        problem,
    })
}
