//! A hash table for integer keys from which nothing is removed.

use crate::groups::Groups;

/// Slots at first, a power of two.
const FEWEST_SLOTS: usize = 64;
/// Keys are small up to so many times the number of keys, and a few more.
const SMALL_PER_KEY: usize = 16;
/// The few more: as many as a few keys of up to 4095 need. Where half of the keys are small and half are not, which way a
/// look-up goes cannot be predicted, and that costs more than either way.
const FEWEST_SMALL: usize = 4096;
/// 2^64 divided by the golden ratio: spreads neighbouring keys over all slots (Knuth, TAOCP 3, 6.4).
const SPREAD: u64 = 0x9e37_79b9_7f4a_7c15;

/// Small keys, of which many are there, have the places of their values in a list. The others: open addressing with linear
/// probing, at most half full. A slot holds a key and the place of its value, so that a probe touches one cache line and the
/// value another. Values lie in the order in which their keys came.
pub(crate) struct Table<A> {
    /// The place of the value of a small key plus one; 0: none.
    small: Vec<u32>,
    /// The key in the upper half, the place of its value plus one in the lower; 0: free.
    slots: Vec<u64>,
    /// Slots that are not free.
    taken: usize,
    shift: u32,
    values: Vec<(u32, A)>,
}

impl<A> Default for Table<A> {
    fn default() -> Self {
        Self {
            small: Vec::new(),
            slots: vec![0; FEWEST_SLOTS],
            taken: 0,
            shift: 64 - FEWEST_SLOTS.ilog2(),
            values: Vec::new(),
        }
    }
}

impl<A> Table<A> {
    /// How many keys there are.
    pub(crate) fn len(&self) -> usize {
        self.values.len()
    }

    /// The slot of `key`, or the free one where it belongs, and what stands in it.
    #[inline]
    fn slot(&self, key: u32) -> (usize, u64) {
        let mask = self.slots.len() - 1;
        let mut at = (u64::from(key).wrapping_mul(SPREAD) >> self.shift) as usize & mask;
        loop {
            let slot = self.slots[at];
            if slot == 0 || (slot >> 32) as u32 == key {
                return (at, slot);
            }
            at = (at + 1) & mask;
        }
    }

    #[cold]
    #[inline(never)]
    fn insert(&mut self, at: usize, key: u32, value: A) -> usize {
        self.values.push((key, value));
        let place = self.values.len();
        let below = self.small.len().max(SMALL_PER_KEY * place + FEWEST_SMALL);
        if (key as usize) < below {
            self.cover(key);
            return place - 1;
        }
        self.slots[at] = u64::from(key) << 32 | place as u64;
        self.taken += 1;
        if self.taken * 2 > self.slots.len() {
            self.grow();
        }
        place - 1
    }

    /// The key that came last is small, and with it all that are smaller. What stands in the slots for them is not looked
    /// at any more.
    fn cover(&mut self, key: u32) {
        if key as usize >= self.small.len() {
            self.small.resize((key as usize + 1).next_power_of_two(), 0);
            for (place, (key, _)) in self.values.iter().enumerate() {
                if let Some(small) = self.small.get_mut(*key as usize) {
                    *small = place as u32 + 1;
                }
            }
        }
        self.small[key as usize] = self.values.len() as u32;
    }

    fn grow(&mut self) {
        let slots = self.slots.len() * 2;
        self.slots = vec![0; slots];
        self.shift = 64 - slots.ilog2();
        self.taken = 0;
        for place in 0..self.values.len() {
            let key = self.values[place].0;
            if key as usize >= self.small.len() {
                let (at, _) = self.slot(key);
                self.slots[at] = u64::from(key) << 32 | (place as u64 + 1);
                self.taken += 1;
            }
        }
    }
}

impl<A> Groups<A> for Table<A> {
    #[inline]
    fn at(&mut self, key: u32, make: impl FnOnce() -> A) -> &mut A {
        if let Some(place) = self.small.get(key as usize).copied().filter(|place| *place > 0) {
            return &mut self.values[place as usize - 1].1;
        }
        let (at, slot) = self.slot(key);
        let place = match slot {
            0 => self.insert(at, key, make()),
            // The place is at least 1.
            slot => slot as u32 as usize - 1,
        };
        &mut self.values[place].1
    }

    fn get(&self, key: u32) -> Option<&A> {
        if let Some(place) = self.small.get(key as usize) {
            return (*place > 0).then(|| &self.values[*place as usize - 1].1);
        }
        match self.slot(key).1 {
            0 => None,
            slot => Some(&self.values[slot as u32 as usize - 1].1),
        }
    }

    fn each<'a>(&'a self) -> impl Iterator<Item = (u32, &'a A)>
    where
        A: 'a,
    {
        self.values.iter().map(|(key, value)| (*key, value))
    }

    fn clear(&mut self) {
        if self.values.len() < self.small.len() / SMALL_PER_KEY {
            for (key, _) in &self.values {
                if let Some(place) = self.small.get_mut(*key as usize) {
                    *place = 0;
                }
            }
        } else {
            self.small.fill(0);
        }
        if self.taken > 0 {
            self.slots.fill(0);
            self.taken = 0;
        }
        self.values.clear();
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;

    /// Small keys that come in order, keys all over, and the last one.
    fn keys(count: u32) -> impl Iterator<Item = u32> {
        let key = |i: u32| {
            if i.is_multiple_of(2) {
                i
            } else {
                i.wrapping_mul(0x9e37_79b1)
            }
        };
        (0..count).map(key).chain([u32::MAX])
    }

    #[test]
    fn every_key_keeps_its_value_while_the_table_grows_and_when_it_is_used_again() {
        let mut table = Table::default();
        for count in [5_000, 3, 800, 20_000, 5_000] {
            keys(count).for_each(|key| *table.at(key, || 0) += u64::from(key));
            assert!(keys(count).all(|key| table.get(key) == Some(&u64::from(key))));
            assert!(
                table.each().map(|(key, _)| key).eq(keys(count)),
                "in the order in which they came"
            );
            table.clear();
            assert_eq!(table.len(), 0);
            assert!(keys(20_000).all(|key| table.get(key).is_none()));
        }
    }

    #[test]
    fn it_counts_as_a_map_does_whatever_the_keys() {
        for bits in 1..=32_u32 {
            let (mut table, mut map, mut key) = (Table::default(), BTreeMap::new(), bits);
            for _ in 0..3_000 {
                key = key.wrapping_mul(0x915f_77f5).wrapping_add(1);
                let key = key >> (32 - bits);
                *table.at(key, || 0) += 1;
                *map.entry(key).or_insert(0) += 1;
            }
            assert_eq!(
                table.each().map(|(key, n)| (key, *n)).collect::<BTreeMap<_, _>>(),
                map
            );
            assert!(
                map.iter().all(|(key, n)| table.get(*key) == Some(n)),
                "{bits} bits"
            );
        }
    }

    #[test]
    fn a_few_keys_below_4096_are_all_small_in_whatever_order_they_come() {
        let mut keys = [1, 2, 50, 110, 260, 296, 318, 480, 2571, 4095];
        for _ in 0..keys.len() {
            keys.rotate_left(1);
            let mut table = Table::default();
            keys.iter().for_each(|key| *table.at(*key, || 0) += 1);
            assert_eq!(table.taken, 0, "{keys:?}");
        }
    }

    #[test]
    fn great_keys_make_no_long_list() {
        let mut table = Table::default();
        (0..100).for_each(|i| *table.at(u32::MAX - 50_000 * i, || 0) += 1);
        assert!(table.small.is_empty());
    }
}
