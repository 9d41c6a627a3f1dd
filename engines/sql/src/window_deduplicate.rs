//! Deduplication within windows.

use std::collections::BTreeMap;

use streamgauge_model::{EventTime, Watermark};

use crate::window_end::has_fired;
use crate::{Keep, RowtimeRow};

/// Keeps one row of each key and window, and inserts it when the window fires (Flink's
/// `RowTimeWindowDeduplicateProcessor`). Rows bring their windows, named by their ends, along.
#[derive(Clone, Debug)]
pub struct WindowDeduplicate<K, R> {
    keep: Keep,
    dropped: u64,
    state: WindowDeduplicateState<K, R>,
}

/// What a snapshot of [`WindowDeduplicate`] holds: the watermark, too, as of all operators on slices.
#[derive(Clone, Debug)]
pub struct WindowDeduplicateState<K, R> {
    watermark: Watermark,
    kept: BTreeMap<(EventTime, K), RowtimeRow<K, R>>,
}

impl<K: Ord + Clone, R: Clone> WindowDeduplicate<K, R> {
    /// An operator without state.
    #[must_use]
    pub const fn new(keep: Keep) -> Self {
        let state = WindowDeduplicateState {
            watermark: Watermark::NONE,
            kept: BTreeMap::new(),
        };
        Self::restore(keep, state)
    }

    /// The operator that goes on where another took its snapshot.
    #[must_use]
    pub const fn restore(keep: Keep, state: WindowDeduplicateState<K, R>) -> Self {
        Self {
            keep,
            dropped: 0,
            state,
        }
    }

    /// What must be kept to go on later.
    #[must_use]
    pub fn snapshot(&self) -> WindowDeduplicateState<K, R> {
        self.state.clone()
    }

    /// How many rows came after their window had fired (`numLateRecordsDropped`).
    #[must_use]
    pub const fn dropped(&self) -> u64 {
        self.dropped
    }

    /// Takes a row of the window that ends at `window_end`.
    pub fn on_row(&mut self, window_end: EventTime, row: RowtimeRow<K, R>) {
        if has_fired(window_end, self.state.watermark) {
            self.dropped += 1;
            return;
        }
        let place = (window_end, row.key.clone());
        let stored = self.state.kept.get(&place);
        if stored.is_none_or(|stored| self.keep.replaces(stored.rowtime, row.rowtime)) {
            self.state.kept.insert(place, row);
        }
    }

    /// The watermark has risen: windows that it completes fire, in order of their ends.
    pub fn on_watermark(&mut self, watermark: Watermark, out: &mut impl FnMut(EventTime, RowtimeRow<K, R>)) {
        self.state.watermark = self.state.watermark.max(watermark);
        while let Some(first) = self.state.kept.first_entry()
            && has_fired(first.key().0, self.state.watermark)
        {
            let ((window_end, _), row) = first.remove_entry();
            out(window_end, row);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_of_equal_rows_stays_if_the_last_is_kept() {
        let mut operator = WindowDeduplicate::new(Keep::Last);
        for row in ['a', 'b'] {
            let rowtime = EventTime::from_millis(5);
            operator.on_row(EventTime::from_millis(10), RowtimeRow { key: 1, rowtime, row });
        }
        let mut rows_at = |t| {
            let mut rows = Vec::new();
            operator.on_watermark(Watermark::at(EventTime::from_millis(t)), &mut |_, row| {
                rows.push(row.row);
            });
            rows
        };
        assert_eq!(rows_at(8), []);
        assert_eq!(rows_at(9), ['b']);
    }
}
