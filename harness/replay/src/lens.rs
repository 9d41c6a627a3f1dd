//! Somebody who watches an engine while it runs a case.

use streamgauge_operators::{BatchOperator, EventOperator};

/// Stands between an engine and the operator of its query: sees what the engine asks of it, and changes nothing.
pub trait Lens {
    /// What the event-at-a-time engine is given instead of an operator.
    type Events<Op: EventOperator>: EventOperator;
    /// What the micro-batch engine is given instead of an operator.
    type Batches<Op: BatchOperator>: BatchOperator;

    /// Puts the lens before an operator that is fed event by event.
    fn events<Op: EventOperator>(&self, operator: Op) -> Self::Events<Op>;

    /// Puts the lens before an operator that is fed in batches.
    fn batches<Op: BatchOperator>(&self, operator: Op) -> Self::Batches<Op>;

    /// The step `index` of the case begins.
    fn step(&self, index: usize) {
        let _ = index;
    }
}

/// Nobody watches.
#[derive(Clone, Copy, Debug, Default)]
pub struct Clear;

impl Lens for Clear {
    type Events<Op: EventOperator> = Op;
    type Batches<Op: BatchOperator> = Op;

    fn events<Op: EventOperator>(&self, operator: Op) -> Op {
        operator
    }

    fn batches<Op: BatchOperator>(&self, operator: Op) -> Op {
        operator
    }
}
