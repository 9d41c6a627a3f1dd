//! The rows of one side of an interval join that later rows of the other side may still meet.

use std::collections::BTreeMap;

use streamgauge_model::{EventTime, Watermark};
use streamgauge_operators::TimerQueue;

/// The rows of one side, of each key by their times (a cache of Flink's `TimeIntervalJoin`).
///
/// Each key that has rows has one timer. It comes a while after the oldest row has expired, so that several rows are
/// removed at once; until then a late row may still meet them.
#[derive(Clone, Debug)]
pub(crate) struct IntervalCache<K, R> {
    /// How far later than a row of this side its partner may be, milliseconds (Flink's `leftRelativeSize` or
    /// `rightRelativeSize`); negative if it must be earlier.
    reach: i64,
    /// How long removing may wait beyond need, milliseconds.
    min_cleanup: i64,
    rows: BTreeMap<K, BTreeMap<EventTime, Vec<Cached<R>>>>,
    timers: TimerQueue<K>,
    /// Up to here rows have expired, as far as this side was last told. Of all keys, and no part of a snapshot.
    expired: EventTime,
}

#[derive(Clone, Debug)]
struct Cached<R> {
    row: R,
    joined: bool,
}

impl<K: Ord + Clone, R> IntervalCache<K, R> {
    pub(crate) const fn new(reach: i64, min_cleanup: i64) -> Self {
        Self {
            reach,
            min_cleanup,
            rows: BTreeMap::new(),
            timers: TimerQueue::new(),
            expired: EventTime::from_millis(0),
        }
    }

    pub(crate) const fn reach(&self) -> i64 {
        self.reach
    }

    /// Calls `partner` for every row between `from` and `to`, both included, and removes what has expired when time
    /// is `now`: rows that never had a partner go to `alone`. Does nothing if everything up to `to` is known to have
    /// expired, even if some of it has not been removed yet.
    pub(crate) fn probe(
        &mut self,
        key: &K,
        (from, to): (EventTime, EventTime),
        now: EventTime,
        mut partner: impl FnMut(&R),
        mut alone: impl FnMut(R),
    ) {
        if self.expired >= to {
            return;
        }
        self.expired = self.expiry(now);
        let Some(rows) = self.rows.get_mut(key) else {
            return;
        };
        if from <= to {
            for cached in rows.range_mut(from..=to).flat_map(|(_, rows)| rows) {
                partner(&cached.row);
                cached.joined = true;
            }
        }
        remove_expired(rows, self.expired, &mut alone);
    }

    /// Keeps a row for later partners.
    pub(crate) fn store(&mut self, key: K, time: EventTime, row: R, joined: bool) {
        if !self.rows.contains_key(&key) {
            self.timers.register(self.cleanup_time(time), key.clone());
        }
        let rows = self.rows.entry(key).or_default();
        rows.entry(time).or_default().push(Cached { row, joined });
    }

    /// Removes what has expired of the keys whose timers are due.
    pub(crate) fn clean_up(&mut self, watermark: Watermark, now: EventTime, mut alone: impl FnMut(&K, R)) {
        while let Some((_, key)) = self.timers.pop_due(watermark) {
            self.expired = self.expiry(now);
            let Some(rows) = self.rows.get_mut(&key) else {
                continue;
            };
            remove_expired(rows, self.expired, &mut |row| alone(&key, row));
            match rows.first_key_value().map(|(time, _)| *time) {
                Some(oldest) => self.timers.register(self.cleanup_time(oldest), key),
                None => drop(self.rows.remove(&key)),
            }
        }
    }

    /// Up to which time rows of this side have expired when time is `now` (`calExpirationTime`); saturating.
    const fn expiry(&self, now: EventTime) -> EventTime {
        if now.millis() == i64::MAX {
            return EventTime::MAX;
        }
        now.saturating_add(self.reach.saturating_neg()).saturating_add(-1)
    }

    const fn cleanup_time(&self, time: EventTime) -> EventTime {
        time.saturating_add(self.reach)
            .saturating_add(self.min_cleanup)
            .saturating_add(1)
    }
}

fn remove_expired<R>(
    rows: &mut BTreeMap<EventTime, Vec<Cached<R>>>,
    expired: EventTime,
    alone: &mut impl FnMut(R),
) {
    while let Some(oldest) = rows.first_entry()
        && *oldest.key() <= expired
    {
        let never_joined = oldest.remove().into_iter().filter(|cached| !cached.joined);
        never_joined.for_each(|cached| alone(cached.row));
    }
}
