//! Why a batch did not complete.

use crate::{GroupStateError, Refusal};

/// Why a batch did not complete. The query has stopped; the next trigger starts it again from its checkpoint.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum BatchError {
    /// The plan turned out to be illegal when the batch was planned.
    Refused(Refusal),
    /// A group function did what it must not.
    Function(GroupStateError),
    /// It was told to crash.
    Crashed(CrashPoint),
}

/// Where in a batch a crash happens; what a restart makes of it differs (4.2).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CrashPoint {
    /// Before the offsets are logged: the batch is planned anew, perhaps with other offsets.
    BeforeOffsets,
    /// While tasks run: the same batch runs again over the same offsets, and what the tasks wrote is lost.
    DuringTasks,
    /// When the sink has the rows and the commit is not logged: the same batch runs again, and the sink,
    /// which knows its number, ignores it.
    AfterSink,
}

impl std::fmt::Display for BatchError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Refused(refusal) => refusal.fmt(f),
            Self::Function(error) => write!(f, "a group function failed: {error}"),
            Self::Crashed(point) => write!(f, "the batch crashed: {point:?}"),
        }
    }
}

impl std::error::Error for BatchError {}

impl From<Refusal> for BatchError {
    fn from(refusal: Refusal) -> Self {
        Self::Refused(refusal)
    }
}
