//! Arrivals written out.

mod destination;
mod directory;
mod groups;
mod record;

use std::io::Write;
use std::path::Path;

use crate::{ArrivalStream, WorkloadError};
use destination::Destination;
pub use directory::write_directory;
pub use record::RecordFormat;
use record::RecordWriter;

/// Arrivals per block.
const BLOCK: usize = 4096;

/// What was written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Written {
    /// Events in finished files (for [`write_to`]: events handed on).
    pub events: u64,
    /// Their bytes, headers included.
    pub bytes: u64,
    /// Finished files; 0 for [`write_to`].
    pub files: u64,
    /// Whether the stream was written to its end; `false` if the progress callback stopped it.
    pub complete: bool,
}

/// Called after every block with the number of events written so far; `false` stops early.
pub type Progress<'a> = &'a mut dyn FnMut(u64) -> bool;

/// Writes a stream to `out`, such as the standard output. `name` stands for it in errors.
///
/// # Errors
/// What the stream or `out` report; for a pipe whose reader has gone see [`WorkloadError::is_closed_pipe`].
pub fn write_to(
    stream: &mut dyn ArrivalStream,
    out: &mut dyn Write,
    name: &Path,
    format: RecordFormat,
    progress: Progress<'_>,
) -> Result<Written, WorkloadError> {
    let mut records = RecordWriter::new(format);
    let (written, _) = copy(stream, out, name, &mut records, (u64::MAX, 0), progress)?;
    Ok(written)
}

/// Writes a stream to a file: under a temporary name in the same directory, which becomes `path` once
/// everything is on disk. If writing fails or is stopped early, the temporary file goes and `path` stays as it
/// was. A `path` that is a device or a pipe is written to directly.
///
/// # Errors
/// What the stream or the operating system report.
pub fn write_file(
    stream: &mut dyn ArrivalStream,
    path: &Path,
    format: RecordFormat,
    progress: Progress<'_>,
) -> Result<Written, WorkloadError> {
    let mut destination = Destination::create(path)?;
    let mut records = RecordWriter::new(format);
    let (mut written, _) = copy(
        stream,
        destination.file(),
        path,
        &mut records,
        (u64::MAX, 0),
        progress,
    )?;
    if !written.complete {
        return Ok(Written::default());
    }
    destination.finish()?;
    written.files = 1;
    Ok(written)
}

/// Writes a file of up to `most` events. `before` is what progress counts from. The second value says
/// whether the stream has ended.
fn copy(
    stream: &mut dyn ArrivalStream,
    out: &mut dyn Write,
    path: &Path,
    records: &mut RecordWriter,
    (most, before): (u64, u64),
    progress: Progress<'_>,
) -> Result<(Written, bool), WorkloadError> {
    let failed = |source| WorkloadError::Io {
        doing: "write",
        path: path.to_owned(),
        source,
    };
    let mut written = Written::default();
    let (mut block, mut text) = (Vec::with_capacity(BLOCK), Vec::new());
    records.begin(&mut text).map_err(failed)?;
    loop {
        let left = most - written.events;
        block.clear();
        let limit = usize::try_from(left).map_or(BLOCK, |left| left.min(BLOCK));
        let filled = stream.fill(&mut block, limit)?;
        records.write(&block, &mut text).map_err(failed)?;
        written.events += filled as u64;
        let ended = filled == 0 && limit > 0;
        let complete = ended || written.events == most;
        if complete {
            records.end(&mut text).map_err(failed)?;
        }
        out.write_all(&text).map_err(failed)?;
        written.bytes += text.len() as u64;
        text.clear();
        if complete {
            out.flush().map_err(failed)?;
            written.complete = true;
            return Ok((written, ended));
        }
        if !progress(before + written.events) {
            out.flush().map_err(failed)?;
            return Ok((written, false));
        }
    }
}

#[cfg(test)]
mod tests;
