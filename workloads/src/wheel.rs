//! A queue of what is due, for instants that never go back.

/// Bits of an instant that one level sorts by: twice six, so that two words of 64 bits find the first slot of a level.
const BITS: u32 = 12;
/// Slots of a level.
const SLOTS: usize = 1 << BITS;
/// Levels, enough for any instant.
const LEVELS: usize = 64_u32.div_ceil(BITS) as usize;
/// Bits in a word of the map of occupied slots, and words of a level.
const WORD: usize = 64;
/// The end of a list.
const NOBODY: u32 = u32::MAX;

/// A hierarchical timing wheel (Varghese and Lauck 1987): members with a number each, every one waiting for an instant.
///
/// A member waits at the level of the highest digit (to base 4096) in which its instant differs from the wheel's own, in the
/// slot of its digit there. So a slot of level 0 holds one instant, and one of a higher level a range of them, which is dealt
/// out to the levels below once nothing comes before it. Nothing is compared, unlike in a heap, and nothing is allocated
/// once every member has had a place.
pub(crate) struct Wheel {
    /// No member waits for an earlier instant.
    now: u64,
    levels: Box<[Level; LEVELS]>,
    waiting: Vec<Waiting>,
}

/// The slots of one digit.
struct Level {
    /// One bit for each word of `occupied` that has any.
    words: u64,
    /// One bit for each slot that has members.
    occupied: [u64; SLOTS / WORD],
    /// The first member in each slot.
    first: [u32; SLOTS],
}

/// What a member waits for, and the next one in its slot.
#[derive(Clone, Copy)]
struct Waiting {
    instant: u64,
    next: u32,
}

impl Level {
    const EMPTY: Self = Self {
        words: 0,
        occupied: [0; SLOTS / WORD],
        first: [NOBODY; SLOTS],
    };

    /// Puts a member in front of those in a slot and returns the one that was the first.
    #[inline(always)]
    fn put(&mut self, slot: usize, member: u32) -> u32 {
        self.words |= 1 << (slot / WORD);
        self.occupied[slot / WORD] |= 1 << (slot % WORD);
        std::mem::replace(&mut self.first[slot], member)
    }

    /// The first slot that has members.
    #[inline(always)]
    fn first_slot(&self) -> usize {
        let word = self.words.trailing_zeros() as usize % WORD;
        word * WORD + self.occupied[word].trailing_zeros() as usize % WORD
    }

    /// Takes all members out of a slot: the first one.
    #[inline(always)]
    fn empty(&mut self, slot: usize) -> u32 {
        let word = &mut self.occupied[slot / WORD];
        *word &= !(1 << (slot % WORD));
        self.words &= !(u64::from(*word == 0) << (slot / WORD));
        std::mem::replace(&mut self.first[slot], NOBODY)
    }
}

impl Wheel {
    /// A wheel without members, at instant 0.
    pub(crate) fn new() -> Self {
        Self {
            now: 0,
            levels: Box::new([Level::EMPTY; LEVELS]),
            waiting: Vec::new(),
        }
    }

    /// Lets a member that does not wait yet wait for `instant`, which must not lie before the last one taken.
    #[inline(always)]
    pub(crate) fn insert(&mut self, member: u32, instant: u64) {
        let next = self.put(member, instant);
        let (place, waiting) = (member as usize, Waiting { instant, next });
        if place >= self.waiting.len() {
            self.waiting.resize(place + 1, waiting);
        }
        self.waiting[place] = waiting;
    }

    /// Puts a member into the slot of its instant; returns the next one there.
    #[inline(always)]
    fn put(&mut self, member: u32, instant: u64) -> u32 {
        debug_assert!(instant >= self.now, "{instant} lies before {}", self.now);
        let level = ((instant ^ self.now) | 1).ilog2() / BITS;
        let slot = (instant >> (level * BITS)) as usize % SLOTS;
        self.levels[level as usize].put(slot, member)
    }

    /// Appends all members of the first instant to `members`, in no order, if that instant is not after `until`, and
    /// returns it.
    #[inline]
    pub(crate) fn take_first(&mut self, until: u64, members: &mut Vec<u32>) -> Option<u64> {
        // Slots behind the wheel's own instant are empty.
        while self.levels[0].words == 0 {
            self.deal(until)?;
        }
        let slot = self.levels[0].first_slot();
        let instant = self.now / SLOTS as u64 * SLOTS as u64 + slot as u64;
        if instant > until {
            return None;
        }
        self.now = instant;
        let mut member = self.levels[0].empty(slot);
        while member != NOBODY {
            members.push(member);
            member = self.waiting[member as usize].next;
        }
        Some(instant)
    }

    /// Deals out the members of the first slot that has any to the levels below; `None` if there are none or it begins after
    /// `until`.
    #[inline(never)]
    fn deal(&mut self, until: u64) -> Option<()> {
        let level = self.levels.iter().position(|level| level.words != 0)?;
        let (slot, shift) = (self.levels[level].first_slot(), level as u32 * BITS);
        // In two steps: at the last level, one would shift out all 64 bits.
        let above = self.now >> shift >> BITS << BITS;
        let start = (above | slot as u64) << shift;
        if start > until {
            return None;
        }
        self.now = start;
        let mut member = self.levels[level].empty(slot);
        while member != NOBODY {
            let Waiting { instant, next } = self.waiting[member as usize];
            self.waiting[member as usize].next = self.put(member, instant);
            member = next;
        }
        Some(())
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
