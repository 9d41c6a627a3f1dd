//! Tumbling and sliding windows.

use std::collections::{BTreeMap, VecDeque};

use streamgauge_model::{Event, EventTime, Key, Output, ResultRow, Watermark};

use crate::fold::Fold;
use crate::gate::Gate;
use crate::grid::Grid;
use crate::groups::Groups;
use crate::key::Keying;
use crate::operator::Operator;
use crate::rolling::Rolling;

/// Groups by slice of time; a window is put together from its slices when it leaves.
pub(crate) struct Aligned<K: Keying, F: Fold> {
    grid: Grid,
    fold: F,
    gate: Gate,
    allowed_ms: i64,
    /// In order of time.
    slices: VecDeque<Slice<K::Groups<F::Acc>>>,
    /// Length of slices if all are of the same length.
    length: Option<u32>,
    /// No window before this one fires at its end any more.
    next: i128,
    /// The watermark at which a window leaves.
    timer: i64,
    /// How often each key of a complete window has left; kept only where windows live on.
    panes: BTreeMap<i128, K::Groups<u32>>,
    /// Tables to be used again.
    spare: Vec<K::Groups<F::Acc>>,
    /// A window of several slices.
    whole: Rolling<K::Groups<F::Acc>>,
}

struct Slice<G> {
    number: i128,
    from: i64,
    to: i64,
    /// Up to here the watermark completes none of the windows of this slice.
    untouched_below: i64,
    groups: G,
}

impl<K: Keying, F: Fold> Aligned<K, F> {
    /// Windows live `allowed_ms` milliseconds beyond their end.
    pub(crate) fn new(grid: Grid, fold: F, gate: Gate, allowed_ms: i64) -> Self {
        Self {
            length: grid.slice_length(),
            grid,
            fold,
            gate,
            allowed_ms,
            slices: VecDeque::new(),
            next: i128::MIN,
            timer: i64::MAX,
            panes: BTreeMap::new(),
            spare: Vec::new(),
            whole: Rolling::default(),
        }
    }

    /// The place of the slice of an instant, if no slice is missing before it. Events come out of order: dividing is cheaper
    /// than to guess. Where slices are not of the same length, the last is a guess.
    #[inline]
    fn likely_place(&self, at: i64) -> Option<usize> {
        let Some(length) = self.length else {
            return self.slices.len().checked_sub(1);
        };
        let since = at.wrapping_sub(self.slices.front()?.from);
        Some((u32::try_from(since).ok()? / length) as usize)
    }

    /// An event whose slice does not stand at its likely place, or is part of a window that is complete.
    #[inline(never)]
    fn on_other_event<O: Output>(&mut self, event: &Event, at: i64, watermark: i64, out: &mut O) {
        let near = self.slices.partition_point(|slice| slice.to <= at);
        if let Some(slice) = self.slices.get_mut(near)
            && slice.from <= at
            && watermark < slice.untouched_below
        {
            let fold = self.fold;
            fold.add(slice.groups.at(K::key(event), || fold.empty()), event);
            return;
        }
        let number = match self.slices.get(near) {
            Some(slice) if slice.from <= at => slice.number,
            _ => self.grid.slice_of(at),
        };
        let windows = self.grid.windows_of(number);
        let alive = i128::from(watermark) - i128::from(self.allowed_ms);
        let first = self.grid.first_open(alive).max(*windows.start());
        match (first..=*windows.end()).find(|k| !self.is_over(*k, watermark)) {
            Some(oldest) => self.add(number, oldest, event, watermark, out),
            None if at.saturating_add(self.allowed_ms) <= watermark => out.dropped(1),
            // Between two windows.
            None => {}
        }
    }

    /// Adds an event to a slice of windows of which `oldest` and those behind it live. The complete ones leave again.
    fn add<O: Output>(&mut self, number: i128, oldest: i128, event: &Event, watermark: i64, out: &mut O) {
        let at = self.slice(number, watermark);
        let (fold, key) = (self.fold, K::key(event));
        fold.add(self.slices[at].groups.at(key, || fold.empty()), event);
        self.whole.add(fold, number, key, event);
        for window in oldest..=*self.grid.windows_of(number).end() {
            if self.grid.last(window) > watermark {
                return;
            }
            if self.gate.ranks() {
                self.fire(window, watermark, out);
            } else {
                self.fire_key(window, key, watermark, out);
            }
        }
    }

    /// Whether a window accepts no more events.
    fn is_over(&self, window: i128, watermark: i64) -> bool {
        self.grid.last(window).saturating_add(self.allowed_ms) <= watermark
    }

    /// The place of a slice; it is made if need be.
    fn slice(&mut self, number: i128, watermark: i64) -> usize {
        let at = self.slices.partition_point(|slice| slice.number < number);
        if self.slices.get(at).is_some_and(|slice| slice.number == number) {
            return at;
        }
        let (from, to) = self.grid.bounds(number);
        let slice = Slice {
            number,
            from,
            to,
            untouched_below: self.grid.last(*self.grid.windows_of(number).start()),
            groups: self.spare.pop().unwrap_or_default(),
        };
        self.slices.insert(at, slice);
        self.next = self.next.max(self.grid.first_open(watermark.into()));
        self.set_timer();
        at
    }

    /// The next window that has an event and has not left.
    fn next_window(&self) -> Option<i128> {
        let windows = self.slices.iter().map(|slice| self.grid.windows_of(slice.number));
        windows
            .filter(|windows| *windows.end() >= self.next)
            .map(|windows| self.next.max(*windows.start()))
            .next()
    }

    fn set_timer(&mut self) {
        self.timer = self
            .next_window()
            .map_or(i64::MAX, |window| self.grid.last(window));
    }

    /// A window leaves: all of its keys.
    fn fire<O: Output>(&mut self, window: i128, watermark: i64, out: &mut O) {
        let (first, behind) = self.grid.slices_of(window);
        let from = self.slices.partition_point(|slice| slice.number < first);
        let to = self.slices.partition_point(|slice| slice.number < behind);
        let (fold, whole) = (self.fold, &mut self.whole);
        let parts = || {
            self.slices
                .range(from..to)
                .map(|slice| (slice.number, &slice.groups))
        };
        let groups = match to - from {
            0 => return,
            1 => &self.slices[from].groups,
            _ => {
                whole.enter(fold, first..behind, parts());
                whole.groups()
            }
        };
        let bounds = self.grid.window(window);
        let mut panes = (self.allowed_ms > 0).then(|| self.panes.entry(window).or_default());
        let (mut all, mut left) = (0_usize, 0_usize);
        for (key, acc) in groups.each() {
            all += 1;
            let values = fold.values(acc);
            if values.digest.count == 0 {
                continue;
            }
            left += 1;
            let row = ResultRow {
                key: Key(key),
                window: bounds,
                pane: panes.as_mut().map_or(0, |panes| next_pane(*panes, key)),
                rank: 0,
                watermark: Watermark::at(EventTime::from_millis(watermark)),
                values,
            };
            self.gate.offer(&row, out);
        }
        self.gate.close(out);
        if left * 2 < all {
            // Keys that come no more are forgotten.
            self.whole.forget();
        } else if to - from > 1 {
            whole.leave(fold, self.grid.slices_of(window + 1).0, parts());
        }
    }

    /// One key of a complete window leaves again.
    fn fire_key<O: Output>(&mut self, window: i128, key: u32, watermark: i64, out: &mut O) {
        let (first, behind) = self.grid.slices_of(window);
        let fold = self.fold;
        let mut whole = fold.empty();
        for slice in self
            .slices
            .iter()
            .filter(|slice| (first..behind).contains(&slice.number))
        {
            if let Some(part) = slice.groups.get(key) {
                fold.merge(&mut whole, part);
            }
        }
        let row = ResultRow {
            key: Key(key),
            window: self.grid.window(window),
            pane: next_pane(self.panes.entry(window).or_default(), key),
            rank: 0,
            watermark: Watermark::at(EventTime::from_millis(watermark)),
            values: fold.values(&whole),
        };
        self.gate.offer(&row, out);
    }

    /// Forgets slices of which no window lives.
    fn forget(&mut self, watermark: i64) {
        while let Some(first) = self.slices.front()
            && self.is_over(*self.grid.windows_of(first.number).end(), watermark)
            && let Some(mut first) = self.slices.pop_front()
        {
            first.groups.clear();
            self.spare.push(first.groups);
        }
        while let Some(window) = self.panes.keys().next().copied()
            && self.is_over(window, watermark)
        {
            self.panes.pop_first();
        }
    }
}

fn next_pane(panes: &mut impl Groups<u32>, key: u32) -> u32 {
    let next = panes.at(key, || 0);
    *next += 1;
    *next - 1
}

impl<K: Keying, F: Fold> Operator for Aligned<K, F> {
    #[inline]
    fn on_event<O: Output>(&mut self, event: &Event, at: i64, watermark: i64, out: &mut O) {
        let fold = self.fold;
        let likely = self.likely_place(at);
        match likely.and_then(|place| self.slices.get_mut(place)) {
            Some(slice) if slice.from <= at && at < slice.to && watermark < slice.untouched_below => {
                fold.add(slice.groups.at(K::key(event), || fold.empty()), event);
            }
            _ => self.on_other_event(event, at, watermark, out),
        }
    }

    #[inline]
    fn advance<O: Output>(&mut self, watermark: i64, out: &mut O) {
        if watermark < self.timer {
            return;
        }
        while let Some(window) = self.next_window()
            && self.grid.last(window) <= watermark
        {
            self.fire(window, watermark, out);
            self.next = window + 1;
        }
        self.forget(watermark);
        self.set_timer();
    }
}
