//! `SESSION` without an aggregate.

use std::collections::BTreeMap;

use streamgauge_model::{EventTime, TimeDomain, Watermark, Window};

use crate::sessions::{Contents, Sessions, lateness, span};
use crate::{Change, RowtimeRow};

/// Holds rows back until their session closes, and lets them go in the order in which they came, each with the
/// window (Flink's `UnalignedWindowTableFunctionOperator`). Changes pass as they are: nothing is added up.
#[derive(Clone, Debug)]
pub struct SessionRows<K, R> {
    gap: i64,
    time: TimeDomain,
    progress: Watermark,
    state: SessionRowsState<K, R>,
    dropped: u64,
    null_rowtime_dropped: u64,
}

/// What a snapshot of [`SessionRows`] holds. Unlike that of an aggregate it lacks the watermark.
#[derive(Clone, Debug)]
pub struct SessionRowsState<K, R> {
    sessions: Sessions<K, Arrivals<K, R>>,
    arrivals: u64,
}

/// Rows by their place in the order of arrival.
type Arrivals<K, R> = BTreeMap<u64, Change<RowtimeRow<K, R>>>;

impl<K, R> Contents for Arrivals<K, R> {
    fn absorb(&mut self, other: Self) {
        self.extend(other);
    }
}

impl<K: Ord + Clone, R: Clone> SessionRows<K, R> {
    /// An operator without state. A session ends after a silence of `gap` milliseconds.
    #[must_use]
    pub const fn new(gap: i64, time: TimeDomain) -> Self {
        let state = SessionRowsState {
            sessions: Sessions::new(),
            arrivals: 0,
        };
        Self::restore(gap, time, state)
    }

    /// The operator that goes on where another took its snapshot.
    #[must_use]
    pub const fn restore(gap: i64, time: TimeDomain, state: SessionRowsState<K, R>) -> Self {
        Self {
            gap,
            time,
            progress: Watermark::NONE,
            state,
            dropped: 0,
            null_rowtime_dropped: 0,
        }
    }

    /// What must be kept to go on later.
    #[must_use]
    pub fn snapshot(&self) -> SessionRowsState<K, R> {
        self.state.clone()
    }

    /// How many rows came too late (`numLateRecordsDropped`).
    #[must_use]
    pub const fn dropped(&self) -> u64 {
        self.dropped
    }

    /// How many rows had no rowtime (`numNullRowTimeRecordsDropped`).
    #[must_use]
    pub const fn null_rowtime_dropped(&self) -> u64 {
        self.null_rowtime_dropped
    }

    /// Takes a row of the instant `at`: its rowtime, which may be NULL, or the present in processing time.
    pub fn on_row(&mut self, key: K, at: Option<EventTime>, change: Change<R>) {
        let Some(rowtime) = at else {
            self.null_rowtime_dropped += 1;
            return;
        };
        let late = lateness(self.time, self.progress);
        let span = span(rowtime, self.gap);
        let Some(rows) = self.state.sessions.extend(key.clone(), span, late) else {
            self.dropped += 1;
            return;
        };
        let Change { kind, row } = change;
        let row = RowtimeRow { key, rowtime, row };
        rows.insert(self.state.arrivals, Change::new(kind, row));
        self.state.arrivals += 1;
    }

    /// Time has passed: the watermark has risen, or the clock has reached this instant in processing time.
    pub fn advance(&mut self, progress: Watermark, out: &mut impl FnMut(Window, Change<RowtimeRow<K, R>>)) {
        self.progress = self.progress.max(progress);
        while let Some((_, window, rows)) = self.state.sessions.pop_complete(self.progress) {
            rows.into_values().for_each(|row| out(window, row));
        }
    }
}
