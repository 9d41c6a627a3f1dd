//! Session windows: per key, spans of activity that merge when they touch.

use std::hash::BuildHasher;
use std::marker::PhantomData;
use std::ops::Range;

use rustc_hash::FxBuildHasher;
use streamgauge_model::{Event, EventTime, Key, Output, OutputMode, ResultRow, Watermark, Window};

use crate::calendar::Calendar;
use crate::memory::of_vec;
use crate::partial::partition_of;
use crate::queue::Queue;
use crate::{
    Aggregator, BatchOperator, BatchWork, EventOperator, Fate, Gate, Group, GroupView, KeyOf, KeyTable,
    Lateness, Operator, PartialGroup, PartialTable,
};

/// Keyed aggregation over sessions.
///
/// An event opens the span `[t, t + gap)`; spans of one key that overlap or touch are one session. Each key has
/// at least one timer, at or before the next instant that matters to it; a timer that comes too early because
/// its session has grown is set again.
#[derive(Clone, Debug)]
pub struct SessionWindows<K, A: Aggregator> {
    gap: i64,
    aggregator: A,
    gate: Gate,
    allowed_ms: i64,
    keys: KeyTable<KeySessions<A::Acc>>,
    timers: Calendar,
    touched: Vec<Key>,
    entries: u64,
    key: PhantomData<K>,
}

/// The sessions of one key, ordered by start; no two of them touch, so that this is also the order of their ends.
#[derive(Clone, Debug)]
struct KeySessions<Acc> {
    sessions: Queue<Session<Acc>>,
    timer: i64,
    touched: u64,
}

#[derive(Clone, Debug)]
struct Session<Acc> {
    window: Window,
    group: Group<Acc>,
    fired: bool,
    /// The batch that gave it its start.
    since: u64,
}

impl<Acc> Session<Acc> {
    /// The watermark at which something is to be done: fire, or forget.
    fn due(&self, policy: &Lateness) -> i64 {
        if self.fired {
            policy.expiry(self.window)
        } else {
            self.window.last_instant().millis()
        }
    }
}

impl<Acc> KeySessions<Acc> {
    const fn new() -> Self {
        Self {
            sessions: Queue::new(),
            timer: i64::MAX,
            touched: 0,
        }
    }

    /// The sessions that `span` overlaps or touches, and the span of them all together.
    #[inline]
    fn touching(&self, span: Window) -> (Range<usize>, Window) {
        let sessions = &*self.sessions;
        let behind = match sessions.last() {
            Some(newest) if newest.window.start > span.end => {
                sessions.partition_point(|s| s.window.start <= span.end)
            }
            _ => sessions.len(),
        };
        // Not many: each is as long as the gap, or longer.
        let touches = |s: &&Session<_>| s.window.end >= span.start;
        let touching = sessions[..behind].iter().rev().take_while(touches);
        let covering = touching.clone().fold(span, |all, s| Window {
            start: all.start.min(s.window.start),
            end: all.end.max(s.window.end),
        });
        (behind - touching.count()..behind, covering)
    }

    /// Makes one session of `merged` out of those in `range`, or a new one if there are none. It has fired, or not,
    /// as `fired` says; `batch` sees it.
    #[inline]
    fn merge<A: Aggregator<Acc = Acc>>(
        &mut self,
        range: Range<usize>,
        merged: Window,
        fired: bool,
        batch: u64,
        aggregator: &A,
    ) -> &mut Session<Acc> {
        let at = range.start;
        match range.len() {
            0 => self.open(at, merged, batch, aggregator),
            1 => {}
            _ => self.join(range, aggregator),
        }
        let session = &mut self.sessions[at];
        if merged.start < session.window.start {
            session.since = batch;
        }
        session.window = merged;
        session.fired = fired;
        session
    }

    /// Puts a session without events at place `at`.
    fn open<A: Aggregator<Acc = Acc>>(&mut self, at: usize, window: Window, batch: u64, aggregator: &A) {
        let session = Session {
            window,
            group: Group::new(aggregator.empty()),
            fired: false,
            since: batch,
        };
        self.sessions.insert(at, session);
    }

    /// The first session in `range` takes in the others.
    #[cold]
    fn join<A: Aggregator<Acc = Acc>>(&mut self, range: Range<usize>, aggregator: &A) {
        let others = range.start + 1..range.end;
        for other in self.sessions.drain(others).collect::<Vec<_>>() {
            let group = &mut self.sessions[range.start].group;
            group.panes = group.panes.max(other.group.panes);
            aggregator.merge(&mut group.acc, other.group.acc);
        }
    }

    /// Where the first session stands that ends at `due` or later. A timer is never later than what is due first: when
    /// that of `due` comes, this session may have to fire, and those before it have fired.
    #[inline]
    fn ending(&self, due: i64) -> usize {
        self.sessions
            .partition_point(|s| s.window.last_instant().millis() < due)
    }

    /// Drops the sessions that expire at or before `due`, which are the first ones, and says how many.
    fn forget(&mut self, due: i64, policy: &Lateness) -> usize {
        let expires = |s: &&Session<_>| s.fired && s.due(policy) <= due;
        let count = self.sessions.iter().take_while(expires).count();
        self.sessions.leave(count);
        count
    }

    /// When something is to be done next: the end of the first session that has not fired, which is not among the
    /// first `fired`, or the expiry of the first that has.
    #[inline]
    fn next_due(&self, fired: usize, policy: &Lateness) -> Option<i64> {
        let first = self.sessions.first()?.due(policy);
        // Behind one that has not fired are others that have only if the watermark was lost since.
        let next = self.sessions[fired..].iter().find(|s| !s.fired);
        Some(next.map_or(first, |s| first.min(s.due(policy))))
    }
}

impl<K: KeyOf, A: Aggregator> SessionWindows<K, A> {
    /// An operator without state. A session ends after a silence of `gap` milliseconds and lives `allowed_ms`
    /// milliseconds beyond.
    #[must_use]
    pub fn new(gap: i64, aggregator: A, gate: Gate, allowed_ms: i64) -> Self {
        Self {
            gap,
            aggregator,
            gate,
            allowed_ms,
            keys: KeyTable::default(),
            timers: Calendar::new(gap),
            touched: Vec::new(),
            entries: 0,
            key: PhantomData,
        }
    }

    fn span(&self, t: EventTime) -> Window {
        Window {
            start: t,
            end: t.saturating_add(self.gap),
        }
    }

    /// Fires or forgets what is due at `due` for `key`, and sets its next timer.
    fn on_timer<O: Output>(&mut self, due: i64, key: Key, watermark: Watermark, out: &mut O) {
        let policy = Lateness::new(watermark, self.allowed_ms);
        let Self {
            keys,
            aggregator,
            gate,
            entries,
            ..
        } = self;
        let Some(of_key) = keys.get_mut(key).filter(|of_key| of_key.timer == due) else {
            return;
        };
        let ending = of_key.ending(due);
        if let Some(session) = of_key.sessions.get_mut(ending)
            && !session.fired
            && session.due(&policy) <= due
        {
            gate.pass(row(aggregator, key, session, watermark), out);
            gate.close(out);
            session.fired = true;
        }
        let gone = of_key.forget(due, &policy);
        *entries -= gone as u64;
        match of_key.next_due(ending.saturating_sub(gone), &policy) {
            Some(next) => {
                of_key.timer = next;
                // What expires beyond the end of time stays for ever.
                if next < i64::MAX {
                    self.timers.set(next, key);
                }
            }
            None => drop(keys.remove(key)),
        }
    }

    fn set_timer(timers: &mut Calendar, key: Key, timer: &mut i64, due: i64) {
        if due < *timer {
            *timer = due;
            timers.set(due, key);
        }
    }

    fn emit_all<O: Output>(&mut self, watermark: Watermark, out: &mut O) {
        let Self {
            keys,
            aggregator,
            gate,
            ..
        } = self;
        for (key, of_key) in keys.iter_mut() {
            for session in of_key.sessions.iter_mut() {
                gate.pass(row(aggregator, key, session, watermark), out);
            }
        }
        gate.close(out);
    }

    /// Counts the state rows that the batch wrote: all sessions of the keys it saw, changed or not, as Spark does.
    fn count_touched(&mut self, work: &mut BatchWork) {
        for key in self.touched.drain(..) {
            let of_key = self.keys.get_mut(key);
            work.updated_rows += of_key.map_or(0, |of_key| of_key.sessions.len() as u64);
        }
    }
}

fn row<A: Aggregator>(
    aggregator: &A,
    key: Key,
    session: &mut Session<A::Acc>,
    watermark: Watermark,
) -> ResultRow {
    let values = aggregator.values(&session.group.acc);
    ResultRow {
        key,
        window: session.window,
        pane: session.group.next_pane(),
        rank: 0,
        watermark,
        values,
    }
}

impl<K: KeyOf, A: Aggregator> Operator for SessionWindows<K, A> {
    #[inline]
    fn key(event: &Event) -> Key {
        K::key(event)
    }

    fn entries(&self) -> u64 {
        self.entries
    }

    fn bytes(&self) -> u64 {
        let of_key = |of_key: &KeySessions<A::Acc>| {
            let groups = of_key.sessions.iter().map(|session| &session.group.acc);
            let in_groups: u64 = groups.map(|acc| self.aggregator.bytes(acc)).sum();
            of_key.sessions.bytes() + in_groups
        };
        let of_keys: u64 = self.keys.iter().map(|(_, sessions)| of_key(sessions)).sum();
        self.keys.bytes() + self.timers.bytes() + of_vec(&self.touched) + of_keys
    }

    fn groups(&self, see: &mut dyn FnMut(GroupView)) {
        for (key, of_key) in self.keys.iter() {
            for session in of_key.sessions.iter() {
                see(GroupView {
                    key,
                    window: session.window,
                    values: self.aggregator.values(&session.group.acc),
                    fired: session.group.panes > 0,
                });
            }
        }
    }
}

impl<K: KeyOf, A: Aggregator> EventOperator for SessionWindows<K, A> {
    const TELLS_CLOCKS_APART: bool = false;

    /// The span of the event is merged with its neighbours *before* the lateness test: a late event is saved by
    /// a session that is still alive (Flink's `MergingWindowSet`).
    fn on_event<O: Output>(
        &mut self,
        event: &Event,
        at: EventTime,
        watermark: Watermark,
        out: &mut O,
    ) -> Fate {
        let late = Lateness::new(watermark, self.allowed_ms);
        let key = K::key(event);
        let span = self.span(at);
        let Self {
            keys,
            aggregator,
            gate,
            timers,
            entries,
            ..
        } = self;
        if late.refuses(span)
            && keys
                .get_mut(key)
                .is_none_or(|of_key| late.refuses(of_key.touching(span).1))
        {
            return Fate::Late;
        }
        let of_key = keys.get_or_insert_with(key, KeySessions::new);
        let (range, merged) = of_key.touching(span);
        *entries = *entries + 1 - range.len() as u64;
        let session = of_key.merge(range, merged, late.completes(merged), 0, aggregator);
        aggregator.add(&mut session.group.acc, event);
        if session.fired {
            gate.pass(row(aggregator, key, session, watermark), out);
            gate.close(out);
        }
        let due = session.due(&late);
        Self::set_timer(timers, key, &mut of_key.timer, due);
        Fate::Included
    }

    fn advance<O: Output>(&mut self, watermark: Watermark, out: &mut O) {
        while let Some((due, key)) = self.timers.pop_due(watermark.millis()) {
            self.on_timer(due, key, watermark, out);
        }
    }

    #[inline]
    fn next_timer(&self) -> i64 {
        self.timers.next()
    }
}

impl<K: KeyOf, A: Aggregator> BatchOperator for SessionWindows<K, A> {
    type Acc = A::Acc;

    fn fold<'e>(
        &self,
        table: &mut PartialTable<A::Acc>,
        events: impl Iterator<Item = &'e Event>,
        at: Option<EventTime>,
        late: Lateness,
    ) -> u64 {
        let mut late_events = 0;
        for event in events {
            let span = self.span(at.unwrap_or(event.time));
            late_events += u64::from(late.refuses(span));
            let acc = table.get_or_insert_with(K::key(event), span, || self.aggregator.empty());
            self.aggregator.add(acc, event);
        }
        late_events
    }

    fn partition(&self, group: &PartialGroup<A::Acc>, partitions: usize) -> usize {
        partition_of(FxBuildHasher.hash_one(group.key), partitions)
    }

    /// The lateness test looks at the group's own span, *before* merging: a live session saves nobody (Spark's
    /// `SessionWindowStateStoreRestoreExec`).
    fn absorb(&mut self, partial: PartialGroup<A::Acc>, batch: u64, late: Lateness, work: &mut BatchWork) {
        if late.refuses(partial.window) {
            work.dropped_rows += 1;
            return;
        }
        let Self {
            keys,
            aggregator,
            timers,
            entries,
            touched,
            ..
        } = self;
        let of_key = keys.get_or_insert_with(partial.key, KeySessions::new);
        if of_key.touched != batch {
            of_key.touched = batch;
            touched.push(partial.key);
        }
        let (range, merged) = of_key.touching(partial.window);
        *entries = *entries + 1 - range.len() as u64;
        // Starts that were there before the batch and are merged away.
        let goes = |s: &&Session<_>| s.since != batch && s.window.start != merged.start;
        work.removed_rows += of_key.sessions[range.clone()].iter().filter(goes).count() as u64;
        let session = of_key.merge(range, merged, false, batch, aggregator);
        aggregator.merge(&mut session.group.acc, partial.acc);
        Self::set_timer(
            timers,
            partial.key,
            &mut of_key.timer,
            merged.last_instant().millis(),
        );
    }

    fn close_batch<O: Output>(
        &mut self,
        _batch: u64,
        mode: OutputMode,
        watermark: Watermark,
        work: &mut BatchWork,
        out: &mut O,
    ) {
        self.count_touched(work);
        if mode == OutputMode::Complete {
            return self.emit_all(watermark, out);
        }
        let before = self.entries;
        self.advance(watermark, out);
        work.removed_rows += before - self.entries;
    }
}
