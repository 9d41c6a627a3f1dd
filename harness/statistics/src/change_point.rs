//! Where a series changes its level.

use rand::SeedableRng;
use rand_chacha::ChaCha8Rng;

use crate::normal::draw as normal;
use crate::order::percentile;

/// Fewer points than this on one side of a change are not told from an accident.
pub(crate) const LEAST_SEGMENT: usize = 4;
/// Series drawn without a change, to see what a steady series of this length and likeness looks like.
const DRAWS: usize = 999;
/// Neighbours are not taken to be more alike than this: what is more alike is a trend.
const MOST_ALIKE: f64 = 0.7;

/// The indices at which a series changes its level, in order: the first point of each new level.
///
/// The statistic is the largest cumulative sum of the ranks around their mean (Pettitt 1979), so that only order counts
/// and no outlier weighs more than its rank. What it reaches without any change is drawn: series of the same length
/// whose neighbours are as alike as here (a first-order autoregressive sieve, Bühlmann 1997, with the likeness of what
/// remains around a line on each side of the candidate). A change counts if at most the share `error` of the drawn series
/// reach as far; it lies where two levels fit best. Then both sides are searched in the same way, with ten times the
/// error, because what has changed once is no longer presumed steady (binary segmentation, Vostrikova 1981). A trend is
/// found as several changes. At least 4 points lie on each side.
#[must_use]
pub fn change_points(series: &[f64], error: f64, seed: u64) -> Vec<usize> {
    let mut found = Vec::new();
    if let Some(split) = change_point(series, error, seed) {
        found.push(split);
        let (before, after) = series.split_at(split);
        search(before, 0, 10.0 * error, seed, &mut found);
        search(after, split, 10.0 * error, seed, &mut found);
    }
    found.sort_unstable();
    found
}

fn search(series: &[f64], offset: usize, error: f64, seed: u64, found: &mut Vec<usize>) {
    let Some(split) = change_point(series, error, seed) else {
        return;
    };
    found.push(offset + split);
    let (before, after) = series.split_at(split);
    search(before, offset, error, seed, found);
    search(after, offset + split, error, seed, found);
}

/// The most likely change of level, if it is one.
fn change_point(series: &[f64], error: f64, seed: u64) -> Option<usize> {
    if series.len() < 2 * LEAST_SEGMENT {
        return None;
    }
    let ranks = ranks(series);
    let (reach, split) = (largest_sum(&ranks), location(series));
    let alike = likeness(&ranks, split);
    let mut random = ChaCha8Rng::seed_from_u64(seed);
    let may_reach = error * (DRAWS + 1) as f64 - 1.0;
    let mut reached = 0.0;
    for _ in 0..DRAWS {
        let steady = steady_series(alike, series.len(), &mut random);
        if largest_sum(&self::ranks(&steady)) >= reach {
            reached += 1.0;
        }
        if reached > may_reach {
            return None;
        }
    }
    (reached <= may_reach).then_some(split)
}

/// Ranks from 1; equal values share the mean of theirs.
fn ranks(series: &[f64]) -> Vec<f64> {
    let mut order: Vec<usize> = (0..series.len()).collect();
    order.sort_by(|&a, &b| series[a].total_cmp(&series[b]));
    let mut ranks = vec![0.0; series.len()];
    let mut first = 0;
    for group in order.chunk_by(|&a, &b| series[a] == series[b]) {
        let shared = first as f64 + (group.len() + 1) as f64 / 2.0;
        group.iter().for_each(|&place| ranks[place] = shared);
        first += group.len();
    }
    ranks
}

/// How far the cumulative sum of ranks goes from what it should be, with enough points on both sides.
fn largest_sum(ranks: &[f64]) -> f64 {
    let mean = (ranks.len() + 1) as f64 / 2.0;
    let sums = sums_around(ranks, mean).map(|(_, sum)| sum.abs());
    sums.max_by(f64::total_cmp).unwrap_or(0.0)
}

/// Where two levels fit the series best, by least squares. Ranks would put it too near to the middle. The outermost
/// twentieth on each side is drawn in, so that one outlier is no level.
fn location(series: &[f64]) -> usize {
    let mut sorted = series.to_vec();
    sorted.sort_by(f64::total_cmp);
    let bound = |share: f64| percentile(&sorted, share).unwrap_or(0.0);
    let (low, high) = (bound(0.05), bound(0.95));
    let values: Vec<f64> = series.iter().map(|value| value.clamp(low, high)).collect();
    let n = values.len() as f64;
    let mean = values.iter().sum::<f64>() / n;
    let gain = |split: usize, sum: f64| sum * sum / (split as f64 * (n - split as f64));
    let best = sums_around(&values, mean).max_by(|a, b| gain(a.0, a.1).total_cmp(&gain(b.0, b.1)));
    best.map_or(LEAST_SEGMENT, |(split, _)| split)
}

/// The cumulative sums of the distances from `mean` after each number of points that leaves enough on both sides.
fn sums_around(values: &[f64], mean: f64) -> impl Iterator<Item = (usize, f64)> + '_ {
    let sums = values.iter().scan(0.0, move |sum, value| {
        *sum += value - mean;
        Some(*sum)
    });
    let most = values.len().saturating_sub(LEAST_SEGMENT);
    (1..)
        .zip(sums)
        .filter(move |(split, _)| (LEAST_SEGMENT..=most).contains(split))
}

/// The correlation of neighbours around a line on each side of the split, corrected for the four numbers fitted.
fn likeness(ranks: &[f64], split: usize) -> f64 {
    let (before, after) = ranks.split_at(split);
    let rest = [around_line(before), around_line(after)].concat();
    let square: f64 = rest.iter().map(|value| value * value).sum();
    if square == 0.0 {
        return 0.0;
    }
    let product: f64 = rest.windows(2).map(|pair| pair[0] * pair[1]).sum();
    let n = ranks.len() as f64;
    (product / square + 4.0 / n).clamp(0.0, MOST_ALIKE)
}

/// What remains of the values around their straight line of least squares.
fn around_line(values: &[f64]) -> Vec<f64> {
    let n = values.len() as f64;
    let (mean_x, mean_y) = ((n - 1.0) / 2.0, values.iter().sum::<f64>() / n);
    let x = |index: usize| index as f64 - mean_x;
    let spread: f64 = (0..values.len()).map(|index| x(index).powi(2)).sum();
    let product: f64 = values
        .iter()
        .enumerate()
        .map(|(index, y)| x(index) * (y - mean_y))
        .sum();
    let slope = product / spread;
    let rest = |(index, y): (usize, &f64)| y - mean_y - slope * x(index);
    values.iter().enumerate().map(rest).collect()
}

/// A series without a change whose neighbours are so alike.
fn steady_series(alike: f64, count: usize, random: &mut ChaCha8Rng) -> Vec<f64> {
    let noise = (1.0 - alike * alike).sqrt();
    let mut last = normal(random);
    (0..count)
        .map(|_| {
            last = alike * last + noise * normal(random);
            last
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::noise::Noise;

    #[test]
    fn a_step_is_found_where_it_is() {
        let mut noise = Noise::new(3);
        let series: Vec<f64> = (0..40)
            .map(|i| noise.normal() * 0.2 + if i < 13 { 5.0 } else { 3.0 })
            .collect();
        assert_eq!(change_points(&series, 0.001, 7), [13]);
        let twice: Vec<f64> = (0..60)
            .map(|i| f64::from(i / 20) + noise.normal() * 0.05)
            .collect();
        assert_eq!(change_points(&twice, 0.001, 7), [20, 40]);
    }

    #[test]
    fn a_trend_is_a_series_of_changes_up_to_its_end() {
        let series: Vec<f64> = (0..40).map(f64::from).collect();
        let found = change_points(&series, 0.001, 7);
        assert!(found.last().is_some_and(|last| *last >= 30), "{found:?}");
    }

    #[test]
    fn one_outlier_and_equal_values_are_no_change() {
        let mut noise = Noise::new(3);
        let mut series: Vec<f64> = (0..40).map(|_| noise.normal()).collect();
        series[30] = 1e9;
        assert_eq!(change_points(&series, 0.001, 7), []);
        assert_eq!(change_points(&[4.0; 40], 0.001, 7), []);
        assert_eq!(change_points(&[1.0, 9.0, 1.0], 0.001, 7), [], "too few points");
    }

    /// Steady series whose neighbours are alike: at most 1 in 100 is called changing if neighbours share 30 % of what
    /// they are, a few if they share 60 %.
    #[test]
    fn a_steady_series_is_seldom_called_changing() {
        for (alike, most) in [(0.0, 1), (0.3, 3), (0.6, 10)] {
            let mut noise = Noise::new(9);
            let alarms = (0..100).filter(|&trial| {
                let series = noise.autoregressive(alike, 40);
                !change_points(&series, 0.001, trial).is_empty()
            });
            let alarms = alarms.count();
            assert!(alarms <= most, "{alike}: {alarms} of 100");
        }
    }

    #[test]
    fn equal_values_share_their_ranks() {
        assert_eq!(ranks(&[3.0, 1.0, 3.0, 2.0]), [3.5, 1.0, 3.5, 2.0]);
    }
}
