//! Who is ahead by ratios to the reference arm, and by runs where they are too few for intervals.

use streamgauge_statistics::Verdict;

use crate::ahead::{Ahead, Figured, Good, is_same, values};
use crate::{Figure, Ratio, Row, Spread};

/// How an arm stands to the reference.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Standing {
    Better,
    Worse,
    Same,
    Open,
}

type Placed<'a> = (usize, &'a Ratio);

/// By the ratios to the reference arm and the verdicts on them; `None` if there is no ratio.
pub(crate) fn ahead_by_ratio(row: &Row, reference: usize, good: Good) -> Option<Ahead> {
    let figures = row.figures.iter().enumerate();
    let ratios: Vec<Placed<'_>> = figures
        .filter_map(|(place, figure)| Some((place, figure.ratio()?)))
        .collect();
    if ratios.is_empty() {
        return None;
    }
    let all: Vec<Figured> = ratios
        .iter()
        .map(|(place, ratio)| (*place, ratio.value))
        .chain([(reference, 1.0)])
        .collect();
    let front = |is_in_front: &dyn Fn(usize) -> bool| -> Vec<Figured> {
        let all = all.iter().copied();
        all.filter(|(place, _)| is_in_front(*place)).collect()
    };
    if ratios.iter().all(|(_, ratio)| lacks_pairs(ratio)) {
        let leaders = in_front_by_runs(row, good);
        let front = front(&|place| leaders.contains(&place));
        return Some(Ahead::by_factor(&front, &all, good).unproven());
    }
    let of = |wanted: Standing| -> Vec<Placed<'_>> {
        let ratios = ratios.iter().copied();
        ratios
            .filter(|(_, ratio)| standing(ratio, good) == wanted)
            .collect()
    };
    let (better, open) = (of(Standing::Better), of(Standing::Open));
    let best = better.iter().copied();
    let best =
        best.min_by(|(_, one), (_, other)| good.badness(one.value).total_cmp(&good.badness(other.value)));
    Some(match best {
        Some((best, of_best)) => {
            let is_rival = |(place, ratio): &Placed<'_>| *place != best && overlap(of_best, ratio);
            let rivals: Vec<Placed<'_>> = better.iter().chain(&open).copied().filter(is_rival).collect();
            let front = front(&|place| place == best || rivals.iter().any(|rival| rival.0 == place));
            Ahead::by_factor(&front, &all, good)
        }
        None => {
            let same = of(Standing::Same);
            let rivals = || same.iter().chain(&open);
            let front = front(&|place| place == reference || rivals().any(|rival| rival.0 == place));
            let ahead = Ahead::by_factor(&front, &all, good);
            if open.is_empty() { ahead.same() } else { ahead }
        }
    })
}

/// Too few pairs for an interval: behind is whose every run is worse than all runs of the best, if there is more than
/// one of each and the difference matters.
fn in_front_by_runs(row: &Row, good: Good) -> Vec<usize> {
    let known = values(row);
    let Some((best, of_best)) = good.best(&known) else {
        return vec![];
    };
    let is_behind = |(place, value): &Figured| {
        let both = several_runs(&row.figures[best]).zip(several_runs(&row.figures[*place]));
        both.is_some_and(|(one, other)| one.max < other.min || other.max < one.min)
            && !is_same(*value, of_best)
    };
    let in_front = known.iter().filter(|figured| !is_behind(figured));
    in_front.map(|(place, _)| *place).collect()
}

fn several_runs(figure: &Figure) -> Option<&Spread> {
    match figure {
        Figure::Known { runs, .. } => runs.as_ref().filter(|runs| runs.runs() > 1),
        _ => None,
    }
}

const fn lacks_pairs(ratio: &Ratio) -> bool {
    ratio.interval.is_none() && ratio.verdict.is_some()
}

fn standing(ratio: &Ratio, good: Good) -> Standing {
    let lower = match ratio.verdict {
        Some(Verdict::Lower) => true,
        Some(Verdict::Higher) => false,
        Some(Verdict::Same) => return Standing::Same,
        Some(Verdict::TooNoisy { .. } | Verdict::CannotTell { .. }) => return Standing::Open,
        None if is_same(ratio.value, 1.0) => return Standing::Same,
        None => ratio.value < 1.0,
    };
    if lower == (good == Good::Low) {
        Standing::Better
    } else {
        Standing::Worse
    }
}

/// Whether two ratios to the same reference could be one. Without intervals, only if they are equal.
fn overlap(one: &Ratio, other: &Ratio) -> bool {
    let ends = |ratio: &Ratio| ratio.interval.unwrap_or((ratio.value, ratio.value));
    let ((low, high), (from, to)) = (ends(one), ends(other));
    from <= high && low <= to
}

#[cfg(test)]
mod tests {
    use streamgauge_statistics::Rule;

    use super::*;
    use crate::ahead::Lead;
    use crate::{Group, Unit};

    /// Arms by their runs; the last is the reference.
    fn ahead(arms: &[&[f64]]) -> Ahead {
        let runs = |values: &&[f64]| Figure::of(Spread::over((0..).zip(values.iter().copied())).as_ref());
        let mut figures: Vec<Figure> = arms.iter().map(runs).collect();
        let reference = figures.len() - 1;
        let base = figures[reference].clone();
        for figure in &mut figures[..reference] {
            *figure = figure.clone().against(&base, Some(Rule::five_percent(0.99)));
        }
        let row = Row {
            group: Group::Cost,
            label: "cpu per event".into(),
            unit: Unit::Nanoseconds,
            figures,
        };
        ahead_by_ratio(&row, reference, Good::Low).unwrap()
    }

    #[test]
    fn who_is_behind_in_every_run_is_not_in_front() {
        let ahead = ahead(&[&[440.0, 450.0], &[445.0, 470.0], &[6_400.0, 6_500.0]]);
        assert_eq!(
            (ahead.front, ahead.same, ahead.proven),
            (vec![0, 1], false, false)
        );
        let Some(Lead::Times(times)) = ahead.lead else {
            panic!("{:?}", ahead.lead)
        };
        assert!(
            (times - 6_450.0 / 457.5).abs() < 0.1,
            "of the worse of both: {times}"
        );
    }

    #[test]
    fn one_run_says_nothing_and_neither_does_a_difference_that_does_not_matter() {
        assert_eq!(ahead(&[&[440.0], &[6_400.0]]).front, [0, 1]);
        assert_eq!(ahead(&[&[1_000.0, 1_001.0], &[1_040.0, 1_041.0]]).front, [0, 1]);
        assert_eq!(ahead(&[&[440.0, 450.0], &[6_400.0]]).front, [0, 1]);
    }
}
