//! No window: one aggregate per key, for ever; or no aggregate at all.

use std::hash::BuildHasher;
use std::marker::PhantomData;

use rustc_hash::FxBuildHasher;
use streamgauge_model::{Event, EventTime, Key, Output, OutputMode, ResultRow, Watermark, Window};

use crate::memory::of_vec;
use crate::partial::partition_of;
use crate::{
    Aggregator, BatchOperator, BatchWork, EventOperator, Fate, Gate, Group, GroupView, KeyOf, KeyTable,
    Lateness, Operator, PartialGroup, PartialTable,
};

/// A running aggregate per key. Event at a time, every event brings a result; in batches, every touched key
/// brings one per batch.
#[derive(Clone, Debug)]
pub struct Running<K, A: Aggregator> {
    aggregator: A,
    gate: Gate,
    groups: KeyTable<Group<A::Acc>>,
    touched: Vec<Key>,
    key: PhantomData<K>,
}

impl<K: KeyOf, A: Aggregator> Running<K, A> {
    /// An operator without state.
    #[must_use]
    pub fn new(aggregator: A, gate: Gate) -> Self {
        Self {
            aggregator,
            gate,
            groups: KeyTable::default(),
            touched: Vec::new(),
            key: PhantomData,
        }
    }
}

#[inline]
fn row<A: Aggregator>(
    aggregator: &A,
    key: Key,
    group: &mut Group<A::Acc>,
    watermark: Watermark,
) -> ResultRow {
    let values = aggregator.values(&group.acc);
    ResultRow {
        key,
        window: Window::ALL,
        pane: group.next_pane(),
        rank: 0,
        watermark,
        values,
    }
}

impl<K: KeyOf, A: Aggregator> Operator for Running<K, A> {
    #[inline]
    fn key(event: &Event) -> Key {
        K::key(event)
    }

    fn entries(&self) -> u64 {
        self.groups.len() as u64
    }

    fn bytes(&self) -> u64 {
        let in_groups = if self.aggregator.holds_memory() {
            let groups = self.groups.iter();
            groups.map(|(_, group)| self.aggregator.bytes(&group.acc)).sum()
        } else {
            0
        };
        self.groups.bytes() + of_vec(&self.touched) + in_groups
    }

    fn groups(&self, see: &mut dyn FnMut(GroupView)) {
        for (key, group) in self.groups.iter() {
            see(GroupView {
                key,
                window: Window::ALL,
                values: self.aggregator.values(&group.acc),
                fired: group.panes > 0,
            });
        }
    }
}

impl<K: KeyOf, A: Aggregator> EventOperator for Running<K, A> {
    const TELLS_CLOCKS_APART: bool = false;

    #[inline]
    fn on_event<O: Output>(
        &mut self,
        event: &Event,
        _at: EventTime,
        watermark: Watermark,
        out: &mut O,
    ) -> Fate {
        let key = K::key(event);
        let aggregator = &self.aggregator;
        let group = self
            .groups
            .get_or_insert_with(key, || Group::new(aggregator.empty()));
        aggregator.add(&mut group.acc, event);
        self.gate.pass(row(aggregator, key, group, watermark), out);
        Fate::Included
    }

    fn advance<O: Output>(&mut self, _watermark: Watermark, _out: &mut O) {}

    #[inline]
    fn next_timer(&self) -> i64 {
        i64::MAX
    }
}

impl<K: KeyOf, A: Aggregator> BatchOperator for Running<K, A> {
    type Acc = A::Acc;

    fn fold<'e>(
        &self,
        table: &mut PartialTable<A::Acc>,
        events: impl Iterator<Item = &'e Event>,
        _at: Option<EventTime>,
        _late: Lateness,
    ) -> u64 {
        for event in events {
            let acc = table.get_or_insert_with(K::key(event), Window::ALL, || self.aggregator.empty());
            self.aggregator.add(acc, event);
        }
        0
    }

    fn partition(&self, group: &PartialGroup<A::Acc>, partitions: usize) -> usize {
        partition_of(FxBuildHasher.hash_one(group.key), partitions)
    }

    fn absorb(&mut self, partial: PartialGroup<A::Acc>, batch: u64, _late: Lateness, work: &mut BatchWork) {
        let aggregator = &self.aggregator;
        let group = self
            .groups
            .get_or_insert_with(partial.key, || Group::new(aggregator.empty()));
        aggregator.merge(&mut group.acc, partial.acc);
        if group.touch(batch) {
            work.updated_rows += 1;
            self.touched.push(partial.key);
        }
    }

    fn close_batch<O: Output>(
        &mut self,
        _batch: u64,
        mode: OutputMode,
        watermark: Watermark,
        _work: &mut BatchWork,
        out: &mut O,
    ) {
        let Self {
            aggregator,
            gate,
            groups,
            touched,
            ..
        } = self;
        if mode == OutputMode::Complete {
            for (key, group) in groups.iter_mut() {
                gate.pass(row(aggregator, key, group, watermark), out);
            }
        } else {
            for &key in touched.iter() {
                if let Some(group) = groups.get_mut(key) {
                    gate.pass(row(aggregator, key, group, watermark), out);
                }
            }
        }
        touched.clear();
        gate.close(out);
    }
}

/// No aggregate: every event that the filter keeps passes.
#[derive(Clone, Copy, Debug, Default)]
pub struct PassThrough;

impl Operator for PassThrough {
    fn key(event: &Event) -> Key {
        Key(event.movie)
    }

    fn entries(&self) -> u64 {
        0
    }

    fn bytes(&self) -> u64 {
        0
    }

    fn groups(&self, _see: &mut dyn FnMut(GroupView)) {}
}

impl EventOperator for PassThrough {
    const TELLS_CLOCKS_APART: bool = false;

    #[inline]
    fn on_event<O: Output>(
        &mut self,
        event: &Event,
        _at: EventTime,
        _watermark: Watermark,
        out: &mut O,
    ) -> Fate {
        out.pass(event);
        Fate::Included
    }

    fn advance<O: Output>(&mut self, _watermark: Watermark, _out: &mut O) {}

    fn next_timer(&self) -> i64 {
        i64::MAX
    }
}

impl BatchOperator for PassThrough {
    type Acc = ();

    const STATELESS: bool = true;

    fn fold<'e>(
        &self,
        _table: &mut PartialTable<()>,
        _events: impl Iterator<Item = &'e Event>,
        _at: Option<EventTime>,
        _late: Lateness,
    ) -> u64 {
        0
    }

    fn partition(&self, _group: &PartialGroup<()>, _partitions: usize) -> usize {
        0
    }

    fn absorb(&mut self, _group: PartialGroup<()>, _batch: u64, _late: Lateness, _work: &mut BatchWork) {}

    fn close_batch<O: Output>(
        &mut self,
        _batch: u64,
        _mode: OutputMode,
        _watermark: Watermark,
        _work: &mut BatchWork,
        _out: &mut O,
    ) {
    }
}
