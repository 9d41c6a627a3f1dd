//! What is wrong with a case.

use std::path::Path;

use super::{Found, Position, Positions};
use crate::{CaseError, NotACase};

/// A contradiction: where it is, what was found and what is expected.
#[derive(Debug)]
pub struct Fault {
    /// JSON path.
    pub place: String,
    /// Where it begins; `None`: where the path leads to.
    position: Option<Position>,
    /// What was found and what is expected.
    pub message: String,
}

impl Fault {
    /// A fault at a place.
    pub fn new(place: impl Into<String>, message: impl Into<String>) -> Self {
        Self {
            place: place.into(),
            position: None,
            message: message.into(),
        }
    }

    /// The fault in words, for a file.
    pub fn told(self, file: &Path, positions: &Positions<'_>) -> CaseError {
        CaseError {
            file: file.to_owned(),
            position: Some(self.position.unwrap_or_else(|| positions.at_path(&self.place))),
            field: self.place,
            message: self.message,
        }
    }
}

/// So many faults of a file are told; whoever has mended them sees the others.
const MOST: usize = 20;

/// All faults of a case, of which the first are kept.
#[derive(Debug, Default)]
pub struct Faults {
    kept: Vec<Fault>,
    more: usize,
}

impl Faults {
    /// One more; of the same place, the first is enough.
    pub fn add(&mut self, place: impl Into<String>, message: impl Into<String>) {
        let fault = Fault::new(place, message);
        if self.kept.iter().all(|kept| kept.place != fault.place) {
            self.push(|| fault);
        }
    }

    /// One more, at a value that was found.
    pub fn add_at(&mut self, found: impl FnOnce() -> Found, message: impl Into<String>) {
        self.push(|| {
            let Found { path, position } = found();
            Fault {
                position: Some(position),
                ..Fault::new(path, message)
            }
        });
    }

    /// Whether there are none.
    pub const fn is_empty(&self) -> bool {
        self.kept.is_empty()
    }

    fn push(&mut self, fault: impl FnOnce() -> Fault) {
        if self.kept.len() < MOST {
            self.kept.push(fault());
        } else {
            self.more += 1;
        }
    }

    /// Fine if there are none; otherwise the faults in order of their places.
    pub fn none_in(self, file: &Path, positions: &Positions<'_>) -> Result<(), NotACase> {
        if self.is_empty() {
            return Ok(());
        }
        let mut faults: Vec<_> = self
            .kept
            .into_iter()
            .map(|fault| fault.told(file, positions))
            .collect();
        faults.sort_by_key(|fault| fault.position);
        Err(NotACase {
            faults,
            more: self.more,
        })
    }
}
