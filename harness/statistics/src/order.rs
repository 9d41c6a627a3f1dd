//! Order statistics: median, percentiles, and the interval of a median that assumes nothing.

/// Two bounds.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Interval {
    /// The lower.
    pub lower: f64,
    /// The upper.
    pub upper: f64,
}

/// The median of the finite values; of an even number of them, the mean of the middle two.
#[must_use]
pub fn median(values: &[f64]) -> Option<f64> {
    let mut finite: Vec<f64> = values.iter().copied().filter(|value| value.is_finite()).collect();
    median_of(&mut finite)
}

/// As [`median`], of finite values, whose order it changes: linear time.
pub(crate) fn median_of(values: &mut [f64]) -> Option<f64> {
    let half = values.len() / 2;
    if values.is_empty() {
        return None;
    }
    let even = values.len().is_multiple_of(2);
    let (below, &mut middle, _) = values.select_nth_unstable_by(half, f64::total_cmp);
    if !even {
        return Some(middle);
    }
    let next = below.iter().copied().max_by(f64::total_cmp)?;
    Some(f64::midpoint(next, middle))
}

/// The smallest of the sorted values that at least the share `quantile` of them does not exceed (nearest rank).
#[must_use]
pub fn percentile(sorted: &[f64], quantile: f64) -> Option<f64> {
    let rank = (quantile.clamp(0.0, 1.0) * sorted.len() as f64).ceil();
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
    sorted.get((rank as usize).max(1) - 1).copied()
}

/// The interval of the median by order statistics, free of any assumption about the distribution (David and Nagaraja,
/// *Order Statistics*, 2003, section 7.1): the narrowest pair of values of equal rank from both ends that encloses the
/// true median with at least `confidence`. `None` with too few values, such as fewer than eight for 99 %.
#[must_use]
pub fn median_interval(values: &[f64], confidence: f64) -> Option<Interval> {
    let mut sorted: Vec<f64> = values.iter().copied().filter(|value| value.is_finite()).collect();
    sorted.sort_by(f64::total_cmp);
    let rank = interval_rank(sorted.len(), confidence)?;
    Some(Interval {
        lower: *sorted.get(rank)?,
        upper: *sorted.get(sorted.len() - 1 - rank)?,
    })
}

/// The greatest rank `k`, from 0, for which the `k`-th least and the `k`-th greatest of `n` values enclose the true
/// median: both tails of the binomial distribution with one half together hold at most `1 - confidence`.
fn interval_rank(n: usize, confidence: f64) -> Option<usize> {
    let mut chance = 0.5_f64.powi(i32::try_from(n).ok()?);
    let mut below = chance;
    let mut rank = None;
    let mut k = 0_usize;
    while 2.0 * below <= 1.0 - confidence && k < n / 2 {
        rank = Some(k);
        k += 1;
        chance *= (n - k + 1) as f64 / k as f64;
        below += chance;
    }
    rank
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_median_of_an_even_number_lies_between_the_middle_two() {
        assert_eq!(median(&[3.0, 1.0, 10.0]), Some(3.0));
        assert_eq!(median(&[4.0, 1.0, 9.0, -2.0]), Some(2.5));
        assert_eq!(median(&[7.0]), Some(7.0));
        assert_eq!(median(&[]), None);
        assert_eq!(median(&[f64::NAN, 2.0, f64::INFINITY]), Some(2.0));
    }

    #[test]
    fn a_percentile_is_a_value_that_was_seen() {
        let hundred: Vec<f64> = (1..=100).map(f64::from).collect();
        for (quantile, value) in [(0.0, 1.0), (0.005, 1.0), (0.5, 50.0), (0.99, 99.0), (1.0, 100.0)] {
            assert_eq!(percentile(&hundred, quantile), Some(value), "{quantile}");
        }
        assert_eq!(percentile(&[], 0.5), None);
    }

    #[test]
    fn fewer_than_eight_values_give_no_interval_of_99_percent() {
        for n in 0..8 {
            assert_eq!(interval_rank(n, 0.99), None, "{n}");
        }
        let eight = [8.0, 1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0];
        assert_eq!(
            median_interval(&eight, 0.99),
            Some(Interval {
                lower: 1.0,
                upper: 8.0
            })
        );
    }

    #[test]
    fn more_values_give_narrower_intervals() {
        let ranks = [10, 11, 15, 20, 30].map(|n| interval_rank(n, 0.99));
        assert_eq!(ranks, [0, 0, 2, 3, 7].map(Some));
    }
}
