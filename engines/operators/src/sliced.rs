//! Sliding windows that share what they have in common.

mod batches;
mod events;

use std::marker::PhantomData;
use std::ops::Range;

use streamgauge_model::{Event, Key, Output, ResultRow, Values, Watermark, Window};

use crate::emissions::{Emissions, next_pane};
use crate::key_slices::KeySlices;
use crate::memory::of_vec;
use crate::slice_grid::{Slice, SliceGrid};
use crate::window_counts::WindowCounts;
use crate::{AlignedWindows, Gate, Group, GroupView, KeyOf, KeyTable, Lateness, Operator, Rolls, Sliding};

/// Keyed aggregation over windows that overlap.
///
/// Time is cut into slices, and an event is added to one slice of its key. Each key has a window that moves over its
/// slices; the aggregates of a window are those of the one before, without the slices that leave and with those that
/// enter. To the outside it is [`AlignedWindows`]: the same rows, fates and numbers of groups, as if each window kept its
/// own (no such group is held; they are counted).
///
/// A slice has what all of its windows have accepted. What contradicts that goes to windows of their own, which share
/// nothing ([`AlignedWindows`]): those that a restored operator opens again although it has forgotten them, those that had
/// fired when the watermark was lost, and those near the ends of time.
#[derive(Clone, Debug)]
pub struct SlicedWindows<K, A: Rolls> {
    grid: SliceGrid,
    aggregator: A,
    gate: Gate,
    allowed_ms: i64,
    keys: KeyTable<KeySlices<A>>,
    /// Groups of the windows that are made of slices.
    counts: WindowCounts,
    /// Windows before this one are not made of slices.
    low: i64,
    /// Windows before this one are complete: those with a group have fired.
    next: i64,
    /// The slices of the window that fired last.
    fired: Range<i64>,
    /// The watermark by which `next` was set.
    watermark: Watermark,
    timer: i64,
    emissions: Emissions,
    apart: AlignedWindows<K, Sliding, A>,
    /// What a batch has written to: keys, and first and last window.
    touched: Vec<(Key, i64, i64)>,
    /// Room for the windows of a key that leave again.
    again: Vec<(i64, Values)>,
    key: PhantomData<K>,
}

impl<K: KeyOf, A: Rolls> SlicedWindows<K, A> {
    /// An operator without state. Windows live `allowed_ms` milliseconds beyond their end. `None` if they share nothing
    /// because they do not overlap, or are longer than any stream.
    #[must_use]
    pub fn new(windows: Sliding, aggregator: A, gate: Gate, allowed_ms: i64) -> Option<Self> {
        Some(Self {
            grid: SliceGrid::of(&windows)?,
            apart: AlignedWindows::new(windows, aggregator.clone(), gate.clone(), allowed_ms),
            aggregator,
            gate,
            allowed_ms,
            keys: KeyTable::default(),
            counts: WindowCounts::default(),
            low: SliceGrid::BEFORE_ALL,
            next: SliceGrid::BEFORE_ALL,
            fired: 0..0,
            watermark: Watermark::NONE,
            timer: i64::MAX,
            emissions: Emissions::default(),
            touched: Vec::new(),
            again: Vec::new(),
            key: PhantomData,
        })
    }

    /// The accumulator of one event.
    fn single(&self, event: &Event) -> A::Acc {
        let mut acc = self.aggregator.empty();
        self.aggregator.add(&mut acc, event);
        acc
    }

    /// Adds events to a slice; its windows from `from` on accept them.
    fn add(&mut self, slice: &Slice, from: i64, key: Key, more: A::Acc) {
        if from > slice.oldest {
            self.low = self.low.max(from);
            self.next = self.next.max(self.low);
        }
        let aggregator = &self.aggregator;
        let of_key = self.keys.get_or_insert_with(key, || KeySlices::new(aggregator));
        let neighbours = of_key.merge(aggregator, &self.fired, slice.number, more);
        if let Some((first, last)) = neighbours.and_then(|n| n.leave_to(slice, &self.grid, from)) {
            self.counts.add(first..=last);
            self.set_timer_for(first, last);
        }
    }

    /// A key has come to the windows from `first` to `last`.
    fn set_timer_for(&mut self, first: i64, last: i64) {
        if last >= self.next {
            let window = self.grid.window(first.max(self.next));
            self.timer = self.timer.min(window.last_instant().millis());
        }
        if first < self.next {
            let policy = Lateness::new(Watermark::NONE, self.allowed_ms);
            self.timer = self.timer.min(policy.expiry(self.grid.window(first)));
        }
    }

    /// The next watermark that matters: the end of the first window that has not fired, or the expiry of the first.
    fn set_timer(&mut self) {
        self.timer = self.apart.timer();
        let firsts = [self.counts.first(), self.counts.first_from(self.next)];
        for window in firsts.into_iter().flatten() {
            self.set_timer_for(window, window);
        }
    }

    /// All keys of a window leave. `again`: they may do so more than once.
    fn fire<O: Output>(&mut self, number: i64, again: bool, watermark: Watermark, out: &mut O) {
        let slices = self.grid.slices_of(number);
        let window = self.grid.window(number);
        let kept = self.grid.slices_of(self.low).start;
        let Self {
            keys,
            aggregator,
            gate,
            emissions,
            ..
        } = self;
        if slices.start < self.fired.start {
            keys.iter_mut().for_each(|(_, of_key)| of_key.rewind(aggregator));
        }
        let mut rows = again.then(|| emissions.of(number));
        keys.retain(|key, of_key| {
            if of_key.roll(aggregator, &slices, kept) {
                let pane = rows.as_mut().map_or(0, |rows| next_pane(rows, key));
                let values = of_key.rolled(aggregator);
                gate.pass(row(key, window, pane, watermark, values), out);
            }
            !of_key.is_empty()
        });
        gate.close(out);
        self.fired = slices;
    }

    /// Windows of one key leave again, the newest first; of a ranking, all keys.
    fn fire_again<O: Output>(&mut self, key: Key, windows: Range<i64>, watermark: Watermark, out: &mut O) {
        if self.gate.ranks() {
            windows
                .rev()
                .for_each(|number| self.fire_whole(number, watermark, out));
            return;
        }
        let Some(of_key) = self.keys.get(key) else { return };
        let again = &mut self.again;
        of_key.each_window(&self.aggregator, &self.grid, windows, |number, values| {
            again.push((number, values));
        });
        for (number, values) in again.drain(..).rev() {
            let pane = next_pane(self.emissions.of(number), key);
            let window = self.grid.window(number);
            self.gate.pass(row(key, window, pane, watermark, values), out);
        }
    }

    /// All keys of a window leave again, without moving the window of each key.
    fn fire_whole<O: Output>(&mut self, number: i64, watermark: Watermark, out: &mut O) {
        let window = self.grid.window(number);
        let rows = self.emissions.of(number);
        for (key, of_key) in self.keys.iter() {
            of_key.each_window(&self.aggregator, &self.grid, number..number + 1, |_, values| {
                let pane = next_pane(rows, key);
                self.gate.pass(row(key, window, pane, watermark, values), out);
            });
        }
        self.gate.close(out);
    }

    /// Windows before `window` are forgotten. Returns how many groups they had.
    fn forget_before(&mut self, window: i64) -> u64 {
        let Some(end) = self.counts.end() else { return 0 };
        let low = window.min(end);
        if low <= self.low {
            return 0;
        }
        let gone = self.counts.forget_before(low);
        self.emissions.forget_before(low);
        self.low = low;
        self.next = self.next.max(low);
        if self.counts.total() == 0 {
            self.keys.clear();
        }
        gone
    }

    /// All windows become windows of their own. `batch` is the one that is running.
    #[cold]
    fn set_apart(&mut self, batch: u64) {
        for (key, of_key) in self.keys.iter() {
            of_key.windows(&self.grid, self.low, |number| {
                let group = Group {
                    acc: of_key.whole(&self.aggregator, &self.grid.slices_of(number)),
                    panes: self.emissions.count(number, key),
                    touched: 0,
                };
                let window = self.grid.window(number);
                self.apart.adopt(window, number < self.next, key, group);
            });
        }
        for (key, first, last) in self.touched.drain(..) {
            for number in (first..=last).rev() {
                self.apart.touch(self.grid.window(number), key, batch);
            }
        }
        self.low = self.counts.end().map_or(self.low, |end| end.max(self.low));
        self.next = self.next.max(self.low);
        self.counts.clear();
        self.keys.clear();
        self.emissions.forget_before(i64::MAX);
        self.timer = self.apart.timer();
    }

    /// An event lies so far away that there are no slices: from now on, all windows are windows of their own.
    #[cold]
    fn leave_grid(&mut self, batch: u64) {
        self.set_apart(batch);
        self.low = SliceGrid::BEHIND_ALL;
        self.next = SliceGrid::BEHIND_ALL;
    }
}

#[inline]
const fn row(key: Key, window: Window, pane: u32, watermark: Watermark, values: Values) -> ResultRow {
    ResultRow {
        key,
        window,
        pane,
        rank: 0,
        watermark,
        values,
    }
}

impl<K: KeyOf, A: Rolls> Operator for SlicedWindows<K, A> {
    #[inline]
    fn key(event: &Event) -> Key {
        K::key(event)
    }

    fn entries(&self) -> u64 {
        self.counts.total() + self.apart.entries()
    }

    fn bytes(&self) -> u64 {
        let of_keys = self.keys.iter().map(|(_, of_key)| of_key.bytes(&self.aggregator));
        let room = of_vec(&self.touched) + of_vec(&self.again);
        let counted = self.counts.bytes() + self.emissions.bytes() + self.apart.bytes();
        self.keys.bytes() + of_keys.sum::<u64>() + room + counted
    }

    fn groups(&self, see: &mut dyn FnMut(GroupView)) {
        self.apart.groups(see);
        for (key, of_key) in self.keys.iter() {
            of_key.windows(&self.grid, self.low, |number| {
                let whole = of_key.whole(&self.aggregator, &self.grid.slices_of(number));
                see(GroupView {
                    key,
                    window: self.grid.window(number),
                    values: self.aggregator.values(&whole),
                    fired: self.emissions.count(number, key) > 0,
                });
            });
        }
    }
}
