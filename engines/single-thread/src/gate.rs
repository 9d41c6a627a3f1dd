//! Which rows leave.

use std::cmp::Reverse;

use streamgauge_model::{Alert, Output, Query, ResultRow, Values};

/// The alert, and the ranking of a window.
pub(crate) struct Gate {
    alert: Option<Alert>,
    top: Option<usize>,
    /// The best rows of the window so far, best first.
    best: Vec<ResultRow>,
}

impl Gate {
    /// The gate that `query` asks for.
    pub(crate) fn new(query: &Query) -> Self {
        Self {
            alert: query.alert,
            top: query.top.map(|n| n as usize),
            best: Vec::new(),
        }
    }

    /// Whether rows leave as a ranking of their window.
    pub(crate) const fn ranks(&self) -> bool {
        self.top.is_some()
    }

    /// Whether a row of these values satisfies the alert.
    #[inline]
    pub(crate) fn lets(&self, values: &Values) -> bool {
        self.alert
            .is_none_or(|alert| alert.holds(values.digest.count, values.sum))
    }

    /// A row that satisfies the alert leaves; one that is ranked waits for [`Gate::close`].
    #[inline]
    pub(crate) fn offer<O: Output>(&mut self, row: &ResultRow, out: &mut O) {
        if !self.lets(&row.values) {
            return;
        }
        match self.top {
            None => out.result(row),
            Some(top) => self.rank(row, top),
        }
    }

    /// The greatest counts come first, and of equal ones the smaller key. Few rows are kept, so that looking through them
    /// is cheaper than to sort all.
    fn rank(&mut self, row: &ResultRow, top: usize) {
        let place = |row: &ResultRow| (Reverse(row.values.digest.count), row.key);
        let at = self.best.partition_point(|better| place(better) < place(row));
        if at < top {
            self.best.truncate(top - 1);
            self.best.insert(at, *row);
        }
    }

    /// All rows of a window have been offered: the best leave, ranked from 1.
    pub(crate) fn close<O: Output>(&mut self, out: &mut O) {
        for (row, rank) in self.best.iter_mut().zip(1..) {
            row.rank = rank;
            out.result(row);
        }
        self.best.clear();
    }
}
