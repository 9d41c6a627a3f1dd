//! Files that are not cases.

use std::fmt;

use crate::CaseError;

/// Why a file is not a case: all that is wrong with it. The other cases still run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NotACase {
    /// What is wrong, in order of the places; at least one thing.
    pub faults: Vec<CaseError>,
    /// How many more things are.
    pub more: usize,
}

impl std::error::Error for NotACase {}

/// A line for each fault, and one for those that are not told.
impl fmt::Display for NotACase {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let lines: Vec<_> = self.lines().collect();
        f.write_str(&lines.join("\n"))
    }
}

impl NotACase {
    /// A line for each fault, and one for those that are not told.
    pub fn lines(&self) -> impl Iterator<Item = String> {
        let more = match (self.faults.first(), self.more) {
            (Some(fault), 1..) => Some(format!("{}: and {} more", fault.file.display(), self.more)),
            _ => None,
        };
        self.faults.iter().map(ToString::to_string).chain(more)
    }
}

impl From<CaseError> for NotACase {
    fn from(fault: CaseError) -> Self {
        Self {
            faults: vec![fault],
            more: 0,
        }
    }
}
