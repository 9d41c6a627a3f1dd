//! Which parallel task owns a key, by Flink's definition.

use streamgauge_model::Key;

/// The key groups of an operator and their tasks.
///
/// Every key belongs to one of `groups` key groups, by its hash, and every task owns a range of them. Of `parallelism`
/// tasks, task `i` owns the groups from `i * groups / parallelism`, rounded up, to just before where the next task
/// begins (Flink's `KeyGroupRangeAssignment#computeKeyGroupRangeForOperatorIndex`).
#[derive(Clone, Copy, Debug)]
pub(crate) struct KeyGroupRanges {
    parallelism: u64,
    groups: u64,
}

impl KeyGroupRanges {
    /// The ranges of `parallelism` tasks. There are 128 groups; more if that is less than one and a half for each task:
    /// then the next power of two that is enough, at most 32768 (`computeDefaultMaxParallelism`).
    pub(crate) fn of(parallelism: usize) -> Self {
        let parallelism = parallelism.max(1) as u64;
        let mut groups = 128;
        while groups < parallelism + parallelism / 2 && groups < 32_768 {
            groups *= 2;
        }
        Self { parallelism, groups }
    }

    /// The key group of a key.
    pub(crate) fn group(&self, key: Key) -> u64 {
        hash(key.0.cast_signed()) % self.groups
    }

    /// The task that owns a key, counted from 0.
    pub(crate) fn task(&self, key: Key) -> usize {
        let group = self.group(key);
        let owner = (0..self.parallelism).rfind(|task| self.first_group(*task) <= group);
        usize::try_from(owner.unwrap_or_default()).unwrap_or_default()
    }

    const fn first_group(&self, task: u64) -> u64 {
        (task * self.groups).div_ceil(self.parallelism)
    }
}

/// Murmur3 of one 32-bit word, the key's Java hash code, and its absolute value (`MathUtils#murmurHash`).
fn hash(code: i32) -> u64 {
    let word = i64::from(code);
    let mixed = times(rotated(times(word, 0xcc9e_2d51), 15), 0x1b87_3593);
    let mut hash = times(rotated(mixed, 13), 5) + 0xe654_6b64;
    // The length of the word in bytes.
    hash = low(hash) ^ 4;
    for (shift, factor) in [(16, 0x85eb_ca6b), (13, 0xc2b2_ae35), (16, 1)] {
        hash = times(hash ^ (hash >> shift), factor);
    }
    let signed = if hash >= 1 << 31 { hash - (1 << 32) } else { hash };
    // The smallest number has no absolute value in Java, and counts as 0.
    if signed == i64::from(i32::MIN) {
        0
    } else {
        signed.unsigned_abs()
    }
}

/// The lower 32 bits, as a number that is not negative.
const fn low(value: i64) -> i64 {
    value & 0xffff_ffff
}

const fn times(a: i64, b: i64) -> i64 {
    low(low(a).wrapping_mul(b))
}

const fn rotated(value: i64, by: u32) -> i64 {
    low(value << by) | value >> (32 - by)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_groups_are_those_that_flink_computes() {
        let ranges = KeyGroupRanges::of(1);
        let groups = [1, 2, 50, 110, 260, 296, 318, 356, 480, 527].map(|movie| ranges.group(Key(movie)));
        assert_eq!(groups, [86, 127, 27, 32, 91, 2, 83, 4, 27, 32]);
    }

    #[test]
    fn ranges_cover_every_group_once() {
        for parallelism in [1, 2, 3, 85, 86, 128, 200, 300] {
            let ranges = KeyGroupRanges::of(parallelism);
            let firsts: Vec<u64> = (0..=ranges.parallelism)
                .map(|task| ranges.first_group(task))
                .collect();
            assert_eq!((firsts[0], firsts[parallelism]), (0, ranges.groups));
            assert!(firsts.is_sorted(), "{parallelism} tasks");
        }
    }

    #[test]
    fn there_are_enough_groups_for_the_tasks() {
        let groups = [1, 85, 86, 200, 100_000].map(|parallelism| KeyGroupRanges::of(parallelism).groups);
        assert_eq!(groups, [128, 128, 256, 512, 32_768]);
    }
}
