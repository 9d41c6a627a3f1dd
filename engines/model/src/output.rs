//! Where results, late events and scheduling steps go.

use crate::{Event, ProcessingTime, ResultRow, Watermark};

/// The receiving end of an engine. The harness implements it and stamps the time of every call.
pub trait Output {
    /// A result leaves.
    fn result(&mut self, row: &ResultRow);

    /// An event passes a query that has no aggregate.
    fn pass(&mut self, event: &Event);

    /// An event that all of its windows refused goes to the late side output.
    fn late(&mut self, event: &Event);

    /// `events` events were refused by all of their windows and are gone.
    fn dropped(&mut self, events: u64);

    /// A task behind a keyed exchange received an event.
    fn received(&mut self, event: &Event) {
        let _ = event;
    }

    /// `events` events did not satisfy the query's filter.
    fn filtered(&mut self, events: u64);

    /// The engine took a scheduling decision that its answer depends on.
    fn step(&mut self, step: Step);

    /// A phase of a batch begins (the one before ends).
    fn phase(&mut self, phase: Phase) {
        let _ = phase;
    }
}

/// A scheduling decision. The oracle checks that the steps obey the engine's own rules, and that the answer is
/// right for these steps.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    /// Event-at-a-time: the watermark of the operator moved, before the results that this causes.
    Watermark {
        /// Its new value.
        watermark: Watermark,
        /// How many events this task had processed before (filtered ones included).
        after_events: u64,
        /// When.
        now: ProcessingTime,
    },
    /// Event-at-a-time, windows of processing time: the clock of the operator moved, before the results that
    /// this causes. The events that follow belong to this millisecond.
    Clock {
        /// The new value, in whole milliseconds since the Unix epoch.
        millis: i64,
        /// How many events this task had processed before (filtered ones included).
        after_events: u64,
    },
    /// Micro-batch: a batch begins; results up to the next `BatchEnd` belong to it.
    BatchStart {
        /// Its number, from 0.
        batch_id: u64,
        /// The batch runs only because the watermark moved.
        no_data: bool,
        /// When it was planned; windows of processing time take this instant for all of its events.
        now: ProcessingTime,
    },
    /// Micro-batch: the batch is over.
    BatchEnd(BatchProgress),
}

/// The parts of a trigger, named as Spark names them in `durationMs`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Phase {
    /// Asking the sources how far they are.
    LatestOffset,
    /// Writing the offset log.
    WalCommit,
    /// Reading the input of the batch.
    GetBatch,
    /// Preparing the batch: the state version, the watermarks.
    QueryPlanning,
    /// Doing the work: partial aggregation, shuffle, state, emission.
    AddBatch,
    /// Writing the commit log.
    CommitOffsets,
}

impl Phase {
    /// All phases in their order within a trigger.
    pub const ALL: [Self; 6] = [
        Self::LatestOffset,
        Self::WalCommit,
        Self::GetBatch,
        Self::QueryPlanning,
        Self::AddBatch,
        Self::CommitOffsets,
    ];

    /// The key of Spark's `durationMs`.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::LatestOffset => "latestOffset",
            Self::WalCommit => "walCommit",
            Self::GetBatch => "getBatch",
            Self::QueryPlanning => "queryPlanning",
            Self::AddBatch => "addBatch",
            Self::CommitOffsets => "commitOffsets",
        }
    }
}

/// What a finished batch reports, after Spark's query progress. Watermarks are in Spark's convention: a window
/// is over when its end is at or before the value.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct BatchProgress {
    /// Number of the batch, from 0.
    pub batch_id: u64,
    /// Whether it ran without data, only because the watermark moved.
    pub no_data: bool,
    /// Source events in it, before any filter.
    pub input_rows: u64,
    /// Watermark that evicted in this batch, milliseconds.
    pub watermark_ms: i64,
    /// Watermark that judged late rows in this batch, milliseconds: the one of the batch before.
    pub late_watermark_ms: i64,
    /// Watermark after this batch, milliseconds.
    pub next_watermark_ms: i64,
    /// Spark's `numRowsDroppedByWatermark`: late *groups*, not events.
    pub dropped_rows: u64,
    /// Source events refused by every window they belong to.
    pub late_events: u64,
    /// Events dropped as duplicates; late ones are not among them.
    pub duplicate_rows: u64,
    /// Rows of state after the batch.
    pub state_rows: u64,
    /// Rows of state written.
    pub updated_rows: u64,
    /// Rows of state evicted or merged away.
    pub removed_rows: u64,
}
