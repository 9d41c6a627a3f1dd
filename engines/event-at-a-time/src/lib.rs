//! *When*, one event at a time: the execution model of Apache Flink.
//!
//! Every event goes through the operator chain as it arrives; a [`WatermarkGenerator`] watches the events of
//! each split, the [`Multiplexer`] combines the splits, and the watermark flows in-band behind the records. With
//! one worker, source and window operator are one [`Chain`]; with more, a [`SourceTask`] routes records by key
//! group over bounded queues ([`exchange`](Exchange)) to [`WindowTask`]s. What windows, lateness and sessions
//! mean is the business of `streamgauge-operators`.
//!
//! Where to look:
//!
//! * what events say about time: [`BoundedOutOfOrderness`], [`Punctuated`] (`generator.rs`); in the middle of a
//!   pipeline: [`TimestampsAndWatermarks`]; in SQL: [`SqlWatermarkAssigner`], [`SqlWatermarkGenerator`]
//! * how several become one: splits of a source ([`Multiplexer`], [`SplitOutputs`]), channels of an input
//!   ([`StatusWatermarkValve`]), inputs of an operator ([`CombinedInputs`])
//! * when silence stops holding time back: [`IdlenessTimer`], on an [`InputActivityClock`]
//! * how sources wait for each other: [`AlignmentGroup`], [`AlignedReader`]
//! * where a checkpoint cuts the streams: [`BarrierHandler`] (exactly once), [`BarrierTracker`] (at least once);
//!   when one is taken: [`CheckpointDecider`]

mod alignment;
mod barrier_handler;
mod barrier_tracker;
mod chain;
mod checkpoint_barrier;
mod checkpoint_decider;
mod combined_inputs;
mod combined_watermark;
mod exchange;
mod generator;
mod idleness;
mod input_activity_clock;
mod multiplexer;
mod operator_task;
mod snapshot;
mod source;
mod source_task;
mod split_outputs;
mod sql_watermark_assigner;
mod sql_watermark_generator;
mod timestamps_and_watermarks;
mod valve;
mod watermark_emitter;
mod watermark_status;
mod window_task;

pub use alignment::{AlignedReader, AlignmentGroup};
pub use barrier_handler::{Alignment, BarrierHandler};
pub use barrier_tracker::BarrierTracker;
pub use chain::Chain;
pub use checkpoint_barrier::{BarrierOutcome, CheckpointId, EndOfPartition};
pub use checkpoint_decider::{
    CheckpointDecider, CheckpointDecision, CheckpointKind, CheckpointRejection, CheckpointRequest,
    CheckpointSituation,
};
pub use combined_inputs::CombinedInputs;
pub use exchange::{Exchange, Message};
pub use generator::{BoundedOutOfOrderness, Punctuated, WatermarkGenerator};
pub use idleness::IdlenessTimer;
pub use input_activity_clock::InputActivityClock;
pub use multiplexer::Multiplexer;
pub use operator_task::OperatorTask;
pub use snapshot::Snapshot;
pub use source::Source;
pub use source_task::SourceTask;
pub use split_outputs::{Delivery, SplitOutputs};
pub use sql_watermark_assigner::{MissingRowtime, SqlWatermarkAssigner};
pub use sql_watermark_generator::SqlWatermarkGenerator;
pub use timestamps_and_watermarks::TimestampsAndWatermarks;
pub use valve::StatusWatermarkValve;
pub use watermark_emitter::WatermarkEmitter;
pub use watermark_status::WatermarkStatus;
pub use window_task::WindowTask;

use streamgauge_model::{
    Cadence, EngineVisitor, EventAtATimeRules, ProcessingTime, Query, QueryError, WatermarkRule,
};
use streamgauge_operators::{EventOperator, EventVisitor, KeyGroups, select_for_events};

/// Records that one channel of the exchange holds before its sender is back-pressured.
const CHANNEL_CAPACITY: usize = 4096;

/// Makes the engine for a query over `splits` splits, started at `start`: one chain
/// ([`EngineVisitor::engine`]) or, where the rules ask for an exchange, its tasks ([`EngineVisitor::tasks`]).
///
/// # Errors
/// The query or the rules are not valid; the message says what would be.
pub fn with_engine<V: EngineVisitor>(
    query: &Query,
    rules: &EventAtATimeRules,
    splits: u32,
    start: ProcessingTime,
    visitor: V,
) -> Result<V::Out, QueryError> {
    check(rules)?;
    select_for_events(
        query,
        Build {
            query,
            rules,
            splits: splits.max(1),
            start,
            visitor,
        },
    )
}

fn check(rules: &EventAtATimeRules) -> Result<(), QueryError> {
    let fail = |field, message: String| Err(QueryError { field, message });
    if let Cadence::Periodic { millis } = rules.cadence
        && millis <= 0
    {
        return fail(
            "watermark interval",
            format!("{millis} ms is not positive; use at least 1 ms"),
        );
    }
    if let Some(millis) = rules.idle_after_ms
        && millis <= 0
    {
        return fail(
            "idle timeout",
            format!("{millis} ms is not positive; use at least 1 ms"),
        );
    }
    if rules.buffer_timeout_ns < 0 {
        return fail(
            "buffer timeout",
            format!("{} ns is negative; use 0 or more", rules.buffer_timeout_ns),
        );
    }
    if rules.workers == 0 {
        return fail("workers", "0 cannot do any work; use at least 1".to_owned());
    }
    Ok(())
}

struct Build<'a, V> {
    query: &'a Query,
    rules: &'a EventAtATimeRules,
    splits: u32,
    start: ProcessingTime,
    visitor: V,
}

impl<V: EngineVisitor> EventVisitor for Build<'_, V> {
    type Out = V::Out;

    fn visit<Op: EventOperator>(self, operator: Op) -> V::Out {
        let generator = |rule: WatermarkRule| BoundedOutOfOrderness::new(rule.delay_ms);
        let source = Source::new(
            self.query,
            self.rules,
            self.splits,
            self.start,
            self.query.watermark.map(generator),
        );
        let task = |op: Op| OperatorTask::new(op, self.query.time, self.rules.late_output);
        if !self.rules.has_exchange() {
            return self.visitor.engine(Chain::new(source, task(operator)));
        }
        // A ranking compares all keys, and processing time is read by the task that holds the window.
        let workers = if self.query.top.is_some() {
            1
        } else {
            self.rules.workers
        };
        let (exchange, channels) = Exchange::new(
            workers as usize,
            CHANNEL_CAPACITY,
            self.rules.buffer_timeout_ns,
            self.start,
        );
        let windows = channels
            .into_iter()
            .map(|channel| WindowTask::new(channel, task(operator.clone())))
            .collect();
        let source = SourceTask::<Op, _>::new(source, exchange, KeyGroups::new(workers));
        self.visitor.tasks(source, windows)
    }
}
