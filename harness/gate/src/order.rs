//! Which build goes first.

use rand::SeedableRng;
use rand::seq::SliceRandom;
use rand_chacha::ChaCha8Rng;
use streamgauge_record::Side;

/// The order within each of so many pairs, drawn from the seed: the base goes first in half of them, so that whatever
/// going first does to a run meets both builds alike; of an odd number the base has one more or one less.
#[must_use]
pub fn orders(pairs: u32, seed: u64) -> Vec<[Side; 2]> {
    let mut random = ChaCha8Rng::seed_from_u64(seed);
    let both = [[Side::Base, Side::Head], [Side::Head, Side::Base]];
    let mut first = both;
    first.shuffle(&mut random);
    let mut orders: Vec<_> = first.into_iter().cycle().take(pairs as usize).collect();
    orders.shuffle(&mut random);
    orders
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_build_goes_first_equally_often_in_an_order_that_the_seed_alone_decides() {
        for seed in 0..20 {
            for pairs in [0, 1, 2, 7, 12, 13] {
                let orders = orders(pairs, seed);
                let base_first = orders.iter().filter(|order| order[0] == Side::Base).count();
                assert_eq!(orders.len(), pairs as usize);
                assert!(base_first.abs_diff(orders.len() - base_first) <= 1, "{orders:?}");
                assert_eq!(orders, super::orders(pairs, seed));
            }
        }
        assert!((1..20).any(|seed| orders(12, seed) != orders(12, 0)));
    }
}
