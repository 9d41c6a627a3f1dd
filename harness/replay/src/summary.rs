//! What came of many cases.

use std::collections::BTreeMap;
use std::fmt;
use std::path::PathBuf;

use crate::{Case, CaseError, Difference, NotACase, Unsupported};

/// What came of all cases of a replay.
#[derive(Clone, Debug, Default)]
pub struct Summary {
    /// All cases; passed and failed are counted when they are checked.
    pub total: Counts,
    /// Cases by engine.
    pub by_engine: BTreeMap<&'static str, Counts>,
    /// Cases by the features they name; a case counts for each.
    pub by_feature: BTreeMap<String, Counts>,
    /// Cases that differ from what they expect.
    pub failures: Vec<Failure>,
    /// Cases that could not be run.
    pub gaps: Vec<Gap>,
    /// Files that are not cases.
    pub errors: Vec<NotACase>,
    /// What is odd about cases that did run.
    pub remarks: Vec<CaseError>,
    /// Cases for an engine that was not asked for; they are counted nowhere else.
    pub left_out: usize,
}

/// How many cases came to what.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// They ran; whether rightly was not asked.
    pub ran: usize,
    /// They ran and gave what they expect.
    pub passed: usize,
    /// They ran and gave something else.
    pub failed: usize,
    /// They could not be run.
    pub unsupported: usize,
}

/// A case that failed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Failure {
    /// Its file.
    pub file: PathBuf,
    /// Its name.
    pub name: String,
    /// The first difference.
    pub difference: Difference,
}

/// A case that could not be run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Gap {
    /// Its file.
    pub file: PathBuf,
    /// Its name.
    pub name: String,
    /// What is missing.
    pub unsupported: Unsupported,
}

impl Summary {
    /// Whether every case ran, none differed, and every file was a case.
    #[must_use]
    pub fn is_clean(&self) -> bool {
        self.failures.is_empty() && self.gaps.is_empty() && self.errors.is_empty()
    }

    /// Whether there were cases, and all of them for an engine that was not asked for.
    #[must_use]
    pub fn is_void(&self) -> bool {
        self.left_out > 0 && self.total == Counts::default() && self.errors.is_empty()
    }

    /// Counts a case wherever it belongs.
    pub(crate) fn count(&mut self, case: &Case, add: impl Fn(&mut Counts)) {
        add(&mut self.total);
        add(self.by_engine.entry(case.engine.name()).or_default());
        for feature in &case.features {
            add(self.by_feature.entry(feature.clone()).or_default());
        }
    }
}

/// The table that check mode ends with.
impl fmt::Display for Summary {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(
            f,
            "{:30} {:>7} {:>7} {:>12}",
            "", "passed", "failed", "unsupported"
        )?;
        let engines = self.by_engine.iter().map(|(name, counts)| (*name, counts));
        let features = self
            .by_feature
            .iter()
            .map(|(name, counts)| (name.as_str(), counts));
        for (name, counts) in engines.chain(features).chain([("all", &self.total)]) {
            let Counts {
                passed,
                failed,
                unsupported,
                ..
            } = counts;
            writeln!(f, "{name:30} {passed:>7} {failed:>7} {unsupported:>12}")?;
        }
        match self.errors.len() {
            0 => Ok(()),
            1 => writeln!(f, "1 file is not a case"),
            many => writeln!(f, "{many} files are not cases"),
        }
    }
}
