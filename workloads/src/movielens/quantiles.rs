//! Any continuous distribution as a table.

/// Steps of a table: a power of two, so that the high bits of a random number pick the step.
const STEPS: usize = 4096;

/// A distribution of whole numbers of at least 0 as its quantiles, with straight lines between them.
pub(crate) struct Quantiles {
    edges: Vec<u64>,
    /// Sum of the first steps' mean values, for draws in proportion to length.
    cumulated: Vec<u64>,
}

impl Quantiles {
    /// The table of `quantile`, a function of a share between 0 and 1. The outermost half steps are cut off, so
    /// tails are finite.
    pub(crate) fn new(quantile: impl Fn(f64) -> f64) -> Self {
        let steps = STEPS as f64;
        let edges: Vec<u64> = (0..=STEPS)
            .map(|i| {
                quantile((i as f64).clamp(0.5, steps - 0.5) / steps)
                    .max(0.0)
                    .round() as u64
            })
            .collect();
        let cumulated = edges
            .windows(2)
            .scan(0, |sum, pair| {
                *sum += pair[0] + pair[1];
                Some(*sum)
            })
            .collect();
        Self { edges, cumulated }
    }

    /// The value for 32 random bits.
    #[inline(always)]
    pub(crate) fn pick(&self, bits: u32) -> u64 {
        let (step, within) = ((bits >> 20) as usize, u64::from(bits & 0xf_ffff));
        let (low, high) = (self.edges[step], self.edges[step + 1]);
        low + ((u128::from(high - low) * u128::from(within)) >> 20) as u64
    }

    /// The mean of [`Quantiles::pick`].
    pub(crate) fn mean(&self) -> f64 {
        self.cumulated.last().map_or(0.0, |sum| *sum as f64) / (2 * STEPS) as f64
    }

    /// A value picked in proportion to its size: the length of the interval that a random instant falls into.
    pub(crate) fn pick_by_size(&self, bits: u64) -> u64 {
        let total = self.cumulated.last().copied().unwrap_or(0);
        let at = ((u128::from(bits >> 32) * u128::from(total)) >> 32) as u64;
        let step = self.cumulated.partition_point(|sum| *sum <= at).min(STEPS - 1);
        self.pick((step as u32) << 20 | (bits as u32 & 0xf_ffff))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn picks_follow_the_distribution() {
        let table = Quantiles::new(|u| u * 1000.0);
        assert!((table.mean() - 500.0).abs() < 0.1);
        assert_eq!(table.pick(0), 0);
        assert_eq!(table.pick(1 << 31), 500);
        let n = 1 << 16;
        let mean = (0..n).map(|i: u32| table.pick(i << 16)).sum::<u64>() as f64 / f64::from(n);
        assert!((mean - 500.0).abs() < 1.0, "{mean}");
    }

    #[test]
    fn picks_by_size_favour_the_long() {
        let table = Quantiles::new(|u| u * 1_000_000.0);
        let n = 1u64 << 16;
        let mean = (0..n).map(|i| table.pick_by_size(i << 48)).sum::<u64>() as f64 / n as f64;
        assert!(
            (mean - 666_666.0).abs() < 500.0,
            "two thirds for a uniform distribution: {mean}"
        );
    }
}
