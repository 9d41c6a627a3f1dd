//! Randomness by position: SplitMix64.

/// The increment of SplitMix64 (Steele, Lea, Flood: "Fast splittable pseudorandom number generators", 2014).
const GOLDEN: u64 = 0x9e37_79b9_7f4a_7c15;

/// What a stream of random numbers is for. Each purpose has its own stream, so that drawing more for one leaves
/// the others as they were. The numbers are part of every fingerprint.
#[derive(Clone, Copy, Debug)]
#[repr(u64)]
pub(crate) enum Purpose {
    /// Users, movies, ratings.
    Facts = 1,
    /// Which events are late, and by how much.
    Lateness = 2,
    /// When events arrive, for arrival laws that are random.
    Arrival = 3,
    /// The lives of MovieLens-shaped users.
    Lives = 4,
    /// What MovieLens-shaped users think of all films.
    Bias = 5,
    /// Which ratings go to the hot movie.
    HotKey = 6,
    /// Who attacks what, when and how.
    Attacks = 16,
}

/// A stream of 64-bit random numbers in which any position can be read: `at(i)` is output `i` of SplitMix64
/// seeded with the key.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Draw {
    key: u64,
}

impl Draw {
    /// The stream for one purpose under one seed.
    pub(crate) const fn new(seed: u64, purpose: Purpose) -> Self {
        Self {
            key: mix(mix(seed.wrapping_add(GOLDEN)) ^ (purpose as u64).wrapping_mul(GOLDEN)),
        }
    }

    /// A stream of its own for member `index` of a family.
    pub(crate) const fn fork(self, index: u64) -> Self {
        Self {
            key: mix(self.at(index)),
        }
    }

    /// The number at position `index`.
    #[inline(always)]
    pub(crate) const fn at(self, index: u64) -> u64 {
        mix(self.key.wrapping_add(index.wrapping_add(1).wrapping_mul(GOLDEN)))
    }
}

/// The finaliser of SplitMix64.
#[inline(always)]
const fn mix(mut z: u64) -> u64 {
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}

/// Maps 32 random bits onto `0..n` by multiply and shift (Lemire 2019, without the rejection step: the bias is
/// below `n / 2^32`).
#[inline(always)]
pub(crate) const fn below(bits: u32, n: u32) -> u32 {
    ((bits as u64 * n as u64) >> 32) as u32
}

/// Maps 64 random bits onto the open interval from 0 to 1.
#[inline]
pub(crate) fn unit(bits: u64) -> f64 {
    ((bits >> 12) as f64 + 0.5) / (1u64 << 52) as f64
}

/// The threshold below which 32 random bits fall with probability `p`.
pub(crate) fn threshold(p: f64) -> u64 {
    (p.clamp(0.0, 1.0) * (1u64 << 32) as f64).round() as u64
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn positions_give_the_published_sequence() {
        // The first outputs of SplitMix64 with seed 1234567, as in the reference implementation's tests.
        let draw = Draw { key: 1_234_567 };
        assert_eq!(draw.at(0), 6_457_827_717_110_365_317);
        assert_eq!(draw.at(1), 3_203_168_211_198_807_973);
        assert_eq!(draw.at(2), 9_817_491_932_198_370_423);
    }

    #[test]
    fn multiply_shift_reaches_both_ends_and_no_further() {
        assert_eq!(below(0, 10), 0);
        assert_eq!(below(u32::MAX, 10), 9);
        assert_eq!(threshold(1.0), 1 << 32);
        assert!(unit(0) > 0.0 && unit(u64::MAX) < 1.0);
    }
}
