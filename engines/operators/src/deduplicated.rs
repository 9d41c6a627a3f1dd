//! The first of equal events passes.

use std::cmp::Reverse;
use std::collections::{BinaryHeap, HashSet};
use std::hash::BuildHasher;
use std::marker::PhantomData;

use rustc_hash::FxBuildHasher;
use streamgauge_model::{
    Deduplicate, Digest, Event, EventTime, Key, Output, OutputMode, Values, Watermark, Window,
};

use crate::memory::{of_heap, of_vec};
use crate::partial::partition_of;
use crate::{BatchOperator, BatchWork, GroupView, KeyOf, Lateness, Operator, PartialGroup, PartialTable};

/// Deduplication in batches (Spark's `StreamingDeduplicateExec` and `StreamingDeduplicateWithinWatermarkExec`).
///
/// A late event is refused, whether it is a duplicate or not; of the others, the first in order of arrival passes.
/// What has passed is remembered until the watermark reaches its expiry, which duplicates do not put off. An event
/// that passes under the watermark of the batch before may be forgotten in its own batch.
#[derive(Clone, Debug)]
pub struct Deduplicated<K> {
    by: Deduplicate,
    /// How long an event is remembered beyond its time, if it is forgotten by the delay.
    delay_ms: i64,
    seen: HashSet<Identity, FxBuildHasher>,
    /// When each of `seen` is forgotten; one that is kept for ever is not here.
    expiries: BinaryHeap<Reverse<(EventTime, Identity)>>,
    passed: Vec<Event>,
    key: PhantomData<K>,
}

/// What equal events agree in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
struct Identity {
    key: Option<Key>,
    value: Option<i64>,
    time: Option<EventTime>,
}

impl<K: KeyOf> Deduplicated<K> {
    /// An operator that has seen nothing. `delay_ms` is the delay of the watermark.
    #[must_use]
    pub fn new(by: Deduplicate, delay_ms: i64) -> Self {
        Self {
            by,
            delay_ms,
            seen: HashSet::with_hasher(FxBuildHasher),
            expiries: BinaryHeap::new(),
            passed: Vec::new(),
            key: PhantomData,
        }
    }

    fn identity(&self, event: &Event) -> Identity {
        Identity {
            key: self.by.by_key.then(|| K::key(event)),
            value: self.by.by_value.then_some(event.value),
            time: self.by.by_time.then_some(event.time),
        }
    }

    /// The watermark at which an event that passes is forgotten; `None`: never.
    fn expiry(&self, event: &Event) -> Option<EventTime> {
        if self.by.within_watermark {
            Some(event.time.saturating_add(self.delay_ms))
        } else {
            self.by.by_time.then_some(event.time)
        }
    }

    fn take(&mut self, event: &Event, late: Lateness, work: &mut BatchWork) {
        if late.refuses(instant(event.time)) {
            work.dropped_rows += 1;
            return;
        }
        let identity = self.identity(event);
        if !self.seen.insert(identity) {
            work.duplicate_rows += 1;
            return;
        }
        if let Some(expiry) = self.expiry(event) {
            self.expiries.push(Reverse((expiry, identity)));
        }
        work.updated_rows += 1;
        self.passed.push(*event);
    }

    fn forget(&mut self, watermark: Watermark) -> u64 {
        let mut forgotten = 0;
        while let Some(&Reverse((expiry, identity))) = self.expiries.peek()
            && watermark.completes(instant(expiry))
        {
            self.expiries.pop();
            self.seen.remove(&identity);
            forgotten += 1;
        }
        forgotten
    }
}

/// The test of a plain time column, `t <= watermark` in Spark's convention, is that of an empty window which ends at
/// `t`.
const fn instant(t: EventTime) -> Window {
    Window { start: t, end: t }
}

impl<K: KeyOf> Operator for Deduplicated<K> {
    fn key(event: &Event) -> Key {
        K::key(event)
    }

    fn entries(&self) -> u64 {
        self.seen.len() as u64
    }

    fn bytes(&self) -> u64 {
        // The standard set does not tell its size: a slot and a byte of control for each entry that it has room for.
        let seen = self.seen.capacity() * (size_of::<Identity>() + 1);
        seen as u64 + of_heap(&self.expiries) + of_vec(&self.passed)
    }

    /// Each event that is remembered, as a group of one that has left.
    fn groups(&self, see: &mut dyn FnMut(GroupView)) {
        for identity in &self.seen {
            see(GroupView {
                key: identity.key.unwrap_or(Key::NONE),
                window: identity.time.map_or(Window::ALL, instant),
                values: Values {
                    digest: Digest {
                        count: 1,
                        ..Digest::default()
                    },
                    ..Values::default()
                },
                fired: true,
            });
        }
    }
}

impl<K: KeyOf> BatchOperator for Deduplicated<K> {
    /// Events that agree in key and time, in order of arrival.
    type Acc = Vec<Event>;

    fn fold<'e>(
        &self,
        table: &mut PartialTable<Vec<Event>>,
        events: impl Iterator<Item = &'e Event>,
        _at: Option<EventTime>,
        late: Lateness,
    ) -> u64 {
        let mut late_events = 0;
        for event in events {
            late_events += u64::from(late.refuses(instant(event.time)));
            let Identity { key, time, .. } = self.identity(event);
            let window = time.map_or(Window::ALL, instant);
            table
                .get_or_insert_with(key.unwrap_or(Key::NONE), window, Vec::new)
                .push(*event);
        }
        late_events
    }

    fn partition(&self, group: &PartialGroup<Vec<Event>>, partitions: usize) -> usize {
        partition_of(FxBuildHasher.hash_one((group.key, group.window)), partitions)
    }

    fn absorb(&mut self, group: PartialGroup<Vec<Event>>, _batch: u64, late: Lateness, work: &mut BatchWork) {
        for event in &group.acc {
            self.take(event, late, work);
        }
    }

    /// Update is the same as append: an event passes at once or never.
    fn close_batch<O: Output>(
        &mut self,
        _batch: u64,
        _mode: OutputMode,
        watermark: Watermark,
        work: &mut BatchWork,
        out: &mut O,
    ) {
        self.passed.sort_unstable_by_key(|event| event.seq);
        self.passed.drain(..).for_each(|event| out.pass(&event));
        // Without a watermark nothing is ever complete, not even the beginning of time.
        if watermark != Watermark::NONE {
            work.removed_rows += self.forget(watermark);
        }
    }
}
