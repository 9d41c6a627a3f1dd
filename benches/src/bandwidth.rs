//! How fast the machine reads memory.

use crate::medians;

/// Bytes that are read: far more than caches hold.
const BYTES: usize = 256 << 20;

/// Gigabytes that one thread reads from memory in a second, one word after the other and all of them added up; the median of
/// `rounds`.
///
/// # Panics
/// If there are no rounds.
#[must_use]
pub fn read_gb_per_s(rounds: usize) -> f64 {
    let words = vec![1_u64; BYTES / size_of::<u64>()];
    let mut read = || {
        std::hint::black_box(words.iter().fold(0_u64, |sum, word| sum.wrapping_add(*word)));
    };
    let time = medians(rounds, &mut [&mut read])[0];
    BYTES as f64 / time.as_nanos() as f64
}
