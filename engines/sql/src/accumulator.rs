//! Aggregates that can take rows back.

use std::fmt::Debug;

use streamgauge_model::ProcessingTime;

use crate::StateTtl;

/// The state of an aggregate over a changelog.
///
/// The law: whatever the order in which values are added and taken back, and however they are spread over parts
/// that are merged afterwards, the answer depends only on how often each value was added and taken back.
pub trait Accumulator: Clone + Default {
    /// What is aggregated: a column, or several.
    type Input;
    /// The answer.
    type Value: Clone + Debug + PartialEq;

    /// Adds a value.
    fn accumulate(&mut self, input: &Self::Input);

    /// Takes a value back.
    fn retract(&mut self, input: &Self::Input);

    /// Adds what another part has seen.
    fn merge(&mut self, other: &Self);

    /// The answer so far.
    fn value(&self) -> Self::Value;

    /// Tells what time it is to state that is kept, and forgotten, apart from the accumulator itself.
    fn observe(&mut self, _ttl: StateTtl, _now: ProcessingTime) {}
}

/// Two aggregates of the same rows.
impl<A: Accumulator, B: Accumulator> Accumulator for (A, B) {
    type Input = (A::Input, B::Input);
    type Value = (A::Value, B::Value);

    fn accumulate(&mut self, input: &Self::Input) {
        self.0.accumulate(&input.0);
        self.1.accumulate(&input.1);
    }

    fn retract(&mut self, input: &Self::Input) {
        self.0.retract(&input.0);
        self.1.retract(&input.1);
    }

    fn merge(&mut self, other: &Self) {
        self.0.merge(&other.0);
        self.1.merge(&other.1);
    }

    fn value(&self) -> Self::Value {
        (self.0.value(), self.1.value())
    }

    fn observe(&mut self, ttl: StateTtl, now: ProcessingTime) {
        self.0.observe(ttl, now);
        self.1.observe(ttl, now);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{CountDistinct, CountRows, Sum};

    type All = (CountRows, (Sum, CountDistinct<u8>));

    fn input(n: i64) -> <All as Accumulator>::Input {
        let value = (n % 4 != 0).then_some(n);
        let distinct = (n % 3 != 0).then_some((n % 5) as u8);
        ((), (value, distinct))
    }

    fn fold(adds: impl Iterator<Item = i64>, takes: impl Iterator<Item = i64>) -> All {
        let mut all = All::default();
        takes.for_each(|n| all.retract(&input(n)));
        adds.for_each(|n| all.accumulate(&input(n)));
        all
    }

    #[test]
    fn taking_back_undoes_adding_in_any_order() {
        let whole = fold(0..20, std::iter::empty());
        assert_eq!(fold(0..30, 20..30).value(), whole.value());
        assert_eq!(fold(0..20, 0..20).value(), All::default().value());
        assert_eq!(whole.value(), (20, (Some(150), 5)));
    }

    #[test]
    fn merged_parts_equal_the_whole_even_where_one_part_only_takes_back() {
        let whole = fold(0..20, 5..9).value();
        for cut in 0..20 {
            let mut left = fold(0..cut, 5..9);
            left.merge(&fold(cut..20, std::iter::empty()));
            assert_eq!(left.value(), whole, "cut at {cut}");
        }
    }
}
