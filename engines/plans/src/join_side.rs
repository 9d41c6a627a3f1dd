//! One side of a stream-stream join: its rows that wait for partners.

use std::collections::BTreeMap;

use crate::binding::Evaluate;
use crate::condition::Test;
use crate::state_watermark::Bound;
use crate::{Row, Value};

/// One side: how its rows are judged, and those that wait.
#[derive(Clone)]
pub(crate) struct JoinSide {
    /// Its event-time column, by which its rows are late.
    pub(crate) time: Option<usize>,
    /// The values that must be equal on both sides.
    pub(crate) keys: Vec<Evaluate>,
    /// Conditions on this side alone.
    pub(crate) own: Vec<Test>,
    pub(crate) expiry: Expiry,
    /// How many columns it has.
    pub(crate) width: usize,
    /// Whether its rows come out if they find no partner.
    pub(crate) preserved: bool,
    /// By key, in order of arrival.
    pub(crate) waiting: BTreeMap<Row, Vec<Waiting>>,
}

/// A row that waits, and whether it ever had a partner.
#[derive(Clone, Debug)]
pub(crate) struct Waiting {
    pub(crate) row: Row,
    pub(crate) matched: bool,
}

/// When a waiting row can find no more partners (J4).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Expiry {
    /// Never.
    Never,
    /// When the watermark has passed this part of the key.
    OfKey(usize),
    /// When the watermark plus a bound has passed this column.
    OfValue(usize, Bound),
}

impl Expiry {
    /// The watermark that state of this side is judged by, given that of the input.
    pub(crate) const fn state_watermark(self, input_ms: i64) -> Option<i64> {
        match self {
            Self::Never => None,
            Self::OfKey(_) => Some(input_ms),
            Self::OfValue(_, bound) => Some(input_ms.saturating_add(bound)),
        }
    }
}

impl JoinSide {
    pub(crate) fn is_late(&self, row: &Row, late_ms: i64) -> bool {
        self.time.is_some_and(|time| row[time].is_past(late_ms))
    }

    /// Whether `row` satisfies what the join asks of this side alone.
    pub(crate) fn qualifies(&self, row: &Row) -> bool {
        self.own.iter().all(|test| test(row))
    }

    pub(crate) fn key(&self, row: &Row) -> Row {
        self.keys.iter().map(|key| key(row)).collect()
    }

    pub(crate) fn is_expired(&self, key: &Row, row: &Row, evict_ms: i64) -> bool {
        let Some(watermark_ms) = self.expiry.state_watermark(evict_ms) else {
            return false;
        };
        match self.expiry {
            Expiry::Never => false,
            Expiry::OfKey(part) => key[part].is_past(watermark_ms),
            Expiry::OfValue(column, _) => row[column].is_past(watermark_ms),
        }
    }

    /// The waiting rows of `key` that `pairs` with; they have had a partner from now on. A null in a key
    /// equals nothing.
    pub(crate) fn partners(&mut self, key: &Row, pairs: impl Fn(&Waiting) -> bool) -> Vec<Row> {
        if key.contains(&Value::Null) {
            return Vec::new();
        }
        let waiting = self.waiting.get_mut(key).into_iter().flatten();
        waiting
            .filter(|waiting| pairs(waiting))
            .map(|waiting| {
                waiting.matched = true;
                waiting.row.clone()
            })
            .collect()
    }

    pub(crate) fn store(&mut self, key: Row, row: Row, matched: bool) {
        self.waiting
            .entry(key)
            .or_default()
            .push(Waiting { row, matched });
    }

    /// Removes the rows that can find no more partners, and returns them.
    pub(crate) fn sweep(&mut self, evict_ms: i64) -> Vec<Waiting> {
        let mut gone = Vec::new();
        for (key, rows) in std::mem::take(&mut self.waiting) {
            let (expired, staying): (Vec<Waiting>, Vec<Waiting>) = rows
                .into_iter()
                .partition(|waiting| self.is_expired(&key, &waiting.row, evict_ms));
            gone.extend(expired);
            if !staying.is_empty() {
                self.waiting.insert(key, staying);
            }
        }
        gone
    }

    pub(crate) fn len(&self) -> u64 {
        self.waiting.values().map(|rows| rows.len() as u64).sum()
    }

    /// As many nulls as this side has columns.
    pub(crate) fn nulls(&self) -> Row {
        vec![Value::Null; self.width]
    }
}
