//! What users think of movies.

use super::normal::{quantile, share_below};
use super::quantiles::Quantiles;
use crate::{Flavour, MovieLensOptions};

/// Shares of the scores 0.5 to 5 in ml-latest-small, percent.
const HALF_STARS: [f64; 10] = [1.36, 2.79, 1.78, 7.49, 5.50, 19.88, 13.03, 26.60, 8.48, 13.10];
/// Shares of the scores 1 to 5 in ml-1m, percent; halves do not occur.
const WHOLE_STARS: [f64; 10] = [0.0, 5.46, 0.0, 10.28, 0.0, 25.70, 0.0, 34.57, 0.0, 23.99];
/// Mean quality of the least and of the most popular movies, stars.
const QUALITY: (f64, f64) = (3.2, 3.8);
/// Deviation of the users' biases, and of everything else.
const BIAS_SD: f64 = 0.48;
const NOISE_SD: f64 = 0.92;
/// Opinions are whole numbers: stars times this.
const FINE: f64 = 65_536.0;
/// Added to noise, so that its table holds no negative numbers.
const SHIFT: f64 = 10.0;

/// Opinions (bias plus quality plus noise) and their map onto the scores, which makes the shares of the scores
/// those of the data, in expectation.
pub(crate) struct Scores {
    quality: Vec<i32>,
    noise: Quantiles,
    /// The opinion from which on the score is at least 1, 1.5, ..., 5.
    limits: [i32; 9],
}

impl Scores {
    /// The tables for movies with these shares.
    pub(crate) fn new(options: &MovieLensOptions, popularity: &[f64]) -> Self {
        let (worst, best) = popularity[..options.movies as usize]
            .iter()
            .fold((f64::MAX, f64::MIN), |(low, high), share| {
                (low.min(*share), high.max(*share))
            });
        let range = libm::log(best / worst).max(1e-9);
        let stars = |share: f64| {
            let rank = (libm::log(share / worst) / range).clamp(0.0, 1.0);
            QUALITY.0 + (QUALITY.1 - QUALITY.0) * rank
        };
        let shares = match options.flavour {
            Flavour::HalfStars => HALF_STARS,
            Flavour::WholeStars => WHOLE_STARS,
        };
        let mixture = Mixture::new(popularity, stars);
        Self {
            quality: popularity.iter().map(|share| fine(stars(*share))).collect(),
            noise: Quantiles::new(|u| (SHIFT + NOISE_SD * quantile(u)) * FINE),
            limits: limits(&shares, &mixture),
        }
    }

    /// The score of a movie, in half stars, by a user with that bias, for 32 random bits.
    #[inline(always)]
    pub(crate) fn half_stars(&self, movie: u32, bias: i32, bits: u32) -> i64 {
        let noise = self.noise.pick(bits) as i32 - (SHIFT * FINE) as i32;
        let opinion = bias + self.quality[movie as usize] + noise;
        1 + self
            .limits
            .iter()
            .map(|limit| i64::from(opinion >= *limit))
            .sum::<i64>()
    }
}

/// The bias of a user for a share between 0 and 1.
pub(crate) fn bias(u: f64) -> i32 {
    fine(BIAS_SD * quantile(u))
}

fn fine(stars: f64) -> i32 {
    (stars * FINE).round() as i32
}

/// The distribution of opinions: normal around the quality of each movie, weighted by popularity. Movies of
/// about the same quality are taken together.
struct Mixture {
    weights: [f64; 65],
}

impl Mixture {
    fn new(popularity: &[f64], stars: impl Fn(f64) -> f64) -> Self {
        let mut weights = [0.0; 65];
        for share in popularity {
            let place = (stars(*share) - QUALITY.0) / (QUALITY.1 - QUALITY.0) * 64.0;
            weights[place.round() as usize] += share;
        }
        Self { weights }
    }

    fn share_below(&self, opinion: f64) -> f64 {
        let sd = libm::sqrt(BIAS_SD * BIAS_SD + NOISE_SD * NOISE_SD);
        let quality = |i: usize| QUALITY.0 + (QUALITY.1 - QUALITY.0) * i as f64 / 64.0;
        let parts = self.weights.iter().enumerate();
        parts
            .map(|(i, weight)| weight * share_below((opinion - quality(i)) / sd))
            .sum()
    }

    /// The opinion below which the share `u` lies, by bisection.
    fn quantile(&self, u: f64) -> f64 {
        let (mut low, mut high) = (-9.0, 15.0);
        for _ in 0..50 {
            let middle = (low + high) / 2.0;
            if self.share_below(middle) < u {
                low = middle;
            } else {
                high = middle;
            }
        }
        low
    }
}

fn limits(shares: &[f64; 10], mixture: &Mixture) -> [i32; 9] {
    let total: f64 = shares.iter().sum();
    let mut below = 0.0;
    std::array::from_fn(|i| {
        below += shares[i] / total;
        // Nobody falls below a score that does not occur.
        if below <= 0.0 {
            i32::MIN
        } else {
            fine(mixture.quantile(below))
        }
    })
}
