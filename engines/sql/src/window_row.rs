//! What a window of SQL answers.

use streamgauge_model::{EventTime, Window};

/// A row of an aggregate over windows. It is only ever inserted, never changed or taken back.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct WindowRow<K, V> {
    /// The group.
    pub key: K,
    /// The window.
    pub window: Window,
    /// The aggregates.
    pub value: V,
}

impl<K, V> WindowRow<K, V> {
    /// The row's own rowtime, `window_end - 1 ms` (the column `window_time`).
    #[must_use]
    pub const fn window_time(&self) -> EventTime {
        self.window.last_instant()
    }
}
