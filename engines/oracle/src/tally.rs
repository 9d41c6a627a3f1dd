//! The aggregates of a set of events, kept by definition.

use std::collections::BTreeSet;

use streamgauge_model::{Aggregate, Comparison, Digest, Event, Query, Values};

/// Which aggregates a query asks for.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Asked {
    sum: bool,
    min: bool,
    max: bool,
    users: bool,
    count_if: bool,
    sum_if: bool,
    condition: Option<Comparison>,
    digest: bool,
}

impl Asked {
    pub(crate) fn by(query: &Query) -> Self {
        let mut asked = Self {
            digest: query.digest,
            ..Self::default()
        };
        for aggregate in &query.aggregates {
            match aggregate {
                Aggregate::Count => {}
                Aggregate::Sum | Aggregate::Mean => asked.sum = true,
                Aggregate::Min => asked.min = true,
                Aggregate::Max => asked.max = true,
                Aggregate::DistinctUsers => asked.users = true,
                Aggregate::CountIf(_) => asked.count_if = true,
                Aggregate::SumIf(_) => asked.sum_if = true,
            }
            asked.condition = asked.condition.or(aggregate.condition());
        }
        asked
    }

    /// What was asked for, and 0 for everything else: fields that the query did not ask for are not judged. How many
    /// events a row covers is always asked; which ones, unless the query keeps no digest.
    pub(crate) const fn only(&self, values: Values) -> Values {
        const fn pick(wanted: bool, value: i64) -> i64 {
            if wanted { value } else { 0 }
        }
        Values {
            digest: if self.digest {
                values.digest
            } else {
                Digest::of_count(values.digest.count)
            },
            sum: pick(self.sum, values.sum),
            min: pick(self.min, values.min),
            max: pick(self.max, values.max),
            distinct_users: if self.users { values.distinct_users } else { 0 },
            count_if: if self.count_if { values.count_if } else { 0 },
            sum_if: pick(self.sum_if, values.sum_if),
        }
    }
}

/// A set of events: its aggregates, and which of its events no firing and no row has covered yet.
#[derive(Debug, Default)]
pub(crate) struct Tally {
    all: Values,
    /// How often it has fired, whether or not a row left.
    pub(crate) pane: u32,
    users: BTreeSet<u32>,
    /// The event that arrived last.
    pub(crate) newest: u64,
    /// Events that no row of this set has covered yet.
    pub(crate) pending: Vec<u64>,
    /// How many of the pending ones a firing has covered.
    pub(crate) fired: usize,
    /// How many events the last row covered.
    pub(crate) shown_count: u64,
    /// Records of firings of this set, and of sets merged into it.
    pub(crate) firings: Vec<usize>,
}

impl Tally {
    pub(crate) fn add(&mut self, asked: &Asked, event: &Event) {
        let values = &mut self.all;
        let first = values.digest.count == 0;
        values.digest.add(event);
        values.sum = values.sum.wrapping_add(event.value);
        values.min = if first {
            event.value
        } else {
            values.min.min(event.value)
        };
        values.max = if first {
            event.value
        } else {
            values.max.max(event.value)
        };
        if asked
            .condition
            .is_some_and(|condition| condition.holds(event.value))
        {
            values.count_if += 1;
            values.sum_if = values.sum_if.wrapping_add(event.value);
        }
        if asked.users {
            self.users.insert(event.user);
        }
        self.newest = self.newest.max(event.seq);
        self.pending.push(event.seq);
    }

    /// Takes over the events of another, disjoint set: a session that grows is the same session, and of two that
    /// merge the one that has fired more often counts on.
    pub(crate) fn absorb(&mut self, other: &Self) {
        if other.all.digest.count == 0 {
            return;
        }
        let first = self.all.digest.count == 0;
        let (mine, theirs) = (&mut self.all, &other.all);
        mine.digest.merge(&theirs.digest);
        mine.sum = mine.sum.wrapping_add(theirs.sum);
        mine.min = if first {
            theirs.min
        } else {
            mine.min.min(theirs.min)
        };
        mine.max = if first {
            theirs.max
        } else {
            mine.max.max(theirs.max)
        };
        mine.count_if += theirs.count_if;
        mine.sum_if = mine.sum_if.wrapping_add(theirs.sum_if);
        self.users.extend(&other.users);
        self.newest = self.newest.max(other.newest);
        self.pending.extend_from_slice(&other.pending);
        self.fired = 0;
        self.pane = self.pane.max(other.pane);
        self.shown_count += other.shown_count;
        self.firings.extend_from_slice(&other.firings);
    }

    pub(crate) const fn count(&self) -> u64 {
        self.all.digest.count
    }

    /// The sum of all values, asked for or not.
    pub(crate) const fn sum(&self) -> i64 {
        self.all.sum
    }

    /// The aggregates as a row carries them.
    pub(crate) fn values(&self, asked: &Asked) -> Values {
        asked.only(Values {
            distinct_users: self.users.len() as u64,
            ..self.all
        })
    }
}
