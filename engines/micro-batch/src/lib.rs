//! *When*, in micro-batches: the execution model of Spark Structured Streaming.
//!
//! A trigger ([`Schedule`]) forms a batch from what waits; the batch is folded in parallel, shuffled by key and
//! merged into state; the watermark learnt in a batch is used by the next ([`WatermarkClock`]), and a batch
//! without data runs when only the watermark has moved. An engine that stops leaves its logs and its state behind
//! ([`Checkpoint`]), and another goes on from there. What windows, lateness and sessions mean is the
//! business of `streamgauge-operators`.

mod checkpoint;
mod clock;
mod engine;
mod input_batch;
mod legality;
mod schedule;
mod stage;

pub use checkpoint::Checkpoint;
pub use clock::{WatermarkClock, Watermarks};
pub use engine::MicroBatch;
pub use legality::check;
pub use schedule::Schedule;

use streamgauge_model::{EngineVisitor, Executor, MicroBatchRules, Query, QueryError};
use streamgauge_operators::{BatchOperator, BatchVisitor, select_for_batches};

/// Makes the engine for a query.
///
/// # Errors
/// The query and the rules are not legal together; the message says what would be.
pub fn with_engine<V: EngineVisitor, X: Executor + Send + 'static>(
    query: &Query,
    rules: &MicroBatchRules,
    executor: X,
    visitor: V,
) -> Result<V::Out, QueryError> {
    check(query, rules)?;
    select_for_batches(
        query,
        Build {
            query,
            rules,
            executor,
            visitor,
        },
    )
}

struct Build<'a, X, V> {
    query: &'a Query,
    rules: &'a MicroBatchRules,
    executor: X,
    visitor: V,
}

impl<X: Executor + Send + 'static, V: EngineVisitor> BatchVisitor for Build<'_, X, V> {
    type Out = V::Out;

    fn visit<Op: BatchOperator>(self, operator: Op) -> V::Out {
        self.visitor
            .engine(MicroBatch::new(self.query, self.rules, &operator, self.executor))
    }
}
