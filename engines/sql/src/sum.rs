//! `SUM` of a column of integers.

use crate::Accumulator;

/// The sum of the values that are not NULL; NULL if there is none (Flink's `SumWithRetractAggFunction`).
///
/// It wraps around at the ends of the range, as SQL's BIGINT does in Flink.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Sum {
    sum: i64,
    values: i64,
}

impl Accumulator for Sum {
    type Input = Option<i64>;
    type Value = Option<i64>;

    fn accumulate(&mut self, input: &Option<i64>) {
        if let Some(value) = input {
            self.sum = self.sum.wrapping_add(*value);
            self.values = self.values.saturating_add(1);
        }
    }

    fn retract(&mut self, input: &Option<i64>) {
        if let Some(value) = input {
            self.sum = self.sum.wrapping_sub(*value);
            self.values = self.values.saturating_sub(1);
        }
    }

    fn merge(&mut self, other: &Self) {
        self.sum = self.sum.wrapping_add(other.sum);
        self.values = self.values.saturating_add(other.values);
    }

    fn value(&self) -> Option<i64> {
        (self.values != 0).then_some(self.sum)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_sum_of_nothing_is_null_and_that_of_zeros_is_not() {
        let mut sum = Sum::default();
        sum.accumulate(&None);
        assert_eq!(sum.value(), None);
        sum.accumulate(&Some(0));
        assert_eq!(sum.value(), Some(0));
        sum.retract(&Some(0));
        assert_eq!(sum.value(), None);
        sum.retract(&Some(5));
        assert_eq!(sum.value(), Some(-5));
    }

    #[test]
    fn the_ends_of_the_range_do_not_stop_it() {
        let mut sum = Sum::default();
        sum.accumulate(&Some(i64::MAX));
        sum.accumulate(&Some(1));
        assert_eq!(sum.value(), Some(i64::MIN));
    }
}
