//! What may be said of a figure's change.

use streamgauge_record::{ChangeScale, ChangeVerdict, Direction};
use streamgauge_statistics::{Rule, Verdict};

use crate::points::{differences, share_limit};
use crate::{Figure, Ratio, Spread, Unit};

/// Shares and relative figures are the same up to this part of themselves.
pub(crate) const LIMIT: f64 = 0.05;
/// More pairs than anybody would measure.
pub(crate) const TOO_MANY_PAIRS: usize = 10_000;

/// A change with what may be said of it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Judged {
    pub(crate) scale: ChangeScale,
    pub(crate) change: Option<f64>,
    pub(crate) interval: Option<(f64, f64)>,
    pub(crate) floor: Option<f64>,
    pub(crate) pairs: usize,
    pub(crate) verdict: ChangeVerdict,
    pub(crate) needed: Option<usize>,
}

/// Two known figures of a metric with the runs behind them.
#[derive(Clone, Copy)]
struct Pair<'a> {
    base: f64,
    new: f64,
    runs: Option<(&'a Spread, &'a Spread)>,
}

/// Judges the change from `base` to `new`; without a rule, as on a virtual clock, both are exact.
pub(crate) fn judge(
    base: &Figure,
    new: &Figure,
    unit: Unit,
    direction: Direction,
    rule: Option<Rule>,
) -> Judged {
    let Some(pair) = Pair::of(base, new) else {
        return without_figures(base == new, unit);
    };
    let scale = pair.scale(unit);
    let plain = Judged {
        scale,
        change: Some(pair.plain(scale)),
        interval: None,
        floor: None,
        pairs: pair.pairs(),
        verdict: ChangeVerdict::Undecided,
        needed: None,
    };
    if base == new || pair.is_constant() {
        return Judged {
            verdict: ChangeVerdict::Identical,
            ..plain
        };
    }
    let judged = match (rule, pair.runs) {
        (Some(rule), Some(runs)) => plain.by_runs(pair, runs, rule, direction),
        (Some(_), None) => plain,
        (None, _) => plain.exact(pair.limit(scale), direction),
    };
    if direction == Direction::Equal {
        return Judged {
            verdict: ChangeVerdict::Worse,
            needed: None,
            ..judged
        };
    }
    judged
}

/// Where at least one figure is missing there is no change; if the same is said of both, nothing changed.
fn without_figures(alike: bool, unit: Unit) -> Judged {
    Judged {
        scale: match unit {
            Unit::Share | Unit::Completeness => ChangeScale::Points,
            _ => ChangeScale::Relative,
        },
        change: None,
        interval: None,
        floor: None,
        pairs: 0,
        verdict: if alike {
            ChangeVerdict::Identical
        } else {
            ChangeVerdict::Undecided
        },
        needed: None,
    }
}

impl<'a> Pair<'a> {
    fn of(base: &'a Figure, new: &'a Figure) -> Option<Self> {
        let (
            Figure::Known {
                value: base,
                runs: then,
                ..
            },
            Figure::Known {
                value: new,
                runs: now,
                ..
            },
        ) = (base, new)
        else {
            return None;
        };
        Some(Self {
            base: *base,
            new: *new,
            runs: then.as_ref().zip(now.as_ref()),
        })
    }

    /// Quotients only where nothing is 0 or less.
    fn scale(&self, unit: Unit) -> ChangeScale {
        let least = self.runs.map(|(then, now)| then.min.min(now.min));
        let positive = self.base > 0.0 && self.new > 0.0 && least.is_none_or(|least| least > 0.0);
        match unit {
            Unit::Share | Unit::Completeness => ChangeScale::Points,
            _ if positive => ChangeScale::Relative,
            _ => ChangeScale::Absolute,
        }
    }

    /// The change of the two figures.
    fn plain(&self, scale: ChangeScale) -> f64 {
        match scale {
            ChangeScale::Relative => self.new / self.base - 1.0,
            ChangeScale::Points | ChangeScale::Absolute => self.new - self.base,
        }
    }

    /// Up to which change, in the scale's own terms, the figure is the same.
    fn limit(&self, scale: ChangeScale) -> f64 {
        match scale {
            ChangeScale::Relative => LIMIT,
            ChangeScale::Points => share_limit(self.base),
            ChangeScale::Absolute => LIMIT * self.base.abs(),
        }
    }

    /// Whether all runs of both have one and the same value, however many they are.
    fn is_constant(&self) -> bool {
        let one = |spread: &Spread| spread.min.to_bits() == spread.max.to_bits();
        let both = |(then, now): (&Spread, &Spread)| {
            one(then) && one(now) && then.min.to_bits() == now.min.to_bits()
        };
        self.base.to_bits() == self.new.to_bits() && self.runs.is_some_and(both)
    }

    fn pairs(&self) -> usize {
        self.runs.map_or(0, |(then, now)| differences(then, now).len())
    }
}

impl Judged {
    /// By pairs of runs of the same repeat.
    fn by_runs(self, pair: Pair<'_>, runs: (&Spread, &Spread), rule: Rule, direction: Direction) -> Self {
        let (judged, verdict) = match self.scale {
            ChangeScale::Relative => self.by_ratio(pair, runs, rule),
            ChangeScale::Points | ChangeScale::Absolute => {
                let limit = pair.limit(self.scale);
                self.by_difference(runs, Rule { limit, ..rule })
            }
        };
        let (verdict, needed) = match verdict {
            Verdict::Same => (ChangeVerdict::Same, None),
            Verdict::Lower => (better_if(direction == Direction::Lower), None),
            Verdict::Higher => (better_if(direction == Direction::Higher), None),
            Verdict::TooNoisy { pairs } | Verdict::CannotTell { pairs } => {
                (ChangeVerdict::Undecided, Some(pairs))
            }
        };
        Self {
            verdict,
            needed: needed.filter(|pairs| *pairs <= TOO_MANY_PAIRS),
            ..judged
        }
    }

    fn by_ratio(self, pair: Pair<'_>, (then, now): (&Spread, &Spread), rule: Rule) -> (Self, Verdict) {
        let ratio = Ratio::between((pair.new, Some(now)), (pair.base, Some(then)), Some(rule));
        let undecided = Verdict::CannotTell { pairs: usize::MAX };
        let Some(ratio) = ratio else {
            return (self, undecided);
        };
        let judged = Self {
            change: Some(ratio.value - 1.0),
            interval: ratio.interval.map(|(low, high)| (low - 1.0, high - 1.0)),
            floor: ratio.floor,
            ..self
        };
        (judged, ratio.verdict.unwrap_or(undecided))
    }

    fn by_difference(self, (then, now): (&Spread, &Spread), rule: Rule) -> (Self, Verdict) {
        let judgement = rule.judge(&differences(then, now), None);
        let found = judgement.estimate;
        let judged = Self {
            change: found.map(|found| found.estimate).or(self.change),
            interval: found.map(|found| (found.lower, found.upper)),
            ..self
        };
        (judged, judgement.verdict)
    }

    /// Both figures are exact, so any change is a change; whether it matters is a question of the limit.
    fn exact(self, limit: f64, direction: Direction) -> Self {
        let change = self.change.unwrap_or(0.0);
        let verdict = if change.abs() <= limit {
            ChangeVerdict::Same
        } else if change < 0.0 {
            better_if(direction == Direction::Lower)
        } else {
            better_if(direction == Direction::Higher)
        };
        Self { verdict, ..self }
    }
}

const fn better_if(better: bool) -> ChangeVerdict {
    if better {
        ChangeVerdict::Better
    } else {
        ChangeVerdict::Worse
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const RULE: Rule = Rule {
        limit: LIMIT,
        confidence: 0.99,
    };

    fn figure(runs: u32, value: impl Fn(u32) -> f64) -> Figure {
        Figure::of(Spread::over((0..runs).map(|repeat| (repeat, value(repeat)))).as_ref())
    }

    /// A little noise of its own for each repeat.
    fn noisy(times: f64, runs: u32, salt: u32) -> Figure {
        figure(runs, move |repeat| {
            times * (1.0 + 0.002 * f64::from((repeat * 7 + salt) % 11))
        })
    }

    fn lower(base: &Figure, new: &Figure, unit: Unit) -> Judged {
        judge(base, new, unit, Direction::Lower, Some(RULE))
    }

    #[test]
    fn the_direction_makes_a_change_better_or_worse() {
        let (base, new) = (noisy(100.0, 8, 0), noisy(120.0, 8, 3));
        let verdict = |direction| judge(&base, &new, Unit::Nanoseconds, direction, Some(RULE)).verdict;
        assert_eq!(verdict(Direction::Lower), ChangeVerdict::Worse);
        assert_eq!(verdict(Direction::Higher), ChangeVerdict::Better);
        let judged = lower(&base, &new, Unit::Nanoseconds);
        assert!((judged.change.unwrap() - 0.2).abs() < 0.02, "{judged:?}");
        let (low, high) = judged.interval.unwrap();
        assert!(0.17 < low && low < 0.2 && 0.2 < high && high < 0.24, "{judged:?}");
        assert_eq!(judged.pairs, 8);
        let back = lower(&new, &base, Unit::Nanoseconds);
        assert_eq!(back.verdict, ChangeVerdict::Better);
    }

    #[test]
    fn a_narrow_interval_around_nothing_is_the_same() {
        let judged = lower(&noisy(100.0, 8, 0), &noisy(100.0, 8, 3), Unit::Nanoseconds);
        assert_eq!(judged.verdict, ChangeVerdict::Same, "{judged:?}");
    }

    #[test]
    fn fewer_than_eight_pairs_are_never_judged_unless_all_runs_are_equal() {
        let few = lower(&noisy(1.0, 7, 0), &noisy(9.0, 7, 3), Unit::Nanoseconds);
        assert_eq!(
            (few.verdict, few.needed, few.interval),
            (ChangeVerdict::Undecided, Some(8), None)
        );
        assert!(few.change.unwrap() > 7.0, "the change is shown: {few:?}");
        let equal = |runs| figure(runs, |_| 5.0);
        let judged = lower(&equal(1), &equal(3), Unit::Bytes);
        assert_eq!(judged.verdict, ChangeVerdict::Identical);
        let same = noisy(4.0, 3, 1);
        assert_eq!(lower(&same, &same, Unit::Bytes).verdict, ChangeVerdict::Identical);
    }

    #[test]
    fn shares_change_by_points_and_matter_by_what_is_lost() {
        let share =
            |at: f64, salt: u32| figure(8, move |repeat| at + 1e-7 * f64::from((repeat * 5 + salt) % 7));
        let of = |base: f64, new: f64| {
            judge(
                &share(base, 0),
                &share(new, 2),
                Unit::Completeness,
                Direction::Higher,
                Some(RULE),
            )
        };
        let lost = of(0.998, 0.997);
        assert_eq!(
            (lost.scale, lost.verdict),
            (ChangeScale::Points, ChangeVerdict::Worse)
        );
        assert!((lost.change.unwrap() + 0.001).abs() < 1e-6);
        assert_eq!(of(0.998, 0.997_95).verdict, ChangeVerdict::Same);
        assert_eq!(of(0.997, 0.998).verdict, ChangeVerdict::Better);
    }

    #[test]
    fn nothing_is_divided_by_zero() {
        let count = |value: f64| figure(8, move |_| value);
        let judged = lower(&count(0.0), &count(12.0), Unit::Count);
        assert_eq!(
            (judged.scale, judged.change, judged.verdict),
            (ChangeScale::Absolute, Some(12.0), ChangeVerdict::Worse)
        );
        let alternating = |first: u32| figure(8, move |repeat| f64::from((repeat + first) % 2));
        let judged = lower(&alternating(0), &alternating(1), Unit::Count);
        assert_eq!(
            (judged.verdict, judged.needed),
            (ChangeVerdict::Undecided, None),
            "more pairs than anybody would measure"
        );
    }

    #[test]
    fn what_must_be_equal_is_worse_at_the_first_difference() {
        let (base, new) = (figure(1, |_| 100.0), figure(1, |_| 101.0));
        let verdict = |new| judge(&base, new, Unit::Count, Direction::Equal, Some(RULE)).verdict;
        assert_eq!(verdict(&new), ChangeVerdict::Worse);
        assert_eq!(verdict(&base), ChangeVerdict::Identical);
    }

    #[test]
    fn exact_figures_need_no_repeats() {
        let verdict = |new: f64| {
            let base = figure(1, |_| 100.0);
            let new = figure(1, move |_| new);
            judge(&base, &new, Unit::Nanoseconds, Direction::Lower, None).verdict
        };
        assert_eq!(verdict(100.0), ChangeVerdict::Identical);
        assert_eq!(verdict(104.0), ChangeVerdict::Same);
        assert_eq!(verdict(106.0), ChangeVerdict::Worse);
        assert_eq!(verdict(94.0), ChangeVerdict::Better);
    }

    #[test]
    fn a_figure_that_is_missing_cannot_have_changed() {
        let (few, known) = (Figure::too_few(10, 0.99), figure(8, |_| 1.0));
        let judged = lower(&few, &known, Unit::Nanoseconds);
        assert_eq!((judged.change, judged.verdict), (None, ChangeVerdict::Undecided));
        assert_eq!(
            lower(&few, &few, Unit::Nanoseconds).verdict,
            ChangeVerdict::Identical
        );
    }
}
