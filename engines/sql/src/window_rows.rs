//! `TUMBLE`, `HOP` and `CUMULATE` without an aggregate.

use streamgauge_model::{EventTime, Window};
use streamgauge_operators::Assigner;

/// Gives every row its windows, once for each (Flink's `AlignedWindowTableFunctionOperator`). It has no state, waits
/// for nothing, and never drops a row for being late.
#[derive(Clone, Copy, Debug)]
pub struct WindowRows<S> {
    assigner: S,
    null_rowtime_dropped: u64,
}

impl<S: Assigner> WindowRows<S> {
    /// An operator that assigns the windows of `assigner`.
    #[must_use]
    pub const fn new(assigner: S) -> Self {
        Self {
            assigner,
            null_rowtime_dropped: 0,
        }
    }

    /// How many rows had no rowtime (`numNullRowTimeRecordsDropped`).
    #[must_use]
    pub const fn null_rowtime_dropped(&self) -> u64 {
        self.null_rowtime_dropped
    }

    /// Takes a row, whose rowtime may be NULL, and answers it with each of its windows.
    pub fn on_row<R>(&mut self, rowtime: Option<EventTime>, row: &R, out: &mut impl FnMut(Window, &R)) {
        match rowtime {
            Some(t) => self.assigner.each_window(t, |window| out(window, row)),
            None => self.null_rowtime_dropped += 1,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Cumulate;

    #[test]
    fn every_row_leaves_at_once_with_each_of_its_windows() {
        let mut operator = WindowRows::new(Cumulate::new(6, 2, 0).expect("a legal window"));
        let mut rows = Vec::new();
        for rowtime in [Some(9), None, Some(-1)] {
            operator.on_row(rowtime.map(EventTime::from_millis), &'r', &mut |window, row| {
                rows.push((window.start.millis(), window.end.millis(), *row));
            });
        }
        assert_eq!(rows, [(6, 12, 'r'), (6, 10, 'r'), (-6, 0, 'r')]);
        assert_eq!(operator.null_rowtime_dropped(), 1);
    }
}
