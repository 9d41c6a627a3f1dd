//! `GROUP BY` without windows.

use std::collections::BTreeMap;

use streamgauge_model::ProcessingTime;

use crate::{Accumulator, Change, Counted, Expiring, RowKind, StateTtl, UpdateBefore};

/// A keyed aggregate over all rows so far, which answers every row at once (Flink's `GroupAggFunction`).
///
/// The first row of a key inserts its answer, later ones update it, and the one that takes the last row back
/// deletes it. An answer that stays the same is told again only if state expires: the state of those downstream
/// must live on, too.
#[derive(Clone, Debug)]
pub struct GroupAggregate<K, A> {
    ttl: StateTtl,
    update_before: UpdateBefore,
    groups: BTreeMap<K, Expiring<Counted<A>>>,
}

/// A key and its answer.
type Answer<K, A> = (K, <A as Accumulator>::Value);

impl<K: Ord + Clone, A: Accumulator> GroupAggregate<K, A> {
    /// An operator without state.
    #[must_use]
    pub const fn new(ttl: StateTtl, update_before: UpdateBefore) -> Self {
        Self {
            ttl,
            update_before,
            groups: BTreeMap::new(),
        }
    }

    /// Takes a row. One that takes back from a key without state is ignored: the state has expired, or never was.
    pub fn on_row(
        &mut self,
        key: K,
        change: &Change<A::Input>,
        now: ProcessingTime,
        out: &mut impl FnMut(Change<Answer<K, A>>),
    ) {
        let known = self
            .groups
            .remove(&key)
            .and_then(|group| group.into_value(self.ttl, now));
        if known.is_none() && !change.kind.accumulates() {
            return;
        }
        let before = known.as_ref().map(Counted::value);
        let mut group = known.unwrap_or_default();
        group.accumulator_mut().observe(self.ttl, now);
        group.apply(change);
        let after = (!group.is_empty()).then(|| group.value());
        if after.is_some() {
            self.groups.insert(key.clone(), Expiring::new(group, now));
        }
        self.tell(key, before, after, out);
    }

    fn tell(
        &self,
        key: K,
        before: Option<A::Value>,
        after: Option<A::Value>,
        out: &mut impl FnMut(Change<Answer<K, A>>),
    ) {
        match (before, after) {
            (None, None) => {}
            (None, Some(after)) => out(Change::insert((key, after))),
            (Some(before), None) => out(Change::new(RowKind::Delete, (key, before))),
            (Some(before), Some(after)) if before == after && !self.ttl.is_on() => {}
            (Some(before), Some(after)) => {
                if self.update_before == UpdateBefore::Sent {
                    out(Change::new(RowKind::UpdateBefore, (key.clone(), before)));
                }
                out(Change::new(RowKind::UpdateAfter, (key, after)));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{CountDistinct, CountRows, Sum};

    /// `COUNT(DISTINCT b), COUNT(*), SUM(c)`, as in `GroupAggregateHarnessTest#testAggregationWithDistinct`.
    type Aggregates = (CountDistinct<&'static str>, (CountRows, Sum));

    fn after(
        operator: &mut GroupAggregate<&'static str, Aggregates>,
        now: i64,
        key: &'static str,
        b: Option<&'static str>,
        c: i64,
    ) -> (RowKind, (i64, i64, i64)) {
        let change = Change::insert((b, ((), Some(c))));
        let mut told = Vec::new();
        operator.on_row(key, &change, ProcessingTime::from_millis(now), &mut |row| {
            told.push(row);
        });
        let last = told.pop().expect("an answer");
        let (distinct, (count, sum)) = last.row.1;
        (last.kind, (distinct, count, sum.unwrap_or_default()))
    }

    #[test]
    fn distinct_values_expire_one_by_one_and_their_count_with_the_group() {
        use RowKind::{Insert, UpdateAfter};
        let mut operator = GroupAggregate::new(StateTtl::from_millis(2_000), UpdateBefore::Sent);
        let mut after = |now, key, b, c| after(&mut operator, now, key, b, c);
        assert_eq!(after(1, "aaa", Some("a1"), 1), (Insert, (1, 1, 1)));
        assert_eq!(after(1, "bbb", Some("b1"), 2), (Insert, (1, 1, 2)));
        assert_eq!(after(1_000, "aaa", Some("a2"), 2), (UpdateAfter, (2, 2, 3)));
        assert_eq!(after(2_001, "bbb", Some("b3"), 3), (Insert, (1, 1, 3)));
        assert_eq!(after(2_001, "aaa", Some("a2"), 3), (UpdateAfter, (2, 3, 6)));
        assert_eq!(after(2_001, "aaa", None, 4), (UpdateAfter, (2, 4, 10)));
        assert_eq!(after(2_001, "aaa", Some("a1"), 0), (UpdateAfter, (3, 5, 10)));
        assert_eq!(after(5_001, "aaa", None, 4), (Insert, (0, 1, 4)));
        assert_eq!(after(5_001, "aaa", Some("a2"), 2), (UpdateAfter, (1, 2, 6)));
    }

    #[test]
    fn the_last_row_taken_back_deletes_the_answer() {
        let mut operator = GroupAggregate::<_, Sum>::new(StateTtl::OFF, UpdateBefore::Omitted);
        let mut told = Vec::new();
        for (kind, value) in [
            (RowKind::Delete, 9),
            (RowKind::Insert, 1),
            (RowKind::UpdateAfter, 2),
            (RowKind::UpdateBefore, 1),
            (RowKind::Delete, 2),
            (RowKind::Delete, 2),
            (RowKind::Insert, 5),
        ] {
            let change = Change::new(kind, Some(value));
            operator.on_row('k', &change, ProcessingTime::MIN, &mut |row| {
                told.push((row.kind.to_string(), row.row.1));
            });
        }
        let expected = [("+I", 1), ("+U", 3), ("+U", 2), ("-D", 2), ("+I", 5)];
        assert_eq!(told, expected.map(|(kind, value)| (kind.to_owned(), Some(value))));
    }
}
