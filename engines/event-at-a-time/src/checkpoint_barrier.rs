//! What flows between the records of a stream and cuts it into what a checkpoint holds and what it does not.

/// The number of a checkpoint; later ones have greater numbers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct CheckpointId(pub u64);

/// What a barrier, or the end of a channel, leads to.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct BarrierOutcome {
    /// Checkpoints that this task gives up: it will take no snapshot for them, or drops the one it took.
    pub aborted: Vec<CheckpointId>,
    /// The checkpoint for which the task takes its snapshot now, and sends the barrier on.
    pub taken: Option<CheckpointId>,
}

/// What the end of a channel means for a checkpoint that still waits for the channel's barrier.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum EndOfPartition {
    /// There is nothing more to wait for: it counts as the barrier (Flink's
    /// `execution.checkpointing.checkpoints-after-tasks-finish`, on by default).
    #[default]
    CountsAsBarrier,
    /// A checkpoint needs all tasks running: it is given up.
    Aborts,
}
