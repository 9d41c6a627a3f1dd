//! Events that are held back.

use std::cmp::Reverse;

use streamgauge_model::Arrival;

use crate::wheel::Wheel;

/// Arrivals in the order in which they are due, those of one instant by their number. In it they may be put in any order, as
/// long as none is due before what has been released.
pub(crate) struct Held {
    wheel: Wheel,
    /// One instant of the wheel has 2 to this power nanoseconds.
    shift: u32,
    places: Vec<Arrival>,
    free: Vec<u32>,
    /// What may be released, the first at the end.
    turn: Vec<u32>,
}

impl Held {
    /// Nothing is held. About as much of it should become due within `grain_ns` as can be sorted at no cost.
    pub(crate) fn new(grain_ns: u64) -> Self {
        Self {
            wheel: Wheel::new(),
            shift: grain_ns.max(1).ilog2(),
            places: Vec::new(),
            free: Vec::new(),
            turn: Vec::new(),
        }
    }

    /// How many are held.
    pub(crate) const fn len(&self) -> usize {
        self.places.len() - self.free.len()
    }

    /// Holds an arrival back until it is due.
    #[inline]
    pub(crate) fn hold(&mut self, arrival: Arrival) {
        let place = if let Some(place) = self.free.pop() {
            self.places[place as usize] = arrival;
            place
        } else {
            self.places.push(arrival);
            self.places.len() as u32 - 1
        };
        self.wheel.insert(place, arrival.due_ns >> self.shift);
    }

    /// Appends up to `limit` arrivals that are due until `until_ns`, and returns how many. Fewer than `limit` are all.
    pub(crate) fn release(&mut self, until_ns: u64, limit: usize, block: &mut Vec<Arrival>) -> usize {
        for released in 0..limit {
            if self.turn.is_empty() && !self.next_turn(until_ns) {
                return released;
            }
            if let Some(place) = self.turn.pop() {
                block.push(self.places[place as usize]);
                self.free.push(place);
            }
        }
        limit
    }

    /// Takes what is due next off the wheel; whether there is anything.
    #[inline]
    fn next_turn(&mut self, until_ns: u64) -> bool {
        let Self {
            wheel, places, turn, ..
        } = self;
        if wheel.take_first(until_ns >> self.shift, turn).is_none() {
            return false;
        }
        let due_ns = |place: u32| places[place as usize].due_ns;
        if turn.len() == 1 && due_ns(turn[0]) <= until_ns {
            return true;
        }
        turn.retain(|place| {
            let due_ns = due_ns(*place);
            // What is due later, but in the same instant of the wheel, goes back.
            if due_ns > until_ns {
                wheel.insert(*place, due_ns >> self.shift);
            }
            due_ns <= until_ns
        });
        turn.sort_unstable_by_key(|place| Reverse((due_ns(*place), places[*place as usize].event.seq)));
        !turn.is_empty()
    }
}

#[cfg(test)]
mod tests {
    use streamgauge_model::Event;

    use super::*;
    use crate::draw::{Draw, Purpose};

    /// Arrivals that are due up to `spread_ns` after instants that go on by up to `step_ns` each.
    fn delayed(spread_ns: u64, step_ns: u64) -> Vec<(u64, Arrival)> {
        let (draw, mut now) = (Draw::new(9, Purpose::Lateness), 0);
        let arrival = |seq: u64| {
            let bits = draw.at(seq);
            now += bits % (step_ns + 1);
            let event = Event {
                seq,
                ..Event::default()
            };
            let due_ns = now + (bits >> 32) % (spread_ns + 1);
            (
                now,
                Arrival {
                    event,
                    due_ns,
                    is_late: false,
                },
            )
        };
        (0..10_000).map(arrival).collect()
    }

    #[test]
    fn what_is_due_comes_in_order_whatever_the_grain_and_the_limit() {
        for (spread_ns, step_ns) in [(0, 0), (0, 9), (300, 1), (1_000_000, 70), (1 << 40, 1_000)] {
            let all = delayed(spread_ns, step_ns);
            let mut expected: Vec<Arrival> = all.iter().map(|(_, arrival)| *arrival).collect();
            expected.sort_by_key(|arrival| (arrival.due_ns, arrival.event.seq));
            for (grain_ns, limit, taken) in [(1, 1, 1), (64, 7, 3), (5_000, 4_096, 512), (1 << 50, 100, 64)] {
                let (mut held, mut found) = (Held::new(grain_ns), Vec::new());
                for block in all.chunks(taken) {
                    block.iter().for_each(|(_, arrival)| held.hold(*arrival));
                    while held.release(block[block.len() - 1].0, limit, &mut found) == limit {}
                    assert_eq!(held.len() + found.len(), held_or_released(&all, block));
                }
                while held.release(u64::MAX, limit, &mut found) == limit {}
                assert!(found == expected, "{spread_ns}, {step_ns}, {grain_ns}");
            }
        }
    }

    /// How many arrivals there were up to the end of a block.
    fn held_or_released(all: &[(u64, Arrival)], block: &[(u64, Arrival)]) -> usize {
        let last = block[block.len() - 1].1.event.seq;
        all.partition_point(|(_, arrival)| arrival.event.seq <= last)
    }
}
