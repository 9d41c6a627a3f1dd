//! What survives a restart: the log of offsets, the log of commits, and the state.

use streamgauge_model::WatermarkPolicy;

use crate::node::Node;

/// One entry of the log of offsets, written before a batch runs: all that it takes to run it again (L1).
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Planned {
    /// Up to where each source is read.
    pub(crate) ends: Vec<u64>,
    /// The global watermark that it runs with.
    pub(crate) watermark_ms: i64,
    /// The clock of the trigger.
    pub(crate) now_ms: i64,
}

/// A checkpoint. Batch N is the entry N of each log.
#[derive(Clone)]
pub(crate) struct Checkpoint {
    planned: Vec<Planned>,
    /// The global watermark after each batch that committed.
    committed_ms: Vec<i64>,
    /// After the last batch that committed.
    pub(crate) state: Node,
    /// As it was at batch 0: later settings do not change it (W7).
    policy: Option<WatermarkPolicy>,
}

impl Checkpoint {
    pub(crate) const fn new(state: Node) -> Self {
        Self {
            planned: Vec::new(),
            committed_ms: Vec::new(),
            state,
            policy: None,
        }
    }

    /// The policy that holds for the life of this checkpoint; `asked` if no batch was planned yet.
    pub(crate) fn policy(&self, asked: WatermarkPolicy) -> WatermarkPolicy {
        self.policy.unwrap_or(asked)
    }

    /// The batch that was planned and is not committed.
    pub(crate) fn pending(&self) -> Option<&Planned> {
        self.planned.get(self.committed_ms.len())
    }

    /// The number of the batch that commits next.
    pub(crate) fn next_id(&self) -> u64 {
        self.committed_ms.len() as u64
    }

    /// The last batch that committed, as it was planned.
    pub(crate) fn last(&self) -> Option<&Planned> {
        self.planned.get(self.committed_ms.len().checked_sub(1)?)
    }

    /// The watermark that a restart begins with (R1).
    pub(crate) fn watermark_ms(&self) -> i64 {
        let planned = self.planned.last().map_or(0, |planned| planned.watermark_ms);
        planned.max(self.committed_ms.last().copied().unwrap_or(0))
    }

    pub(crate) fn plan(&mut self, planned: Planned, policy: WatermarkPolicy) {
        self.policy.get_or_insert(policy);
        self.planned.push(planned);
    }

    pub(crate) fn commit(&mut self, state: Node, next_watermark_ms: i64) {
        self.state = state;
        self.committed_ms.push(next_watermark_ms);
    }
}
