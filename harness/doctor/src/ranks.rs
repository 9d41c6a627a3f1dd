//! Exact percentiles of what was seen.

/// The smallest value that `percent` of the sorted values do not exceed; `None` of nothing.
pub(crate) fn at_percent<T: Copy>(sorted: &[T], percent: usize) -> Option<T> {
    let rank = (sorted.len() * percent).div_ceil(100).max(1);
    sorted.get(rank - 1).copied()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn percentiles_are_values_that_were_seen() {
        let values: Vec<u64> = (1..=200).collect();
        assert_eq!(
            [1, 50, 99, 100].map(|percent| at_percent(&values, percent)),
            [Some(2), Some(100), Some(198), Some(200)]
        );
        assert_eq!(at_percent::<u64>(&[], 50), None);
        assert_eq!(at_percent(&[7], 5), Some(7));
    }
}
