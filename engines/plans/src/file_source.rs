//! Files that appear in a directory.

use std::cell::RefCell;
use std::collections::BTreeSet;
use std::rc::Rc;

use crate::{Row, Source};

/// Files older than this, in milliseconds, against the newest file that was read, are not read (7 days).
const MAX_AGE_MS: i64 = 7 * 24 * 3_600_000;

/// A listing keeps at most so many files for later batches.
const MAX_CACHED_FILES: usize = 10_000;

/// A directory. Copies are the same directory.
#[derive(Clone, Debug, Default)]
pub struct Directory {
    files: Rc<RefCell<Vec<File>>>,
}

/// A file; it appears whole and does not change.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct File {
    /// Its name.
    pub name: String,
    /// When it was written, in milliseconds since the epoch.
    pub modified_ms: i64,
    /// Its size.
    pub bytes: u64,
    /// What it holds.
    pub rows: Vec<Row>,
}

impl Directory {
    /// A directory without files.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// `file` appears.
    pub fn add(&self, file: File) {
        self.files.borrow_mut().push(file);
    }
}

/// How much of a directory a batch reads.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FileLimit {
    /// All that is there.
    None,
    /// At most so many files, but at least one.
    Files(usize),
    /// Files until their sizes add up to so many bytes, but at least one.
    Bytes(u64),
}

impl FileLimit {
    /// How many of `files` a batch takes.
    fn take(self, files: &[File]) -> usize {
        match self {
            Self::None => files.len(),
            Self::Files(most) => files.len().min(most.max(1)),
            Self::Bytes(most) => {
                let fits = |room: &mut u64, file: &File| {
                    *room = room.checked_sub(file.bytes)?;
                    Some(())
                };
                let fitting = files.iter().scan(most, fits).count();
                fitting.max(1).min(files.len())
            }
        }
    }

    /// Whether `left` files are worth keeping for the next batch: a batch much smaller than its limit would
    /// leave new files waiting (Spark's `discardCachedInputRatio`, 0.2).
    const fn keeps(self, left: usize) -> bool {
        match self {
            Self::None => false,
            Self::Files(most) => left * 5 >= most,
            Self::Bytes(_) => left > 0,
        }
    }
}

/// Reads the files of a directory, oldest first, each once (F1; Spark's `FileStreamSource`). An offset is the
/// number of batches of files in the log of seen files.
#[derive(Clone, Debug)]
pub struct FileSource {
    directory: Directory,
    limit: FileLimit,
    latest_first: bool,
    /// The files of each offset.
    log: Vec<Vec<File>>,
    /// Listed and not read yet; read before the directory is listed again.
    unread: Vec<File>,
}

impl FileSource {
    /// Reads `directory` from its oldest file.
    #[must_use]
    pub const fn new(directory: Directory, limit: FileLimit) -> Self {
        Self {
            directory,
            limit,
            latest_first: false,
            log: Vec::new(),
            unread: Vec::new(),
        }
    }

    /// Reads the newest file first, and lists the directory for every batch.
    #[must_use]
    pub const fn latest_first(mut self) -> Self {
        self.latest_first = true;
        self
    }

    /// The files that are new, in the order in which they are read.
    fn list(&self) -> Vec<File> {
        let seen: BTreeSet<&str> = self.log.iter().flatten().map(|file| file.name.as_str()).collect();
        let newest = self.log.iter().flatten().map(|file| file.modified_ms).max();
        // Whoever reads the newest first within a limit wants the old ones, too, later.
        let ageless = self.latest_first && self.limit != FileLimit::None;
        let earliest = newest
            .filter(|_| !ageless)
            .map_or(i64::MIN, |newest| newest.saturating_sub(MAX_AGE_MS));
        let files = self.directory.files.borrow();
        let is_new = |file: &&File| file.modified_ms >= earliest && !seen.contains(file.name.as_str());
        let mut new: Vec<File> = files.iter().filter(is_new).cloned().collect();
        new.sort_by(|a, b| (a.modified_ms, &a.name).cmp(&(b.modified_ms, &b.name)));
        if self.latest_first {
            new.reverse();
        }
        new
    }

    /// The files of one batch.
    fn next_files(&mut self) -> Vec<File> {
        let mut files = std::mem::take(&mut self.unread);
        if files.is_empty() {
            files = self.list();
        }
        let left = files.split_off(self.limit.take(&files));
        if !self.latest_first && self.limit.keeps(left.len()) {
            self.unread = left.into_iter().take(MAX_CACHED_FILES).collect();
        }
        files
    }
}

impl Source for FileSource {
    fn latest(&mut self, from: u64) -> u64 {
        if self.log.len() as u64 > from {
            return from + 1;
        }
        let files = self.next_files();
        if files.is_empty() {
            return from;
        }
        self.log.push(files);
        from + 1
    }

    /// The listing of this moment, cut into batches.
    fn available(&mut self, _: u64) -> u64 {
        self.unread.clear();
        let mut files = self.list();
        while !files.is_empty() {
            let rest = files.split_off(self.limit.take(&files));
            self.log.push(files);
            files = rest;
        }
        self.log.len() as u64
    }

    fn rows(&self, from: u64, to: u64) -> Vec<Row> {
        let range = (from..to).filter_map(|offset| self.log.get(usize::try_from(offset).ok()?));
        range
            .flatten()
            .flat_map(|file| file.rows.iter().cloned())
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn directory(files: &[(&str, i64, u64)]) -> Directory {
        let directory = Directory::new();
        for &(name, modified_ms, bytes) in files {
            add(&directory, name, modified_ms, bytes);
        }
        directory
    }

    fn add(directory: &Directory, name: &str, modified_ms: i64, bytes: u64) {
        directory.add(File {
            name: name.to_owned(),
            modified_ms,
            bytes,
            rows: vec![vec![name.into()]],
        });
    }

    /// The names of the files of the next batch.
    fn next(source: &mut FileSource, from: &mut u64) -> Vec<String> {
        let to = source.latest(*from);
        let batches = &source.log[usize::try_from(*from).unwrap()..usize::try_from(to).unwrap()];
        *from = to;
        batches.iter().flatten().map(|file| file.name.clone()).collect()
    }

    #[test]
    fn files_come_in_the_order_of_their_times_or_the_newest_first() {
        let files = directory(&[("b", 2, 1), ("a", 3, 1), ("c", 1, 1)]);
        let mut oldest = FileSource::new(files.clone(), FileLimit::Files(2));
        assert_eq!(next(&mut oldest, &mut 0), ["c", "b"]);
        let mut newest = FileSource::new(files, FileLimit::Files(2)).latest_first();
        assert_eq!(next(&mut newest, &mut 0), ["a", "b"]);
    }

    #[test]
    fn a_limit_in_bytes_lets_at_least_one_file_through() {
        let files = directory(&[("a", 1, 50), ("b", 2, 4), ("c", 3, 5), ("d", 4, 2)]);
        let mut source = FileSource::new(files, FileLimit::Bytes(10));
        let mut from = 0;
        assert_eq!(next(&mut source, &mut from), ["a"]);
        assert_eq!(next(&mut source, &mut from), ["b", "c"]);
        assert_eq!(next(&mut source, &mut from), ["d"]);
        assert!(next(&mut source, &mut from).is_empty());
    }

    #[test]
    fn a_listing_is_read_to_its_end_unless_little_of_it_is_left() {
        let files = directory(&[("a", 1, 1), ("b", 2, 1), ("c", 3, 1)]);
        let mut source = FileSource::new(files.clone(), FileLimit::Files(2));
        let mut from = 0;
        assert_eq!(next(&mut source, &mut from), ["a", "b"]);
        add(&files, "d", 4, 1);
        assert_eq!(next(&mut source, &mut from), ["c"], "listed before d appeared");
        assert_eq!(next(&mut source, &mut from), ["d"]);

        let files = directory(&[
            ("a", 1, 1),
            ("b", 2, 1),
            ("c", 3, 1),
            ("d", 4, 1),
            ("e", 5, 1),
            ("f", 6, 1),
        ]);
        add(&files, "g", 7, 1);
        let mut source = FileSource::new(files.clone(), FileLimit::Files(6));
        let mut from = 0;
        assert_eq!(next(&mut source, &mut from).len(), 6);
        add(&files, "h", 8, 1);
        assert_eq!(
            next(&mut source, &mut from),
            ["g", "h"],
            "one file of six was not kept"
        );
    }

    #[test]
    fn files_too_old_against_the_newest_are_passed_over() {
        let files = directory(&[("new", MAX_AGE_MS + 10, 1)]);
        let mut source = FileSource::new(files.clone(), FileLimit::None);
        let mut from = 0;
        assert_eq!(next(&mut source, &mut from), ["new"]);
        add(&files, "old", 9, 1);
        add(&files, "just in time", 10, 1);
        assert_eq!(next(&mut source, &mut from), ["just in time"]);
    }
}
