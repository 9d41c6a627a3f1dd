//! Trends of a series whose neighbours are alike.

use rand::SeedableRng;
use rand_chacha::ChaCha8Rng;

use crate::bootstrap::{DRAWS, moving_blocks};
use crate::order::{median_of, percentile};

/// Fewer blocks than this give no interval: resampling so few says nothing about the next one.
pub const LEAST_BLOCKS: usize = 5;

/// A trend with its bounds.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct SlopeInterval {
    /// The Theil-Sen slope.
    pub slope: f64,
    /// The true slope lies above, with the confidence asked for.
    pub lower: f64,
    /// The true slope lies below, with the confidence asked for.
    pub upper: f64,
}

/// The median of the slopes between every two points of different `x` (Theil 1950, Sen 1968): up to 29 % of the points
/// may be anything without moving it far. Points that are not finite are left out; `None` without two different `x`.
#[must_use]
pub fn theil_sen(points: &[(f64, f64)]) -> Option<f64> {
    let (x, y): (Vec<f64>, Vec<f64>) = finite(points).into_iter().unzip();
    slope_of(&x, &y)
}

/// The Theil-Sen slope with bounds from a moving-block bootstrap of the residuals around it (Künsch 1989): each
/// neighbourhood of `block` points is drawn as a whole, so `block` should span at least one trigger interval, or the
/// saw-tooth of micro-batches passes for noise that averages out.
///
/// `confidence` is that of each bound on its own: with 0.95, the true slope exceeds `upper` in 5 % of all cases, and
/// lies between both in 90 %. Blocks are at least as long as the root of the number of points, because neighbours are
/// often alike for other reasons too, and the bounds are wider by `blocks / (blocks - 2)`: the fit takes two of the
/// residuals' freedoms, and few blocks know their own spread badly. The same seed gives the same bounds. The points are taken in the order given. It costs
/// 999 fits of all pairs of points: thin a series to a few hundred points.
///
/// `None` without two different `x`, or with fewer than [`LEAST_BLOCKS`] blocks.
#[must_use]
pub fn slope_interval(
    points: &[(f64, f64)],
    block: usize,
    confidence: f64,
    seed: u64,
) -> Option<SlopeInterval> {
    let (x, y): (Vec<f64>, Vec<f64>) = finite(points).into_iter().unzip();
    let slope = slope_of(&x, &y)?;
    let block = block.max(1);
    if x.len() / block < LEAST_BLOCKS {
        return None;
    }
    let block = block.max(x.len().isqrt().min(x.len() / LEAST_BLOCKS));
    let fitted: Vec<f64> = x.iter().map(|x| slope * x).collect();
    let residuals: Vec<f64> = y.iter().zip(&fitted).map(|(y, fit)| y - fit).collect();
    let mut random = ChaCha8Rng::seed_from_u64(seed);
    let mut draws: Vec<f64> = (0..DRAWS)
        .filter_map(|_| {
            let noise = moving_blocks(&residuals, block, &mut random);
            let drawn: Vec<f64> = fitted.iter().zip(noise).map(|(fit, noise)| fit + noise).collect();
            slope_of(&x, &drawn)
        })
        .collect();
    draws.sort_by(f64::total_cmp);
    // How far a drawn slope lies from the fitted one stands for how far the fitted one lies from the true one.
    let blocks = (x.len() / block) as f64;
    let off = |share: f64| Some((slope - percentile(&draws, share)?) * blocks / (blocks - 2.0));
    Some(SlopeInterval {
        slope,
        lower: slope + off(confidence)?,
        upper: slope + off(1.0 - confidence)?,
    })
}

fn slope_of(x: &[f64], y: &[f64]) -> Option<f64> {
    let mut slopes = Vec::with_capacity(x.len() * x.len().saturating_sub(1) / 2);
    for i in 0..x.len() {
        for j in i + 1..x.len() {
            let run = x[j] - x[i];
            if run != 0.0 {
                slopes.push((y[j] - y[i]) / run);
            }
        }
    }
    median_of(&mut slopes)
}

fn finite(points: &[(f64, f64)]) -> Vec<(f64, f64)> {
    let is_finite = |(x, y): &(f64, f64)| x.is_finite() && y.is_finite();
    points.iter().copied().filter(is_finite).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::noise::Noise;

    fn line(slope: f64, noise: impl Fn(usize) -> f64, count: usize) -> Vec<(f64, f64)> {
        (0..count)
            .map(|i| (i as f64, 3.0 + slope * i as f64 + noise(i)))
            .collect()
    }

    #[test]
    fn a_line_is_found_and_a_few_wild_points_do_not_move_it() {
        assert_eq!(theil_sen(&line(0.5, |_| 0.0, 30)), Some(0.5));
        let wild = line(0.5, |i| if i % 5 == 4 { 1e6 } else { 0.0 }, 30);
        assert!((theil_sen(&wild).unwrap() - 0.5).abs() < 0.01);
    }

    #[test]
    fn sen_s_own_example_comes_out() {
        // Sen 1968, section 6: the median of the 15 slopes between these 6 points, worked by hand.
        let points = [
            (1.0, 9.0),
            (2.0, 15.0),
            (3.0, 19.0),
            (4.0, 20.0),
            (10.0, 45.0),
            (12.0, 55.0),
        ];
        assert_eq!(theil_sen(&points), Some(4.0));
    }

    #[test]
    fn without_two_different_x_there_is_no_slope() {
        assert_eq!(theil_sen(&[]), None);
        assert_eq!(theil_sen(&[(1.0, 2.0), (1.0, 3.0)]), None);
        assert_eq!(theil_sen(&[(1.0, 2.0), (2.0, f64::NAN)]), None);
        assert_eq!(
            slope_interval(&line(1.0, |_| 0.0, 19), 4, 0.95, 7),
            None,
            "four blocks"
        );
    }

    #[test]
    fn a_line_without_noise_has_bounds_without_width() {
        let found = slope_interval(&line(0.25, |_| 0.0, 40), 4, 0.95, 7).unwrap();
        assert_eq!((found.lower, found.slope, found.upper), (0.25, 0.25, 0.25));
    }

    #[test]
    fn a_saw_tooth_is_no_trend_and_a_rising_one_is() {
        let tooth = |i: usize| (i % 10) as f64;
        let flat = slope_interval(&line(0.0, tooth, 300), 10, 0.95, 7).unwrap();
        assert!(
            flat.lower < 0.005 && flat.upper > -0.005 && flat.upper < 0.02,
            "{flat:?}"
        );
        let rising = slope_interval(&line(0.05, tooth, 300), 10, 0.95, 7).unwrap();
        assert!(rising.lower > 0.03 && rising.upper < 0.07, "{rising:?}");
    }

    /// Stationary series whose neighbours are alike: the true slope of 0 lies above the upper bound in about 5 % of
    /// them. Bounds for independent points would miss it in 25 % of the last kind.
    #[test]
    fn the_upper_bound_holds_for_series_whose_neighbours_are_alike() {
        for alike in [0.0, 0.6] {
            let mut noise = Noise::new(11);
            let trials = 40;
            let wrong = (0..trials).filter(|&trial| {
                let series = (0..).map(f64::from).zip(noise.autoregressive(alike, 60));
                let points: Vec<(f64, f64)> = series.collect();
                slope_interval(&points, 1, 0.95, trial).is_some_and(|found| found.upper < 0.0)
            });
            let wrong = wrong.count();
            assert!(wrong <= 6, "{alike}: {wrong} of {trials}");
        }
    }
}
