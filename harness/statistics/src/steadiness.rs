//! Whether and from when on a series is steady.

use crate::change_point::{LEAST_SEGMENT, change_points};
use crate::order::median;

/// The share of steady series that may be called changing, one level against the next.
const ERROR: f64 = 0.001;
/// A change of level by less than this share is none that matters.
const LEAST_CHANGE: f64 = 0.05;
/// Fewer points than this say nothing.
pub const LEAST_POINTS: usize = 5 * LEAST_SEGMENT;

/// Whether a series is steady.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Steadiness {
    /// From the first point on.
    Steady,
    /// From this point on, and that is at least half of them.
    Since(usize),
    /// Its level changes in its second half.
    NoSteadyState,
    /// Fewer than 20 points.
    TooShort,
}

/// Whether a series is steady: whether, and where, its level changes by more than 5 % (see
/// [`change_points`]). A series that settles in its first half is steady since then; one whose level changes later has
/// no steady state (in the words of Barrett et al. 2017: flat, warmed up, no steady state).
///
/// A saw-tooth must be averaged before: one point for each whole tooth, or more.
#[must_use]
pub fn steadiness(series: &[f64], seed: u64) -> Steadiness {
    if series.len() < LEAST_POINTS {
        return Steadiness::TooShort;
    }
    let mut bounds = change_points(series, ERROR, seed);
    bounds.insert(0, 0);
    bounds.push(series.len());
    let levels: Vec<(usize, f64)> = bounds
        .windows(2)
        .filter_map(|ends| Some((ends[0], median(&series[ends[0]..ends[1]])?)))
        .collect();
    let last = levels.last().map_or(0.0, |&(_, level)| level);
    // The last level reaches back over all levels that hardly differ from it.
    let since = levels
        .iter()
        .rev()
        .take_while(|(_, level)| (level - last).abs() <= LEAST_CHANGE * last.abs())
        .last()
        .map_or(0, |&(start, _)| start);
    match since {
        0 => Steadiness::Steady,
        since if since * 2 <= series.len() => Steadiness::Since(since),
        _ => Steadiness::NoSteadyState,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::noise::Noise;

    fn series(level: impl Fn(usize) -> f64) -> Steadiness {
        let mut noise = Noise::new(4);
        let series: Vec<f64> = (0..40).map(|i| level(i) + 0.3 * noise.normal()).collect();
        steadiness(&series, 7)
    }

    #[test]
    fn a_flat_series_is_steady_from_the_first_point_on() {
        assert_eq!(series(|_| 10.0), Steadiness::Steady);
        assert_eq!(steadiness(&[0.0; 40], 7), Steadiness::Steady, "always nothing");
    }

    #[test]
    fn a_series_that_settles_is_steady_since_then() {
        assert_eq!(
            series(|i| if i < 12 { 20.0 } else { 10.0 }),
            Steadiness::Since(12)
        );
    }

    #[test]
    fn a_series_that_changes_late_or_always_has_no_steady_state() {
        assert_eq!(
            series(|i| if i < 28 { 10.0 } else { 20.0 }),
            Steadiness::NoSteadyState
        );
        assert_eq!(series(|i| i as f64), Steadiness::NoSteadyState);
    }

    #[test]
    fn a_change_too_small_to_matter_is_none() {
        let mut noise = Noise::new(4);
        let small: Vec<f64> = (0..40)
            .map(|i| f64::from(i / 20) + 100.0 + 0.1 * noise.normal())
            .collect();
        assert_eq!(change_points(&small, 0.001, 7), [20]);
        assert_eq!(steadiness(&small, 7), Steadiness::Steady);
    }

    #[test]
    fn few_points_say_nothing() {
        assert_eq!(steadiness(&[1.0; LEAST_POINTS - 1], 7), Steadiness::TooShort);
    }
}
