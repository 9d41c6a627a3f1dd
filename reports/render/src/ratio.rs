//! One arm against the reference arm.

use streamgauge_statistics::paired::log_ratios;
use streamgauge_statistics::{Rule, Verdict, noise_floor};

use crate::Spread;
use crate::quantity::three;

/// How many times the reference's figure an arm's figure is.
#[derive(Clone, Debug, PartialEq)]
pub struct Ratio {
    /// This arm ÷ the reference arm: the Hodges-Lehmann estimate over pairs of equal repeats where there is an
    /// interval, else the quotient of the figures printed.
    pub value: f64,
    /// The exact signed-rank interval; `None` with too few pairs.
    pub interval: Option<(f64, f64)>,
    /// By what share equal arms would differ, the smallest difference that these runs can tell from none; `None`
    /// with too few pairs.
    pub floor: Option<f64>,
    /// What may be said; `None` for figures of a simulation and those that are not one number per run.
    pub verdict: Option<Verdict>,
}

impl Ratio {
    /// Of two figures and the runs behind them; `None` where a quotient means nothing. Without a rule, as in a
    /// simulation, there is nothing to judge.
    #[must_use]
    pub fn between(
        (value, runs): (f64, Option<&Spread>),
        (reference, against): (f64, Option<&Spread>),
        rule: Option<Rule>,
    ) -> Option<Self> {
        let quotient = value / reference;
        if !(quotient.is_finite() && quotient > 0.0) {
            return None;
        }
        let plain = Self {
            value: quotient,
            interval: None,
            floor: None,
            verdict: None,
        };
        Some(match (rule, runs.zip(against)) {
            (Some(rule), Some((runs, against))) => plain.judged(runs, against, rule),
            _ => plain,
        })
    }

    fn judged(self, runs: &Spread, against: &Spread, rule: Rule) -> Self {
        let (runs, against) = (&runs.by_repeat[..], &against.by_repeat[..]);
        let differences = log_ratios(runs, against);
        let floor = noise_floor(&[runs, against], differences.len(), rule.confidence);
        let judgement = rule.judge(&differences, floor);
        let found = judgement.estimate;
        Self {
            value: found.map_or(self.value, |found| found.estimate.exp()),
            interval: found.map(|found| (found.lower.exp(), found.upper.exp())),
            floor: floor.map(f64::exp_m1),
            verdict: Some(judgement.verdict),
        }
    }

    /// `×212 [206 … 219] higher`, `×1.01 [0.98 … 1.04] ~`, `×1.1 ?`, or the number alone if nothing was judged.
    #[must_use]
    pub fn text(&self) -> String {
        self.number() + self.verdict_sign()
    }

    /// `×212 [206 … 219]`: without what may be said of it.
    pub(crate) fn number(&self) -> String {
        let interval = match self.interval {
            Some((low, high)) if low < high => format!(" [{} … {}]", three(low), three(high)),
            _ => String::new(),
        };
        format!("×{}{interval}", three(self.value))
    }

    fn verdict_sign(&self) -> &'static str {
        match self.verdict {
            None => "",
            Some(Verdict::Same) if self.interval == Some((1.0, 1.0)) => " =",
            Some(Verdict::Same) => " ~",
            Some(Verdict::Lower) => " lower",
            Some(Verdict::Higher) => " higher",
            Some(Verdict::TooNoisy { .. }) => " ? noisy",
            Some(Verdict::CannotTell { .. }) => " ?",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ratio(own: impl Fn(u32) -> f64, other: impl Fn(u32) -> f64, repeats: u32) -> Ratio {
        let spread =
            |value: &dyn Fn(u32) -> f64| Spread::over((0..repeats).map(|repeat| (repeat, value(repeat))));
        let (own, other) = (spread(&own).unwrap(), spread(&other).unwrap());
        let rule = Some(Rule::five_percent(0.99));
        Ratio::between((own.median, Some(&own)), (other.median, Some(&other)), rule).unwrap()
    }

    #[test]
    fn the_interval_is_that_of_pairs_and_not_of_all_runs() {
        let drift = |repeat: u32| f64::from(repeat + 1);
        let found = ratio(|repeat| 10.0 * drift(repeat), drift, 8);
        let (low, high) = found.interval.unwrap();
        assert!(
            (low - 10.0).abs() < 1e-9 && (high - 10.0).abs() < 1e-9,
            "{found:?}"
        );
    }

    #[test]
    fn the_words_say_what_may_be_said() {
        let wobble = |size: f64| move |repeat: u32| 1.0 + size * f64::from(repeat * 7 % 11) / 10.0;
        let text = |times: f64, size: f64| {
            let noise = wobble(size);
            let found = ratio(move |repeat| times * noise(3 * repeat + 1), wobble(size), 10);
            found.text().split(' ').skip(4).collect::<Vec<_>>().join(" ")
        };
        assert_eq!(text(3.0, 0.01), "higher");
        assert_eq!(text(0.3, 0.01), "lower");
        assert_eq!(text(1.0, 0.01), "~");
        assert_eq!(text(1.0, 0.8), "? noisy");
        assert_eq!(ratio(|_| 7.0, |_| 7.0, 8).text(), "×1.00 =");
        assert_eq!(
            ratio(|_| 14.0, |_| 7.0, 7).text(),
            "×2.00 ?",
            "no interval, no verdict"
        );
    }

    #[test]
    fn nothing_is_divided_by_zero() {
        assert_eq!(Ratio::between((1.0, None), (0.0, None), None), None);
        assert_eq!(Ratio::between((0.0, None), (0.0, None), None), None);
    }
}
