//! Which parallel task owns a key: Flink's key groups.

use std::ops::RangeInclusive;

use crate::HashCode;
use crate::key_hash::murmur;

/// The most key groups that there can be (Flink's `UPPER_BOUND_MAX_PARALLELISM`).
const MOST_GROUPS: u32 = 32_768;
/// The fewest that Flink chooses by itself.
const FEWEST_DEFAULT_GROUPS: u32 = 128;

/// The key group of a key, 0 to `max_parallelism - 1`: a murmur hash over the key's hash code modulo the number
/// of groups (Flink's `KeyGroupRangeAssignment#assignToKeyGroup`). 0 groups count as 1.
#[must_use]
#[inline]
pub fn key_group<K: HashCode + ?Sized>(key: &K, max_parallelism: u32) -> u32 {
    murmur(key.hash_code()) % max_parallelism.max(1)
}

/// The number of key groups that Flink chooses for a parallelism: a power of two of at least 1.5 times as many,
/// between 128 and 32768.
#[must_use]
pub fn default_max_parallelism(parallelism: u32) -> u32 {
    let parallelism = parallelism.min(MOST_GROUPS);
    (parallelism + parallelism / 2)
        .next_power_of_two()
        .clamp(FEWEST_DEFAULT_GROUPS, MOST_GROUPS)
}

/// Assigns keys to the tasks of one operator: whole key groups, in contiguous ranges.
///
/// The number of groups is fixed for the life of the state; the number of tasks is not. State moves between tasks
/// by whole groups, so a key's group never changes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct KeyGroups {
    parallelism: u32,
    max_parallelism: u32,
    /// The logarithm of the number of groups where that is a power of two, as Flink's choice is: then a record is
    /// routed without a division.
    log2_groups: Option<u32>,
}

impl KeyGroups {
    /// As many groups for `parallelism` tasks as Flink would choose; see
    /// [`with_max_parallelism`](Self::with_max_parallelism).
    #[must_use]
    pub fn new(parallelism: u32) -> Self {
        Self::with_max_parallelism(parallelism, default_max_parallelism(parallelism))
    }

    /// `max_parallelism` groups, 1 to 32768, for `parallelism` tasks, at least one and at most as many as there
    /// are groups.
    #[must_use]
    pub fn with_max_parallelism(parallelism: u32, max_parallelism: u32) -> Self {
        let max_parallelism = max_parallelism.clamp(1, MOST_GROUPS);
        Self {
            parallelism: parallelism.clamp(1, max_parallelism),
            max_parallelism,
            log2_groups: max_parallelism
                .is_power_of_two()
                .then(|| max_parallelism.trailing_zeros()),
        }
    }

    /// The task that owns `key`.
    #[must_use]
    #[inline]
    pub fn task<K: HashCode + ?Sized>(&self, key: &K) -> usize {
        if self.parallelism == 1 {
            return 0;
        }
        self.task_of_group(self.group(key))
    }

    /// See [`key_group`].
    #[inline]
    fn group<K: HashCode + ?Sized>(&self, key: &K) -> u32 {
        match self.log2_groups {
            Some(_) => murmur(key.hash_code()) & (self.max_parallelism - 1),
            None => key_group(key, self.max_parallelism),
        }
    }

    /// The task that owns a key group.
    #[must_use]
    #[inline]
    pub const fn task_of_group(&self, key_group: u32) -> usize {
        let share = key_group * self.parallelism;
        match self.log2_groups {
            Some(log2) => (share >> log2) as usize,
            None => (share / self.max_parallelism) as usize,
        }
    }

    /// The key groups that `task` owns: the inverse of [`task_of_group`](Self::task_of_group).
    #[must_use]
    pub const fn groups_of_task(&self, task: u32) -> RangeInclusive<u32> {
        let (groups, tasks) = (self.max_parallelism, self.parallelism);
        let first = (task * groups).div_ceil(tasks);
        let last = ((task + 1) * groups - 1) / tasks;
        first..=last
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use streamgauge_model::Key;

    #[test]
    fn the_ten_movies_spread_over_tasks_as_in_flink() {
        let movies = [1, 2, 50, 110, 260, 296, 318, 356, 480, 527];
        let spread = |parallelism: u32| {
            let mut tasks = vec![0; parallelism as usize];
            movies
                .iter()
                .for_each(|&m| tasks[KeyGroups::new(parallelism).task(&Key(m))] += 1);
            tasks
        };
        assert_eq!(spread(2), [6, 4]);
        assert_eq!(spread(4), [4, 2, 3, 1]);
        assert_eq!(spread(1), [10]);
    }

    #[test]
    fn no_parallelism_overflows() {
        for parallelism in [0, 1, 32_767, 32_768, 32_769, u32::MAX] {
            let groups = KeyGroups::new(parallelism);
            let tasks = parallelism.clamp(1, MOST_GROUPS);
            assert_eq!(
                groups.task_of_group(groups.max_parallelism - 1),
                tasks as usize - 1
            );
            assert_eq!(
                *groups.groups_of_task(tasks - 1).end(),
                groups.max_parallelism - 1
            );
        }
        assert_eq!(default_max_parallelism(u32::MAX), MOST_GROUPS);
        assert_eq!(key_group(&Key(7), 0), 0);
    }

    #[test]
    fn the_ranges_of_the_tasks_cover_every_group_exactly_once() {
        for max_parallelism in (1..=130).chain([256, 1_000]) {
            for parallelism in 1..=max_parallelism {
                let groups = KeyGroups::with_max_parallelism(parallelism, max_parallelism);
                let owned = (0..parallelism).flat_map(|task| {
                    let range = groups.groups_of_task(task);
                    range.map(move |group| (group, task as usize))
                });
                let by_group = (0..max_parallelism).map(|group| (group, groups.task_of_group(group)));
                assert!(
                    owned.eq(by_group),
                    "{parallelism} tasks, {max_parallelism} groups"
                );
            }
        }
    }

    #[test]
    fn state_that_goes_to_other_tasks_and_back_is_where_it_was() {
        let groups = 128;
        let held = |parallelism: u32| {
            let tasks = KeyGroups::with_max_parallelism(parallelism, groups);
            (0..parallelism)
                .map(|task| tasks.groups_of_task(task).collect::<Vec<_>>())
                .collect::<Vec<_>>()
        };
        let moved = |from: &[Vec<u32>], parallelism: u32| {
            let tasks = KeyGroups::with_max_parallelism(parallelism, groups);
            let mut to = vec![Vec::new(); parallelism as usize];
            from.iter()
                .flatten()
                .for_each(|&group| to[tasks.task_of_group(group)].push(group));
            to
        };
        for p in 1..=16 {
            for q in 1..=16 {
                let there = moved(&held(p), q);
                assert_eq!(there, held(q), "{p} to {q}");
                assert_eq!(moved(&there, p), held(p), "{p} to {q} and back");
            }
        }
    }
}
