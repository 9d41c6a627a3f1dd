//! `COUNT(DISTINCT …)` of a column.

use std::collections::BTreeMap;

use streamgauge_model::ProcessingTime;

use crate::{Accumulator, Expiring, StateTtl};

/// The number of different values that are not NULL (Flink's `DistinctAggCodeGen`).
///
/// How often each value was seen is a map beside the count; the count changes only when a value goes from zero to
/// one or back. Under a time to live the entries of the map expire one by one and the count does not, so a value
/// whose entry has expired is counted a second time.
#[derive(Clone, Debug)]
pub struct CountDistinct<V> {
    seen: BTreeMap<V, Expiring<i64>>,
    distinct: i64,
    ttl: StateTtl,
    now: ProcessingTime,
}

impl<V> Default for CountDistinct<V> {
    fn default() -> Self {
        Self {
            seen: BTreeMap::new(),
            distinct: 0,
            ttl: StateTtl::OFF,
            now: ProcessingTime::MIN,
        }
    }
}

impl<V: Ord + Clone> CountDistinct<V> {
    /// `value` was seen `times` more often, or less often if negative.
    fn change(&mut self, value: &V, times: i64) {
        let before = self
            .seen
            .get(value)
            .and_then(|entry| entry.get(self.ttl, self.now))
            .map_or(0, |times| *times);
        let after = before.saturating_add(times);
        self.distinct += i64::from(after > 0) - i64::from(before > 0);
        if after == 0 {
            self.seen.remove(value);
        } else {
            self.seen.insert(value.clone(), Expiring::new(after, self.now));
        }
    }
}

impl<V: Ord + Clone> Accumulator for CountDistinct<V> {
    type Input = Option<V>;
    type Value = i64;

    fn accumulate(&mut self, input: &Option<V>) {
        if let Some(value) = input {
            self.change(value, 1);
        }
    }

    fn retract(&mut self, input: &Option<V>) {
        if let Some(value) = input {
            self.change(value, -1);
        }
    }

    fn merge(&mut self, other: &Self) {
        for (value, entry) in &other.seen {
            if let Some(times) = entry.get(other.ttl, other.now) {
                self.change(value, *times);
            }
        }
    }

    fn value(&self) -> i64 {
        self.distinct
    }

    fn observe(&mut self, ttl: StateTtl, now: ProcessingTime) {
        self.ttl = ttl;
        self.now = now;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_counts_from_its_first_row_to_its_last() {
        let mut count = CountDistinct::default();
        let mut after = |added: bool, value: Option<char>| {
            if added {
                count.accumulate(&value);
            } else {
                count.retract(&value);
            }
            count.value()
        };
        assert_eq!(after(true, Some('a')), 1);
        assert_eq!(after(true, Some('a')), 1);
        assert_eq!(after(true, None), 1);
        assert_eq!(after(false, Some('a')), 1);
        assert_eq!(after(false, Some('a')), 0);
        assert_eq!(after(false, Some('a')), 0);
        assert_eq!(after(true, Some('a')), 0);
        assert_eq!(after(true, Some('a')), 1);
    }

    #[test]
    fn a_value_whose_entry_has_expired_is_counted_again() {
        let ttl = StateTtl::from_millis(1_000);
        let mut count = CountDistinct::default();
        count.observe(ttl, ProcessingTime::from_millis(0));
        count.accumulate(&Some('a'));
        count.observe(ttl, ProcessingTime::from_millis(999));
        count.accumulate(&Some('b'));
        count.observe(ttl, ProcessingTime::from_millis(1_000));
        count.accumulate(&Some('b'));
        count.accumulate(&Some('a'));
        assert_eq!(count.value(), 3);
    }
}
