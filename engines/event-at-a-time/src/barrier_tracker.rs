//! Checkpoint barriers at the input of a task, at least once.

use std::collections::{BTreeSet, VecDeque};

use crate::{BarrierOutcome, CheckpointId, EndOfPartition};

/// Checkpoints that are followed at the same time at most; the oldest is forgotten.
const MOST_TRACKED: usize = 50;

/// Counts barriers and blocks nothing (Flink's `CheckpointBarrierTracker`): the snapshot is taken when the last
/// barrier has been seen. What fast channels delivered behind their barriers is part of it, and will be replayed
/// all the same.
///
/// Several checkpoints may be under way; a complete one subsumes those before it.
#[derive(Clone, Debug)]
pub struct BarrierTracker {
    ends: EndOfPartition,
    open: usize,
    pending: VecDeque<Pending>,
    newest: Option<CheckpointId>,
}

#[derive(Clone, Debug)]
struct Pending {
    id: CheckpointId,
    arrived: BTreeSet<usize>,
    awaited: usize,
}

impl Pending {
    /// Whether the barrier of `channel` was the last one missing.
    fn arrives(&mut self, channel: usize) -> bool {
        self.arrived.insert(channel);
        self.arrived.len() == self.awaited
    }
}

impl BarrierTracker {
    /// A tracker for `channels` channels.
    #[must_use]
    pub const fn new(channels: usize, ends: EndOfPartition) -> Self {
        Self {
            ends,
            open: channels,
            pending: VecDeque::new(),
            newest: None,
        }
    }

    /// The barrier of checkpoint `id` arrives on `channel`.
    pub fn on_barrier(&mut self, channel: usize, id: CheckpointId) -> BarrierOutcome {
        if self.newest < Some(id) {
            self.newest = Some(id);
            self.pending.push_back(Pending {
                id,
                arrived: BTreeSet::new(),
                awaited: self.open,
            });
            if self.pending.len() > MOST_TRACKED {
                self.pending.pop_front();
            }
        }
        let known = self.pending.iter().position(|pending| pending.id == id);
        let complete = known.filter(|&index| self.pending[index].arrives(channel));
        self.take(complete)
    }

    /// `channel` has ended: nothing more will arrive on it.
    pub fn on_end_of_partition(&mut self, channel: usize) -> BarrierOutcome {
        self.open = self.open.saturating_sub(1);
        match self.ends {
            EndOfPartition::Aborts => BarrierOutcome {
                aborted: self.pending.drain(..).map(|pending| pending.id).collect(),
                taken: None,
            },
            EndOfPartition::CountsAsBarrier => {
                let complete = self
                    .pending
                    .iter_mut()
                    .rposition(|pending| pending.arrives(channel));
                self.take(complete)
            }
        }
    }

    /// The checkpoint at `complete` is taken; those before it never will be.
    fn take(&mut self, complete: Option<usize>) -> BarrierOutcome {
        let over = complete.map_or(0, |index| index + 1);
        BarrierOutcome {
            aborted: Vec::new(),
            taken: self.pending.drain(..over).next_back().map(|pending| pending.id),
        }
    }
}
