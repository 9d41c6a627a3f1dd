//! `COUNT(*)`.

use crate::Accumulator;

/// The number of rows, rows that were taken back subtracted. It is negative where more were taken back than added.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct CountRows(i64);

impl Accumulator for CountRows {
    type Input = ();
    type Value = i64;

    fn accumulate(&mut self, (): &()) {
        self.0 = self.0.saturating_add(1);
    }

    fn retract(&mut self, (): &()) {
        self.0 = self.0.saturating_sub(1);
    }

    fn merge(&mut self, other: &Self) {
        self.0 = self.0.saturating_add(other.0);
    }

    fn value(&self) -> i64 {
        self.0
    }
}
