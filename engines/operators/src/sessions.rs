//! Session windows: per key, spans of activity that merge when they touch.

use std::cmp::Reverse;
use std::collections::BinaryHeap;
use std::hash::BuildHasher;
use std::marker::PhantomData;
use std::ops::Range;

use rustc_hash::FxBuildHasher;
use streamgauge_model::{Event, EventTime, Key, Output, OutputMode, ResultRow, Watermark, Window};

use crate::partial::partition_of;
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
    timers: BinaryHeap<Reverse<(i64, Key)>>,
    touched: Vec<(Key, Vec<EventTime>)>,
    entries: u64,
    key: PhantomData<K>,
}

/// The sessions of one key, ordered by start; no two of them touch.
#[derive(Clone, Debug)]
struct KeySessions<Acc> {
    sessions: Vec<Session<Acc>>,
    timer: i64,
    touched: u64,
}

#[derive(Clone, Debug)]
struct Session<Acc> {
    window: Window,
    group: Group<Acc>,
    fired: bool,
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
            sessions: Vec::new(),
            timer: i64::MAX,
            touched: 0,
        }
    }

    /// The sessions that `span` overlaps or touches, and the span of them all together.
    fn touching(&self, span: Window) -> (Range<usize>, Window) {
        let first = self.sessions.partition_point(|s| s.window.end < span.start);
        let behind = self.sessions.partition_point(|s| s.window.start <= span.end);
        let Some(touching) = self.sessions.get(first..behind).filter(|s| !s.is_empty()) else {
            return (first..first, span);
        };
        let start = span.start.min(touching[0].window.start);
        let end = span.end.max(touching[touching.len() - 1].window.end);
        (first..behind, Window { start, end })
    }

    /// Makes one session of `merged` out of those in `range`, or a new one if there are none.
    fn merge<A: Aggregator<Acc = Acc>>(&mut self, range: Range<usize>, merged: Window, aggregator: &A) {
        if range.is_empty() {
            let group = Group::new(aggregator.empty());
            self.sessions.insert(
                range.start,
                Session {
                    window: merged,
                    group,
                    fired: false,
                },
            );
            return;
        }
        for other in self
            .sessions
            .drain(range.start + 1..range.end)
            .collect::<Vec<_>>()
        {
            let group = &mut self.sessions[range.start].group;
            group.panes = group.panes.max(other.group.panes);
            aggregator.merge(&mut group.acc, other.group.acc);
        }
        self.sessions[range.start].window = merged;
    }

    fn next_due(&self, policy: &Lateness) -> Option<i64> {
        self.sessions.iter().map(|s| s.due(policy)).min()
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
            timers: BinaryHeap::new(),
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
        for session in of_key
            .sessions
            .iter_mut()
            .filter(|s| !s.fired && s.due(&policy) <= due)
        {
            gate.pass(row(aggregator, key, session, watermark), out);
            gate.close(out);
            session.fired = true;
        }
        let before = of_key.sessions.len();
        of_key.sessions.retain(|s| !(s.fired && s.due(&policy) <= due));
        *entries -= (before - of_key.sessions.len()) as u64;
        match of_key.next_due(&policy) {
            Some(next) => {
                of_key.timer = next;
                // What expires beyond the end of time stays for ever.
                if next < i64::MAX {
                    self.timers.push(Reverse((next, key)));
                }
            }
            None => drop(keys.remove(key)),
        }
    }

    fn set_timer(timers: &mut BinaryHeap<Reverse<(i64, Key)>>, key: Key, timer: &mut i64, due: i64) {
        if due < *timer {
            *timer = due;
            timers.push(Reverse((due, key)));
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
            for session in &mut of_key.sessions {
                gate.pass(row(aggregator, key, session, watermark), out);
            }
        }
        gate.close(out);
    }

    /// Counts the state rows that the batch wrote (all sessions of the keys it saw, changed or not) and removed
    /// (starts that were merged away), as Spark does.
    fn count_touched(&mut self, work: &mut BatchWork) {
        for (key, starts_before) in self.touched.drain(..) {
            let Some(of_key) = self.keys.get_mut(key) else {
                continue;
            };
            work.updated_rows += of_key.sessions.len() as u64;
            let kept = |start: &EventTime| of_key.sessions.iter().any(|s| s.window.start == *start);
            work.removed_rows += starts_before.iter().filter(|start| !kept(start)).count() as u64;
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

    fn groups(&self, see: &mut dyn FnMut(GroupView)) {
        for (key, of_key) in self.keys.iter() {
            for session in &of_key.sessions {
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
        let session_at = range.start;
        of_key.merge(range, merged, aggregator);
        let session = &mut of_key.sessions[session_at];
        aggregator.add(&mut session.group.acc, event);
        session.fired = late.completes(merged);
        if session.fired {
            gate.pass(row(aggregator, key, session, watermark), out);
            gate.close(out);
        }
        let due = session.due(&late);
        Self::set_timer(timers, key, &mut of_key.timer, due);
        Fate::Included
    }

    fn advance<O: Output>(&mut self, watermark: Watermark, out: &mut O) {
        while let Some(&Reverse((due, key))) = self.timers.peek()
            && due <= watermark.millis()
        {
            self.timers.pop();
            self.on_timer(due, key, watermark, out);
        }
    }

    #[inline]
    fn next_timer(&self) -> i64 {
        self.timers.peek().map_or(i64::MAX, |&Reverse((due, _))| due)
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
            touched.push((
                partial.key,
                of_key.sessions.iter().map(|s| s.window.start).collect(),
            ));
        }
        let (range, merged) = of_key.touching(partial.window);
        *entries = *entries + 1 - range.len() as u64;
        let at = range.start;
        of_key.merge(range, merged, aggregator);
        aggregator.merge(&mut of_key.sessions[at].group.acc, partial.acc);
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
