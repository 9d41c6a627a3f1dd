//! A queue of what is due, for instants that never go back.

/// Bits of an instant that one level sorts by.
const BITS: u32 = 8;
/// Slots of a level.
const SLOTS: usize = 1 << BITS;
/// Levels, enough for any instant.
const LEVELS: usize = 64 / BITS as usize;
/// Bits in a word of the map of occupied slots.
const WORD: usize = 64;
/// The end of a list.
const NOBODY: u32 = u32::MAX;

/// A hierarchical timing wheel (Varghese and Lauck 1987): members with a number each, every one waiting for an instant.
///
/// A member waits at the level of the highest digit (to base 256) in which its instant differs from the wheel's own, in the
/// slot of its digit there. So a slot of level 0 holds one instant, and one of a higher level a range of them, which is dealt
/// out to the levels below once nothing comes before it. Nothing is compared, unlike in a heap, and nothing is allocated
/// once every member has had a place.
pub(crate) struct Wheel {
    /// No member waits for an earlier instant.
    now: u64,
    /// The first member in each slot, level by level.
    first: Box<[u32; LEVELS * SLOTS]>,
    /// One bit for each slot that has members.
    occupied: [u64; LEVELS * SLOTS / WORD],
    waiting: Vec<Waiting>,
}

/// What a member waits for, and the next one in its slot.
#[derive(Clone, Copy)]
struct Waiting {
    instant: u64,
    next: u32,
}

impl Wheel {
    /// A wheel without members, at instant 0.
    pub(crate) fn new() -> Self {
        Self {
            now: 0,
            first: Box::new([NOBODY; LEVELS * SLOTS]),
            occupied: [0; LEVELS * SLOTS / WORD],
            waiting: Vec::new(),
        }
    }

    /// Lets a member that does not wait yet wait for `instant`, which must not lie before the last one taken.
    #[inline]
    pub(crate) fn insert(&mut self, member: u32, instant: u64) {
        debug_assert!(instant >= self.now, "{instant} lies before {}", self.now);
        let level = ((instant ^ self.now) | 1).ilog2() / BITS;
        let digit = (instant >> (level * BITS)) as usize % SLOTS;
        let slot = (level as usize * SLOTS + digit) % (LEVELS * SLOTS);
        let waiting = Waiting {
            instant,
            next: self.first[slot],
        };
        let place = member as usize;
        if place >= self.waiting.len() {
            self.waiting.resize(place + 1, waiting);
        }
        self.waiting[place] = waiting;
        self.first[slot] = member;
        self.occupied[slot / WORD] |= 1 << (slot % WORD);
    }

    /// Appends all members of the first instant to `members`, in no order, if that instant is not after `until`, and
    /// returns it.
    #[inline]
    pub(crate) fn take_first(&mut self, until: u64, members: &mut Vec<u32>) -> Option<u64> {
        loop {
            let (level, digit) = self.first_slot()?;
            let shift = level as u32 * BITS;
            // In two steps: at the last level, one would shift out all 64 bits.
            let above = self.now >> shift >> BITS << BITS;
            let start = (above | digit as u64) << shift;
            if start > until {
                return None;
            }
            self.now = start;
            let slot = level * SLOTS + digit;
            self.occupied[slot / WORD] &= !(1 << (slot % WORD));
            let mut member = std::mem::replace(&mut self.first[slot], NOBODY);
            while member != NOBODY {
                let Waiting { instant, next } = self.waiting[member as usize];
                if level == 0 {
                    members.push(member);
                } else {
                    self.insert(member, instant);
                }
                member = next;
            }
            if level == 0 {
                return Some(start);
            }
        }
    }

    /// The slot that holds the first instant, as level and digit. Slots behind the wheel's own instant are empty.
    #[inline]
    fn first_slot(&self) -> Option<(usize, usize)> {
        let word = self.occupied.iter().position(|bits| *bits != 0)?;
        let slot = word * WORD + self.occupied[word].trailing_zeros() as usize;
        Some((slot / SLOTS, slot % SLOTS))
    }
}

#[cfg(test)]
mod tests {
    use std::cmp::Reverse;
    use std::collections::BinaryHeap;

    use super::*;
    use crate::draw::{Draw, Purpose};

    /// Everything due until `until`, each with its instant; members of one instant in order.
    fn drain(wheel: &mut Wheel, until: u64) -> Vec<(u64, u32)> {
        let (mut all, mut members) = (Vec::new(), Vec::new());
        while let Some(instant) = wheel.take_first(until, &mut members) {
            members.sort_unstable();
            all.extend(members.drain(..).map(|member| (instant, member)));
        }
        all
    }

    #[test]
    fn members_come_when_they_are_due_and_not_before() {
        let mut wheel = Wheel::new();
        for (member, instant) in (0..).zip([u64::MAX, 300, 0, 255, 256, 300, 1 << 40]) {
            wheel.insert(member, instant);
        }
        assert_eq!(drain(&mut wheel, 256), [(0, 2), (255, 3), (256, 4)]);
        assert_eq!(drain(&mut wheel, 299), []);
        wheel.insert(7, 299);
        assert_eq!(drain(&mut wheel, 300), [(299, 7), (300, 1), (300, 5)]);
        wheel.insert(8, 300);
        assert_eq!(
            drain(&mut wheel, u64::MAX),
            [(300, 8), (1 << 40, 6), (u64::MAX, 0)]
        );
        assert_eq!(drain(&mut wheel, u64::MAX), []);
    }

    #[test]
    fn the_order_is_that_of_a_heap() {
        let draw = Draw::new(3, Purpose::Facts);
        for spread in [0, 3, 8, 14, 27, 50] {
            let (mut wheel, mut heap, mut members) = (Wheel::new(), BinaryHeap::new(), Vec::new());
            for member in 0..500 {
                let instant = draw.at(u64::from(member)) >> (63 - spread);
                wheel.insert(member, instant);
                heap.push(Reverse((instant, member)));
            }
            for step in 500..20_000 {
                if members.is_empty() {
                    wheel.take_first(u64::MAX, &mut members).unwrap();
                    members.sort_unstable_by_key(|member| Reverse(*member));
                }
                let Reverse((now, expected)) = heap.pop().unwrap();
                let member = members.pop().unwrap();
                assert_eq!(member, expected, "spread {spread}, step {step}");
                let later = now + 1 + (draw.at(step) >> (63 - spread));
                wheel.insert(member, later);
                heap.push(Reverse((later, member)));
            }
        }
    }
}
