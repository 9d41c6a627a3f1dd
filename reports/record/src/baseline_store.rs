//! Where baselines are kept: a directory with a document for each.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use crate::{BaselineEntry, BaselineError, Document as _, RecordError, SavedBaseline};

/// Longest name of a baseline.
const LONGEST_NAME: usize = 64;
/// Digits of a commit by which a baseline can be asked for, at least.
const LEAST_DIGITS: usize = 4;

/// The directory in which baselines are kept, `NAME.json` each.
#[derive(Clone, Debug)]
pub struct BaselineStore {
    directory: PathBuf,
}

/// A record that was found by name or commit.
#[derive(Clone, Debug)]
pub struct FoundBaseline {
    /// Name of the baseline, with the commit if it was found by that: `main@4f1c2ab`.
    pub name: String,
    /// What was found.
    pub entry: BaselineEntry,
}

impl BaselineStore {
    /// The baselines of a store, which need not exist yet.
    #[must_use]
    pub fn of(store: &Path) -> Self {
        Self {
            directory: store.join("baselines"),
        }
    }

    /// The names of all baselines, in order.
    ///
    /// # Errors
    /// If the directory is there and cannot be read.
    pub fn names(&self) -> Result<Vec<String>, BaselineError> {
        let entries = match fs::read_dir(&self.directory) {
            Ok(entries) => entries,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(vec![]),
            Err(cause) => return Err(self.unreadable(cause)),
        };
        let mut names = Vec::new();
        for entry in entries {
            let file = entry.map_err(|cause| self.unreadable(cause))?.file_name();
            let name = file.to_str().and_then(|file| file.strip_suffix(".json"));
            names.extend(name.filter(|name| is_name(name)).map(str::to_owned));
        }
        names.sort_unstable();
        Ok(names)
    }

    /// The baseline of a name.
    ///
    /// # Errors
    /// If the name is none, unknown, or its file broken.
    pub fn load(&self, name: &str) -> Result<SavedBaseline, BaselineError> {
        let path = self.path(name)?;
        if !path.is_file() {
            return Err(self.unknown(name)?);
        }
        SavedBaseline::load(&path).map_err(|cause| BaselineError::Broken {
            name: name.into(),
            cause,
        })
    }

    /// Keeps a new baseline.
    ///
    /// # Errors
    /// If the name is none or taken, or the file cannot be written.
    pub fn add(&self, baseline: &SavedBaseline) -> Result<PathBuf, BaselineError> {
        let path = self.path(&baseline.name)?;
        if path.exists() {
            return Err(BaselineError::Taken {
                name: baseline.name.clone(),
            });
        }
        self.write(&path, baseline)
    }

    /// Puts a record in the place of a baseline's, which becomes part of its history.
    ///
    /// # Errors
    /// If there is no such baseline, its file is broken or cannot be written.
    pub fn accept(&self, name: &str, next: BaselineEntry) -> Result<PathBuf, BaselineError> {
        let path = self.path(name)?;
        self.write(&path, &self.load(name)?.accept(next))
    }

    /// Removes a baseline with its history, whether it can be read or not.
    ///
    /// # Errors
    /// If there is no such baseline, or it cannot be removed.
    pub fn remove(&self, name: &str) -> Result<(), BaselineError> {
        let path = self.path(name)?;
        match fs::remove_file(&path) {
            Ok(()) => Ok(()),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Err(self.unknown(name)?),
            Err(cause) => Err(BaselineError::Store(RecordError::Write { path, cause })),
        }
    }

    /// The record of a baseline by its name, or by at least four digits of its commit: of what is compared with now, and
    /// if nothing of that has the commit, of what was before.
    ///
    /// # Errors
    /// If nothing or more than one record is found, or a file is broken.
    pub fn find(&self, text: &str) -> Result<FoundBaseline, BaselineError> {
        if !self.names()?.iter().any(|name| name == text) {
            return self.find_commit(text);
        }
        let entry = self.load(text)?.current;
        Ok(FoundBaseline {
            name: text.into(),
            entry,
        })
    }

    fn find_commit(&self, digits: &str) -> Result<FoundBaseline, BaselineError> {
        let is_commit = digits.len() >= LEAST_DIGITS && digits.bytes().all(|byte| byte.is_ascii_hexdigit());
        if !is_commit {
            return Err(self.unknown(digits)?);
        }
        let names = self.names()?;
        let all: Vec<SavedBaseline> = names
            .iter()
            .map(|name| self.load(name))
            .collect::<Result<_, _>>()?;
        let digits = digits.to_ascii_lowercase();
        let now = all.iter().map(|baseline| (baseline, &baseline.current));
        let before = all
            .iter()
            .flat_map(|baseline| baseline.history.iter().map(move |entry| (baseline, entry)));
        let mut found: Vec<FoundBaseline> = now.filter_map(|one| of_commit(one, &digits)).collect();
        if found.is_empty() {
            found = before.filter_map(|one| of_commit(one, &digits)).collect();
        }
        match (found.pop(), found.is_empty()) {
            (Some(only), true) => Ok(only),
            (Some(last), false) => {
                found.push(last);
                Err(ambiguous(digits, &found))
            }
            (None, _) => Err(self.unknown(&digits)?),
        }
    }

    fn path(&self, name: &str) -> Result<PathBuf, BaselineError> {
        if is_name(name) {
            return Ok(self.directory.join(format!("{name}.json")));
        }
        Err(BaselineError::Name {
            name: name.into(),
            longest: LONGEST_NAME,
        })
    }

    fn write(&self, path: &Path, baseline: &SavedBaseline) -> Result<PathBuf, BaselineError> {
        fs::create_dir_all(&self.directory).map_err(|cause| {
            BaselineError::Store(RecordError::Write {
                path: self.directory.clone(),
                cause,
            })
        })?;
        baseline.save(path).map_err(BaselineError::Store)?;
        Ok(path.to_owned())
    }

    fn unknown(&self, text: &str) -> Result<BaselineError, BaselineError> {
        Ok(BaselineError::Unknown {
            text: text.into(),
            known: self.names()?,
            directory: self.directory.clone(),
        })
    }

    fn unreadable(&self, cause: io::Error) -> BaselineError {
        BaselineError::Store(RecordError::Read {
            path: self.directory.clone(),
            cause,
        })
    }
}

/// Letters, digits, and in between dots, dashes and underscores: safe as a file name everywhere.
fn is_name(name: &str) -> bool {
    let inner = |byte: u8| byte.is_ascii_alphanumeric() || b"._-".contains(&byte);
    let begins = name
        .bytes()
        .next()
        .is_some_and(|first| first.is_ascii_alphanumeric());
    begins && name.len() <= LONGEST_NAME && name.bytes().all(inner)
}

fn of_commit((baseline, entry): (&SavedBaseline, &BaselineEntry), digits: &str) -> Option<FoundBaseline> {
    let commit = entry.commit.as_ref()?;
    commit
        .to_ascii_lowercase()
        .starts_with(digits)
        .then(|| FoundBaseline {
            name: format!("{}@{commit}", baseline.name),
            entry: entry.clone(),
        })
}

fn ambiguous(digits: String, found: &[FoundBaseline]) -> BaselineError {
    let one = |found: &FoundBaseline| format!("{} of {}", found.name, found.entry.saved_at);
    BaselineError::Ambiguous {
        digits,
        found: found.iter().map(one).collect(),
    }
}
