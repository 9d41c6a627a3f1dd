//! Where the entry of a key stands.

use std::hash::BuildHasher;

use hashbrown::HashTable;
use rustc_hash::FxBuildHasher;
use streamgauge_model::Key;

use crate::memory::of_vec;

/// No place.
const NONE: u32 = u32::MAX;
/// Keys have a slot of their own up to so many times the number of keys, and a few more.
const SLOTS_PER_KEY: usize = 16;
/// The few more: as many as a few keys of up to 4095 need. Where half of the keys have a slot and half have not, which way
/// a look-up goes cannot be predicted, and that costs more than either way.
const FEWEST_SLOTS: usize = 4096;

/// Places by key. Small keys, of which many are there, have a slot each and are found without hashing; the others are in a
/// hash table, together with their place, so that a look-up touches nothing else.
#[derive(Clone, Debug, Default)]
pub(crate) struct KeyIndex {
    slots: Vec<u32>,
    hashed: HashTable<(Key, u32)>,
    /// How many keys there are.
    keys: usize,
}

#[inline]
fn hash(key: Key) -> u64 {
    FxBuildHasher.hash_one(key)
}

impl KeyIndex {
    /// The place of `key`.
    #[inline]
    pub fn get(&self, key: Key) -> Option<usize> {
        match self.slots.get(key.0 as usize) {
            Some(&NONE) => None,
            Some(&place) => Some(place as usize),
            None => self
                .hashed
                .find(hash(key), |(at, _)| *at == key)
                .map(|(_, place)| *place as usize),
        }
    }

    /// Puts `key`, which has no place, at `place`.
    pub fn insert(&mut self, key: Key, place: usize) {
        let (slot, small) = (key.0 as usize, SLOTS_PER_KEY * self.keys + FEWEST_SLOTS);
        if (self.slots.len()..small).contains(&slot) {
            self.grow((slot + 1).next_power_of_two());
        }
        self.keys += 1;
        self.put(key, place as u32);
    }

    fn put(&mut self, key: Key, place: u32) {
        match self.slots.get_mut(key.0 as usize) {
            Some(slot) => *slot = place,
            None => {
                self.hashed
                    .insert_unique(hash(key), (key, place), |(key, _)| hash(*key));
            }
        }
    }

    /// Moves `key` to `place`.
    pub fn set(&mut self, key: Key, place: usize) {
        match self.slots.get_mut(key.0 as usize) {
            Some(slot) => *slot = place as u32,
            None => {
                if let Some((_, at)) = self.hashed.find_mut(hash(key), |(at, _)| *at == key) {
                    *at = place as u32;
                }
            }
        }
    }

    /// Removes `key`.
    pub fn remove(&mut self, key: Key) {
        self.keys -= 1;
        match self.slots.get_mut(key.0 as usize) {
            Some(slot) => *slot = NONE,
            None => {
                if let Ok(entry) = self.hashed.find_entry(hash(key), |(at, _)| *at == key) {
                    entry.remove();
                }
            }
        }
    }

    /// Gives more keys a slot.
    #[cold]
    fn grow(&mut self, slots: usize) {
        self.slots.resize(slots, NONE);
        let hashed = std::mem::take(&mut self.hashed);
        hashed.into_iter().for_each(|(key, place)| self.put(key, place));
    }

    /// Forgets all keys, which are `keys`, and keeps the memory. Slots of keys that are not there are not touched unless
    /// that is quicker: there may be far more of them.
    pub fn clear(&mut self, keys: impl Iterator<Item = Key>) {
        if self.keys < self.slots.len() / SLOTS_PER_KEY {
            for key in keys {
                if let Some(slot) = self.slots.get_mut(key.0 as usize) {
                    *slot = NONE;
                }
            }
        } else {
            self.slots.fill(NONE);
        }
        self.hashed.clear();
        self.keys = 0;
    }

    /// Bytes of memory.
    pub fn bytes(&self) -> u64 {
        of_vec(&self.slots) + self.hashed.allocation_size() as u64
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;

    /// SplitMix64.
    fn random(state: &mut u64) -> u32 {
        *state = state.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let z = (*state ^ (*state >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        (z >> 32) as u32
    }

    /// Small keys, keys around the limit of what is small, keys at the end, and any key.
    fn any_key(state: &mut u64) -> Key {
        let key = random(state);
        Key(match key % 4 {
            0 => key % 100,
            1 => key % 20_000,
            2 => u32::MAX - key % 100,
            _ => key,
        })
    }

    #[test]
    fn every_key_has_the_place_that_a_map_says_while_others_come_and_go() {
        for seed in 0..20 {
            let (mut state, mut index, mut map) = (seed, KeyIndex::default(), BTreeMap::new());
            for step in 0..5_000 {
                let key = any_key(&mut state);
                assert_eq!(index.get(key), map.get(&key).copied(), "{key:?}, seed {seed}");
                match (random(&mut state) % 4, map.contains_key(&key)) {
                    (0, true) => {
                        index.remove(key);
                        map.remove(&key);
                    }
                    (_, true) => {
                        index.set(key, step);
                        map.insert(key, step);
                    }
                    (_, false) => {
                        index.insert(key, step);
                        map.insert(key, step);
                    }
                }
                if random(&mut state).is_multiple_of(1_500) {
                    index.clear(map.keys().copied());
                    map.clear();
                }
            }
            assert!(map.iter().all(|(key, place)| index.get(*key) == Some(*place)));
        }
    }

    #[test]
    fn a_clear_forgets_few_keys_in_many_slots_and_many_keys() {
        let mut index = KeyIndex::default();
        for keys in [2_000, 3, 2_000] {
            (0..keys).for_each(|key| index.insert(Key(key), key as usize));
            index.insert(Key(u32::MAX), 0);
            index.clear((0..keys).map(Key).chain([Key(u32::MAX)]));
            assert!(
                (0..2_000)
                    .chain([u32::MAX])
                    .all(|key| index.get(Key(key)).is_none())
            );
        }
    }

    #[test]
    fn great_keys_take_no_slots_and_slots_are_bounded_by_the_number_of_keys() {
        let mut index = KeyIndex::default();
        index.insert(Key(u32::MAX), 0);
        index.insert(Key(1_000_000), 1);
        assert!(index.bytes() < 200, "{}", index.bytes());
        for (place, key) in (2..).zip((0..40_000).step_by(40)) {
            index.insert(Key(key), place);
        }
        let most = 2 * (SLOTS_PER_KEY * 1_002 + FEWEST_SLOTS) * size_of::<u32>();
        assert!(index.bytes() < most as u64 + 40_000, "{}", index.bytes());
        assert_eq!(
            (index.get(Key(u32::MAX)), index.get(Key(1_000_000))),
            (Some(0), Some(1))
        );
    }

    #[test]
    fn a_few_keys_below_4096_all_have_a_slot_in_whatever_order_they_come() {
        let mut keys = [1, 2, 50, 110, 260, 296, 318, 480, 2571, 4095];
        for _ in 0..keys.len() {
            keys.rotate_left(1);
            let mut index = KeyIndex::default();
            (0..)
                .zip(keys)
                .for_each(|(place, key)| index.insert(Key(key), place));
            assert!(index.hashed.is_empty(), "{keys:?}");
        }
    }

    #[test]
    fn keys_that_go_make_no_room_for_slots() {
        let mut index = KeyIndex::default();
        for key in 0..1_000_000 {
            index.insert(Key(key), 0);
            if key >= 10 {
                index.remove(Key(key - 10));
            }
        }
        let most = 2 * (SLOTS_PER_KEY * 11 + FEWEST_SLOTS) * size_of::<u32>();
        assert!(index.bytes() < most as u64 + 1_000, "{}", index.bytes());
    }
}
