//! Aggregates over `TUMBLE`, `HOP` and `CUMULATE`.

use std::collections::BTreeMap;

use streamgauge_model::{EventTime, TimeDomain, Watermark};
use streamgauge_operators::TimerQueue;

use crate::window_end::{firing_time, has_fired};
use crate::{Accumulator, Change, Counted, Slices, WindowRow};

/// A keyed aggregate over windows that are made of slices (Flink's `WindowAggOperator` with a
/// `SliceUnsharedSyncStateWindowAggProcessor` or a `SliceSharedSyncStateWindowAggProcessor`).
///
/// There is no allowed lateness, no early or late firing and no side output. Rows that take others back are
/// welcome; what leaves is only ever inserted.
#[derive(Clone, Debug)]
pub struct SlicingWindows<S, K, A> {
    slices: S,
    time: TimeDomain,
    state: SlicingState<K, A>,
    dropped: u64,
}

/// What a snapshot of [`SlicingWindows`] holds. The watermark is a part of it: rows that were late before a failure
/// are late after it, unlike in the window operator of the DataStream API.
#[derive(Clone, Debug)]
pub struct SlicingState<K, A> {
    progress: Watermark,
    slices: BTreeMap<K, BTreeMap<EventTime, Counted<A>>>,
    timers: TimerQueue<K>,
}

impl<K: Ord, A> SlicingState<K, A> {
    const fn new() -> Self {
        Self {
            progress: Watermark::NONE,
            slices: BTreeMap::new(),
            timers: TimerQueue::new(),
        }
    }
}

impl<S: Slices, K: Ord + Clone, A: Accumulator> SlicingWindows<S, K, A> {
    /// An operator without state.
    #[must_use]
    pub const fn new(slices: S, time: TimeDomain) -> Self {
        Self {
            slices,
            time,
            state: SlicingState::new(),
            dropped: 0,
        }
    }

    /// The operator that goes on where others, of disjoint keys, took their snapshots. Its watermark is the least of
    /// theirs (`WindowAggOperator#initializeState`).
    #[must_use]
    pub fn restore(slices: S, time: TimeDomain, parts: impl IntoIterator<Item = SlicingState<K, A>>) -> Self {
        let union = |mut whole: SlicingState<K, A>, part: SlicingState<K, A>| {
            whole.progress = whole.progress.min(part.progress);
            whole.slices.extend(part.slices);
            whole.timers.extend(part.timers);
            whole
        };
        let state = parts.into_iter().reduce(union);
        Self {
            state: state.unwrap_or_else(SlicingState::new),
            ..Self::new(slices, time)
        }
    }

    /// What must be kept to go on later.
    #[must_use]
    pub fn snapshot(&self) -> SlicingState<K, A> {
        self.state.clone()
    }

    /// How many rows all of their windows refused (`numLateRecordsDropped`); of this operator, not of those before
    /// it.
    #[must_use]
    pub const fn dropped(&self) -> u64 {
        self.dropped
    }

    /// Takes a row of the instant `at`: its rowtime, or the present in processing time.
    ///
    /// A row whose own slice has fired still counts for the windows that contain the slice and have not.
    pub fn on_row(&mut self, key: K, at: EventTime, change: &Change<A::Input>) {
        let slice = self.slices.slice_end(at);
        if self.time == TimeDomain::Processing || !self.has_fired(slice) {
            self.add(key, slice, slice, change);
        } else if self.has_fired(self.slices.last_window_end(slice)) {
            self.dropped += 1;
        } else {
            let target = self.slices.shared(slice).unwrap_or(slice);
            self.add(key, target, self.first_open_window(slice), change);
        }
    }

    /// Time has passed: the watermark has risen, or the clock has reached this instant in processing time.
    pub fn advance(&mut self, progress: Watermark, out: &mut impl FnMut(WindowRow<K, A::Value>)) {
        self.state.progress = self.state.progress.max(progress);
        while let Some((last, key)) = self.state.timers.pop_due(self.state.progress) {
            self.fire(last.saturating_add(1), key, out);
        }
    }

    fn has_fired(&self, window_end: EventTime) -> bool {
        has_fired(window_end, self.state.progress)
    }

    fn first_open_window(&self, slice: EventTime) -> EventTime {
        let mut end = slice;
        while self.has_fired(end) {
            end = end.saturating_add(self.slices.interval());
        }
        end
    }

    fn add(&mut self, key: K, slice: EventTime, first_window: EventTime, change: &Change<A::Input>) {
        let slices = self.state.slices.entry(key.clone()).or_default();
        slices.entry(slice).or_default().apply(change);
        self.state.timers.register(firing_time(first_window), key);
    }

    /// Adds up the window that ends at `end`. The next window must be asked for here: perhaps no row will come that
    /// belongs to it and not to this one.
    fn fire(&mut self, end: EventTime, key: K, out: &mut impl FnMut(WindowRow<K, A::Value>)) {
        let Some(slices) = self.state.slices.get_mut(&key) else {
            return;
        };
        let shared = self.slices.shared(end);
        let mut total = shared
            .and_then(|first| slices.get(&first).cloned())
            .unwrap_or_default();
        for part in self.slices.parts(end).filter_map(|part| slices.get(&part)) {
            total.merge(part);
        }
        let (window, empty) = (self.slices.window(end), total.is_empty());
        let value = total.value();
        if let Some(first) = shared {
            slices.insert(first, total);
        }
        for slice in self.slices.expired(end) {
            slices.remove(&slice);
        }
        if slices.is_empty() {
            self.state.slices.remove(&key);
        }
        if let Some(next) = self.slices.next_window_end(end, empty) {
            self.state.timers.register(firing_time(next), key.clone());
        }
        if !empty {
            out(WindowRow { key, window, value });
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{CountRows, Cumulate, Hop, Tumble};

    type Counts<S> = SlicingWindows<S, (), CountRows>;

    fn counts(slices: impl Slices, time: TimeDomain, steps: &[(i64, i64)]) -> (Vec<i64>, u64, bool) {
        let mut operator = Counts::new(slices, time);
        let mut counts = Vec::new();
        for (row, progress) in steps {
            operator.on_row((), EventTime::from_millis(*row), &Change::insert(()));
            let progress = Watermark::at(EventTime::from_millis(*progress));
            operator.advance(progress, &mut |row| counts.push(row.value));
        }
        (counts, operator.dropped(), operator.state.slices.is_empty())
    }

    #[test]
    fn nothing_is_kept_of_windows_that_have_all_fired() {
        let steps = [(0, 0), (5, 4), (3, 4), (1, 99)];
        let tumble = Tumble::new(4, 0).expect("a legal window");
        assert_eq!(counts(tumble, TimeDomain::Event, &steps), (vec![1, 1], 2, true));
        let hop = Hop::new(4, 2, 0).expect("a legal window");
        assert_eq!(
            counts(hop, TimeDomain::Event, &steps),
            (vec![1, 1, 2, 1], 1, true)
        );
        let cumulate = Cumulate::new(6, 2, 0).expect("a legal window");
        assert_eq!(
            counts(cumulate, TimeDomain::Event, &steps),
            (vec![1, 1, 4], 0, true)
        );
    }

    #[test]
    fn nothing_is_late_in_processing_time() {
        let tumble = Tumble::new(4, 0).expect("a legal window");
        let steps = [(3, 3), (3, 4)];
        assert_eq!(counts(tumble, TimeDomain::Event, &steps), (vec![1], 1, true));
        assert_eq!(
            counts(tumble, TimeDomain::Processing, &steps),
            (vec![1, 1], 0, true)
        );
    }

    #[test]
    fn the_watermark_after_a_restart_is_the_least_of_the_parts() {
        let tumble = Tumble::new(4, 0).expect("a legal window");
        let part = |watermark| {
            let mut operator = SlicingWindows::<_, _, CountRows>::new(tumble, TimeDomain::Event);
            operator.advance(Watermark::at(EventTime::from_millis(watermark)), &mut |_| {});
            operator.snapshot()
        };
        let mut operator = SlicingWindows::restore(tumble, TimeDomain::Event, [part(7), part(3)]);
        for (t, dropped) in [(4, 0), (3, 1)] {
            operator.on_row('k', EventTime::from_millis(t), &Change::insert(()));
            assert_eq!(operator.dropped(), dropped);
        }
    }
}
