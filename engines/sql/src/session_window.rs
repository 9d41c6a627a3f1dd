//! Aggregates over `SESSION`.

use streamgauge_model::{EventTime, TimeDomain, Watermark};

use crate::sessions::{Contents, Sessions, lateness, span};
use crate::{Accumulator, Change, Counted, WindowRow};

/// A keyed aggregate over sessions (Flink's `WindowAggOperator` with an `UnsliceSyncStateWindowAggProcessor`).
///
/// As with windows made of slices there is no allowed lateness, rows may take others back, what leaves is only ever
/// inserted, and the watermark is part of a snapshot.
#[derive(Clone, Debug)]
pub struct SessionAggregate<K, A> {
    gap: i64,
    time: TimeDomain,
    state: SessionState<K, A>,
    dropped: u64,
}

/// What a snapshot of [`SessionAggregate`] holds.
#[derive(Clone, Debug)]
pub struct SessionState<K, A> {
    progress: Watermark,
    sessions: Sessions<K, Counted<A>>,
}

impl<A: Accumulator> Contents for Counted<A> {
    fn absorb(&mut self, other: Self) {
        self.merge(&other);
    }
}

impl<K: Ord + Clone, A: Accumulator> SessionAggregate<K, A> {
    /// An operator without state. A session ends after a silence of `gap` milliseconds.
    #[must_use]
    pub const fn new(gap: i64, time: TimeDomain) -> Self {
        let state = SessionState {
            progress: Watermark::NONE,
            sessions: Sessions::new(),
        };
        Self {
            gap,
            time,
            state,
            dropped: 0,
        }
    }

    /// The operator that goes on where others, of disjoint keys, took their snapshots. Its watermark is the least of
    /// theirs (`WindowAggOperator#initializeState`).
    #[must_use]
    pub fn restore(gap: i64, time: TimeDomain, parts: impl IntoIterator<Item = SessionState<K, A>>) -> Self {
        let union = |mut whole: SessionState<K, A>, part: SessionState<K, A>| {
            whole.progress = whole.progress.min(part.progress);
            whole.sessions.union(part.sessions);
            whole
        };
        let mut restored = Self::new(gap, time);
        if let Some(state) = parts.into_iter().reduce(union) {
            restored.state = state;
        }
        restored
    }

    /// What must be kept to go on later.
    #[must_use]
    pub fn snapshot(&self) -> SessionState<K, A> {
        self.state.clone()
    }

    /// How many rows came too late (`numLateRecordsDropped`).
    #[must_use]
    pub const fn dropped(&self) -> u64 {
        self.dropped
    }

    /// Takes a row of the instant `at`: its rowtime, or the present in processing time.
    pub fn on_row(&mut self, key: K, at: EventTime, change: &Change<A::Input>) {
        let late = lateness(self.time, self.state.progress);
        match self.state.sessions.extend(key, span(at, self.gap), late) {
            Some(group) => group.apply(change),
            None => self.dropped += 1,
        }
    }

    /// Time has passed: the watermark has risen, or the clock has reached this instant in processing time. Sessions
    /// whose rows have all been taken back leave nothing.
    pub fn advance(&mut self, progress: Watermark, out: &mut impl FnMut(WindowRow<K, A::Value>)) {
        self.state.progress = self.state.progress.max(progress);
        while let Some((key, window, group)) = self.state.sessions.pop_complete(self.state.progress) {
            if !group.is_empty() {
                let value = group.value();
                out(WindowRow { key, window, value });
            }
        }
    }
}
