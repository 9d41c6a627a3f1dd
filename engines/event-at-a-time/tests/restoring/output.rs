//! An output that remembers.

use streamgauge_model::{Event, Output, ResultRow, Step};

/// Rows as (key, start, end, count), and what became of refused events.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Collected {
    pub rows: Vec<(u32, i64, i64, u64)>,
    pub late: Vec<u64>,
    pub dropped: u64,
}

impl Output for Collected {
    fn result(&mut self, row: &ResultRow) {
        let (start, end) = (row.window.start.millis(), row.window.end.millis());
        self.rows.push((row.key.0, start, end, row.values.digest.count));
    }
    fn pass(&mut self, _event: &Event) {}
    fn late(&mut self, event: &Event) {
        self.late.push(event.seq);
    }
    fn dropped(&mut self, events: u64) {
        self.dropped += events;
    }
    fn filtered(&mut self, _events: u64) {}
    fn step(&mut self, _step: Step) {}
}

impl Collected {
    /// The rows since the last call, sorted.
    pub fn take_rows(&mut self) -> Vec<(u32, i64, i64, u64)> {
        let mut rows = std::mem::take(&mut self.rows);
        rows.sort_unstable();
        rows
    }
}
