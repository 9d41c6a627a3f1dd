//! What survives a failure.

use streamgauge_model::TimeDomain;
use streamgauge_operators::EventOperator;

use crate::{Chain, OperatorTask, Source, WatermarkGenerator};

/// The checkpoint of a chain: how far its source has read, and the keyed state and timers of its operator.
///
/// Not in it, as in Flink: the watermark of the operator (after a restore there is none until the next one comes,
/// so that an event that was late before may be welcome) and the watermark generator, which starts anew.
#[derive(Clone, Debug)]
pub struct Snapshot<Op> {
    taken: u64,
    operator: Op,
}

impl<Op> Snapshot<Op> {
    /// Events that the source had read: the place in the input where it goes on.
    #[must_use]
    pub const fn taken(&self) -> u64 {
        self.taken
    }
}

impl<Op: EventOperator, G: WatermarkGenerator> Chain<Op, G> {
    /// The state of the chain as it stands between two events.
    #[must_use]
    pub fn snapshot(&self) -> Snapshot<Op> {
        Snapshot {
            taken: self.source().taken(),
            operator: self.operator().operator().clone(),
        }
    }

    /// A chain that goes on from `snapshot`, with a source that has read nothing yet.
    #[must_use]
    pub fn restore(snapshot: Snapshot<Op>, source: Source<G>, time: TimeDomain, late_output: bool) -> Self {
        let operator = OperatorTask::new(snapshot.operator, time, late_output);
        Self::new(source.resume(snapshot.taken), operator)
    }
}
