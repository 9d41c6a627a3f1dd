//! What can go wrong with records and distributions.

use std::io;
use std::path::PathBuf;

use thiserror::Error;

use crate::VERSION;

/// What can go wrong with records and distributions. Every message says what to do next.
#[derive(Debug, Error)]
pub enum RecordError {
    /// A file could not be read.
    #[error("cannot read {}: {cause}", path.display())]
    Read {
        /// The file.
        path: PathBuf,
        /// What the system said.
        #[source]
        cause: io::Error,
    },
    /// A file could not be written; an earlier file of that name is untouched.
    #[error("cannot write {}: {cause}", path.display())]
    Write {
        /// The file.
        path: PathBuf,
        /// What the system said.
        #[source]
        cause: io::Error,
    },
    /// The file ends in the middle of a record.
    #[error("{} is cut off at line {line}: it holds the beginning of a record only; copy it again or measure again",
        path.display())]
    Truncated {
        /// The file.
        path: PathBuf,
        /// Where it ends.
        line: usize,
    },
    /// The file is not JSON.
    #[error("{} is not JSON ({cause}); expected a record written by `streamgauge run`", path.display())]
    NotJson {
        /// The file.
        path: PathBuf,
        /// What the parser said.
        #[source]
        cause: serde_json::Error,
    },
    /// JSON, but something else than a record.
    #[error("{} is not a record: its `schema` is {found}, expected `{expected}`; \
        give a file that streamgauge wrote for it", path.display())]
    WrongSchema {
        /// The file.
        path: PathBuf,
        /// What stands in its place.
        found: String,
        /// What should.
        expected: &'static str,
    },
    /// A record of a format that this build does not know.
    #[error("{} has record version {found}, this build reads up to {VERSION}; \
        open it with a newer streamgauge", path.display())]
    NewerVersion {
        /// The file.
        path: PathBuf,
        /// Its version.
        found: String,
    },
    /// The right schema and version, but a field is missing or of another kind.
    #[error("{} says it is a record of version {version} but is malformed: {cause}; \
        was it edited by hand?", path.display())]
    Malformed {
        /// The file.
        path: PathBuf,
        /// The version it claims.
        version: String,
        /// What the parser said.
        #[source]
        cause: serde_json::Error,
    },
    /// A record could not be turned into JSON.
    #[error("cannot write the record as JSON: {0}")]
    Unserialisable(#[source] serde_json::Error),
    /// The text of a histogram is not what it should be.
    #[error("a latency histogram cannot be read: {0}; the record is damaged, measure again")]
    Histogram(String),
}
