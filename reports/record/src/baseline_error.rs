//! What can go wrong with baselines.

use std::path::PathBuf;

use thiserror::Error;

use crate::RecordError;

/// What can go wrong with baselines. Every message says what to do next.
#[derive(Debug, Error)]
pub enum BaselineError {
    /// No file could safely have this name.
    #[error(
        "'{name}' cannot be the name of a baseline: use letters, digits, '.', '-' and '_', beginning with a letter or digit, \
        at most {longest}"
    )]
    Name {
        /// The name.
        name: String,
        /// The most characters.
        longest: usize,
    },
    /// There is no such baseline.
    #[error("there is no baseline '{text}' in {}", directory.display())]
    Unknown {
        /// What was asked for.
        text: String,
        /// What there is.
        known: Vec<String>,
        /// Where it was looked for.
        directory: PathBuf,
    },
    /// Several records were made by such a commit.
    #[error("more than one baseline is of commit {digits}: {}; give a name, or more digits", found.join(", "))]
    Ambiguous {
        /// The digits asked for.
        digits: String,
        /// What was found.
        found: Vec<String>,
    },
    /// There is one already.
    #[error(
        "there is a baseline '{name}' already: `streamgauge baseline accept {name} RECORD --reason TEXT` puts another record \
        in its place"
    )]
    Taken {
        /// Its name.
        name: String,
    },
    /// Its file cannot be read.
    #[error(
        "the baseline '{name}' is broken: {cause}; `streamgauge baseline rm {name}` removes it, then save it again"
    )]
    Broken {
        /// Its name.
        name: String,
        /// What is wrong.
        #[source]
        cause: RecordError,
    },
    /// The store cannot be read or written.
    #[error("{0}; give another place with --store DIR")]
    Store(#[source] RecordError),
}
