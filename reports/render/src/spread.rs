//! A figure over several runs.

/// From this many runs on, the extremes hold the true median with at least 99 % confidence.
pub(crate) const ENOUGH_RUNS: usize = 8;

/// The values of one metric over the valid runs of an arm. The run is the unit.
#[derive(Clone, Debug, PartialEq)]
pub struct Spread {
    /// Value of each run with its repeat, in order of repeats.
    pub by_repeat: Vec<(u32, f64)>,
    /// Median over the runs.
    pub median: f64,
    /// Least.
    pub min: f64,
    /// Greatest.
    pub max: f64,
}

impl Spread {
    /// Over the values that exist; `None` if none does.
    #[must_use]
    pub fn over(values: impl IntoIterator<Item = (u32, f64)>) -> Option<Self> {
        let mut by_repeat: Vec<_> = values
            .into_iter()
            .filter(|(_, value)| value.is_finite())
            .collect();
        by_repeat.sort_by_key(|&(repeat, _)| repeat);
        let sorted = sorted(&by_repeat);
        let (&min, &max) = (sorted.first()?, sorted.last()?);
        Some(Self {
            median: median(&sorted),
            min,
            max,
            by_repeat,
        })
    }

    /// Number of runs.
    #[must_use]
    pub fn runs(&self) -> usize {
        self.by_repeat.len()
    }

    /// The 99 % interval of the median by order statistics, free of any assumption about the distribution;
    /// `None` with fewer than eight runs, which cannot give one.
    #[must_use]
    pub fn interval(&self) -> Option<(f64, f64)> {
        let sorted = sorted(&self.by_repeat);
        let rank = interval_rank(sorted.len())?;
        Some((*sorted.get(rank)?, *sorted.get(sorted.len() - 1 - rank)?))
    }
}

fn sorted(values: &[(u32, f64)]) -> Vec<f64> {
    let mut sorted: Vec<f64> = values.iter().map(|&(_, value)| value).collect();
    sorted.sort_by(f64::total_cmp);
    sorted
}

fn median(sorted: &[f64]) -> f64 {
    let half = sorted.len() / 2;
    if sorted.len() % 2 == 1 {
        sorted[half]
    } else {
        f64::midpoint(sorted[half - 1], sorted[half])
    }
}

/// The greatest rank `k`, from 0, for which the `k`-th least and the `k`-th greatest of `n` values enclose the true
/// median with 99 %: both tails of the binomial distribution with one half together hold at most 1 %.
fn interval_rank(n: usize) -> Option<usize> {
    let mut chance = 0.5_f64.powi(i32::try_from(n).ok()?);
    let mut below = chance;
    let mut rank = None;
    let mut k = 0_usize;
    while 2.0 * below <= 0.01 && k < n / 2 {
        rank = Some(k);
        k += 1;
        #[allow(clippy::cast_precision_loss)]
        let factor = (n - k + 1) as f64 / k as f64;
        chance *= factor;
        below += chance;
    }
    rank
}

#[cfg(test)]
mod tests {
    use super::*;

    fn spread(values: &[f64]) -> Spread {
        Spread::over((0..).zip(values.iter().copied())).unwrap()
    }

    #[test]
    fn the_median_and_the_extremes_are_those_of_the_runs() {
        let three = spread(&[3.0, 1.0, 10.0]);
        assert_eq!(
            (three.median, three.min, three.max, three.runs()),
            (3.0, 1.0, 10.0, 3)
        );
        assert_eq!(spread(&[4.0, 1.0]).median, 2.5);
    }

    #[test]
    fn fewer_than_eight_runs_give_no_interval() {
        for n in 0..ENOUGH_RUNS {
            assert_eq!(interval_rank(n), None, "{n}");
        }
        let eight = spread(&[8.0, 1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0]);
        assert_eq!(eight.interval(), Some((1.0, 8.0)));
    }

    #[test]
    fn more_runs_give_narrower_intervals() {
        assert_eq!([10, 11, 15, 20, 30].map(interval_rank), [0, 0, 2, 3, 7].map(Some));
    }

    #[test]
    fn nothing_and_what_is_no_number_give_no_spread() {
        assert_eq!(Spread::over([]), None);
        assert_eq!(Spread::over([(0, f64::NAN)]), None);
    }
}
