//! Sliding windows that share their slices, in batches.

use std::hash::BuildHasher;

use rustc_hash::FxBuildHasher;
use streamgauge_model::{Event, EventTime, Key, Output, OutputMode, Watermark, Window};

use super::SlicedWindows;
use crate::partial::partition_of;
use crate::slice_grid::{Slice, SliceGrid};
use crate::{Assigner as _, BatchOperator, BatchWork, KeyOf, Lateness, PartialGroup, PartialTable, Rolls};

impl<K: KeyOf, A: Rolls> SlicedWindows<K, A> {
    /// Whether all windows of an instant near the ends of time are refused.
    #[cold]
    fn is_late_far(&self, at: EventTime, late: Lateness) -> bool {
        let (mut windows, mut refused) = (0, 0);
        self.apart.assigner().each_window(at, |window| {
            windows += 1;
            refused += u32::from(late.refuses(window));
        });
        windows > 0 && refused == windows
    }

    /// A group near the ends of time: its span is the instant of its events.
    #[cold]
    fn absorb_far(&mut self, group: &PartialGroup<A::Acc>, batch: u64, late: Lateness, work: &mut BatchWork) {
        self.leave_grid(batch);
        self.apart.assigner().each_window(group.window.start, |window| {
            let group = PartialGroup {
                window,
                ..group.clone()
            };
            self.apart.absorb(group, batch, late, work);
        });
    }

    /// Windows of their own take in a group of a slice.
    fn absorb_apart(
        &mut self,
        windows: (i64, i64),
        group: &PartialGroup<A::Acc>,
        batch: u64,
        late: Lateness,
        work: &mut BatchWork,
    ) {
        for number in (windows.0..windows.1).rev() {
            let group = PartialGroup {
                window: self.grid.window(number),
                ..group.clone()
            };
            self.apart.absorb(group, batch, late, work);
        }
    }

    /// Notes that a batch has written to a slice of a key; its windows from `from` on accept it.
    fn touch(&mut self, slice: &Slice, from: i64, key: Key, batch: u64, work: &mut BatchWork) {
        let Some(of_key) = self.keys.get_mut(key) else {
            return;
        };
        let neighbours = of_key.touch(slice.number, batch);
        if let Some((first, last)) = neighbours.and_then(|n| n.leave_to(slice, &self.grid, from)) {
            work.updated_rows += (last - first + 1).unsigned_abs();
            self.touched.push((key, first, last));
        }
    }

    /// What a batch has written to leaves: windows of a key in the order in which they were written to, rankings in
    /// order of time.
    fn emit_touched<O: Output>(&mut self, watermark: Watermark, out: &mut O) {
        let mut touched = std::mem::take(&mut self.touched);
        if self.gate.ranks() {
            let mut windows: Vec<i64> = touched
                .iter()
                .flat_map(|(_, first, last)| *first..=*last)
                .collect();
            windows.sort_unstable();
            windows.dedup();
            for window in windows {
                self.fire_whole(window, watermark, out);
            }
        } else {
            for &(key, first, last) in &touched {
                self.fire_again(key, first..last + 1, watermark, out);
            }
        }
        touched.clear();
        self.touched = touched;
    }

    /// Slices that no window needs any more are dropped.
    fn drop_slices(&mut self) {
        let kept = self.grid.slices_of(self.low).start;
        self.keys.retain(|_, of_key| {
            of_key.drop_before(kept);
            !of_key.is_empty()
        });
    }
}

impl<K: KeyOf, A: Rolls> BatchOperator for SlicedWindows<K, A> {
    type Acc = A::Acc;

    /// A group of a slice has its span, one near the ends of time that of its instant.
    fn fold<'e>(
        &self,
        table: &mut PartialTable<A::Acc>,
        events: impl Iterator<Item = &'e Event>,
        at: Option<EventTime>,
        late: Lateness,
    ) -> u64 {
        let mut grid: SliceGrid = self.grid;
        let open = grid.first_open(&late);
        let mut late_events = 0;
        for event in events {
            let at = at.unwrap_or(event.time);
            let (span, is_late) = match grid.slice_of(at) {
                Some(slice) => (grid.span(&slice), slice.newest < open),
                None => (Window { start: at, end: at }, self.is_late_far(at, late)),
            };
            late_events += u64::from(is_late);
            let acc = table.get_or_insert_with(K::key(event), span, || self.aggregator.empty());
            self.aggregator.add(acc, event);
        }
        late_events
    }

    /// Windows share slices, and a ranking compares keys: neither can be divided.
    /// All instants of a slice have the same windows.
    fn windows_of(&self, span: Window) -> Vec<Window> {
        let mut windows = Vec::new();
        self.apart
            .assigner()
            .each_window(span.start, |window| windows.push(window));
        windows
    }

    fn partition(&self, group: &PartialGroup<A::Acc>, partitions: usize) -> usize {
        let key = if self.gate.ranks() { Key::NONE } else { group.key };
        partition_of(FxBuildHasher.hash_one(key), partitions)
    }

    fn absorb(&mut self, group: PartialGroup<A::Acc>, batch: u64, late: Lateness, work: &mut BatchWork) {
        let Some(slice) = self.grid.slice_of(group.window.start) else {
            return self.absorb_far(&group, batch, late, work);
        };
        let open = self.grid.first_open(&late);
        for number in slice.oldest..open.min(slice.newest + 1) {
            work.dropped_rows += self.apart.refuse(self.grid.window(number), group.key);
        }
        if self.counts.first().is_some_and(|first| first < open) {
            self.set_apart(batch);
        }
        let open = open.max(slice.oldest);
        let shared = open.max(self.low);
        self.absorb_apart((open, shared.min(slice.newest + 1)), &group, batch, late, work);
        if shared <= slice.newest {
            let key = group.key;
            self.add(&slice, shared, key, group.acc);
            self.touch(&slice, shared, key, batch, work);
        }
    }

    fn close_batch<O: Output>(
        &mut self,
        batch: u64,
        mode: OutputMode,
        watermark: Watermark,
        work: &mut BatchWork,
        out: &mut O,
    ) {
        self.apart.close_batch(batch, mode, watermark, work, out);
        let complete = self.grid.first_incomplete(&Lateness::new(watermark, 0));
        let mut next = SliceGrid::BEFORE_ALL;
        while mode != OutputMode::Update
            && let Some(window) = self.counts.first_from(next)
            && (window < complete || mode == OutputMode::Complete)
        {
            self.fire(window, mode == OutputMode::Complete, watermark, out);
            next = window + 1;
            if mode == OutputMode::Append {
                work.removed_rows += self.forget_before(next);
            }
        }
        if mode == OutputMode::Update {
            self.emit_touched(watermark, out);
            work.removed_rows += self.forget_before(complete);
            self.drop_slices();
        }
        self.touched.clear();
    }
}
