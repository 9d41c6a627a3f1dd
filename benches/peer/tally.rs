//! What is kept of the events of a group.

use streamgauge_model::{Digest, Event, Values};
use timely::ExchangeData;

/// Count and sum, and which events they are where that is to be checked.
pub(crate) trait Tally: ExchangeData + Copy + Default {
    /// What it needs to know an event by.
    type Mark: ExchangeData + Copy;

    /// That of an event.
    fn mark(event: &Event) -> Self::Mark;

    /// Adds an event.
    fn add(&mut self, value: i64, mark: Self::Mark);

    /// Adds the events of another.
    fn merge(&mut self, other: &Self);

    /// How many events.
    fn count(&self) -> u64;

    /// The aggregates.
    fn values(&self) -> Values;
}

/// Count and sum alone: what is timed. A tuple, because it travels.
pub(crate) type Plain = (u64, i64);

/// Count and sum, and the sum and the exclusive or of the identities of the events: what is checked.
pub(crate) type Marked = (u64, i64, u64, u64);

impl Tally for Plain {
    type Mark = ();

    #[inline]
    fn mark(_event: &Event) {}

    #[inline]
    fn add(&mut self, value: i64, (): ()) {
        self.0 += 1;
        self.1 = self.1.wrapping_add(value);
    }

    #[inline]
    fn merge(&mut self, other: &Self) {
        self.0 += other.0;
        self.1 = self.1.wrapping_add(other.1);
    }

    #[inline]
    fn count(&self) -> u64 {
        self.0
    }

    #[inline]
    fn values(&self) -> Values {
        Values {
            digest: Digest::of_count(self.0),
            sum: self.1,
            ..Values::default()
        }
    }
}

impl Tally for Marked {
    type Mark = u64;

    fn mark(event: &Event) -> u64 {
        event.identity()
    }

    fn add(&mut self, value: i64, identity: u64) {
        self.merge(&(1, value, identity, identity));
    }

    fn merge(&mut self, other: &Self) {
        self.0 += other.0;
        self.1 = self.1.wrapping_add(other.1);
        self.2 = self.2.wrapping_add(other.2);
        self.3 ^= other.3;
    }

    fn count(&self) -> u64 {
        self.0
    }

    fn values(&self) -> Values {
        Values {
            digest: Digest {
                count: self.0,
                hash_sum: self.2,
                hash_xor: self.3,
            },
            sum: self.1,
            ..Values::default()
        }
    }
}
