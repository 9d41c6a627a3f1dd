//! Differences between two arms over runs that were made side by side.

use crate::order::median_of;
use crate::rank_sum::{critical_sum, rank_sum_at_most, tail};

/// A difference with its interval.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Estimate {
    /// The estimate of Hodges and Lehmann: the median of all means of two differences.
    pub estimate: f64,
    /// Lower bound.
    pub lower: f64,
    /// Upper bound.
    pub upper: f64,
    /// The confidence that both bounds together have: at least the one asked for, because ranks go in steps.
    pub confidence: f64,
    /// Number of pairs.
    pub pairs: usize,
}

impl Estimate {
    /// Half the width of the interval.
    #[must_use]
    pub fn half_width(&self) -> f64 {
        (self.upper - self.lower) / 2.0
    }
}

/// `ln(a / b)` of the runs of two arms that belong to the same repeat, from `(repeat, value)` of each; pairs without
/// such a number, as where one value is 0, are left out.
#[must_use]
pub fn log_ratios(a: &[(u32, f64)], b: &[(u32, f64)]) -> Vec<f64> {
    let ratio = |&(repeat, value): &(u32, f64)| {
        let (_, partner) = b.iter().find(|(other, _)| *other == repeat)?;
        Some((value / partner).ln()).filter(|ratio| ratio.is_finite())
    };
    a.iter().filter_map(ratio).collect()
}

/// The Hodges-Lehmann estimate of the typical difference and its signed-rank interval (Hodges and Lehmann 1963; Tukey
/// 1949; Hollander, Wolfe and Chicken, *Nonparametric Statistical Methods*, 2014, 3.2 and 3.3): the median of the
/// Walsh averages (the means of every two differences, each with itself included), and those of them that the test
/// does not refuse.
///
/// It assumes that the differences are independent and lie alike on both sides of the true one; ties make it wider
/// than need be. `None` if the interval would be infinite: see [`least_pairs`](crate::least_pairs). Differences that
/// are not finite are left out.
#[must_use]
pub fn signed_rank(differences: &[f64], confidence: f64) -> Option<Estimate> {
    let differences: Vec<f64> = differences.iter().copied().filter(|d| d.is_finite()).collect();
    let pairs = differences.len();
    let critical = critical_sum(pairs, tail(confidence))?;
    let mut walsh = walsh_averages(&differences);
    walsh.sort_by(f64::total_cmp);
    Some(Estimate {
        lower: *walsh.get(critical)?,
        upper: *walsh.get(walsh.len() - 1 - critical)?,
        confidence: 1.0 - 2.0 * rank_sum_at_most(critical, pairs),
        estimate: median_of(&mut walsh)?,
        pairs,
    })
}

/// The Hodges-Lehmann estimate alone, which any number of differences has.
#[must_use]
pub fn hodges_lehmann(differences: &[f64]) -> Option<f64> {
    let differences: Vec<f64> = differences.iter().copied().filter(|d| d.is_finite()).collect();
    median_of(&mut walsh_averages(&differences))
}

fn walsh_averages(differences: &[f64]) -> Vec<f64> {
    let with_later = |i: usize| {
        differences[i..]
            .iter()
            .map(move |other| f64::midpoint(differences[i], *other))
    };
    (0..differences.len()).flat_map(with_later).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The depression scores of Hollander and Wolfe, table 3.1 (Salsburg 1970), differences after minus before: their
    /// estimate is -0.46 and their interval of 96 % (-0.786, -0.010).
    const HOLLANDER_WOLFE: [f64; 9] = [
        -0.952, 0.147, -1.022, -0.430, -0.620, -0.590, -0.490, 0.080, -0.010,
    ];

    #[test]
    fn the_textbook_example_comes_out() {
        let found = signed_rank(&HOLLANDER_WOLFE, 0.96).unwrap();
        assert!((found.estimate + 0.46).abs() < 1e-9, "{found:?}");
        assert!((found.lower + 0.786).abs() < 1e-9, "{found:?}");
        assert!((found.upper + 0.010).abs() < 1e-9, "{found:?}");
        assert!((found.confidence - (1.0 - 2.0 * 10.0 / 512.0)).abs() < 1e-12);
        assert_eq!(hodges_lehmann(&HOLLANDER_WOLFE), Some(found.estimate));
    }

    /// The bounds by definition: a shift is in the interval if the signed-rank test of the shifted differences does
    /// not refuse it.
    #[test]
    fn the_interval_holds_exactly_the_shifts_that_the_test_does_not_refuse() {
        let refused = |shift: f64| {
            let mut shifted: Vec<f64> = HOLLANDER_WOLFE.iter().map(|d| d - shift).collect();
            shifted.sort_by(|a, b| a.abs().total_cmp(&b.abs()));
            let positive: usize = (1..)
                .zip(&shifted)
                .filter(|(_, d)| **d > 0.0)
                .map(|(rank, _)| rank)
                .sum();
            let smaller = positive.min(45 - positive);
            2.0 * rank_sum_at_most(smaller, 9) <= 0.05
        };
        let found = signed_rank(&HOLLANDER_WOLFE, 0.95).unwrap();
        for (bound, outwards) in [(found.lower, -1e-6), (found.upper, 1e-6)] {
            assert!(refused(bound + outwards), "{bound}");
            assert!(!refused(bound - outwards), "{bound}");
        }
    }

    #[test]
    fn eight_pairs_span_their_extremes_at_99_percent() {
        let eight = [0.3, -0.1, 0.2, 0.5, 0.1, 0.0, 0.4, 0.25];
        let found = signed_rank(&eight, 0.99).unwrap();
        assert_eq!((found.lower, found.upper, found.pairs), (-0.1, 0.5, 8));
        assert!((found.confidence - (1.0 - 2.0 / 256.0)).abs() < 1e-12);
        assert_eq!(signed_rank(&eight[..7], 0.99), None);
        assert_eq!(signed_rank(&[], 0.99), None);
    }

    #[test]
    fn equal_differences_have_no_width() {
        let found = signed_rank(&[2.0; 30], 0.99).unwrap();
        assert_eq!((found.lower, found.estimate, found.upper), (2.0, 2.0, 2.0));
        assert!(found.confidence >= 0.99);
    }

    #[test]
    fn pairs_are_of_the_same_repeat() {
        let (a, b) = (
            [(0, 2.0), (2, 8.0), (3, 0.0)],
            [(2, 2.0), (1, 5.0), (0, 4.0), (3, 1.0)],
        );
        assert_eq!(log_ratios(&a, &b), [0.5_f64.ln(), 4.0_f64.ln()]);
    }

    #[test]
    fn what_is_not_finite_is_no_pair() {
        let mut nine = vec![1.0; 8];
        nine.push(f64::NAN);
        assert_eq!(signed_rank(&nine, 0.99).map(|found| found.pairs), Some(8));
    }
}
