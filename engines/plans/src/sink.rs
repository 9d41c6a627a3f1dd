//! Where rows go.

use streamgauge_model::OutputMode;

use crate::Row;

/// The kind of a sink, as far as it decides what is legal.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sink {
    /// Keeps all rows in memory; takes every output mode.
    Memory,
    /// Appends files and can take nothing back.
    File,
}

/// The table that a query fills. It ignores a batch that it has seen, which makes a batch that is run again
/// after a crash come out once (X1; Spark's `MemorySink`).
#[derive(Clone, Debug)]
pub(crate) struct Table {
    mode: OutputMode,
    batches: u64,
    rows: Vec<Row>,
}

impl Table {
    pub(crate) const fn new(mode: OutputMode) -> Self {
        Self {
            mode,
            batches: 0,
            rows: Vec::new(),
        }
    }

    /// Takes the rows of batch `id`. In complete mode they replace those before (O6).
    pub(crate) fn add(&mut self, id: u64, rows: &[Row]) {
        if id < self.batches {
            return;
        }
        self.batches = id + 1;
        if self.mode == OutputMode::Complete {
            self.rows.clear();
        }
        self.rows.extend_from_slice(rows);
    }

    pub(crate) fn rows(&self) -> &[Row] {
        &self.rows
    }
}
