//! Which users there were.

use crate::groups::Groups as _;
use crate::table::Table;

/// Users below this are bits in a list: at most 512 KiB for a group.
const SMALL_USERS: u32 = 1 << 22;

/// A set of users: a bit for each small one, a table of the others.
#[derive(Default)]
pub(crate) struct Users {
    small: Vec<u64>,
    count: u64,
    others: Table<()>,
}

impl Users {
    /// How many there are.
    pub(crate) fn count(&self) -> u64 {
        self.count + self.others.len() as u64
    }

    #[inline]
    pub(crate) fn add(&mut self, user: u32) {
        let (word, bit) = ((user / 64) as usize, 1 << (user % 64));
        match self.small.get_mut(word) {
            Some(bits) => {
                self.count += u64::from(*bits & bit == 0);
                *bits |= bit;
            }
            None => self.add_greater(user),
        }
    }

    /// Adds a user beyond all that there were.
    #[cold]
    #[inline(never)]
    fn add_greater(&mut self, user: u32) {
        if user < SMALL_USERS {
            self.small
                .resize(((user / 64) as usize + 1).next_power_of_two(), 0);
            self.add(user);
        } else {
            self.others.at(user, || ());
        }
    }

    /// Adds those of another set.
    pub(crate) fn merge(&mut self, other: &Self) {
        if self.small.len() < other.small.len() {
            self.small.resize(other.small.len(), 0);
        }
        for (bits, more) in self.small.iter_mut().zip(&other.small) {
            self.count += u64::from((more & !*bits).count_ones());
            *bits |= more;
        }
        for (user, ()) in other.others.each() {
            self.others.at(user, || ());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn set(users: &[u32]) -> Users {
        let mut set = Users::default();
        users.iter().for_each(|user| set.add(*user));
        set
    }

    #[test]
    fn every_user_counts_once_however_great() {
        let users = [
            0,
            63,
            64,
            0,
            1_000_000,
            SMALL_USERS - 1,
            SMALL_USERS,
            u32::MAX,
            u32::MAX,
        ];
        assert_eq!(set(&users).count(), 7);
    }

    #[test]
    fn two_sets_together_have_the_users_of_both_once() {
        for (one, other, both) in [
            (&[1, 2, u32::MAX][..], &[2, 3, 100_000, u32::MAX][..], 5),
            (&[], &[7], 1),
            (&[70_000], &[], 1),
        ] {
            let mut merged = set(one);
            merged.merge(&set(other));
            assert_eq!(merged.count(), both, "{one:?} {other:?}");
        }
    }
}
