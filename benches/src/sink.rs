//! Outputs: one that costs next to nothing, one that keeps the rows.

use std::collections::BTreeMap;

use streamgauge_model::{Event, Output, ResultRow, Step};

/// Adds up what comes out, so that no work can be optimised away.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Sink {
    /// Rows that left.
    pub rows: u64,
    /// A sum over all that was told.
    pub sum: u64,
}

impl Output for Sink {
    #[inline]
    fn result(&mut self, row: &ResultRow) {
        self.rows += 1;
        let digest = row.values.digest;
        self.sum = self
            .sum
            .wrapping_add((digest.hash_sum ^ row.values.sum.cast_unsigned()).wrapping_add(digest.count));
    }

    #[inline]
    fn pass(&mut self, event: &Event) {
        self.rows += 1;
        self.sum = self.sum.wrapping_add(event.seq);
    }

    #[inline]
    fn late(&mut self, event: &Event) {
        self.sum = self.sum.wrapping_add(event.seq);
    }

    #[inline]
    fn dropped(&mut self, events: u64) {
        self.sum = self.sum.wrapping_add(events);
    }

    #[inline]
    fn filtered(&mut self, events: u64) {
        self.sum = self.sum.wrapping_add(events);
    }

    #[inline]
    fn step(&mut self, _step: Step) {}
}

/// Keeps the rows, for checking an answer before timing.
#[derive(Clone, Debug, Default)]
pub struct Rows(Vec<ResultRow>);

impl Rows {
    /// Events in the last row of each key and window, added up.
    #[must_use]
    pub fn events(&self) -> u64 {
        let last: BTreeMap<_, _> = self
            .0
            .iter()
            .map(|row| ((row.key, row.window), row.values.digest.count))
            .collect();
        last.values().sum()
    }
}

impl Output for Rows {
    fn result(&mut self, row: &ResultRow) {
        self.0.push(*row);
    }

    fn pass(&mut self, _event: &Event) {}
    fn late(&mut self, _event: &Event) {}
    fn dropped(&mut self, _events: u64) {}
    fn filtered(&mut self, _events: u64) {}
    fn step(&mut self, _step: Step) {}
}
