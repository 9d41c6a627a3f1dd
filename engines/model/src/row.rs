//! What a query answers.

use crate::{Event, Watermark, Window};

/// What rows are grouped by: a movie, a user, or [`Key::NONE`] where a query has no key.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[repr(transparent)]
pub struct Key(pub u32);

impl Key {
    /// The one key of a query without a key.
    pub const NONE: Self = Self(0);
}

/// The identity of a set of events, without listing them.
///
/// Two sets of events are equal for our purpose when count, hash sum and hash xor are equal. A lost event
/// changes all three; one counted twice changes the sum even where the xor cancels. Where a query keeps no digest
/// ([`crate::Query::digest`]) the hashes are 0 and the count stands alone.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Digest {
    /// How many events.
    pub count: u64,
    /// Sum of [`Event::identity`] modulo 2^64.
    pub hash_sum: u64,
    /// Exclusive or of [`Event::identity`].
    pub hash_xor: u64,
}

impl Digest {
    /// Adds one event.
    #[inline]
    pub const fn add(&mut self, event: &Event) {
        let id = event.identity();
        self.count += 1;
        self.hash_sum = self.hash_sum.wrapping_add(id);
        self.hash_xor ^= id;
    }

    /// The count alone.
    #[must_use]
    #[inline]
    pub const fn of_count(count: u64) -> Self {
        Self {
            count,
            hash_sum: 0,
            hash_xor: 0,
        }
    }

    /// Takes the events of another set out, all of which are in this one.
    #[inline]
    pub const fn subtract(&mut self, other: &Self) {
        self.count -= other.count;
        self.hash_sum = self.hash_sum.wrapping_sub(other.hash_sum);
        self.hash_xor ^= other.hash_xor;
    }

    /// Adds the events of another, disjoint set.
    #[inline]
    pub const fn merge(&mut self, other: &Self) {
        self.count += other.count;
        self.hash_sum = self.hash_sum.wrapping_add(other.hash_sum);
        self.hash_xor ^= other.hash_xor;
    }
}

/// Every aggregate a query may ask for, as exact integers. Count and sum are always there; of the others, what the
/// query did not ask for means nothing.
///
/// The mean is not stored: it is `sum / digest.count`, a quotient of integers, until statistics begin.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Values {
    /// Which events the row covers; `digest.count` is the aggregate "count".
    pub digest: Digest,
    /// Sum of the values (half stars).
    pub sum: i64,
    /// Smallest value.
    pub min: i64,
    /// Greatest value.
    pub max: i64,
    /// Number of different users.
    pub distinct_users: u64,
    /// Number of events that satisfy the query's condition.
    pub count_if: u64,
    /// Sum of the values of the events that satisfy the query's condition.
    pub sum_if: i64,
}

/// One result: the aggregates of a key and a window, and where in the run's order it left.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct ResultRow {
    /// The group.
    pub key: Key,
    /// The window; [`Window::ALL`] for a running aggregate.
    pub window: Window,
    /// 0 for the first firing of this key and window, 1 and up for its updates.
    pub pane: u32,
    /// The rank within the window, from 1, for a top-N query; 0 otherwise.
    pub rank: u32,
    /// The operator's watermark when the row left.
    pub watermark: Watermark,
    /// The aggregates.
    pub values: Values,
}
