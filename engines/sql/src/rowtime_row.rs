//! A row of a stream with keys and times.

use streamgauge_model::EventTime;

/// A row, its key, and when it happened.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RowtimeRow<K, R> {
    /// The key.
    pub key: K,
    /// When it happened.
    pub rowtime: EventTime,
    /// The other columns.
    pub row: R,
}
