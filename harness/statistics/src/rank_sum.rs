//! The distribution of Wilcoxon's signed-rank sum: of `n` ranks 1 … n, each counted with probability one half.

use crate::normal;

/// Up to so many pairs the distribution is exact; above, normal with a correction for continuity.
pub(crate) const EXACT_PAIRS: usize = 64;

/// The chance that the sum of the ranks of the positive differences is at most `sum`, for `pairs` pairs of equal
/// arms (Wilcoxon 1945). Exact up to 64 pairs, by counting subsets of the ranks; above, normal with a correction for
/// continuity.
#[must_use]
pub fn rank_sum_at_most(sum: usize, pairs: usize) -> f64 {
    if pairs > EXACT_PAIRS {
        let (mean, deviation) = moments(pairs);
        return normal::cumulative((sum as f64 + 0.5 - mean) / deviation);
    }
    let below: f64 = subsets(pairs).iter().take(sum + 1).sum();
    below / 2_f64.powi(i32::try_from(pairs).unwrap_or(0))
}

/// The greatest sum whose lower tail holds at most `share`; `None` if even the sum 0 is too likely.
pub(crate) fn critical_sum(pairs: usize, share: f64) -> Option<usize> {
    if pairs > EXACT_PAIRS {
        let (mean, deviation) = moments(pairs);
        let sum = (mean - 0.5 + normal::quantile(share) * deviation).floor();
        #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
        return (sum >= 0.0).then_some(sum as usize);
    }
    let all = 2_f64.powi(i32::try_from(pairs).unwrap_or(0));
    let mut below = 0.0;
    let fits = subsets(pairs).into_iter().take_while(|ways| {
        below += ways;
        below / all <= share
    });
    fits.count().checked_sub(1)
}

/// The least number of pairs whose signed-rank interval is finite at `confidence`: 6 for 95 %, 8 for 99 %.
#[must_use]
pub fn least_pairs(confidence: f64) -> usize {
    let tail = tail(confidence);
    (1..=1_000)
        .find(|&pairs| critical_sum(pairs, tail).is_some())
        .unwrap_or(1_000)
}

/// The share that each tail may hold. The small allowance is for `1 - confidence`, which is not exact in binary.
pub(crate) fn tail(confidence: f64) -> f64 {
    (1.0 - confidence) / 2.0 * (1.0 + 1e-12)
}

/// How many subsets of the ranks 1 … n have each sum.
fn subsets(pairs: usize) -> Vec<f64> {
    let mut ways = vec![0.0; pairs * (pairs + 1) / 2 + 1];
    ways[0] = 1.0;
    for rank in 1..=pairs {
        for sum in (rank..ways.len()).rev() {
            ways[sum] += ways[sum - rank];
        }
    }
    ways
}

fn moments(pairs: usize) -> (f64, f64) {
    let n = pairs as f64;
    (
        n * (n + 1.0) / 4.0,
        (n * (n + 1.0) * (2.0 * n + 1.0) / 24.0).sqrt(),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Critical values of Wilcoxon's T, two-sided 5 %, 2 % and 1 % (Wilcoxon and Wilcox 1964, table 2; also McCornack
    /// 1965): the greatest sum that is significant.
    const TABLE: [(usize, [Option<usize>; 3]); 20] = [
        (6, [Some(0), None, None]),
        (7, [Some(2), Some(0), None]),
        (8, [Some(3), Some(1), Some(0)]),
        (9, [Some(5), Some(3), Some(1)]),
        (10, [Some(8), Some(5), Some(3)]),
        (11, [Some(10), Some(7), Some(5)]),
        (12, [Some(13), Some(9), Some(7)]),
        (13, [Some(17), Some(12), Some(9)]),
        (14, [Some(21), Some(15), Some(12)]),
        (15, [Some(25), Some(19), Some(15)]),
        (16, [Some(29), Some(23), Some(19)]),
        (17, [Some(34), Some(27), Some(23)]),
        (18, [Some(40), Some(32), Some(27)]),
        (19, [Some(46), Some(37), Some(32)]),
        (20, [Some(52), Some(43), Some(37)]),
        (21, [Some(58), Some(49), Some(42)]),
        (22, [Some(65), Some(55), Some(48)]),
        (23, [Some(73), Some(62), Some(54)]),
        (24, [Some(81), Some(69), Some(61)]),
        (25, [Some(89), Some(76), Some(68)]),
    ];

    #[test]
    fn critical_sums_are_those_of_the_published_tables() {
        for (pairs, expected) in TABLE {
            let found = [0.95, 0.98, 0.99].map(|confidence| critical_sum(pairs, tail(confidence)));
            assert_eq!(found, expected, "{pairs} pairs");
        }
    }

    #[test]
    fn the_chances_are_those_of_all_signs_tried() {
        for pairs in 1..=10_usize {
            let sums: Vec<usize> = (0..1_usize << pairs)
                .map(|signs| {
                    (0..pairs)
                        .filter(|rank| signs >> rank & 1 == 1)
                        .map(|rank| rank + 1)
                        .sum()
                })
                .collect();
            for sum in 0..=pairs * (pairs + 1) / 2 {
                let counted = sums.iter().filter(|&&other| other <= sum).count() as f64 / sums.len() as f64;
                assert!(
                    (rank_sum_at_most(sum, pairs) - counted).abs() < 1e-12,
                    "{sum} {pairs}"
                );
            }
        }
    }

    #[test]
    fn the_normal_form_continues_the_exact_one_on_the_safe_side() {
        for pairs in [65, 80, 120] {
            let found = critical_sum(pairs, tail(0.99)).unwrap();
            let ways: f64 = subsets(pairs).iter().take(found + 1).sum();
            let exact = ways / 2_f64.powi(i32::try_from(pairs).unwrap());
            assert!((0.0035..=0.005).contains(&exact), "{pairs}: {exact}");
            assert!(rank_sum_at_most(found, pairs) <= 0.005);
            assert!(rank_sum_at_most(found + 1, pairs) > 0.005);
        }
    }

    #[test]
    fn eight_pairs_are_the_fewest_for_99_percent() {
        assert_eq!([0.9, 0.95, 0.99, 0.995, 0.999].map(least_pairs), [5, 6, 8, 9, 11]);
    }
}
