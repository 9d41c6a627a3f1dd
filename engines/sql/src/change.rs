//! A row of a changelog.

use crate::RowKind;

/// A row, and what it does to the table that it tells of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Change<R> {
    /// What it does.
    pub kind: RowKind,
    /// The row.
    pub row: R,
}

impl<R> Change<R> {
    /// A new row.
    #[must_use]
    pub const fn insert(row: R) -> Self {
        Self::new(RowKind::Insert, row)
    }

    /// A row that does what `kind` says.
    #[must_use]
    pub const fn new(kind: RowKind, row: R) -> Self {
        Self { kind, row }
    }
}
