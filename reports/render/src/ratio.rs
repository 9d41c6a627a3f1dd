//! One arm against the reference arm.

use crate::Spread;

/// How many times the reference's figure an arm's figure is.
#[derive(Clone, Debug, PartialEq)]
pub struct Ratio {
    /// This arm ÷ the reference arm, of the figures printed.
    pub value: f64,
    /// 99 % interval of the median ratio over pairs of equal repeats; `None` with fewer than eight pairs.
    pub interval: Option<(f64, f64)>,
}

impl Ratio {
    /// Of two figures and the runs behind them; `None` where a quotient means nothing.
    #[must_use]
    pub fn between(
        value: f64,
        reference: f64,
        runs: Option<&Spread>,
        against: Option<&Spread>,
    ) -> Option<Self> {
        let quotient = value / reference;
        if !(quotient.is_finite() && quotient > 0.0) {
            return None;
        }
        let interval = runs
            .zip(against)
            .and_then(|(runs, against)| paired(runs, against)?.interval());
        Some(Self {
            value: quotient,
            interval,
        })
    }
}

fn paired(runs: &Spread, against: &Spread) -> Option<Spread> {
    let quotient = |&(repeat, value): &(u32, f64)| {
        let partner = against.by_repeat.iter().find(|(other, _)| *other == repeat)?;
        Some((repeat, value / partner.1))
    };
    Spread::over(runs.by_repeat.iter().filter_map(quotient))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_interval_is_that_of_pairs_and_not_of_all_runs() {
        let slow = Spread::over((0..8).map(|repeat| (repeat, f64::from(repeat + 1) * 10.0)));
        let fast = Spread::over((0..8).map(|repeat| (repeat, f64::from(repeat + 1))));
        let ratio = Ratio::between(45.0, 4.5, slow.as_ref(), fast.as_ref()).unwrap();
        assert_eq!(
            ratio,
            Ratio {
                value: 10.0,
                interval: Some((10.0, 10.0))
            }
        );
    }

    #[test]
    fn nothing_is_divided_by_zero() {
        assert_eq!(Ratio::between(1.0, 0.0, None, None), None);
        assert_eq!(Ratio::between(0.0, 0.0, None, None), None);
    }
}
