//! The recomputed answer.

use std::cmp::Reverse;

use streamgauge_model::{Event, Key, Query, ResultRow, Watermark, Window};

use crate::account::Account;
use crate::group::Group;
use crate::horizon::Horizon;
use crate::tally::{Asked, Tally};
use crate::{Contribution, GroupFirings, Holding};

/// A row that must leave.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Expected {
    pub(crate) row: ResultRow,
    pub(crate) contribution: Contribution,
}

/// Turns firings of groups into rows, and books which events they cover.
#[derive(Debug)]
pub(crate) struct Answer<'a> {
    pub(crate) query: &'a Query,
    pub(crate) asked: Asked,
    /// The rows of the current step.
    pub(crate) rows: Vec<Expected>,
    pub(crate) account: Account,
    pub(crate) firings: Vec<GroupFirings>,
    pub(crate) horizon: Horizon,
}

impl<'a> Answer<'a> {
    pub(crate) fn new(query: &'a Query, events: &[Event]) -> Self {
        Self {
            query,
            asked: Asked::by(query),
            rows: Vec::new(),
            account: Account::new(events.len()),
            firings: Vec::new(),
            horizon: Horizon::new(query, events.iter()),
        }
    }

    /// The group's window fires. The alert condition decides which keys may leave; of those, a top-N query lets
    /// the ones with the greatest counts go, the smaller key first among equals.
    pub(crate) fn fire(&mut self, window: Window, group: &mut Group, watermark: Watermark) {
        let Some(top) = self.query.top else {
            let tally = &mut group.whole;
            let pane = self.note(group.key, window, tally);
            if self.leaves(tally) {
                self.emit(row(group.key, window, pane, 0, watermark), tally);
            }
            return;
        };
        let mut leaving = Vec::new();
        for (key, tally) in &mut group.parts {
            let pane = self.note(*key, window, tally);
            if self.leaves(tally) {
                leaving.push((*key, pane, tally));
            }
        }
        leaving.sort_by_key(|(key, _, tally)| (Reverse(tally.count()), *key));
        for (rank, (key, pane, tally)) in (1..=top).zip(leaving) {
            self.emit(row(key, window, pane, rank, watermark), tally);
        }
    }

    fn leaves(&self, tally: &Tally) -> bool {
        self.query
            .alert
            .is_none_or(|alert| alert.holds(tally.count(), tally.sum()))
    }

    /// Books a firing, whether or not a row leaves; returns its pane number.
    fn note(&mut self, key: Key, window: Window, tally: &mut Tally) -> u32 {
        let pane = tally.pane;
        tally.pane += 1;
        for seq in &tally.pending[tally.fired..] {
            self.account.fired(*seq);
        }
        tally.fired = tally.pending.len();
        let holding = Holding {
            count: tally.count(),
            sum: tally.sum(),
        };
        match tally.firings.split_first() {
            None => {
                tally.firings.push(self.firings.len());
                self.firings.push(GroupFirings {
                    key,
                    window,
                    first: holding,
                    last: holding,
                });
            }
            Some((kept, merged)) => {
                let mut first = Holding::default();
                for at in merged {
                    let superseded = &mut self.firings[*at];
                    first.add(superseded.first);
                    (superseded.first, superseded.last) = (Holding::default(), Holding::default());
                }
                let firing = &mut self.firings[*kept];
                (firing.window, firing.last) = (window, holding);
                firing.first.add(first);
                tally.firings.truncate(1);
            }
        }
        pane
    }

    fn emit(&mut self, mut row: ResultRow, tally: &mut Tally) {
        let mut first_for = 0;
        for seq in tally.pending.drain(..) {
            first_for += u64::from(self.account.shown(seq));
        }
        tally.fired = 0;
        row.values = tally.values(&self.asked);
        let contribution = Contribution {
            newest_seq: tally.newest,
            first_for,
            new_events: tally.count() - tally.shown_count,
        };
        tally.shown_count = tally.count();
        self.rows.push(Expected { row, contribution });
    }
}

fn row(key: Key, window: Window, pane: u32, rank: u32, watermark: Watermark) -> ResultRow {
    ResultRow {
        key,
        window,
        pane,
        rank,
        watermark,
        values: streamgauge_model::Values::default(),
    }
}
