//! What equal arms would show.

use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;

use crate::order::median_of;
use crate::paired::{log_ratios, signed_rank};

/// Comparisons of an arm with itself that are drawn.
const DRAWS: usize = 201;

/// The smallest difference `ln(a / b)` that `pairs` pairs can tell from none: half the width of the interval that a
/// comparison of an arm with itself typically has, with the noise that these runs show.
///
/// The noise is the ratios of neighbouring runs of the same arm, from `(repeat, value)` of each arm: neighbours, so
/// that slow drift of the machine does not count as noise (von Neumann's successive differences, 1941). Such ratios
/// are drawn with a random sign, as equal arms would give them, and the median half-width over 201 draws is taken.
/// `None` where so few pairs have no interval, or no arm has two runs.
#[must_use]
pub fn noise_floor(arms: &[&[(u32, f64)]], pairs: usize, confidence: f64) -> Option<f64> {
    let ratios: Vec<f64> = arms.iter().flat_map(|runs| neighbours(runs)).collect();
    if ratios.is_empty() {
        return None;
    }
    let mut random = ChaCha8Rng::seed_from_u64(0);
    let mut draw = || {
        let drawn: Vec<f64> = (0..pairs)
            .map(|_| {
                let ratio = ratios[random.random_range(0..ratios.len())];
                if random.random() { ratio } else { -ratio }
            })
            .collect();
        Some(signed_rank(&drawn, confidence)?.half_width())
    };
    let mut widths = (0..DRAWS).map(|_| draw()).collect::<Option<Vec<_>>>()?;
    median_of(&mut widths)
}

/// Each run against the one before it.
fn neighbours(runs: &[(u32, f64)]) -> Vec<f64> {
    let values: Vec<(u32, f64)> = (0..).zip(runs.iter().map(|&(_, value)| value)).collect();
    let later: Vec<(u32, f64)> = (0..)
        .zip(values.iter().skip(1).map(|&(_, value)| value))
        .collect();
    log_ratios(&later, &values)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::noise::Noise;

    fn runs(noise: &mut Noise, deviation: f64, drift: f64) -> Vec<(u32, f64)> {
        (0..20)
            .map(|repeat| {
                (
                    repeat,
                    (deviation * noise.normal() + drift * f64::from(repeat)).exp(),
                )
            })
            .collect()
    }

    #[test]
    fn the_floor_is_the_width_of_a_comparison_of_equal_arms() {
        let mut noise = Noise::new(3);
        let (a, b) = (runs(&mut noise, 0.02, 0.0), runs(&mut noise, 0.02, 0.0));
        let floor = noise_floor(&[&a, &b], 20, 0.99).unwrap();
        let measured = signed_rank(&log_ratios(&a, &b), 0.99).unwrap().half_width();
        assert!((floor / measured - 1.0).abs() < 0.35, "{floor} {measured}");
    }

    #[test]
    fn drift_that_both_arms_share_is_not_noise() {
        let still = runs(&mut Noise::new(3), 0.02, 0.0);
        let drifting = runs(&mut Noise::new(3), 0.02, 0.005);
        let floor = |runs: &[(u32, f64)]| noise_floor(&[runs], 20, 0.99).unwrap();
        assert!((floor(&drifting) / floor(&still) - 1.0).abs() < 0.2);
    }

    #[test]
    fn equal_runs_have_no_floor_above_zero_and_few_runs_have_none() {
        let equal: Vec<(u32, f64)> = (0..8).map(|repeat| (repeat, 3.0)).collect();
        assert_eq!(noise_floor(&[&equal], 8, 0.99), Some(0.0));
        assert_eq!(noise_floor(&[&equal], 7, 0.99), None);
        assert_eq!(noise_floor(&[&equal[..1]], 8, 0.99), None);
    }
}
