//! An output that remembers what it was told.

use streamgauge_model::{Event, Output, ResultRow, Step};

/// Rows as (key, start, end, count, sum, pane), and the fates of refused events.
#[derive(Debug, Default)]
pub struct Collector {
    pub rows: Vec<(u32, i64, i64, u64, i64, u32)>,
    pub ranks: Vec<u32>,
}

impl Output for Collector {
    fn result(&mut self, row: &ResultRow) {
        let (start, end) = (row.window.start.millis(), row.window.end.millis());
        self.rows.push((
            row.key.0,
            start,
            end,
            row.values.digest.count,
            row.values.sum,
            row.pane,
        ));
        self.ranks.push(row.rank);
    }

    fn pass(&mut self, _event: &Event) {}
    fn late(&mut self, _event: &Event) {}
    fn dropped(&mut self, _events: u64) {}
    fn filtered(&mut self, _events: u64) {}
    fn step(&mut self, _step: Step) {}
}

impl Collector {
    /// The rows since the last call.
    pub fn take(&mut self) -> Vec<(u32, i64, i64, u64, i64, u32)> {
        std::mem::take(&mut self.rows)
    }
}
