//! Resampling from a seed.

use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;

use crate::order::{Interval, median_of, percentile};

/// How often a bootstrap draws: with 999, the share of a tail is a whole number of draws for all usual confidences.
pub(crate) const DRAWS: usize = 999;

/// The percentile bootstrap interval of the median (Efron and Tibshirani 1993, 13.3), the same for the same seed.
/// `None` for fewer than two finite values.
///
/// With few values it is too narrow (8 values: 2.4 % outside where 1 % should be): it is for showing how one
/// quantity spreads, not for deciding whether two differ.
#[must_use]
pub fn bootstrap_median_interval(values: &[f64], confidence: f64, seed: u64) -> Option<Interval> {
    let values: Vec<f64> = values.iter().copied().filter(|value| value.is_finite()).collect();
    if values.len() < 2 {
        return None;
    }
    let mut random = ChaCha8Rng::seed_from_u64(seed);
    let mut draws: Vec<f64> = (0..DRAWS)
        .filter_map(|_| {
            let mut drawn: Vec<f64> = values
                .iter()
                .map(|_| values[random.random_range(0..values.len())])
                .collect();
            median_of(&mut drawn)
        })
        .collect();
    draws.sort_by(f64::total_cmp);
    let tail = (1.0 - confidence) / 2.0;
    Some(Interval {
        lower: percentile(&draws, tail)?,
        upper: percentile(&draws, 1.0 - tail)?,
    })
}

/// As many values as there are residuals, drawn as blocks of neighbours, so that what makes neighbours alike stays in
/// (the moving-block bootstrap, Künsch 1989). `block` is at least 1 and at most the number of residuals.
pub(crate) fn moving_blocks(residuals: &[f64], block: usize, random: &mut ChaCha8Rng) -> Vec<f64> {
    let mut drawn = Vec::with_capacity(residuals.len() + block);
    while drawn.len() < residuals.len() {
        let start = random.random_range(0..=residuals.len() - block);
        drawn.extend_from_slice(&residuals[start..start + block]);
    }
    drawn.truncate(residuals.len());
    drawn
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::median;

    #[test]
    fn the_interval_holds_the_median_and_depends_on_the_seed_alone() {
        let values: Vec<f64> = (0..41).map(|i| f64::from(i * 37 % 41)).collect();
        let found = bootstrap_median_interval(&values, 0.95, 7).unwrap();
        assert_eq!(bootstrap_median_interval(&values, 0.95, 7), Some(found));
        let middle = median(&values).unwrap();
        assert!(found.lower < middle && middle < found.upper, "{found:?}");
        // By order statistics, ranks 14 and 28 of 41 enclose the median with 95 %.
        assert!(
            (found.lower - 13.0).abs() <= 2.0 && (found.upper - 27.0).abs() <= 2.0,
            "{found:?}"
        );
    }

    #[test]
    fn one_value_has_no_interval() {
        assert_eq!(bootstrap_median_interval(&[1.0], 0.95, 7), None);
        assert_eq!(bootstrap_median_interval(&[1.0, f64::NAN], 0.95, 7), None);
    }

    #[test]
    fn blocks_keep_neighbours_together() {
        let residuals: Vec<f64> = (0..20).map(f64::from).collect();
        let drawn = moving_blocks(&residuals, 5, &mut ChaCha8Rng::seed_from_u64(1));
        assert_eq!(drawn.len(), 20);
        for block in drawn.chunks(5) {
            assert!(block.windows(2).all(|pair| pair[1] == pair[0] + 1.0), "{block:?}");
        }
    }
}
