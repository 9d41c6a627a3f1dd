//! The slices of one key, and the window that moves over them.

use std::ops::Range;

use streamgauge_model::{Event, Values};

use crate::Rolls;
use crate::queue::Queue;
use crate::slice_grid::{Slice, SliceGrid};

/// What a key has in each slice of time, in order, and the aggregates of the window that fired last.
#[derive(Clone, Debug)]
pub(crate) struct KeySlices<A: Rolls> {
    parts: Queue<Part<A::Acc>>,
    window: Rolled<A>,
    /// The batch that wrote to it last, and the first and the last slice that it wrote to.
    batch: u64,
    written: (i64, i64),
}

/// The events of a key in a slice.
#[derive(Clone, Debug)]
struct Part<Acc> {
    slice: i64,
    acc: Acc,
    /// The batch that wrote to it last.
    batch: u64,
}

/// A window over the parts from `from` to just before `to`.
#[derive(Clone, Debug)]
struct Rolled<A: Rolls> {
    rolling: A::Rolling,
    from: usize,
    to: usize,
}

/// Slices next to one, of the same key.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Neighbours {
    pub before: Option<i64>,
    pub behind: Option<i64>,
}

impl<A: Rolls> KeySlices<A> {
    /// No slice.
    pub fn new(aggregator: &A) -> Self {
        Self {
            parts: Queue::new(),
            window: Rolled::new(aggregator),
            batch: 0,
            written: (0, 0),
        }
    }

    /// Adds an event to `slice`, which has not entered the window, if the key has it.
    #[inline]
    pub fn add(&mut self, aggregator: &A, slice: i64, event: &Event) -> bool {
        let Some(at) = self.position(slice).ok() else {
            return false;
        };
        aggregator.add(&mut self.parts[at].acc, event);
        true
    }

    /// The place of a slice, or the place where it belongs. It is among the last, and most slices follow each other.
    #[inline]
    fn position(&self, slice: i64) -> Result<usize, usize> {
        let parts = &*self.parts;
        let Some(last) = parts.last() else { return Err(0) };
        let behind = usize::try_from(last.slice - slice).unwrap_or(usize::MAX);
        match parts.len().checked_sub(behind.saturating_add(1)) {
            Some(near) if parts[near].slice == slice => Ok(near),
            _ if last.slice < slice => Err(parts.len()),
            _ => parts.binary_search_by_key(&slice, |part| part.slice),
        }
    }

    /// Adds the events in `more` to `slice`, while the window stands over the slices in `window`. Returns the slices next
    /// to it if the key did not have it.
    pub fn merge(
        &mut self,
        aggregator: &A,
        window: &Range<i64>,
        slice: i64,
        more: A::Acc,
    ) -> Option<Neighbours> {
        let place = self.position(slice);
        let (Ok(at) | Err(at)) = place;
        if place.is_err() {
            let acc = aggregator.empty();
            self.parts.insert(at, Part { slice, acc, batch: 0 });
            self.window.from += usize::from(slice < window.start);
            self.window.to += usize::from(slice < window.end);
        }
        let acc = &mut self.parts[at].acc;
        if !window.contains(&slice) {
            aggregator.merge(acc, more);
        } else if place.is_ok() {
            aggregator.grow(&mut self.window.rolling, slice, acc, more);
        } else {
            aggregator.merge(acc, more);
            aggregator.enter(&mut self.window.rolling, slice, acc);
        }
        place.is_err().then(|| self.neighbours(at, |_| true))
    }

    /// The slices next to place `at` of which `counts` says yes.
    fn neighbours(&self, at: usize, counts: impl Fn(&Part<A::Acc>) -> bool) -> Neighbours {
        let (before, behind) = (&self.parts[..at], &self.parts[at + 1..]);
        Neighbours {
            before: before
                .iter()
                .rev()
                .find(|part| counts(part))
                .map(|part| part.slice),
            behind: behind.iter().find(|part| counts(part)).map(|part| part.slice),
        }
    }

    /// `batch` writes to `slice`. Returns the slices next to it that the batch has written to, the first time.
    pub fn touch(&mut self, slice: i64, batch: u64) -> Option<Neighbours> {
        let at = self.position(slice).ok()?;
        if std::mem::replace(&mut self.parts[at].batch, batch) == batch {
            return None;
        }
        let (first, last) = self.written;
        let neighbours = if self.batch != batch {
            Neighbours {
                before: None,
                behind: None,
            }
        } else if slice > last {
            Neighbours {
                before: Some(last),
                behind: None,
            }
        } else {
            self.neighbours(at, |part| part.batch == batch)
        };
        self.written = if self.batch == batch {
            (first.min(slice), last.max(slice))
        } else {
            (slice, slice)
        };
        self.batch = batch;
        Some(neighbours)
    }

    /// The window moves forward, to stand over the slices in `to`; those before `kept` are dropped. Returns whether there
    /// is an event in the window.
    #[inline]
    pub fn roll(&mut self, aggregator: &A, to: &Range<i64>, kept: i64) -> bool {
        let Self { parts, window, .. } = self;
        window.roll(aggregator, parts, to);
        let holds = window.from < window.to;
        self.drop_before(kept);
        holds
    }

    /// Drops slices before `kept` that are not in the window.
    #[inline]
    pub fn drop_before(&mut self, kept: i64) {
        let Self { parts, window, .. } = self;
        let end = if window.from < window.to {
            window.from
        } else {
            parts.len()
        };
        let gone = parts[..end].iter().take_while(|part| part.slice < kept).count();
        if gone > 0 {
            parts.leave(gone);
            window.from = window.from.saturating_sub(gone);
            window.to = window.to.saturating_sub(gone);
        }
    }

    /// The window goes back to before the first slice.
    pub fn rewind(&mut self, aggregator: &A) {
        self.window = Rolled::new(aggregator);
    }

    /// The aggregates of the window.
    #[inline]
    pub fn rolled(&self, aggregator: &A) -> Values {
        aggregator.rolled(&self.window.rolling)
    }

    /// Calls `see` for each of `windows` that has an event, in order, with its aggregates.
    pub fn each_window(
        &self,
        aggregator: &A,
        grid: &SliceGrid,
        windows: Range<i64>,
        mut see: impl FnMut(i64, Values),
    ) {
        let mut other = Rolled::new(aggregator);
        for window in windows {
            other.roll(aggregator, &self.parts, &grid.slices_of(window));
            if other.from < other.to {
                see(window, aggregator.rolled(&other.rolling));
            }
        }
    }

    /// All events of a window in one accumulator.
    pub fn whole(&self, aggregator: &A, slices: &Range<i64>) -> A::Acc {
        let mut whole = aggregator.empty();
        for part in self.parts.iter().filter(|part| slices.contains(&part.slice)) {
            aggregator.merge(&mut whole, part.acc.clone());
        }
        whole
    }

    /// Calls `see` for each window from `low` on that has an event, in order.
    pub fn windows(&self, grid: &SliceGrid, low: i64, mut see: impl FnMut(i64)) {
        let mut next = low;
        for part in self.parts.iter() {
            for window in next.max(grid.oldest_of(part.slice))..=grid.newest_of(part.slice) {
                see(window);
            }
            next = next.max(grid.newest_of(part.slice).saturating_add(1));
        }
    }

    /// Whether no slice is left.
    pub fn is_empty(&self) -> bool {
        self.parts.is_empty()
    }

    /// Bytes of memory beyond its own size.
    pub fn bytes(&self, aggregator: &A) -> u64 {
        let in_parts = if aggregator.holds_memory() {
            self.parts.iter().map(|part| aggregator.bytes(&part.acc)).sum()
        } else {
            0
        };
        self.parts.bytes() + in_parts + aggregator.rolling_bytes(&self.window.rolling)
    }
}

impl<A: Rolls> Rolled<A> {
    fn new(aggregator: &A) -> Self {
        Self {
            rolling: aggregator.rolling(),
            from: 0,
            to: 0,
        }
    }

    #[inline]
    fn roll(&mut self, aggregator: &A, parts: &[Part<A::Acc>], to: &Range<i64>) {
        while self.from < self.to && parts[self.from].slice < to.start {
            let part = &parts[self.from];
            aggregator.leave(&mut self.rolling, part.slice, &part.acc);
            self.from += 1;
        }
        if self.from == self.to {
            let skipped = parts[self.to..].iter().take_while(|part| part.slice < to.start);
            self.from += skipped.count();
            self.to = self.from;
        }
        while let Some(part) = parts.get(self.to)
            && part.slice < to.end
        {
            aggregator.enter(&mut self.rolling, part.slice, &part.acc);
            self.to += 1;
        }
    }
}

impl Neighbours {
    /// The windows from `low` on that `slice` is part of and none of these.
    pub fn leave_to(self, slice: &Slice, grid: &SliceGrid, low: i64) -> Option<(i64, i64)> {
        let first = slice.oldest.max(low);
        let from = self
            .before
            .map_or(first, |before| first.max(grid.newest_of(before) + 1));
        let last = slice.newest;
        let to = self
            .behind
            .map_or(last, |behind| last.min(grid.oldest_of(behind) - 1));
        (from <= to).then_some((from, to))
    }
}
