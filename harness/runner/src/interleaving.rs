//! The order in which runs take turns.

use rand::SeedableRng;
use rand::seq::SliceRandom;
use rand_chacha::ChaCha8Rng;

/// One place in the order: positions of arm and query in the plan, and the repeat.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Place {
    pub(crate) arm: usize,
    pub(crate) query: usize,
    pub(crate) repeat: u32,
}

/// Every repeat holds every query, and within a query every arm. The order of arms is drawn once from the seed and
/// then rotated from query to query and from repeat to repeat, and turned round in every other cycle, so that no
/// arm always goes first or always follows the same other: over as many repeats as there are arms, each arm stands
/// once in each position of each query.
pub(crate) fn interleave(arms: usize, queries: usize, repeats: u32, seed: u64) -> Vec<Place> {
    let order = shuffled(arms, &mut ChaCha8Rng::seed_from_u64(seed));
    let mut places = Vec::new();
    for repeat in 0..repeats {
        for query in 0..queries {
            let turn = repeat as usize + query;
            let turned_round = repeat as usize / arms.max(1) % 2 == 1;
            for position in 0..arms {
                let position = if turned_round {
                    arms - 1 - position
                } else {
                    position
                };
                places.push(Place {
                    arm: order[(position + turn) % arms],
                    query,
                    repeat,
                });
            }
        }
    }
    places
}

/// The numbers below `count` once for each repeat, each time in an order drawn anew: what drifts on the machine falls on
/// all of them alike.
#[must_use]
pub fn drawn_turns(count: usize, repeats: u32, seed: u64) -> Vec<usize> {
    let mut generator = ChaCha8Rng::seed_from_u64(seed);
    (0..repeats)
        .flat_map(|_| shuffled(count, &mut generator))
        .collect()
}

/// The numbers below `count` in an order drawn from the generator.
fn shuffled(count: usize, generator: &mut ChaCha8Rng) -> Vec<usize> {
    let mut order: Vec<usize> = (0..count).collect();
    order.shuffle(generator);
    order
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn over_as_many_repeats_as_arms_each_arm_stands_once_in_each_position() {
        for arms in 1..=5 {
            let places = interleave(arms, 3, 2 * arms as u32, 7);
            for cycle in 0..2 {
                for query in 0..3 {
                    let mut seen = vec![vec![0; arms]; arms];
                    for repeat in cycle * arms as u32..(cycle + 1) * arms as u32 {
                        let turn = places.iter().filter(|p| p.query == query && p.repeat == repeat);
                        turn.enumerate()
                            .for_each(|(position, place)| seen[place.arm][position] += 1);
                    }
                    assert!(
                        seen.iter().flatten().all(|count| *count == 1),
                        "{arms} arms: {seen:?}"
                    );
                }
            }
        }
    }

    #[test]
    fn repeats_are_interleaved_and_complete() {
        let places = interleave(2, 2, 3, 1);
        assert_eq!(places.len(), 12);
        assert!(places.windows(2).all(|pair| pair[0].repeat <= pair[1].repeat));
        assert!(places.windows(2).all(|pair| pair[0] != pair[1]));
    }

    #[test]
    fn drawn_turns_hold_everything_once_in_each_repeat_and_differ_from_repeat_to_repeat() {
        let turns = drawn_turns(12, 3, 7);
        let repeats: Vec<&[usize]> = turns.chunks(12).collect();
        for repeat in &repeats {
            let mut sorted = repeat.to_vec();
            sorted.sort_unstable();
            assert_eq!(sorted, (0..12).collect::<Vec<_>>());
        }
        assert_ne!(repeats[0], repeats[1]);
        assert_eq!(turns, drawn_turns(12, 3, 7), "the seed decides");
    }

    #[test]
    fn the_seed_decides_who_begins() {
        assert_eq!(interleave(4, 2, 4, 9), interleave(4, 2, 4, 9));
        let starts: std::collections::BTreeSet<usize> =
            (0..32).map(|seed| interleave(4, 1, 1, seed)[0].arm).collect();
        assert_eq!(starts.len(), 4, "every arm begins for some seed");
    }
}
