//! Which movie is rated.

use crate::MovieLensOptions;
use crate::draw::below;

/// Walker's alias table (in Vose's form): a draw from any finite distribution in constant time.
pub(crate) struct Alias {
    /// For each entry, the chance (out of 2^32) to keep it, and what to take otherwise.
    slots: Vec<(u32, u32)>,
}

/// Shares of all movies, the most popular first: Zipf-Mandelbrot `(rank + shift)^-skew`, fitted to
/// ml-latest-small (9724 movies, skew 1.60, shift 400).
pub(crate) fn popularity(options: &MovieLensOptions) -> Vec<f64> {
    let weight = |rank: u32| libm::pow(f64::from(rank) + options.shift, -options.skew);
    let mut shares: Vec<f64> = (1..=options.movies).map(weight).collect();
    let total: f64 = shares.iter().sum();
    shares.iter_mut().for_each(|share| *share /= total);
    shares
}

impl Alias {
    /// The table for shares that add up to 1.
    pub(crate) fn new(shares: &[f64]) -> Self {
        let mut slots = vec![(u32::MAX, 0); shares.len()];
        let mut heights: Vec<f64> = shares.iter().map(|share| share * shares.len() as f64).collect();
        let (mut low, mut high): (Vec<usize>, Vec<usize>) =
            (0..shares.len()).partition(|i| heights[*i] < 1.0);
        while let (Some(&poor), Some(&rich)) = (low.last(), high.last()) {
            low.pop();
            slots[poor] = ((heights[poor] * 4_294_967_296.0) as u32, rich as u32);
            heights[rich] -= 1.0 - heights[poor];
            if heights[rich] < 1.0 {
                high.pop();
                low.push(rich);
            }
        }
        // What is left has height 1 but for rounding: it keeps itself.
        for i in low.into_iter().chain(high) {
            slots[i] = (u32::MAX, i as u32);
        }
        Self { slots }
    }

    /// The entry for 64 random bits.
    #[inline(always)]
    pub(crate) fn pick(&self, bits: u64) -> u32 {
        let slot = below((bits >> 32) as u32, self.slots.len() as u32);
        let (keep, other) = self.slots[slot as usize];
        if (bits as u32) < keep { slot } else { other }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::draw::{Draw, Purpose};

    #[test]
    fn entries_come_in_their_shares() {
        let shares = [0.5, 0.25, 0.125, 0.1, 0.025];
        let (alias, draw) = (Alias::new(&shares), Draw::new(1, Purpose::Facts));
        let mut counts = [0u32; 5];
        (0..1_000_000).for_each(|i| counts[alias.pick(draw.at(i)) as usize] += 1);
        for (share, count) in shares.iter().zip(counts) {
            assert!((share - f64::from(count) / 1e6).abs() < 0.002, "{share}: {count}");
        }
    }

    #[test]
    fn the_fitted_popularity_is_that_of_the_table() {
        let shares = popularity(&MovieLensOptions::default());
        let top = |n: usize| 100.0 * shares[..n].iter().sum::<f64>();
        assert!((top(100) - 14.6).abs() < 0.2, "{}", top(100));
        assert!((top(97) - 14.3).abs() < 0.3, "{}", top(97));
        assert!((top(972) - 61.0).abs() < 0.3, "{}", top(972));
    }
}
