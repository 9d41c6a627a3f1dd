//! Two streams, joined where their times lie close together.

use std::collections::BTreeMap;

use streamgauge_model::{Event, EventTime, Key, Watermark};

use crate::KeyTable;

/// Joins events of two sides that have the same key and whose times lie close together (Flink's
/// `IntervalJoinOperator`): `left + lower <= right <= left + upper`.
///
/// A pair leaves as soon as its second event is there. An event is late if it is *before* the watermark, which is
/// stricter than for windows: one at the watermark is not. It waits for partners until the watermark has come to the
/// last instant at which one could be, and not before its own.
#[derive(Clone, Debug)]
pub struct IntervalJoin {
    lower: i64,
    upper: i64,
    keys: KeyTable<Buffers>,
    cleanups: BTreeMap<EventTime, Vec<(Key, Side, EventTime)>>,
    watermark: Watermark,
    entries: u64,
}

/// The events of one key that wait, by side and time.
#[derive(Clone, Debug, Default)]
struct Buffers([BTreeMap<EventTime, Vec<Event>>; 2]);

/// Which input an event comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Side {
    /// The one that the bounds count from.
    Left,
    /// The other one.
    Right,
}

impl Side {
    const fn other(self) -> Self {
        match self {
            Self::Left => Self::Right,
            Self::Right => Self::Left,
        }
    }
}

/// One end of the interval.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Bound {
    /// This many milliseconds behind the left event's time, or less far.
    Inclusive(i64),
    /// Less far than this many milliseconds behind the left event's time.
    Exclusive(i64),
}

/// Two events that belong together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct JoinedPair {
    /// The event of the left side.
    pub left: Event,
    /// The event of the right side.
    pub right: Event,
}

impl JoinedPair {
    /// The pair's own time: the later one of the two.
    #[must_use]
    pub fn time(&self) -> EventTime {
        self.left.time.max(self.right.time)
    }
}

impl IntervalJoin {
    /// A join without state.
    #[must_use]
    pub fn new(lower: Bound, upper: Bound) -> Self {
        let lower = match lower {
            Bound::Inclusive(millis) => millis,
            Bound::Exclusive(millis) => millis.saturating_add(1),
        };
        let upper = match upper {
            Bound::Inclusive(millis) => millis,
            Bound::Exclusive(millis) => millis.saturating_sub(1),
        };
        Self {
            lower,
            upper,
            keys: KeyTable::default(),
            cleanups: BTreeMap::new(),
            watermark: Watermark::NONE,
            entries: 0,
        }
    }

    /// One event of `side`. Its pairs go to `emit`, in order of their partners' times. Returns whether it was taken;
    /// a late event is not.
    pub fn on_event(
        &mut self,
        side: Side,
        key: Key,
        event: &Event,
        mut emit: impl FnMut(JoinedPair),
    ) -> bool {
        if event.time.millis() < self.watermark.millis() {
            return false;
        }
        let (lower, upper) = self.partners(side);
        let of_key = self.keys.get_or_insert_with(key, Buffers::default);
        of_key.of(side).entry(event.time).or_default().push(*event);
        self.entries += 1;
        let (first, last) = (event.time.saturating_add(lower), event.time.saturating_add(upper));
        if first <= last {
            for partner in of_key.of(side.other()).range(first..=last).flat_map(|(_, at)| at) {
                emit(match side {
                    Side::Left => JoinedPair {
                        left: *event,
                        right: *partner,
                    },
                    Side::Right => JoinedPair {
                        left: *partner,
                        right: *event,
                    },
                });
            }
        }
        let cleanup = event.time.saturating_add(upper.max(0));
        self.cleanups
            .entry(cleanup)
            .or_default()
            .push((key, side, event.time));
        true
    }

    /// The watermark of both inputs together has moved: events that have no partner to come are forgotten.
    pub fn advance(&mut self, watermark: Watermark) {
        self.watermark = watermark;
        while let Some(due) = self.cleanups.first_entry()
            && due.key().millis() <= watermark.millis()
        {
            for (key, side, time) in due.remove() {
                self.forget(key, side, time);
            }
        }
    }

    /// The join goes on from a snapshot of itself: the watermark is not in it.
    #[must_use]
    pub fn restored(mut self) -> Self {
        self.watermark = Watermark::NONE;
        self
    }

    /// Events that wait.
    #[must_use]
    pub const fn entries(&self) -> u64 {
        self.entries
    }

    /// Where the times of partners lie, relative to the time of an event of `side`.
    const fn partners(&self, side: Side) -> (i64, i64) {
        match side {
            Side::Left => (self.lower, self.upper),
            Side::Right => (self.upper.saturating_neg(), self.lower.saturating_neg()),
        }
    }

    fn forget(&mut self, key: Key, side: Side, time: EventTime) {
        let Some(of_key) = self.keys.get_mut(key) else {
            return;
        };
        self.entries -= of_key
            .of(side)
            .remove(&time)
            .map_or(0, |events| events.len() as u64);
        if of_key.0.iter().all(BTreeMap::is_empty) {
            drop(self.keys.remove(key));
        }
    }
}

impl Buffers {
    const fn of(&mut self, side: Side) -> &mut BTreeMap<EventTime, Vec<Event>> {
        match side {
            Side::Left => &mut self.0[0],
            Side::Right => &mut self.0[1],
        }
    }
}
