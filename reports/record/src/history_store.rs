//! Histories on disk.

use std::collections::BTreeSet;
use std::fs::{self, File, OpenOptions};
use std::io::{self, Read as _, Seek as _, SeekFrom, Write as _};
use std::path::{Path, PathBuf};

use crate::history_file::{entry, lines};
use crate::{Annotation, HistoryEntry, HistoryFile, HistoryLine, HistoryRecord, RecordError, replace_file};

/// A directory of files of JSON lines, one for each class of machines. Lines are only ever added at the end, but for
/// [`HistoryStore::prune`]; two processes at once wait for each other.
#[derive(Clone, Debug)]
pub struct HistoryStore {
    directory: PathBuf,
}

/// What became of a record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Added {
    /// It was added to this file.
    New(PathBuf),
    /// This file holds it already.
    Known(PathBuf),
}

/// Which records go.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Prune {
    /// All but the newest so many of each class of machines.
    Keep(usize),
    /// Those that were measured before an instant, RFC 3339, UTC.
    Before(String),
}

impl HistoryStore {
    /// The history in a directory, which need not exist yet.
    #[must_use]
    pub fn at(directory: impl Into<PathBuf>) -> Self {
        Self {
            directory: directory.into(),
        }
    }

    /// Everything that is kept, by class of machines. Lines that cannot be read are told of and left out.
    ///
    /// # Errors
    /// If the directory or one of its files cannot be read; a missing directory is an empty history.
    pub fn load(&self) -> Result<Vec<HistoryFile>, RecordError> {
        let paths = self.paths().map_err(|cause| self.unreadable(cause))?;
        paths
            .into_iter()
            .map(|path| match fs::read(&path) {
                Ok(bytes) => Ok(HistoryFile::read(path, &bytes)),
                Err(cause) => Err(RecordError::Read { path, cause }),
            })
            .collect()
    }

    /// Adds a record, unless it is there.
    ///
    /// # Errors
    /// If the directory cannot be made, or its file not be read or written.
    pub fn add(&self, record: HistoryRecord) -> Result<Added, RecordError> {
        let path = self.directory.join(format!("{}.jsonl", record.class()));
        let _lock = self.lock()?;
        let bytes = match fs::read(&path) {
            Err(cause) if cause.kind() == io::ErrorKind::NotFound => Vec::new(),
            read => read.map_err(|cause| RecordError::Read {
                path: path.clone(),
                cause,
            })?,
        };
        if HistoryFile::read(path.clone(), &bytes).holds(&record) {
            return Ok(Added::Known(path));
        }
        append(&path, HistoryEntry::Record(Box::new(record)))?;
        Ok(Added::New(path))
    }

    /// Adds what is said about records to every file that holds one of them; gives back these records.
    ///
    /// # Errors
    /// As [`HistoryStore::load`], and if a file cannot be written.
    pub fn annotate(&self, annotation: &Annotation) -> Result<Vec<HistoryRecord>, RecordError> {
        let _lock = self.lock()?;
        let mut concerned = Vec::new();
        for file in self.load()? {
            let before = concerned.len();
            let named = |record: &HistoryRecord| record.is_named(&annotation.target);
            concerned.extend(file.records.into_iter().filter(named));
            if concerned.len() > before {
                append(&file.path, HistoryEntry::Annotation(annotation.clone()))?;
            }
        }
        Ok(concerned)
    }

    /// Takes records away, and what is said about them alone; gives back the records. Every file is replaced at once or
    /// not at all. Lines that cannot be read stay.
    ///
    /// # Errors
    /// As [`HistoryStore::load`], and if a file cannot be replaced.
    pub fn prune(&self, prune: &Prune) -> Result<Vec<HistoryRecord>, RecordError> {
        let _lock = self.lock()?;
        let mut gone = Vec::new();
        for file in self.load()? {
            let (goes, stays) = prune.split(file.records);
            if goes.is_empty() {
                continue;
            }
            let wrong = |cause| RecordError::Write {
                path: file.path.clone(),
                cause,
            };
            let bytes = fs::read(&file.path).map_err(wrong)?;
            replace_file(&file.path, &kept(&bytes, &goes, &stays)).map_err(wrong)?;
            gone.extend(goes);
        }
        Ok(gone)
    }

    fn paths(&self) -> io::Result<BTreeSet<PathBuf>> {
        let entries = match fs::read_dir(&self.directory) {
            Err(cause) if cause.kind() == io::ErrorKind::NotFound => return Ok(BTreeSet::new()),
            entries => entries?,
        };
        let paths = entries
            .map(|entry| Ok(entry?.path()))
            .collect::<io::Result<Vec<_>>>()?;
        let is_history = |path: &PathBuf| path.extension().is_some_and(|end| end == "jsonl");
        Ok(paths.into_iter().filter(is_history).collect())
    }

    /// Waits until nobody else changes this history. Released when the file is closed.
    fn lock(&self) -> Result<File, RecordError> {
        let path = self.directory.join(".lock");
        let locked = fs::create_dir_all(&self.directory)
            .and_then(|()| OpenOptions::new().create(true).append(true).open(&path))
            .and_then(|file| exclusive(&file).map(|()| file));
        locked.map_err(|cause| RecordError::Write { path, cause })
    }

    fn unreadable(&self, cause: io::Error) -> RecordError {
        RecordError::Read {
            path: self.directory.clone(),
            cause,
        }
    }
}

impl Prune {
    /// The records that go and those that stay; given and told in order of dates.
    fn split(&self, mut records: Vec<HistoryRecord>) -> (Vec<HistoryRecord>, Vec<HistoryRecord>) {
        let first = match self {
            Self::Keep(most) => records.len().saturating_sub(*most),
            Self::Before(instant) => records.partition_point(|record| record.date() < instant.as_str()),
        };
        let stays = records.split_off(first);
        (records, stays)
    }
}

/// The lines of a file without those of records that go, and without what is said about none that stays.
fn kept(bytes: &[u8], goes: &[HistoryRecord], stays: &[HistoryRecord]) -> Vec<u8> {
    let is_named =
        |records: &[HistoryRecord], target: &str| records.iter().any(|record| record.is_named(target));
    let stays = |line: &[u8]| match entry(line) {
        Ok(HistoryEntry::Record(record)) => !goes.iter().any(|gone| gone.is_same(&record)),
        Ok(HistoryEntry::Annotation(said)) => is_named(stays, &said.target) || !is_named(goes, &said.target),
        Err(_) => true,
    };
    let kept = lines(bytes).map(|(_, line)| line).filter(|line| stays(line));
    kept.flat_map(|line| [line, b"\n"].concat()).collect()
}

/// Adds a line at the end, in one piece. A line that somebody left unfinished is ended first.
fn append(path: &Path, entry: HistoryEntry) -> Result<(), RecordError> {
    let mut line = serde_json::to_vec(&HistoryLine::of(entry)).map_err(RecordError::Unserialisable)?;
    line.push(b'\n');
    let append = || -> io::Result<()> {
        let mut file = OpenOptions::new()
            .create(true)
            .read(true)
            .append(true)
            .open(path)?;
        if is_unfinished(&mut file)? {
            line.insert(0, b'\n');
        }
        file.write_all(&line)?;
        file.sync_all()
    };
    let mut append = append;
    append().map_err(|cause| RecordError::Write {
        path: path.into(),
        cause,
    })
}

fn is_unfinished(file: &mut File) -> io::Result<bool> {
    if file.seek(SeekFrom::End(0))? == 0 {
        return Ok(false);
    }
    file.seek(SeekFrom::End(-1))?;
    let mut last = [0];
    file.read_exact(&mut last)?;
    Ok(last != *b"\n")
}

#[cfg(unix)]
fn exclusive(file: &File) -> io::Result<()> {
    Ok(rustix::fs::flock(
        file,
        rustix::fs::FlockOperation::LockExclusive,
    )?)
}

/// Where the system has no such lock, lines are still added in one piece.
#[cfg(not(unix))]
#[allow(clippy::unnecessary_wraps, reason = "the other systems' signature")]
fn exclusive(_: &File) -> io::Result<()> {
    Ok(())
}
