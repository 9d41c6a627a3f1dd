//! One arm's share against the reference arm's: a difference, because a quotient of shares misleads.

use streamgauge_statistics::{Rule, Verdict};

use crate::Spread;
use crate::change_table::points;
use crate::change_verdict::LIMIT;

/// How far an arm's share lies above the reference's.
#[derive(Clone, Debug, PartialEq)]
pub struct Points {
    /// This arm − the reference arm, as a share: the Hodges-Lehmann estimate over pairs of equal repeats where there is
    /// an interval, else the difference of the figures printed.
    pub value: f64,
    /// The exact signed-rank interval; `None` with too few pairs.
    pub interval: Option<(f64, f64)>,
    /// What may be said; `None` for figures of a simulation.
    pub verdict: Option<Verdict>,
}

impl Points {
    /// Of two shares and the runs behind them. Without a rule, as in a simulation, there is nothing to judge.
    pub(crate) fn between(
        (value, runs): (f64, Option<&Spread>),
        (reference, against): (f64, Option<&Spread>),
        rule: Option<Rule>,
    ) -> Self {
        let plain = Self {
            value: value - reference,
            interval: None,
            verdict: None,
        };
        let limit = share_limit(reference);
        match (rule, against.zip(runs)) {
            (Some(rule), Some(runs)) => plain.judged(&differences(runs.0, runs.1), Rule { limit, ..rule }),
            _ => plain,
        }
    }

    fn judged(self, differences: &[f64], rule: Rule) -> Self {
        let is_constant = differences.len() > 1 && differences.iter().all(|by| *by == 0.0);
        if is_constant {
            return Self {
                interval: Some((0.0, 0.0)),
                verdict: Some(Verdict::Same),
                ..self
            };
        }
        let judgement = rule.judge(differences, None);
        let found = judgement.estimate;
        Self {
            value: found.map_or(self.value, |found| found.estimate),
            interval: found.map(|found| (found.lower, found.upper)),
            verdict: Some(judgement.verdict),
        }
    }

    /// `−0.0140 pp [−0.0200 … −0.00800] lower`, `0 pp =`, or the number alone if nothing was judged.
    #[must_use]
    pub fn text(&self) -> String {
        let interval = match self.interval {
            Some((low, high)) if low < high => format!(" [{} … {}]", points(low), points(high)),
            _ => String::new(),
        };
        format!("{} pp{interval}{}", points(self.value), self.verdict_sign())
    }

    fn verdict_sign(&self) -> &'static str {
        match self.verdict {
            None => "",
            Some(Verdict::Same) if self.interval == Some((0.0, 0.0)) => " =",
            Some(Verdict::Same) => " ~",
            Some(Verdict::Lower) => " lower",
            Some(Verdict::Higher) => " higher",
            Some(Verdict::TooNoisy { .. } | Verdict::CannotTell { .. }) => " ?",
        }
    }
}

/// Up to which difference from a share another is the same: a part of what is there or of what is missing, whichever is
/// less, for from 99.8 % to 99.7 % half as much again is lost.
pub(crate) fn share_limit(share: f64) -> f64 {
    LIMIT * share.min(1.0 - share).max(0.0)
}

/// New − base of the runs of the same repeat.
pub(crate) fn differences(base: &Spread, new: &Spread) -> Vec<f64> {
    let difference = |&(repeat, value): &(u32, f64)| {
        let (_, before) = base.by_repeat.iter().find(|(other, _)| *other == repeat)?;
        Some(value - before)
    };
    new.by_repeat.iter().filter_map(difference).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(own: impl Fn(u32) -> f64, other: f64, repeats: u32) -> String {
        let spread =
            |value: &dyn Fn(u32) -> f64| Spread::over((0..repeats).map(|repeat| (repeat, value(repeat))));
        let (own, other) = (spread(&own).unwrap(), spread(&|_| other).unwrap());
        let rule = Some(Rule::five_percent(0.99));
        Points::between((own.median, Some(&own)), (other.median, Some(&other)), rule).text()
    }

    #[test]
    fn shares_differ_by_points_with_an_interval_and_a_word() {
        let around = |centre: f64| move |repeat: u32| centre + 0.000_01 * f64::from(repeat * 5 % 7);
        assert!(text(around(0.09), 0.10, 8).ends_with(" lower"));
        assert!(text(around(0.09), 0.10, 8).contains(" pp [−1.00 … −0.99"));
        assert!(text(around(0.11), 0.10, 8).ends_with(" higher"));
        assert!(text(around(0.10), 0.10, 8).ends_with(" ~"));
        assert_eq!(text(|_| 0.11, 0.10, 3), "+1.00 pp ?");
    }

    #[test]
    fn what_is_always_equal_is_so_however_few_the_runs_and_even_at_0() {
        assert_eq!(text(|_| 0.0, 0.0, 8), "0 pp =");
        assert_eq!(text(|_| 0.25, 0.25, 2), "0 pp =");
        assert_eq!(text(|_| 0.25, 0.25, 1), "0 pp ?");
    }
}
