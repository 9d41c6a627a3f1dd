//! What survives a stop: the logs and the state.

use streamgauge_model::{ProcessingTime, WatermarkPolicy};

use crate::Watermarks;
use crate::input_batch::InputBatch;

/// A stopped engine, as its logs and its state store describe it (Spark's checkpoint directory).
///
/// It holds what Spark writes and nothing else: the batch number, the watermarks and the policy from the offset and
/// commit logs, and the state of each partition. How far each source was is *not* in it.
#[derive(Clone, Debug)]
pub struct Checkpoint<Op> {
    /// Batches committed so far; the number of the next.
    pub(crate) committed: u64,
    /// The values in the last entries of both logs.
    pub(crate) watermarks: Watermarks,
    /// Written with batch 0; the rules of a later start do not change it.
    pub(crate) policy: WatermarkPolicy,
    /// One operator for each partition. Their number was fixed with batch 0, too.
    pub(crate) partitions: Vec<Op>,
    /// The batch in the offset log that is not in the commit log.
    pub(crate) planned: Option<PlannedBatch>,
}

impl<Op> Checkpoint<Op> {
    /// Batches committed so far; the number of the next.
    #[must_use]
    pub const fn committed(&self) -> u64 {
        self.committed
    }

    /// Whether the last batch was begun and not committed: it is going to run again, with the same number, the same
    /// input, the same watermarks and the same instant.
    #[must_use]
    pub const fn has_batch_to_repeat(&self) -> bool {
        self.planned.is_some()
    }

    /// Whether no batch has ever begun.
    pub(crate) const fn is_blank(&self) -> bool {
        self.committed == 0 && self.planned.is_none()
    }
}

/// A batch as the offset log knows it. Its watermarks are those of the clock when it was planned.
#[derive(Clone, Debug)]
pub struct PlannedBatch {
    pub(crate) batch_id: u64,
    pub(crate) no_data: bool,
    pub(crate) now: ProcessingTime,
    pub(crate) input: InputBatch,
}
