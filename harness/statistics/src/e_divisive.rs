//! Where a history of figures changes its level.

use crate::LevelChange;
use crate::order::median;
use crate::student::beyond;

/// Records that are looked at together: what lies further back says little about a step of today.
const WINDOW: usize = 50;
/// Fewer records than this on one side of a change are not told from an accident.
pub const LEAST_LEVEL: usize = 4;
/// A change counts if equal levels would differ as much with a smaller chance than this.
pub const CHANGE_ERROR: f64 = 0.001;
/// The chance up to which a split is a candidate, before weak ones are taken back.
const CANDIDATE_ERROR: f64 = 10.0 * CHANGE_ERROR;

/// The changes of level in a series of finite numbers, in order.
///
/// A split of a stretch is sought where the energy distance between both sides, weighted by their lengths, is greatest
/// (E-divisive: Matteson and James 2014, exponent 1); if the means of both sides differ by Student's t, both sides are
/// searched in the same way. Stretches are windows of 50 points that overlap by half, for what is far away must not hide
/// what is near. Candidates are then taken back, the weakest first, until each differs from its neighbours with
/// p < 0.001 and its levels by at least the share `least_change` (Fleming and Kolek 2023, "Hunter"). Against that paper:
/// a level has at least four points, deviations are those of samples, and the size of a change is that of medians, so
/// that one outlier makes no step.
#[must_use]
pub fn level_changes(series: &[f64], least_change: f64) -> Vec<LevelChange> {
    let mut splits = candidates(series);
    loop {
        let changes = changes_at(series, &splits);
        let Some(weakest) = weakest(&changes, least_change) else {
            return changes;
        };
        splits.remove(weakest);
    }
}

/// The splits of all windows. A window begins at the last split found, or half a window after the one before it.
fn candidates(series: &[f64]) -> Vec<usize> {
    let mut found = Vec::new();
    let mut start = 0;
    loop {
        let end = series.len().min(start + WINDOW);
        search(&series[start..end], start, &mut found);
        if end == series.len() {
            return found;
        }
        start = found.last().map_or(0, |&last| last).max(start + WINDOW / 2);
    }
}

fn search(series: &[f64], offset: usize, found: &mut Vec<usize>) {
    let Some(split) = best_split(series) else { return };
    let (before, after) = series.split_at(split);
    if chance(before, after) < CANDIDATE_ERROR {
        search(before, offset, found);
        found.push(offset + split);
        search(after, offset + split, found);
    }
}

/// The split with enough points on both sides whose sides are furthest apart by the sample statistic of Matteson and
/// James (2014, section 2.2). Distances within and between are carried along as points change sides.
fn best_split(series: &[f64]) -> Option<usize> {
    let distances = |value: f64, side: &[f64]| side.iter().map(|other| (value - other).abs()).sum::<f64>();
    let pairs = |side: &[f64]| {
        let of = |(place, value): (usize, &f64)| distances(*value, &side[place + 1..]);
        side.iter().enumerate().map(of).sum::<f64>()
    };
    let (mut left, mut between, mut right) = (0.0, 0.0, pairs(series));
    let mut best: Option<(f64, usize)> = None;
    for (place, value) in series.iter().enumerate() {
        let (before, after) = (&series[..place], &series[place + 1..]);
        let (to_left, to_right) = (distances(*value, before), distances(*value, after));
        left += to_left;
        between += to_right - to_left;
        right -= to_right;
        let (n, m) = (place + 1, after.len());
        if n < LEAST_LEVEL || m < LEAST_LEVEL {
            continue;
        }
        let apart = energy(left, between, right, n as f64, m as f64);
        if best.is_none_or(|(most, _)| apart > most) {
            best = Some((apart, n));
        }
    }
    best.map(|(_, split)| split)
}

/// The energy distance of two sides of `n` and `m` points, weighted by their lengths, from the sums of distances.
fn energy(left: f64, between: f64, right: f64, n: f64, m: f64) -> f64 {
    let apart = 2.0 * between / (n * m) - 2.0 * left / (n * (n - 1.0)) - 2.0 * right / (m * (m - 1.0));
    n * m / (n + m) * apart
}

/// The chance that samples of one normal distribution differ as much in their means: Student's t, two-sided, deviations
/// pooled.
fn chance(before: &[f64], after: &[f64]) -> f64 {
    let (n, m) = (before.len() as f64, after.len() as f64);
    let (one, other) = (mean(before), mean(after));
    if one == other {
        return 1.0;
    }
    let squares = |side: &[f64], mean: f64| side.iter().map(|value| (value - mean).powi(2)).sum::<f64>();
    let variance = (squares(before, one) + squares(after, other)) / (n + m - 2.0);
    let t = (other - one) / (variance * (1.0 / n + 1.0 / m)).sqrt();
    beyond(t, before.len() + after.len() - 2)
}

fn mean(values: &[f64]) -> f64 {
    values.iter().sum::<f64>() / values.len() as f64
}

/// What changes at each split, between the one before it and the one after it.
fn changes_at(series: &[f64], splits: &[usize]) -> Vec<LevelChange> {
    let start = |place: usize| place.checked_sub(1).map_or(0, |before| splits[before]);
    let end = |place: usize| splits.get(place + 1).copied().unwrap_or(series.len());
    let of = |(place, &index): (usize, &usize)| {
        let (before, after) = (&series[start(place)..index], &series[index..end(place)]);
        LevelChange {
            index,
            before: median(before).unwrap_or(f64::NAN),
            after: median(after).unwrap_or(f64::NAN),
            p: chance(before, after),
        }
    };
    splits.iter().enumerate().map(of).collect()
}

/// The place of the least sure change, if it is too little sure; else of the smallest, if it is too small.
fn weakest(changes: &[LevelChange], least_change: f64) -> Option<usize> {
    let places = || changes.iter().enumerate();
    let unsure = places().max_by(|a, b| a.1.p.total_cmp(&b.1.p))?;
    if unsure.1.p.is_nan() || unsure.1.p >= CHANGE_ERROR {
        return Some(unsure.0);
    }
    let smallest = places().min_by(|a, b| a.1.magnitude().total_cmp(&b.1.magnitude()))?;
    (smallest.1.magnitude() < least_change).then_some(smallest.0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::noise::Noise;

    const LEAST: f64 = 0.05;

    /// Levels with so many points each, and normal noise of 2.66 %.
    fn steps(levels: &[(f64, usize)], noise: &mut Noise) -> Vec<f64> {
        let points = levels
            .iter()
            .flat_map(|&(level, count)| std::iter::repeat_n(level, count));
        points
            .map(|level| level * (1.0 + 0.0266 * noise.normal()))
            .collect()
    }

    fn places(series: &[f64]) -> Vec<usize> {
        level_changes(series, LEAST)
            .iter()
            .map(|change| change.index)
            .collect()
    }

    #[test]
    fn planted_steps_are_found_where_they_are() {
        let mut noise = Noise::new(5);
        for (levels, at) in [
            (&[(10.0, 20), (12.0, 20)][..], vec![20]),
            (&[(10.0, 12), (8.0, 12), (10.0, 12)], vec![12, 24]),
            (&[(1e9, 60), (1.5e9, 60), (1e9, 30)], vec![60, 120]),
            (&[(-5.0, 9), (-7.0, 9)], vec![9]),
        ] {
            assert_eq!(places(&steps(levels, &mut noise)), at, "{levels:?}");
        }
    }

    #[test]
    fn a_change_is_told_with_both_levels_and_its_size() {
        let series: Vec<f64> = (0..16)
            .map(|i| if i < 8 { 4.0 } else { 5.0 } + f64::from(i % 2) * 0.01)
            .collect();
        let found = level_changes(&series, LEAST);
        assert_eq!(found.len(), 1);
        let change = found[0];
        assert_eq!((change.index, change.before, change.after), (8, 4.005, 5.005));
        assert!(change.p < 1e-9, "{}", change.p);
        assert!((change.relative().unwrap() - 0.2497).abs() < 1e-4);
        let back = LevelChange {
            before: change.after,
            after: change.before,
            ..change
        };
        assert!((back.magnitude() - change.magnitude()).abs() < 1e-12);
        assert!(level_changes(&series, 0.3).is_empty(), "smaller than asked for");
    }

    #[test]
    fn exact_figures_change_at_once_and_zero_is_a_level() {
        let series = [[0.0; 6], [0.004; 6]].concat();
        let found = level_changes(&series, LEAST);
        assert_eq!((found.len(), found[0].index, found[0].relative()), (1, 6, None));
        assert_eq!(found[0].magnitude(), f64::INFINITY);
        for quiet in [&[0.1; 40][..], &[], &[7.0], &[1.0, 9.0, 1.0, 9.0, 1.0, 9.0, 1.0]] {
            assert!(level_changes(quiet, LEAST).is_empty(), "{quiet:?}");
        }
    }

    #[test]
    fn one_outlier_is_no_step() {
        let mut noise = Noise::new(3);
        let mut series = steps(&[(10.0, 40)], &mut noise);
        series[17] = 1e6;
        assert!(places(&series).is_empty());
    }

    #[test]
    fn extreme_numbers_do_no_harm() {
        for series in [[f64::MAX; 12], [f64::MIN_POSITIVE; 12]] {
            assert!(level_changes(&series, LEAST).is_empty());
        }
        let wild: Vec<f64> = (0..30)
            .map(|i| if i % 2 == 0 { f64::MAX } else { f64::MIN })
            .collect();
        let _ = level_changes(&wild, LEAST);
    }

    /// Stationary series of 20 to 50 points: plain noise of 2.66 %, and noise of 5 % of which a tenth of the points are
    /// up to 15 % too high.
    #[test]
    fn a_steady_history_seldom_raises_an_alarm() {
        for (deviation, spike, most) in [(0.0266, 0.0, 3), (0.05, 0.15, 9)] {
            let mut noise = Noise::new(11);
            let alarms = (0..300).filter(|trial| {
                let point = |place: usize| {
                    let high = if place % 10 == trial % 10 {
                        spike * noise.normal().abs().min(1.0)
                    } else {
                        0.0
                    };
                    1.0 + deviation * noise.normal() + high
                };
                !level_changes(&(0..20 + trial % 31).map(point).collect::<Vec<_>>(), LEAST).is_empty()
            });
            let alarms = alarms.count();
            assert!(alarms <= most, "{alarms} of 300 with {deviation} and {spike}");
        }
    }

    /// A step of 8 % in noise of 2.66 %: how often it is found, by the number of records after it.
    #[test]
    fn a_step_is_found_a_few_records_later() {
        let found_after = |count: usize| {
            let mut noise = Noise::new(23);
            let found =
                (0..200).filter(|_| !places(&steps(&[(1.0, 30), (1.08, count)], &mut noise)).is_empty());
            found.count()
        };
        assert!(found_after(2) <= 40, "{}", found_after(2));
        assert!(found_after(4) >= 170, "{}", found_after(4));
        assert!(found_after(6) >= 190, "{}", found_after(6));
    }
}
