//! A hash table for integer keys from which nothing is removed.

use crate::groups::Groups;

/// Slots at first, a power of two.
const FEWEST_SLOTS: usize = 64;
/// 2^64 divided by the golden ratio: spreads neighbouring keys over all slots (Knuth, TAOCP 3, 6.4).
const SPREAD: u64 = 0x9e37_79b9_7f4a_7c15;

/// Open addressing with linear probing, at most half full. A slot holds a key and the place of its value, so that a probe
/// touches one cache line and the value another; values lie in the order in which their keys came.
pub(crate) struct Table<A> {
    /// The key in the upper half, the place of its value plus one in the lower; 0: free.
    slots: Vec<u64>,
    shift: u32,
    values: Vec<(u32, A)>,
}

impl<A> Default for Table<A> {
    fn default() -> Self {
        Self {
            slots: vec![0; FEWEST_SLOTS],
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
        self.slots[at] = u64::from(key) << 32 | place as u64;
        if place * 2 > self.slots.len() {
            self.grow();
        }
        place - 1
    }

    fn grow(&mut self) {
        let slots = self.slots.len() * 2;
        self.slots = vec![0; slots];
        self.shift = 64 - slots.ilog2();
        for place in 0..self.values.len() {
            let key = self.values[place].0;
            let (at, _) = self.slot(key);
            self.slots[at] = u64::from(key) << 32 | (place as u64 + 1);
        }
    }
}

impl<A> Groups<A> for Table<A> {
    #[inline]
    fn at(&mut self, key: u32, make: impl FnOnce() -> A) -> &mut A {
        let (at, slot) = self.slot(key);
        let place = match slot {
            0 => self.insert(at, key, make()),
            // The place is at least 1.
            slot => slot as u32 as usize - 1,
        };
        &mut self.values[place].1
    }

    fn get(&self, key: u32) -> Option<&A> {
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
        self.slots.fill(0);
        self.values.clear();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_key_keeps_its_value_while_the_table_grows() {
        let mut table = Table::default();
        let keys = || {
            (0..5_000_u32)
                .map(|i| i.wrapping_mul(0x9e37_79b1))
                .chain([u32::MAX])
        };
        for _ in 0..2 {
            keys().for_each(|key| *table.at(key, || 0) += key as u64);
            assert!(keys().all(|key| table.get(key) == Some(&u64::from(key))));
            assert!(
                table.each().map(|(key, _)| key).eq(keys()),
                "in the order in which they came"
            );
            assert_eq!(table.len(), 5_001);
            table.clear();
            assert_eq!((table.get(7), table.len()), (None, 0));
        }
    }
}
