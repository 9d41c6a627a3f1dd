//! How often rows have left.

use std::collections::BTreeMap;

use streamgauge_model::Key;

use crate::KeyTable;
use crate::memory::of_tree;

/// Rows of each window and key that have left: the number of the next. Kept only where a row may leave more than once.
#[derive(Clone, Debug, Default)]
pub(crate) struct Emissions {
    windows: BTreeMap<i64, KeyTable<u32>>,
    spare: Vec<KeyTable<u32>>,
}

impl Emissions {
    /// The rows of a window, by key.
    pub fn of(&mut self, window: i64) -> &mut KeyTable<u32> {
        let spare = &mut self.spare;
        self.windows
            .entry(window)
            .or_insert_with(|| spare.pop().unwrap_or_default())
    }

    /// Rows that have left.
    pub fn count(&self, window: i64, key: Key) -> u32 {
        let rows = self.windows.get(&window).and_then(|keys| keys.get(key));
        rows.copied().unwrap_or(0)
    }

    /// Forgets all windows before `window`.
    pub fn forget_before(&mut self, window: i64) {
        while let Some(first) = self.windows.first_entry()
            && *first.key() < window
        {
            let mut keys = first.remove();
            keys.clear();
            self.spare.push(keys);
        }
    }

    /// Bytes of memory.
    pub fn bytes(&self) -> u64 {
        let tables = self.windows.values().chain(&self.spare);
        of_tree(&self.windows) + tables.map(KeyTable::bytes).sum::<u64>()
    }
}

/// The number of the row that leaves now.
#[inline]
pub(crate) fn next_pane(rows: &mut KeyTable<u32>, key: Key) -> u32 {
    let next = rows.get_or_insert_with(key, || 0);
    *next += 1;
    *next - 1
}
