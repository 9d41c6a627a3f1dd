//! Windows aligned to the clock: tumbling and sliding.

use std::collections::VecDeque;
use std::marker::PhantomData;

use hashbrown::HashSet;
use rustc_hash::FxBuildHasher;
use streamgauge_model::{Event, EventTime, Key, Output, OutputMode, ResultRow, Watermark, Window};

use crate::memory::{of_deque, of_vec};
use crate::near_windows::NearWindows;
use crate::partial::{group_hash, partition_of};
use crate::reciprocal::Reciprocal;
use crate::{
    Aggregator, Assigner, BatchOperator, BatchWork, EventOperator, Fate, Gate, Group, GroupView, KeyOf,
    KeyTable, Lateness, Operator, PartialGroup, PartialTable,
};

/// Keyed aggregation over tumbling or sliding windows.
///
/// Open windows stand in a queue ordered by their start, which is also the order of their ends: the watermark
/// closes them from the front and no timer per key is needed.
#[derive(Clone, Debug)]
pub struct AlignedWindows<K, S, A: Aggregator> {
    assigner: S,
    aggregator: A,
    gate: Gate,
    allowed_ms: i64,
    open: VecDeque<OpenWindow<A::Acc>>,
    /// Tells from the distance to the first window where the window of an instant stands, if none is missing in between;
    /// `None` where windows overlap.
    by_distance: Option<Reciprocal>,
    /// So many windows at the front of the queue have nothing to fire.
    settled: usize,
    spare: Vec<KeyTable<Group<A::Acc>>>,
    touched: Vec<(EventTime, Key)>,
    refused: HashSet<(EventTime, Key), FxBuildHasher>,
    timer: i64,
    entries: u64,
    key: PhantomData<K>,
}

#[derive(Clone, Debug)]
struct OpenWindow<Acc> {
    window: Window,
    groups: KeyTable<Group<Acc>>,
    fired: bool,
    /// Keys that fire again at the end although the window has fired: they had an event since the watermark was
    /// lost.
    again: Vec<Key>,
}

impl<Acc> OpenWindow<Acc> {
    const fn has_to_fire(&self) -> bool {
        !self.fired || !self.again.is_empty()
    }
}

impl<K: KeyOf, S: Assigner, A: Aggregator> AlignedWindows<K, S, A> {
    /// An operator without state. Windows live `allowed_ms` milliseconds beyond their end.
    #[must_use]
    pub fn new(assigner: S, aggregator: A, gate: Gate, allowed_ms: i64) -> Self {
        Self {
            by_distance: assigner.distance().map(|ms| Reciprocal::of(ms.unsigned_abs())),
            assigner,
            aggregator,
            gate,
            allowed_ms,
            open: VecDeque::new(),
            settled: 0,
            spare: Vec::new(),
            touched: Vec::new(),
            refused: HashSet::with_hasher(FxBuildHasher),
            timer: i64::MAX,
            entries: 0,
            key: PhantomData,
        }
    }

    /// Adds an event to one window and fires it again if it is already complete.
    #[inline]
    pub(crate) fn add_to<O: Output>(&mut self, window: Window, event: &Event, late: &Lateness, out: &mut O) {
        let complete = late.completes(window);
        let at = self.position(window, complete);
        self.add_at(at, event);
        if complete {
            self.fire_late(at, K::key(event), late.watermark(), out);
        } else if self.open[at].fired {
            self.arm(at, K::key(event));
        }
    }

    /// Where the window of the instant `at` stands if it is open and none is missing before it: without dividing, searching,
    /// or guessing that it is the window of the event before, which cannot be predicted where events come out of order.
    #[inline]
    fn likely_place(&self, at: EventTime) -> Option<usize> {
        let first = self.open.front()?.window.start.millis();
        let since = u32::try_from(at.millis().wrapping_sub(first)).ok()?;
        let place = self.by_distance?.divide(since) as usize;
        self.open.get(place)?.window.contains(at).then_some(place)
    }

    /// Adds an event to its window, if that stands at its likely place and has neither fired nor anything to fire at
    /// `watermark`.
    #[inline]
    fn add_to_open(&mut self, event: &Event, at: EventTime, watermark: Watermark) -> bool {
        let Some(place) = self.likely_place(at) else {
            return false;
        };
        let open = &self.open[place];
        let takes = !open.fired && !watermark.completes(open.window);
        if takes {
            self.add_at(place, event);
        }
        takes
    }

    #[inline]
    fn add_at(&mut self, at: usize, event: &Event) {
        let Self {
            open,
            aggregator,
            entries,
            ..
        } = self;
        let group = open[at].groups.get_or_insert_with(K::key(event), || {
            *entries += 1;
            Group::new(aggregator.empty())
        });
        aggregator.add(&mut group.acc, event);
    }

    /// Which windows an instant belongs to.
    pub(crate) fn assigner(&self) -> S {
        self.assigner.clone()
    }

    /// See [`EventOperator::next_timer`].
    pub(crate) const fn timer(&self) -> i64 {
        self.timer
    }

    /// Takes a group of another operator over, of a window that has fired or not.
    pub(crate) fn adopt(&mut self, window: Window, fired: bool, key: Key, group: Group<A::Acc>) {
        let at = self.position(window, fired);
        self.open[at].groups.get_or_insert_with(key, || group);
        self.entries += 1;
    }

    /// A late group is refused. Several map tasks may have seen the same: it counts once.
    pub(crate) fn refuse(&mut self, window: Window, key: Key) -> u64 {
        u64::from(self.refused.insert((window.start, key)))
    }

    /// `batch` has written to a group.
    pub(crate) fn touch(&mut self, window: Window, key: Key, batch: u64) {
        let at = self.position(window, false);
        if let Some(group) = self.open[at].groups.get_mut(key)
            && group.touch(batch)
        {
            self.touched.push((window.start, key));
        }
    }

    /// The place of `window` in the queue; opens it if need be. One that is opened when it is already complete
    /// has no firing before it.
    #[inline]
    fn position(&mut self, window: Window, complete: bool) -> usize {
        match self.open.back() {
            Some(newest) if newest.window.start == window.start => return self.open.len() - 1,
            Some(newest) if newest.window.start < window.start => {}
            None => {}
            Some(_) => {
                let at = self.open.partition_point(|o| o.window.start < window.start);
                if self.open[at].window.start == window.start {
                    return at;
                }
                return self.open_window(at, window, complete);
            }
        }
        self.open_window(self.open.len(), window, complete)
    }

    #[cold]
    fn open_window(&mut self, at: usize, window: Window, fired: bool) -> usize {
        let groups = self.spare.pop().unwrap_or_default();
        self.open.insert(
            at,
            OpenWindow {
                window,
                groups,
                fired,
                again: Vec::new(),
            },
        );
        if at < self.settled {
            self.settled = if fired { self.settled + 1 } else { at };
        }
        self.set_timer();
        at
    }

    /// The window has fired, but the watermark is not there yet: the operator was restored from a snapshot, and the
    /// watermark is not in it. The key fires again when it is.
    #[cold]
    fn arm(&mut self, at: usize, key: Key) {
        if !self.open[at].again.contains(&key) {
            self.open[at].again.push(key);
            self.settled = self.settled.min(at);
            self.set_timer();
        }
    }

    /// The next watermark that matters: the end of the first window that has something to fire, or the expiry of
    /// the first that has not.
    fn set_timer(&mut self) {
        let settled = |o: &OpenWindow<_>| !o.has_to_fire();
        while self.open.get(self.settled).is_some_and(settled) {
            self.settled += 1;
        }
        let policy = Lateness::new(Watermark::NONE, self.allowed_ms);
        let first = self.open.front().filter(|_| self.settled > 0);
        let expiry = first.map(|o| policy.expiry(o.window));
        let next = self.open.get(self.settled);
        let end = next.map(|o| o.window.last_instant().millis());
        self.timer = expiry.into_iter().chain(end).min().unwrap_or(i64::MAX);
    }

    /// A complete window has accepted a late event: its group leaves again (the whole ranking, for a top-N query).
    fn fire_late<O: Output>(&mut self, at: usize, key: Key, watermark: Watermark, out: &mut O) {
        if self.gate.ranks() {
            return self.fire(at, watermark, out);
        }
        let Self {
            open,
            aggregator,
            gate,
            ..
        } = self;
        let OpenWindow { window, groups, .. } = &mut open[at];
        if let Some(group) = groups.get_mut(key) {
            gate.pass(row(aggregator, key, *window, group, watermark), out);
        }
    }

    fn fire<O: Output>(&mut self, at: usize, watermark: Watermark, out: &mut O) {
        let Self {
            open,
            aggregator,
            gate,
            ..
        } = self;
        let OpenWindow {
            window,
            groups,
            fired,
            again,
        } = &mut open[at];
        for (key, group) in groups.iter_mut() {
            gate.pass(row(aggregator, key, *window, group, watermark), out);
        }
        gate.close(out);
        *fired = true;
        again.clear();
    }

    /// What a window has to hand out at its end leaves: everything the first time.
    fn fire_at_end<O: Output>(&mut self, at: usize, watermark: Watermark, out: &mut O) {
        let whole = !self.open[at].fired || self.gate.ranks();
        if whole && self.open[at].has_to_fire() {
            return self.fire(at, watermark, out);
        }
        for key in std::mem::take(&mut self.open[at].again) {
            self.fire_late(at, key, watermark, out);
        }
    }

    /// Memory that groups hold beyond their own size.
    fn bytes_in_groups(&self) -> u64 {
        if !self.aggregator.holds_memory() {
            return 0;
        }
        let groups = self.open.iter().flat_map(|open| open.groups.iter());
        groups.map(|(_, group)| self.aggregator.bytes(&group.acc)).sum()
    }

    fn forget_first(&mut self) -> u64 {
        let Some(mut first) = self.open.pop_front() else {
            return 0;
        };
        self.settled = self.settled.saturating_sub(1);
        let groups = first.groups.len() as u64;
        self.entries -= groups;
        first.groups.clear();
        self.spare.push(first.groups);
        groups
    }

    fn emit_touched<O: Output>(&mut self, watermark: Watermark, out: &mut O) {
        let mut touched = std::mem::take(&mut self.touched);
        if self.gate.ranks() {
            touched.sort_unstable();
            touched.dedup_by_key(|(start, _)| *start);
        }
        for (start, key) in touched.drain(..) {
            let at = self.open.partition_point(|o| o.window.start < start);
            self.fire_late(at, key, watermark, out);
        }
        self.touched = touched;
    }
}

#[inline]
fn row<A: Aggregator>(
    aggregator: &A,
    key: Key,
    window: Window,
    group: &mut Group<A::Acc>,
    watermark: Watermark,
) -> ResultRow {
    let values = aggregator.values(&group.acc);
    ResultRow {
        key,
        window,
        pane: group.next_pane(),
        rank: 0,
        watermark,
        values,
    }
}

impl<K: KeyOf, S: Assigner, A: Aggregator> Operator for AlignedWindows<K, S, A> {
    #[inline]
    fn key(event: &Event) -> Key {
        K::key(event)
    }

    fn entries(&self) -> u64 {
        self.entries
    }

    fn bytes(&self) -> u64 {
        let tables = self
            .open
            .iter()
            .map(|open| open.groups.bytes() + of_vec(&open.again));
        let spare = self.spare.iter().map(KeyTable::bytes);
        let rest = of_deque(&self.open)
            + of_vec(&self.spare)
            + of_vec(&self.touched)
            + self.refused.allocation_size() as u64;
        tables.chain(spare).sum::<u64>() + rest + self.bytes_in_groups()
    }

    fn groups(&self, see: &mut dyn FnMut(GroupView)) {
        for open in &self.open {
            for (key, group) in open.groups.iter() {
                see(GroupView {
                    key,
                    window: open.window,
                    values: self.aggregator.values(&group.acc),
                    fired: group.panes > 0,
                });
            }
        }
    }
}

impl<K: KeyOf, S: Assigner, A: Aggregator> EventOperator for AlignedWindows<K, S, A> {
    const TELLS_CLOCKS_APART: bool = false;

    #[inline]
    fn on_event<O: Output>(
        &mut self,
        event: &Event,
        at: EventTime,
        watermark: Watermark,
        out: &mut O,
    ) -> Fate {
        if self.add_to_open(event, at, watermark) {
            return Fate::Included;
        }
        let late = Lateness::new(watermark, self.allowed_ms);
        let mut fate = if late.is_event_late(at) {
            Fate::Late
        } else {
            Fate::Nowhere
        };
        self.assigner.clone().each_window(at, |window| {
            if !late.refuses(window) {
                fate = Fate::Included;
                self.add_to(window, event, &late, out);
            }
        });
        fate
    }

    fn advance<O: Output>(&mut self, watermark: Watermark, out: &mut O) {
        if watermark.millis() < self.timer {
            return;
        }
        let late = Lateness::new(watermark, self.allowed_ms);
        while let Some(next) = self.open.get(self.settled)
            && late.completes(next.window)
        {
            self.fire_at_end(self.settled, watermark, out);
            self.settled += 1;
        }
        while self.open.front().is_some_and(|o| late.forgets(o.window)) {
            self.forget_first();
        }
        self.set_timer();
    }

    #[inline]
    fn next_timer(&self) -> i64 {
        self.timer
    }
}

impl<K: KeyOf, S: Assigner, A: Aggregator> BatchOperator for AlignedWindows<K, S, A> {
    type Acc = A::Acc;

    fn fold<'e>(
        &self,
        table: &mut PartialTable<A::Acc>,
        events: impl Iterator<Item = &'e Event>,
        at: Option<EventTime>,
        late: Lateness,
    ) -> u64 {
        let mut near: Option<NearWindows> = None;
        let mut late_events = 0;
        for event in events {
            let at = at.unwrap_or(event.time);
            let mut fold = |window: Window| {
                let acc = table.get_or_insert_with(K::key(event), window, || self.aggregator.empty());
                self.aggregator.add(acc, event);
                late.refuses(window)
            };
            if let Some(window) = near.and_then(|near| near.window_of(at)) {
                late_events += u64::from(fold(window));
                continue;
            }
            near = NearWindows::around(&self.assigner, at).or(near);
            let (mut windows, mut refused) = (0, 0);
            self.assigner.each_window(at, |window| {
                windows += 1;
                refused += u32::from(fold(window));
            });
            late_events += u64::from(windows > 0 && refused == windows);
        }
        late_events
    }

    fn partition(&self, group: &PartialGroup<A::Acc>, partitions: usize) -> usize {
        // A ranking needs all keys of a window in one place.
        let key = if self.gate.ranks() { Key::NONE } else { group.key };
        partition_of(group_hash(key, group.window), partitions)
    }

    fn absorb(&mut self, partial: PartialGroup<A::Acc>, batch: u64, late: Lateness, work: &mut BatchWork) {
        if late.refuses(partial.window) {
            work.dropped_rows += self.refuse(partial.window, partial.key);
            return;
        }
        let at = self.position(partial.window, false);
        let aggregator = &self.aggregator;
        let groups = &mut self.open[at].groups;
        let before = groups.len();
        let group = groups.get_or_insert_with(partial.key, || Group::new(aggregator.empty()));
        aggregator.merge(&mut group.acc, partial.acc);
        if group.touch(batch) {
            work.updated_rows += 1;
            self.touched.push((partial.window.start, partial.key));
        }
        self.entries += (self.open[at].groups.len() - before) as u64;
    }

    fn close_batch<O: Output>(
        &mut self,
        _batch: u64,
        mode: OutputMode,
        watermark: Watermark,
        work: &mut BatchWork,
        out: &mut O,
    ) {
        self.refused.clear();
        match mode {
            OutputMode::Append => self.touched.clear(),
            OutputMode::Update => self.emit_touched(watermark, out),
            OutputMode::Complete => {
                self.touched.clear();
                (0..self.open.len()).for_each(|at| self.fire(at, watermark, out));
                return;
            }
        }
        while self.open.front().is_some_and(|o| watermark.completes(o.window)) {
            if mode == OutputMode::Append {
                self.fire(0, watermark, out);
            }
            work.removed_rows += self.forget_first();
        }
    }
}
