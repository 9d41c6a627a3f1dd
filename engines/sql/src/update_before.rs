//! How much a changelog tells of rows that change.

/// What the consumer of a changelog needs to hear.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum UpdateBefore {
    /// The previous content of a row that changes.
    Sent,
    /// Not that: it finds the row by its key.
    Omitted,
}
