//! One rating.

use crate::EventTime;

/// The smallest rating, half a star, counted in half stars.
pub const MIN_HALF_STARS: i64 = 1;
/// The greatest rating, five stars, counted in half stars.
pub const MAX_HALF_STARS: i64 = 10;

/// Which input (split, partition, side of a join) an event came from; 0 where there is only one.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SourceId(pub u32);

/// One event: a user rated a movie at an instant.
///
/// 32 bytes, two to a cache line. Scores are whole half stars, so that sums are exact and equality between
/// engines is `==`. Other kinds of event use the same slots: a plain event has its key in `movie`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Event {
    /// When it happened.
    pub time: EventTime,
    /// Its number in order of arrival, from 0: the event's identity in a run.
    pub seq: u64,
    /// The rating in half stars (1 to 10), or the measured value of another kind of event.
    pub value: i64,
    /// Who rated.
    pub user: u32,
    /// What was rated; also the key of a plain event.
    pub movie: u32,
}

impl Event {
    /// A 64-bit hash of the event's identity, for [`crate::Digest`] (the finaliser of SplitMix64).
    #[must_use]
    #[inline]
    pub const fn identity(&self) -> u64 {
        let mut z = self.seq.wrapping_add(0x9e37_79b9_7f4a_7c15);
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_event_is_half_a_cache_line() {
        assert_eq!(size_of::<Event>(), 32);
    }

    #[test]
    fn identities_of_neighbours_differ_in_about_half_of_their_bits() {
        let of = |seq| {
            Event {
                seq,
                ..Event::default()
            }
            .identity()
        };
        let flipped: u32 = (0..1000).map(|seq| (of(seq) ^ of(seq + 1)).count_ones()).sum();
        assert!(
            (30_000..34_000).contains(&flipped),
            "{flipped} of 64000 bits flipped"
        );
    }
}
