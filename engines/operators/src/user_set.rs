//! Which users a group has seen.

use hashbrown::HashSet;
use rustc_hash::FxBuildHasher;

use crate::memory::of_vec;

/// Users have a bit of their own up to so many times the number of users: about what one takes up in a hash table.
const BITS_PER_USER: usize = 64;
/// And a few more.
const FEWEST_BITS: usize = 512;

/// A set of users that takes up one pointer while it is empty.
#[derive(Clone, Debug, Default)]
pub(crate) struct UserSet(Option<Box<Users>>);

/// Small users, of which many are there, have a bit each; the others are in a hash table.
#[derive(Clone, Debug, Default)]
struct Users {
    bits: Vec<u64>,
    others: HashSet<u32, FxBuildHasher>,
    count: usize,
}

/// The word in which a user has its bit, and that bit.
#[inline]
const fn place(user: u32) -> (usize, u64) {
    (user as usize / 64, 1 << (user % 64))
}

impl UserSet {
    /// Puts a user in, if it is not in.
    #[inline]
    pub fn insert(&mut self, user: u32) {
        self.0.get_or_insert_default().insert(user);
    }

    /// Puts all of `other` in.
    pub fn unite(&mut self, other: Self) {
        match (&mut self.0, other.0) {
            (Some(users), Some(other)) => users.unite(*other),
            (users @ None, other) => *users = other,
            (Some(_), None) => {}
        }
    }

    /// Whether a user is in.
    pub fn contains(&self, user: u32) -> bool {
        self.0.as_ref().is_some_and(|users| users.contains(user))
    }

    /// All users, in no order that means anything.
    pub fn iter(&self) -> impl Iterator<Item = u32> {
        self.0.iter().flat_map(|users| users.iter())
    }

    /// Number of users.
    pub fn len(&self) -> usize {
        self.0.as_ref().map_or(0, |users| users.count)
    }

    /// Bytes of memory beyond its own size.
    pub fn bytes(&self) -> u64 {
        let of = |users: &Users| {
            size_of::<Users>() as u64 + of_vec(&users.bits) + users.others.allocation_size() as u64
        };
        self.0.as_deref().map_or(0, of)
    }
}

impl Users {
    #[inline]
    fn insert(&mut self, user: u32) {
        let (at, bit) = place(user);
        match self.bits.get_mut(at) {
            Some(word) => {
                self.count += usize::from(*word & bit == 0);
                *word |= bit;
            }
            None => self.insert_great(user),
        }
    }

    /// A user without a bit gets one if there are enough users by now.
    #[inline(never)]
    fn insert_great(&mut self, user: u32) {
        let (at, _) = place(user);
        if at < (BITS_PER_USER * self.count + FEWEST_BITS) / 64 {
            self.grow((at + 1).next_power_of_two());
            self.insert(user);
        } else {
            self.count += usize::from(self.others.insert(user));
        }
    }

    /// Gives more users a bit.
    #[cold]
    fn grow(&mut self, words: usize) {
        let Self { bits, others, .. } = self;
        bits.resize(words, 0);
        others.retain(|user| {
            let (at, bit) = place(*user);
            match bits.get_mut(at) {
                Some(word) => *word |= bit,
                None => return true,
            }
            false
        });
    }

    fn unite(&mut self, mut other: Self) {
        if self.bits.len() < other.bits.len() {
            std::mem::swap(self, &mut other);
        }
        for (word, more) in self.bits.iter_mut().zip(&other.bits) {
            self.count += (more & !*word).count_ones() as usize;
            *word |= more;
        }
        other.others.into_iter().for_each(|user| self.insert(user));
    }

    fn contains(&self, user: u32) -> bool {
        let (at, bit) = place(user);
        match self.bits.get(at) {
            Some(word) => word & bit != 0,
            None => self.others.contains(&user),
        }
    }

    fn iter(&self) -> impl Iterator<Item = u32> {
        let small = (0..).zip(&self.bits).flat_map(|(at, word)| {
            let has = move |bit: &u32| word >> bit & 1 != 0;
            (0..64).filter(has).map(move |bit| at * 64 + bit)
        });
        small.chain(self.others.iter().copied())
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    /// Users of every size, the last among them, in an order without a pattern.
    fn users(seed: u64, count: usize) -> Vec<u32> {
        let mut state = seed;
        let mut next = || {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
            let user = (state >> 32) as u32;
            [
                user % 50,
                user % 3_000,
                user % 100_000,
                u32::MAX - user % 40,
                user,
            ][(state >> 20) as usize % 5]
        };
        (0..count).map(|_| next()).collect()
    }

    fn set(users: &[u32]) -> UserSet {
        let mut set = UserSet::default();
        users.iter().for_each(|user| set.insert(*user));
        set
    }

    fn assert_holds(set: &UserSet, expected: &BTreeSet<u32>) {
        assert_eq!(set.len(), expected.len());
        assert_eq!(set.iter().collect::<BTreeSet<_>>(), *expected);
        assert_eq!(set.iter().count(), expected.len(), "each once");
        assert!(expected.iter().all(|user| set.contains(*user)));
        let absent = |user: &u32| !expected.contains(user);
        assert!(
            users(99, 500)
                .into_iter()
                .filter(absent)
                .all(|user| !set.contains(user))
        );
    }

    #[test]
    fn it_holds_what_a_set_holds() {
        for count in [0, 1, 2, 10, 100, 2_000, 20_000] {
            let users = users(count as u64, count);
            assert_holds(&set(&users), &users.iter().copied().collect());
        }
    }

    #[test]
    fn united_sets_hold_the_users_of_both() {
        for (seed, few, many) in [(1, 0, 5), (2, 5, 0), (3, 3, 3_000), (4, 800, 700), (5, 30, 40)] {
            let (left, right) = (users(seed, few), users(seed + 10, many));
            let both: BTreeSet<u32> = left.iter().chain(&right).copied().collect();
            for (into, other) in [(&left, &right), (&right, &left)] {
                let mut united = set(into);
                united.unite(set(other));
                assert_holds(&united, &both);
            }
        }
    }

    #[test]
    fn few_great_users_take_little_memory() {
        let great: Vec<u32> = (0..50).map(|i| u32::MAX - 1_000_000 * i).collect();
        assert!(set(&great).bytes() < 1_000);
        let spread: Vec<u32> = (0..10_000).map(|i| i * 60).collect();
        assert!(set(&spread).bytes() < 250_000);
        assert_eq!(
            (UserSet::default().bytes(), size_of::<UserSet>()),
            (0, size_of::<usize>())
        );
    }
}
