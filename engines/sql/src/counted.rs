//! An accumulator that knows whether it holds any rows.

use crate::{Accumulator, Change};

/// An accumulator and the number of its rows, which decides whether its group exists at all: the `COUNT(*)` that
/// Flink's planner adds where the query has none (`RecordCounter`).
#[derive(Clone, Debug, Default)]
pub struct Counted<A> {
    rows: i64,
    accumulator: A,
}

impl<A: Accumulator> Counted<A> {
    /// Adds a row or takes it back, as its kind says.
    pub fn apply(&mut self, change: &Change<A::Input>) {
        if change.kind.accumulates() {
            self.rows = self.rows.saturating_add(1);
            self.accumulator.accumulate(&change.row);
        } else {
            self.rows = self.rows.saturating_sub(1);
            self.accumulator.retract(&change.row);
        }
    }

    /// Adds what another part has seen.
    pub fn merge(&mut self, other: &Self) {
        self.rows = self.rows.saturating_add(other.rows);
        self.accumulator.merge(&other.accumulator);
    }

    /// Whether as many rows were taken back as were added. More taken back than added is *not* empty.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.rows == 0
    }

    /// The answer so far.
    #[must_use]
    pub fn value(&self) -> A::Value {
        self.accumulator.value()
    }

    /// The accumulator.
    pub const fn accumulator_mut(&mut self) -> &mut A {
        &mut self.accumulator
    }
}
