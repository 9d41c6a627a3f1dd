//! A directory of numbered files.

use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use super::destination::Destination;
use super::record::{RecordFormat, RecordWriter};
use super::{Progress, Written, copy};
use crate::{ArrivalStream, WorkloadError};

/// Writes a stream to `directory` (created if it is not there) as `part-00000.jsonl`, `part-00001.jsonl`, ... of
/// `events_per_file` events each; the last one may be shorter. Each appears under its name only when it is
/// complete, as a watching file source needs it. Stopped early, the finished files stay.
///
/// # Errors
/// What the stream or the operating system report; a directory that already holds numbered files, since old and
/// new would be read as one stream, also if another process writes there at the same time; `events_per_file` 0.
pub fn write_directory(
    stream: &mut dyn ArrivalStream,
    directory: &Path,
    format: RecordFormat,
    events_per_file: u64,
    progress: Progress<'_>,
) -> Result<Written, WorkloadError> {
    if events_per_file == 0 {
        return Err(WorkloadError::option("events per file", 0, "must be at least 1"));
    }
    prepare(directory)?;
    let mut total = Written::default();
    let mut records = RecordWriter::new(format);
    loop {
        let path = part(directory, total.files, format);
        let mut destination = Destination::create(&path)?;
        let window = (events_per_file, total.events);
        let (written, ended) = copy(stream, destination.file(), &path, &mut records, window, progress)?;
        if written.complete && written.events > 0 {
            destination
                .finish_new()
                .map_err(|error| taken(directory, &path, error))?;
            refuse_other_formats(directory, total.files, format)?;
            total.events += written.events;
            total.bytes += written.bytes;
            total.files += 1;
        }
        if ended || !written.complete || !progress(total.events) {
            total.complete = ended;
            return Ok(total);
        }
    }
}

fn part(directory: &Path, index: u64, format: RecordFormat) -> PathBuf {
    directory.join(format!("part-{index:05}.{}", format.extension()))
}

/// Two processes that write to one directory meet at their first file: whoever comes second is refused.
fn taken(directory: &Path, path: &Path, error: WorkloadError) -> WorkloadError {
    match &error {
        WorkloadError::Io { source, .. } if source.kind() == ErrorKind::AlreadyExists => {
            occupied(directory, path)
        }
        _ => error,
    }
}

/// As [`taken`], where the other process writes another format. Our own file goes again.
fn refuse_other_formats(directory: &Path, index: u64, format: RecordFormat) -> Result<(), WorkloadError> {
    let others = RecordFormat::ALL.into_iter().filter(|other| *other != format);
    for other in others.map(|other| part(directory, index, other)) {
        if other.exists() {
            let _ = std::fs::remove_file(part(directory, index, format));
            return Err(occupied(directory, &other));
        }
    }
    Ok(())
}

fn occupied(directory: &Path, by: &Path) -> WorkloadError {
    let name = by.file_name().unwrap_or_default().to_string_lossy();
    WorkloadError::option(
        "output directory",
        directory.display(),
        format!("somebody else has written {name} meanwhile; choose a directory of its own"),
    )
}

/// Creates the directory, or checks that it holds no numbered files.
fn prepare(directory: &Path) -> Result<(), WorkloadError> {
    let failed = |source| WorkloadError::Io {
        doing: "write to",
        path: directory.to_owned(),
        source,
    };
    std::fs::create_dir_all(directory).map_err(failed)?;
    for entry in directory.read_dir().map_err(failed)? {
        let name = entry.map_err(failed)?.file_name();
        if name.as_encoded_bytes().starts_with(b"part-") {
            return Err(WorkloadError::option(
                "output directory",
                directory.display(),
                format!("already holds {}; choose an empty one", name.to_string_lossy()),
            ));
        }
    }
    Ok(())
}
