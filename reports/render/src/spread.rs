//! A figure over several runs.

use streamgauge_statistics::{median, median_interval};

/// Confidence of the interval of a median over runs.
pub(crate) const CONFIDENCE: f64 = 0.99;

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
        let values: Vec<f64> = by_repeat.iter().map(|&(_, value)| value).collect();
        Some(Self {
            median: median(&values)?,
            min: values.iter().copied().min_by(f64::total_cmp)?,
            max: values.iter().copied().max_by(f64::total_cmp)?,
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
        let values: Vec<f64> = self.by_repeat.iter().map(|&(_, value)| value).collect();
        let interval = median_interval(&values, CONFIDENCE)?;
        Some((interval.lower, interval.upper))
    }
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
        assert_eq!(spread(&[1.0; ENOUGH_RUNS - 1]).interval(), None);
        let eight = spread(&[8.0, 1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0]);
        assert_eq!(eight.interval(), Some((1.0, 8.0)));
    }

    #[test]
    fn nothing_and_what_is_no_number_give_no_spread() {
        assert_eq!(Spread::over([]), None);
        assert_eq!(Spread::over([(0, f64::NAN)]), None);
    }
}
