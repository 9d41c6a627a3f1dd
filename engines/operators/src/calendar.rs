//! Timers that are set in about the order of time.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use streamgauge_model::Key;

use crate::memory::{of_heap, of_vec};

/// Days that lie open at once, a power of two.
const DAYS: usize = 512;
/// Days in the span that timers are usually set ahead.
const DAYS_AHEAD: i64 = 64;

/// When which key is to be looked after; times are milliseconds. Gives back what a heap of (time, key) gives back, in its
/// order.
///
/// A calendar queue (Brown 1988, *Calendar Queues: A Fast O(1) Priority Queue Implementation for the Simulation Event Set
/// Problem*) for timers that seldom come before others that are set: setting one is a push to the list of its day, and a day
/// is sorted when it comes. What lies before the first day, or too far ahead, goes to a heap.
#[derive(Clone, Debug)]
pub(crate) struct Calendar {
    /// A day has two to this power milliseconds, 2^31 at most.
    shift: u32,
    /// The number of the first day that has timers.
    day: i64,
    /// Its timers, the earliest last; empty only if all days are.
    today: Vec<u64>,
    /// The timers of the days behind it, in no order; each stands at its number modulo [`DAYS`].
    days: Vec<Vec<u64>>,
    /// Which of these are not empty, a bit for each.
    filled: [u64; DAYS / 64],
    others: BinaryHeap<Reverse<(i64, Key)>>,
    /// The earliest of all.
    next: i64,
}

impl Calendar {
    /// For timers that are usually set `ahead_ms` milliseconds ahead.
    pub(crate) fn new(ahead_ms: i64) -> Self {
        Self {
            shift: (ahead_ms / DAYS_AHEAD).max(1).ilog2().min(31),
            day: 0,
            today: Vec::new(),
            days: Vec::new(),
            filled: [0; DAYS / 64],
            others: BinaryHeap::new(),
            next: i64::MAX,
        }
    }

    /// The earliest instant at which a key is to be looked after; `i64::MAX` if there is none.
    #[inline]
    pub(crate) const fn next(&self) -> i64 {
        self.next
    }

    /// `key` is to be looked after at `due`.
    #[inline]
    pub(crate) fn set(&mut self, due: i64, key: Key) {
        let day = due >> self.shift;
        if self.today.is_empty() {
            self.day = day;
        }
        let ahead = day.wrapping_sub(self.day).cast_unsigned();
        let within = due.cast_unsigned() & ((1 << self.shift) - 1);
        let entry = within << 32 | u64::from(key.0);
        if ahead == 0 {
            self.set_today(entry);
        } else if ahead < DAYS as u64 {
            self.set_on(place(day), entry);
        } else {
            self.others.push(Reverse((due, key)));
        }
        self.next = self.next.min(due);
    }

    fn set_today(&mut self, entry: u64) {
        let at = self.today.partition_point(|other| *other > entry);
        self.today.insert(at, entry);
    }

    #[inline]
    fn set_on(&mut self, place: usize, entry: u64) {
        if self.days.is_empty() {
            self.days.resize_with(DAYS, Vec::new);
        }
        self.days[place].push(entry);
        self.filled[place / 64] |= 1 << (place % 64);
    }

    /// Takes the earliest timer, if it is due at `now`.
    #[inline]
    pub(crate) fn pop_due(&mut self, now: i64) -> Option<(i64, Key)> {
        if self.next > now {
            return None;
        }
        let other = self.others.peek().map(|Reverse(first)| *first);
        let first = match (self.first_today(), other) {
            (Some(first), other) if other.is_none_or(|other| first <= other) => {
                self.today.pop();
                if self.today.is_empty() {
                    self.turn();
                }
                first
            }
            (_, other) => {
                self.others.pop();
                other?
            }
        };
        let other = self.others.peek().map_or(i64::MAX, |Reverse((due, _))| *due);
        self.next = self.first_today().map_or(other, |(due, _)| due.min(other));
        Some(first)
    }

    #[inline]
    fn first_today(&self) -> Option<(i64, Key)> {
        let entry = *self.today.last()?;
        let due = (self.day << self.shift) + (entry >> 32).cast_signed();
        Some((due, Key(entry as u32)))
    }

    /// Turns to the next day that has timers.
    fn turn(&mut self) {
        let Some(day) = self.next_filled() else {
            return;
        };
        let place = place(day);
        self.day = day;
        self.filled[place / 64] &= !(1 << (place % 64));
        std::mem::swap(&mut self.today, &mut self.days[place]);
        self.today.sort_unstable_by(|one, other| other.cmp(one));
    }

    /// The number of the first day behind today's that has timers.
    fn next_filled(&self) -> Option<i64> {
        let mut ahead = 1;
        while ahead < DAYS as i64 {
            let day = self.day.wrapping_add(ahead);
            let place = place(day);
            let bits = self.filled[place / 64] >> (place % 64);
            if bits != 0 {
                return Some(day.wrapping_add(i64::from(bits.trailing_zeros())));
            }
            ahead += 64 - (place % 64) as i64;
        }
        None
    }

    /// Bytes of its entries, and of the room for them.
    pub(crate) fn bytes(&self) -> u64 {
        let of_days: u64 = self.days.iter().map(of_vec).sum();
        of_vec(&self.today) + of_vec(&self.days) + of_days + of_heap(&self.others)
    }
}

/// Where a day stands.
const fn place(day: i64) -> usize {
    day.cast_unsigned() as usize % DAYS
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What a heap gives back at each step, and what a calendar does.
    fn played(ahead: i64, steps: &[(i64, u32, i64)]) -> [Vec<(i64, Key)>; 2] {
        let (mut heap, mut calendar) = (BinaryHeap::new(), Calendar::new(ahead));
        let (mut of_heap, mut of_calendar) = (Vec::new(), Vec::new());
        for &(due, key, now) in steps {
            heap.push(Reverse((due, Key(key))));
            calendar.set(due, Key(key));
            while let Some(&Reverse(first)) = heap.peek().filter(|Reverse((due, _))| *due <= now) {
                heap.pop();
                of_heap.push(first);
            }
            of_calendar.extend(std::iter::from_fn(|| calendar.pop_due(now)));
            let next = heap.peek().map_or(i64::MAX, |Reverse((due, _))| *due);
            assert_eq!(calendar.next(), next);
        }
        of_heap.extend(std::iter::from_fn(|| heap.pop().map(|Reverse(first)| first)));
        of_calendar.extend(std::iter::from_fn(|| calendar.pop_due(i64::MAX)));
        [of_heap, of_calendar]
    }

    /// Numbers that look drawn, the same ones each time (Marsaglia 2003, *Xorshift RNGs*).
    struct Drawn(u64);

    impl Drawn {
        fn below(&mut self, limit: i64) -> i64 {
            self.0 ^= self.0 << 13;
            self.0 ^= self.0 >> 7;
            self.0 ^= self.0 << 17;
            (self.0 >> 1).cast_signed() % limit
        }
    }

    #[test]
    fn it_gives_back_what_a_heap_does() {
        let mut drawn = Drawn(42);
        for round in 0..400 {
            let ahead = 1 + drawn.below(100_000);
            let mut clock = 0;
            let steps: Vec<_> = (0..drawn.below(400))
                .map(|_| {
                    clock += drawn.below(3_300) - 300;
                    let reach = if drawn.below(8) == 0 {
                        40_000_000
                    } else {
                        3 * ahead
                    };
                    let due = clock + drawn.below(2 * reach) - reach / 4;
                    (due, drawn.below(8) as u32, clock)
                })
                .collect();
            let [heap, calendar] = played(ahead, &steps);
            assert_eq!(heap, calendar, "round {round}");
        }
    }

    #[test]
    fn the_ends_of_time_have_a_place() {
        let ends = [i64::MIN, -1, 0, 1, i64::MAX - 1, i64::MAX, 5, i64::MIN + 1];
        let steps = ends.map(|due| (due, 1, i64::MIN));
        for ahead in [1, 64, 20_000, i64::MAX] {
            let [heap, calendar] = played(ahead, &steps);
            assert_eq!(heap, calendar, "{ahead}");
            assert_eq!(heap.len(), ends.len());
        }
    }
}
