//! Which parallel task owns a key: Flink's key groups.

use streamgauge_model::Key;

/// The key group of a key, 0 to `max_parallelism - 1`: a murmur hash over the key's Java hash code (an integer
/// is its own) modulo the number of groups (Flink's `KeyGroupRangeAssignment` and `MathUtils#murmurHash`).
#[must_use]
pub const fn key_group(key: Key, max_parallelism: u32) -> u32 {
    murmur(key.0) % max_parallelism
}

/// The number of key groups that Flink chooses for a parallelism: a power of two of at least 1.5 times as many,
/// between 128 and 32768.
#[must_use]
pub const fn default_max_parallelism(parallelism: u32) -> u32 {
    let groups = (parallelism + parallelism / 2).next_power_of_two();
    if groups < 128 {
        128
    } else if groups > 32_768 {
        32_768
    } else {
        groups
    }
}

/// Assigns keys to the tasks of one operator: whole key groups, in contiguous ranges.
#[derive(Clone, Copy, Debug)]
pub struct KeyGroups {
    parallelism: u32,
    max_parallelism: u32,
}

impl KeyGroups {
    /// Key groups for `parallelism` tasks, at least one.
    #[must_use]
    pub const fn new(parallelism: u32) -> Self {
        let parallelism = if parallelism == 0 { 1 } else { parallelism };
        Self {
            parallelism,
            max_parallelism: default_max_parallelism(parallelism),
        }
    }

    /// The task that owns `key`.
    #[must_use]
    #[inline]
    pub const fn task(&self, key: Key) -> usize {
        if self.parallelism == 1 {
            return 0;
        }
        (key_group(key, self.max_parallelism) * self.parallelism / self.max_parallelism) as usize
    }
}

const fn murmur(code: u32) -> u32 {
    let mut c = code
        .wrapping_mul(0xcc9e_2d51)
        .rotate_left(15)
        .wrapping_mul(0x1b87_3593);
    c = c.rotate_left(13).wrapping_mul(5).wrapping_add(0xe654_6b64);
    c ^= 4;
    c ^= c >> 16;
    c = c.wrapping_mul(0x85eb_ca6b);
    c ^= c >> 13;
    c = c.wrapping_mul(0xc2b2_ae35);
    c ^= c >> 16;
    // Java's absolute value of a signed integer; the smallest one has none and becomes 0.
    if c == 0x8000_0000 {
        0
    } else {
        c.cast_signed().unsigned_abs()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_ten_movies_spread_over_tasks_as_in_flink() {
        let movies = [1, 2, 50, 110, 260, 296, 318, 356, 480, 527];
        let spread = |parallelism: u32| {
            let mut tasks = vec![0; parallelism as usize];
            movies
                .iter()
                .for_each(|&m| tasks[KeyGroups::new(parallelism).task(Key(m))] += 1);
            tasks
        };
        assert_eq!(spread(2), [6, 4]);
        assert_eq!(spread(4), [4, 2, 3, 1]);
        assert_eq!(spread(1), [10]);
    }

    #[test]
    fn the_default_number_of_groups_follows_flink() {
        let groups: Vec<_> = [1, 85, 86, 200, 100_000].map(default_max_parallelism).into();
        assert_eq!(groups, [128, 128, 256, 512, 32_768]);
    }
}
