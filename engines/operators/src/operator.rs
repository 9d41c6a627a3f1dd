//! What both engines ask of an operator.

use streamgauge_model::{Event, EventTime, Key, Output, OutputMode, Values, Watermark, Window};

use crate::{Fate, Lateness, PartialGroup, PartialTable};

/// A computation with keyed state, as a state machine that is told what happens and when.
///
/// The same state can be fed in two ways: event by event ([`EventOperator`]), or in batches ([`BatchOperator`]). The
/// rules for windows, lateness and merging are the same code. An operator may offer one of the ways or both.
pub trait Operator: Clone + Send + Sync + 'static {
    /// The key of an event: what decides the parallel task.
    fn key(event: &Event) -> Key;

    /// Groups in state.
    fn entries(&self) -> u64;

    /// Bytes of memory that the state takes up: tables, queues and timers, with the room that they keep for more, and
    /// what groups hold beyond their own size. Tables, vectors and heaps are counted by their capacity, trees (timers
    /// and windows of [`TriggeredWindows`](crate::TriggeredWindows)) by the size of their entries, without the room in
    /// their nodes. May look at every key: not to be asked for every event.
    fn bytes(&self) -> u64;

    /// Shows every group in state to `see`, in no order.
    fn groups(&self, see: &mut dyn FnMut(GroupView));
}

/// One group in state, as it stands.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct GroupView {
    /// Its key.
    pub key: Key,
    /// Its window.
    pub window: Window,
    /// What it would answer now.
    pub values: Values,
    /// Whether it has left at least once.
    pub fired: bool,
}

/// An operator that is fed event by event.
///
/// Most operators know one time, that their windows are made of. Windows that fire when a trigger says so may be made
/// of one time and fire in the other: such an operator tells the clocks apart.
pub trait EventOperator: Operator {
    /// Whether it wants the watermark and the clock. If not, it is told only the time that its windows are made of:
    /// on the clock, `at` is the clock and the watermark stands right before it.
    const TELLS_CLOCKS_APART: bool;

    /// Handles one event whose time is `at`, under `watermark`. Rows leave at once where the query has no window,
    /// or where a window that is already complete still accepts the event.
    fn on_event<O: Output>(
        &mut self,
        event: &Event,
        at: EventTime,
        watermark: Watermark,
        out: &mut O,
    ) -> Fate;

    /// The watermark has moved: windows that it completes fire, in order of their ends; windows that it expires
    /// are forgotten.
    fn advance<O: Output>(&mut self, watermark: Watermark, out: &mut O);

    /// The smallest watermark, in milliseconds, at which [`EventOperator::advance`] has something to do;
    /// `i64::MAX` if there is none.
    fn next_timer(&self) -> i64;

    /// Whether it must be told the clock; asked only of one that tells the clocks apart.
    fn reads_clock(&self) -> bool {
        false
    }

    /// The clock stands at `clock`, in milliseconds; its timers for instants up to `due` fire, or none. Called only if
    /// the operator tells the clocks apart.
    fn on_clock<O: Output>(
        &mut self,
        clock: EventTime,
        due: Option<EventTime>,
        watermark: Watermark,
        out: &mut O,
    ) {
        let _ = (clock, due, watermark, out);
    }

    /// The instant of its first timer on the clock in milliseconds; `i64::MAX` if there is none.
    fn next_clock_timer(&self) -> i64 {
        i64::MAX
    }

    /// Whether a watermark has asked for more firings than one may cause
    /// ([`MAX_TIMERS_SET_MEANWHILE`](crate::MAX_TIMERS_SET_MEANWHILE)). Those beyond have waited for the next, or wait.
    fn withholds_firings(&self) -> bool {
        false
    }
}

/// An operator that is fed in batches.
pub trait BatchOperator: Operator {
    /// What is kept per group.
    type Acc: Clone + Send + Sync + 'static;

    /// Whether events pass through without state.
    const STATELESS: bool = false;

    /// Map side: folds events into partial groups. `at` overrides the time of all events (windows of processing
    /// time). Returns how many events are refused by all of their windows under `late`; they are folded all
    /// the same, because a group is judged behind the shuffle.
    fn fold<'e>(
        &self,
        table: &mut PartialTable<Self::Acc>,
        events: impl Iterator<Item = &'e Event>,
        at: Option<EventTime>,
        late: Lateness,
    ) -> u64;

    /// The windows that a partial group with this span belongs to: the span itself, unless windows share what it holds.
    fn windows_of(&self, span: Window) -> Vec<Window> {
        vec![span]
    }

    /// The partition of a partial group, below `partitions`.
    fn partition(&self, group: &PartialGroup<Self::Acc>, partitions: usize) -> usize;

    /// Behind the shuffle: merges a partial group into the state of `batch` (counted from 1), or refuses it.
    fn absorb(&mut self, group: PartialGroup<Self::Acc>, batch: u64, late: Lateness, work: &mut BatchWork);

    /// The input of `batch` is complete: rows leave as `mode` says, and groups that `watermark` closes are
    /// forgotten (never in complete mode).
    fn close_batch<O: Output>(
        &mut self,
        batch: u64,
        mode: OutputMode,
        watermark: Watermark,
        work: &mut BatchWork,
        out: &mut O,
    );
}

/// What a batch did to the state, counted as Spark counts it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct BatchWork {
    /// Late groups that were refused (Spark's `numRowsDroppedByWatermark`).
    pub dropped_rows: u64,
    /// Source events refused by all of their windows.
    pub late_events: u64,
    /// Events that did not pass because an equal one had.
    pub duplicate_rows: u64,
    /// Rows of state written.
    pub updated_rows: u64,
    /// Rows of state evicted or merged away.
    pub removed_rows: u64,
}

impl BatchWork {
    /// Adds the work of another task.
    pub const fn add(&mut self, other: &Self) {
        self.dropped_rows += other.dropped_rows;
        self.late_events += other.late_events;
        self.duplicate_rows += other.duplicate_rows;
        self.updated_rows += other.updated_rows;
        self.removed_rows += other.removed_rows;
    }
}
