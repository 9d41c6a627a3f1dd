//! Deduplication on a rowtime that waits for the watermark and never changes its mind.

use std::collections::BTreeMap;

use streamgauge_model::{ProcessingTime, Watermark};
use streamgauge_operators::TimerQueue;

use crate::{Expiring, Keep, RowtimeRow, StateTtl};

/// Keeps the first row of each key and inserts it when the watermark reaches its rowtime (Flink's
/// `RowTimeDeduplicateKeepFirstRowFunction`).
///
/// A row is late if its rowtime is *before* the watermark: unlike a window, an instant is still open when the
/// watermark stands at it. That a key has been answered may expire; a row that waits never does.
#[derive(Clone, Debug)]
pub struct RowtimeFirstRow<K, R> {
    ttl: StateTtl,
    watermark: Watermark,
    dropped: u64,
    state: FirstRowState<K, R>,
}

/// What a snapshot of [`RowtimeFirstRow`] holds. The watermark is no part of it.
#[derive(Clone, Debug)]
pub struct FirstRowState<K, R> {
    waiting: BTreeMap<K, RowtimeRow<K, R>>,
    answered: BTreeMap<K, Expiring<()>>,
    timers: TimerQueue<K>,
}

impl<K: Ord + Clone, R: Clone> RowtimeFirstRow<K, R> {
    /// An operator without state.
    #[must_use]
    pub const fn new(ttl: StateTtl) -> Self {
        let state = FirstRowState {
            waiting: BTreeMap::new(),
            answered: BTreeMap::new(),
            timers: TimerQueue::new(),
        };
        Self::restore(ttl, state)
    }

    /// The operator that goes on where another took its snapshot.
    #[must_use]
    pub const fn restore(ttl: StateTtl, state: FirstRowState<K, R>) -> Self {
        Self {
            ttl,
            watermark: Watermark::NONE,
            dropped: 0,
            state,
        }
    }

    /// What must be kept to go on later.
    #[must_use]
    pub fn snapshot(&self) -> FirstRowState<K, R> {
        self.state.clone()
    }

    /// How many rows came too late (`numLateRecordsDropped`).
    #[must_use]
    pub const fn dropped(&self) -> u64 {
        self.dropped
    }

    /// Takes a row.
    pub fn on_row(&mut self, row: RowtimeRow<K, R>, now: ProcessingTime) {
        if Watermark::at(row.rowtime) < self.watermark {
            self.dropped += 1;
            return;
        }
        let answered = self.state.answered.get(&row.key);
        if answered.is_some_and(|answered| answered.get(self.ttl, now).is_some()) {
            return;
        }
        if let Some(stored) = self.state.waiting.get(&row.key) {
            if !Keep::First.replaces(stored.rowtime, row.rowtime) {
                return;
            }
            self.state.timers.delete(stored.rowtime, row.key.clone());
        }
        self.state.timers.register(row.rowtime, row.key.clone());
        self.state.waiting.insert(row.key.clone(), row);
    }

    /// The watermark has risen: first rows of instants that it has reached leave.
    pub fn on_watermark(
        &mut self,
        watermark: Watermark,
        now: ProcessingTime,
        out: &mut impl FnMut(RowtimeRow<K, R>),
    ) {
        self.watermark = self.watermark.max(watermark);
        while let Some((_, key)) = self.state.timers.pop_due(self.watermark) {
            if let Some(row) = self.state.waiting.remove(&key) {
                out(row);
                self.state.answered.insert(key, Expiring::new((), now));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use streamgauge_model::EventTime;

    use super::*;

    #[test]
    fn a_row_at_the_watermark_is_not_late_and_an_answered_key_stays_answered_until_that_expires() {
        let mut operator = RowtimeFirstRow::new(StateTtl::from_millis(1_000));
        let mut told = Vec::new();
        for (t, now) in [(10, 0), (10, 999), (9, 999), (10, 1_000)] {
            let now = ProcessingTime::from_millis(now);
            let row = RowtimeRow {
                key: "key",
                rowtime: EventTime::from_millis(t),
                row: now.millis(),
            };
            operator.on_row(row, now);
            operator.on_watermark(Watermark::at(EventTime::from_millis(10)), now, &mut |row| {
                told.push(row.row);
            });
        }
        assert_eq!(told, [0, 1_000]);
        assert_eq!(operator.dropped(), 1);
    }

    #[test]
    fn a_row_that_gave_way_to_an_earlier_one_does_not_hurry_a_later_one() {
        let mut operator = RowtimeFirstRow::new(StateTtl::from_millis(1));
        let row = |t| RowtimeRow {
            key: "key",
            rowtime: EventTime::from_millis(t),
            row: t,
        };
        let mut told = Vec::new();
        for (rows, watermark) in [(&[9, 4][..], 4), (&[20], 9), (&[], 20)] {
            let now = ProcessingTime::from_millis(watermark);
            rows.iter().for_each(|t| operator.on_row(row(*t), now));
            let watermark = Watermark::at(EventTime::from_millis(watermark));
            operator.on_watermark(watermark, now, &mut |row| {
                told.push((row.row, watermark.millis()));
            });
        }
        assert_eq!(told, [(4, 4), (20, 20)]);
    }
}
