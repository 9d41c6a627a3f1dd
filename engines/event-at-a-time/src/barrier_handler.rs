//! Checkpoint barriers at the input of a task, exactly once.

use crate::{BarrierOutcome, CheckpointId, EndOfPartition};

/// What a task does while barriers have arrived on some of its channels only.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Alignment {
    /// The channels that have delivered their barrier are not read until all have; then the snapshot is taken.
    Aligned,
    /// The snapshot is taken at the first barrier, which overtakes the data in flight; what still arrives on the
    /// other channels before their barriers is stored with it.
    Unaligned,
}

/// Follows the barriers of one checkpoint at a time (Flink's `SingleCheckpointBarrierHandler`).
///
/// A barrier of a newer checkpoint ends the one that is under way; barriers of older ones are ignored.
#[derive(Clone, Debug)]
pub struct BarrierHandler {
    alignment: Alignment,
    ends: EndOfPartition,
    channels: Vec<Channel>,
    current: Option<CheckpointId>,
    pending: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Channel {
    /// Delivers data, and has not delivered the barrier of the current checkpoint.
    Open,
    /// Has delivered it.
    Arrived,
    /// Delivers nothing any more.
    Ended,
}

impl BarrierHandler {
    /// A handler for `channels` channels.
    #[must_use]
    pub fn new(channels: usize, alignment: Alignment, ends: EndOfPartition) -> Self {
        Self {
            alignment,
            ends,
            channels: vec![Channel::Open; channels],
            current: None,
            pending: false,
        }
    }

    /// The barrier of checkpoint `id` arrives on `channel`.
    pub fn on_barrier(&mut self, channel: usize, id: CheckpointId) -> BarrierOutcome {
        let mut outcome = BarrierOutcome::default();
        let starts = self.current < Some(id);
        if starts {
            self.abort(&mut outcome);
            self.current = Some(id);
            self.pending = true;
        } else if self.current > Some(id) || !self.pending {
            return outcome;
        }
        self.channels[channel] = Channel::Arrived;
        if starts && self.alignment == Alignment::Unaligned {
            outcome.taken = Some(id);
        }
        self.finish_if_all_arrived(&mut outcome);
        outcome
    }

    /// `channel` has ended: nothing more will arrive on it.
    pub fn on_end_of_partition(&mut self, channel: usize) -> BarrierOutcome {
        let mut outcome = BarrierOutcome::default();
        self.channels[channel] = Channel::Ended;
        match self.ends {
            EndOfPartition::Aborts => self.abort(&mut outcome),
            EndOfPartition::CountsAsBarrier if self.pending => self.finish_if_all_arrived(&mut outcome),
            EndOfPartition::CountsAsBarrier => {}
        }
        outcome
    }

    /// Whether `channel` must not be read now: its data belongs behind a checkpoint that others hold up.
    #[must_use]
    pub fn is_blocked(&self, channel: usize) -> bool {
        self.alignment == Alignment::Aligned && self.pending && self.channels[channel] == Channel::Arrived
    }

    /// Whether data that arrives on `channel` now is stored with the snapshot that has been taken.
    #[must_use]
    pub fn is_recorded(&self, channel: usize) -> bool {
        self.alignment == Alignment::Unaligned && self.pending && self.channels[channel] == Channel::Open
    }

    fn abort(&mut self, outcome: &mut BarrierOutcome) {
        if self.pending {
            outcome.aborted.extend(self.current);
            self.close();
        }
    }

    fn finish_if_all_arrived(&mut self, outcome: &mut BarrierOutcome) {
        if self.channels.contains(&Channel::Open) {
            return;
        }
        if self.alignment == Alignment::Aligned {
            outcome.taken = self.current;
        }
        self.close();
    }

    /// The current checkpoint is over: every channel that lives is read again.
    fn close(&mut self) {
        self.pending = false;
        for channel in &mut self.channels {
            if *channel == Channel::Arrived {
                *channel = Channel::Open;
            }
        }
    }
}
