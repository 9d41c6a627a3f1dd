//! Partial aggregation: what a map task hands to the shuffle.

use std::hash::BuildHasher;

use hashbrown::HashTable;
use rustc_hash::FxBuildHasher;
use streamgauge_model::{Key, Window};

/// The events of one key and window that one map task saw.
#[derive(Clone, Debug)]
pub struct PartialGroup<Acc> {
    /// The key.
    pub key: Key,
    /// The window; for sessions the span of a single event, before merging.
    pub window: Window,
    /// The accumulated events.
    pub acc: Acc,
}

/// Groups that are found without the index, if they were among the last to be asked for.
const RECENT: usize = 4096;

/// Partial groups by key and window, in order of first appearance.
#[derive(Clone, Debug)]
pub struct PartialTable<Acc> {
    /// Where a group was found last, by some bits of key and window. Whether it is there is read off the group, so that
    /// nothing has to be cleared.
    recent: Vec<u32>,
    index: HashTable<u32>,
    groups: Vec<PartialGroup<Acc>>,
}

impl<Acc> PartialGroup<Acc> {
    #[inline]
    fn is_of(&self, key: Key, window: Window) -> bool {
        self.key == key && self.window == window
    }
}

impl<Acc> Default for PartialTable<Acc> {
    fn default() -> Self {
        Self {
            recent: vec![0; RECENT],
            index: HashTable::new(),
            groups: Vec::new(),
        }
    }
}

impl<Acc> PartialTable<Acc> {
    /// The accumulator of `key` in `window`, made by `make` if there is none.
    #[inline]
    pub fn get_or_insert_with(&mut self, key: Key, window: Window, make: impl FnOnce() -> Acc) -> &mut Acc {
        let slot = recent_slot(key, window);
        let at = self.recent[slot] as usize;
        let at = match self.groups.get(at) {
            Some(group) if group.is_of(key, window) => at,
            _ => {
                let at = self.find_or_insert_with(key, window, make);
                self.recent[slot] = at as u32;
                at
            }
        };
        &mut self.groups[at].acc
    }

    /// Where the group of `key` in `window` stands. Kept out of the loop over events, which it would crowd.
    #[inline(never)]
    fn find_or_insert_with(&mut self, key: Key, window: Window, make: impl FnOnce() -> Acc) -> usize {
        let Self { index, groups, .. } = self;
        let hash = group_hash(key, window);
        let found = index.find(hash, |&i| groups[i as usize].is_of(key, window));
        if let Some(&at) = found {
            return at as usize;
        }
        groups.push(PartialGroup {
            key,
            window,
            acc: make(),
        });
        let rehash = |&i: &u32| group_hash(groups[i as usize].key, groups[i as usize].window);
        index.insert_unique(hash, groups.len() as u32 - 1, rehash);
        groups.len() - 1
    }

    /// Hands over all groups and keeps the memory for the next batch.
    pub fn drain(&mut self) -> impl Iterator<Item = PartialGroup<Acc>> + '_ {
        self.index.clear();
        self.groups.drain(..)
    }

    /// Number of groups.
    #[must_use]
    pub fn len(&self) -> usize {
        self.groups.len()
    }

    /// Whether there is no group.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.groups.is_empty()
    }
}

/// Small keys that follow each other, in one window, have slots of their own.
#[inline]
fn recent_slot(key: Key, window: Window) -> usize {
    let spread = (window.start.millis() as u32).wrapping_mul(0x9e37_79b1) >> 20;
    (key.0 ^ spread) as usize % RECENT
}

/// The hash of a group: decides its place in a table and its shuffle partition.
#[inline]
pub(crate) fn group_hash(key: Key, window: Window) -> u64 {
    FxBuildHasher.hash_one((key, window.start))
}

/// Spreads a hash over `partitions`, by its upper half (the lower bits of this hash are the weak ones).
#[inline]
pub(crate) const fn partition_of(hash: u64, partitions: usize) -> usize {
    (((hash >> 32) * partitions as u64) >> 32) as usize
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equal_keys_of_different_windows_are_different_groups() {
        let mut table = PartialTable::default();
        for (key, start) in [(1, 0), (2, 0), (1, 15_000), (1, 0)] {
            *table.get_or_insert_with(Key(key), Window::new(start, start + 15_000), || 0) += 1;
        }
        let groups: Vec<_> = table
            .drain()
            .map(|g| (g.key.0, g.window.start.millis(), g.acc))
            .collect();
        assert_eq!(groups, [(1, 0, 2), (2, 0, 1), (1, 15_000, 1)]);
        assert!(table.is_empty());
    }

    #[test]
    fn partitions_share_the_groups_about_equally() {
        let mut sizes = [0; 4];
        for key in 0..4_000 {
            sizes[partition_of(group_hash(Key(key), Window::new(0, 1)), 4)] += 1;
        }
        assert!(sizes.iter().all(|&n| (700..1_300).contains(&n)), "{sizes:?}");
    }
}
