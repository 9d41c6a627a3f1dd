//! A map from keys to groups that forgets nothing about order.

use streamgauge_model::Key;

use crate::key_index::KeyIndex;
use crate::memory::of_vec;

/// An index over a vector of entries: look-ups by key, iteration in an order that depends only on the
/// sequence of insertions and removals, never on a hasher.
#[derive(Clone, Debug)]
pub struct KeyTable<G> {
    index: KeyIndex,
    entries: Vec<(Key, G)>,
}

impl<G> Default for KeyTable<G> {
    fn default() -> Self {
        Self {
            index: KeyIndex::default(),
            entries: Vec::new(),
        }
    }
}

impl<G> KeyTable<G> {
    /// The group of `key`, made by `make` if there is none.
    #[inline]
    pub fn get_or_insert_with(&mut self, key: Key, make: impl FnOnce() -> G) -> &mut G {
        let at = match self.position(key) {
            Some(at) => at,
            None => self.insert(key, make()),
        };
        &mut self.entries[at].1
    }

    /// The group of `key`.
    #[inline]
    pub fn get_mut(&mut self, key: Key) -> Option<&mut G> {
        let at = self.position(key)?;
        Some(&mut self.entries[at].1)
    }

    /// The group of `key`.
    #[inline]
    pub fn get(&self, key: Key) -> Option<&G> {
        let at = self.position(key)?;
        Some(&self.entries[at].1)
    }

    /// Visits all groups, in order, and removes those of which `stays` says no; the last entry takes the place of one that
    /// goes and is visited there.
    pub fn retain(&mut self, mut stays: impl FnMut(Key, &mut G) -> bool) {
        let mut at = 0;
        while let Some((key, group)) = self.entries.get_mut(at) {
            let key = *key;
            if stays(key, group) {
                at += 1;
            } else {
                self.remove(key);
            }
        }
    }

    /// Removes the group of `key`; the last entry takes its place in the order.
    pub fn remove(&mut self, key: Key) -> Option<G> {
        let at = self.position(key)?;
        let last = self.entries.len() - 1;
        let moved = self.entries[last].0;
        self.index.remove(key);
        if at != last {
            self.index.set(moved, at);
        }
        Some(self.entries.swap_remove(at).1)
    }

    /// All groups, in order.
    pub fn iter(&self) -> impl Iterator<Item = (Key, &G)> {
        self.entries.iter().map(|(key, group)| (*key, group))
    }

    /// All groups, in order, to be changed.
    pub fn iter_mut(&mut self) -> impl Iterator<Item = (Key, &mut G)> {
        self.entries.iter_mut().map(|(key, group)| (*key, group))
    }

    /// Number of groups.
    #[must_use]
    pub fn len(&self) -> usize {
        self.entries.len()
    }

    /// Bytes of memory, with the room that is kept for more; without what groups hold beyond their own size.
    #[must_use]
    pub fn bytes(&self) -> u64 {
        self.index.bytes() + of_vec(&self.entries)
    }

    /// Whether there is no group.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// Forgets all groups and keeps the memory for the next.
    pub fn clear(&mut self) {
        self.index.clear(self.entries.iter().map(|(key, _)| *key));
        self.entries.clear();
    }

    #[inline]
    fn position(&self, key: Key) -> Option<usize> {
        self.index.get(key)
    }

    #[cold]
    fn insert(&mut self, key: Key, group: G) -> usize {
        let at = self.entries.len();
        self.entries.push((key, group));
        self.index.insert(key, at);
        at
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn groups_are_found_after_others_were_removed() {
        let mut table = KeyTable::default();
        for key in 0..1000u32 {
            *table.get_or_insert_with(Key(key), || 0) += key;
        }
        for key in (0..1000).step_by(3) {
            assert_eq!(table.remove(Key(key)), Some(key));
        }
        for key in 0..1000 {
            assert_eq!(table.get_mut(Key(key)).copied(), (key % 3 != 0).then_some(key));
        }
        assert_eq!(table.len(), 666);
        assert_eq!(table.remove(Key(0)), None);
    }

    #[test]
    fn memory_is_counted_with_the_room_for_more_and_outlives_the_groups() {
        let mut table = KeyTable::<[u64; 4]>::default();
        assert_eq!(table.bytes(), 0);
        for key in 0..100 {
            table.get_or_insert_with(Key(key), || [0; 4]);
        }
        let full = table.bytes();
        let least = 100 * (size_of::<(Key, [u64; 4])>() + size_of::<u32>()) as u64;
        assert!((least..3 * least).contains(&full), "{full} of at least {least}");
        table.clear();
        assert_eq!(table.bytes(), full);
    }

    #[test]
    fn the_order_is_that_of_insertion() {
        let mut table = KeyTable::default();
        for key in [527, 1, 110, 1, 296] {
            *table.get_or_insert_with(Key(key), || 0) += 1;
        }
        let order: Vec<_> = table.iter_mut().map(|(key, n)| (key.0, *n)).collect();
        assert_eq!(order, [(527, 1), (1, 2), (110, 1), (296, 1)]);
    }
}
