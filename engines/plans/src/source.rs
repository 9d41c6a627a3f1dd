//! Where rows come from.

use std::cell::RefCell;
use std::rc::Rc;

use crate::Row;

/// A source that can be read again: the rows between two offsets are always the same. Offsets start at 0.
///
/// A source outlives the runs of a query, as its directory or topic would.
pub trait Source {
    /// Up to where a batch that starts at `from` reads now, its limit kept; `from`: nothing is new.
    fn latest(&mut self, from: u64) -> u64;

    /// Up to where a run that takes what is available now reads in all, if it starts at `from`.
    fn available(&mut self, from: u64) -> u64;

    /// The rows after `from` up to `to`.
    fn rows(&self, from: u64, to: u64) -> Vec<Row>;
}

/// Rows handed over in the program: each hand-over is one offset, and a batch takes all that wait (F5;
/// Spark's `MemoryStream`). Copies are the same source.
#[derive(Clone, Debug, Default)]
pub struct MemorySource {
    handed_over: Rc<RefCell<Vec<Vec<Row>>>>,
}

impl MemorySource {
    /// A source without rows.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Hands rows over. None are a new offset, too, and make a batch with data (W25).
    pub fn add(&self, rows: Vec<Row>) {
        self.handed_over.borrow_mut().push(rows);
    }
}

impl Source for MemorySource {
    fn latest(&mut self, from: u64) -> u64 {
        self.available(from)
    }

    fn available(&mut self, _: u64) -> u64 {
        self.handed_over.borrow().len() as u64
    }

    fn rows(&self, from: u64, to: u64) -> Vec<Row> {
        let handed_over = self.handed_over.borrow();
        let between = (from..to).filter_map(|offset| handed_over.get(usize::try_from(offset).ok()?));
        between.flatten().cloned().collect()
    }
}

/// A fixed number of rows for each batch, numbered through, with a time that advances by a fixed step: a
/// replay gives exactly the same batches (F4; Spark's `rate-micro-batch`). Its columns: a timestamp and the
/// number of the row.
#[derive(Clone, Copy, Debug)]
pub struct RateSource {
    /// Rows of each batch.
    pub rows_per_batch: u64,
    /// The timestamp of the first batch, in milliseconds.
    pub start_ms: i64,
    /// By how much each batch is later than the one before, in milliseconds.
    pub advance_ms: i64,
}

impl Source for RateSource {
    /// There is always one more batch.
    fn latest(&mut self, from: u64) -> u64 {
        from + 1
    }

    fn available(&mut self, from: u64) -> u64 {
        self.latest(from)
    }

    fn rows(&self, from: u64, to: u64) -> Vec<Row> {
        let of_batch = |batch: u64| {
            let passed_ms = self.advance_ms.saturating_mul(signed(batch));
            let time = crate::Value::millis(self.start_ms.saturating_add(passed_ms));
            let first = batch.saturating_mul(self.rows_per_batch);
            let numbers = first..first.saturating_add(self.rows_per_batch);
            numbers.map(move |number| vec![time.clone(), signed(number).into()])
        };
        (from..to).flat_map(of_batch).collect()
    }
}

fn signed(number: u64) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}
