//! Which rows leave: the alert condition and the top N.

use streamgauge_model::{Alert, Output, Query, ResultRow};

/// What stands between an operator and its output.
#[derive(Clone, Debug)]
pub struct Gate {
    alert: Option<Alert>,
    top: Option<usize>,
    ranked: Vec<ResultRow>,
}

impl Gate {
    /// The gate that `query` asks for.
    #[must_use]
    pub fn new(query: &Query) -> Self {
        Self {
            alert: query.alert,
            top: query.top.map(|n| n as usize),
            ranked: Vec::new(),
        }
    }

    /// Whether rows leave only as a ranking of their whole window.
    #[must_use]
    #[inline]
    pub const fn ranks(&self) -> bool {
        self.top.is_some()
    }

    /// Lets a row of a window pass, if it satisfies the alert; a ranked row waits for [`Gate::close`].
    #[inline]
    pub fn pass(&mut self, row: ResultRow, out: &mut impl Output) {
        if self
            .alert
            .is_some_and(|alert| !alert.holds(row.values.digest.count, row.values.sum))
        {
            return;
        }
        if self.ranks() {
            self.ranked.push(row);
        } else {
            out.result(&row);
        }
    }

    /// All rows of a window have passed: the greatest counts leave, ranked from 1; ties go to the smaller key.
    pub fn close(&mut self, out: &mut impl Output) {
        let Some(top) = self.top else { return };
        self.ranked
            .sort_unstable_by_key(|row| (std::cmp::Reverse(row.values.digest.count), row.key));
        for (row, rank) in self.ranked.iter_mut().take(top).zip(1..) {
            row.rank = rank;
            out.result(row);
        }
        self.ranked.clear();
    }
}
