//! Who is ahead on one query, as far as the figures can tell.

use streamgauge_statistics::{Rule, Verdict};

use crate::spread::CONFIDENCE;
use crate::{Figure, Ratio, Row, Spread};

/// Which end of a figure is the good one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Good {
    /// Latency, cost.
    Low,
    /// Rates.
    High,
}

/// Who is ahead, by places of arms.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Ahead {
    /// One arm, with the factor by which the next one is behind.
    One(usize, f64),
    /// One arm in every run, but there are too few runs to prove it.
    Likely(usize, f64),
    /// These are the same, and nobody is better.
    Level(Vec<usize>),
    /// These cannot be told apart, and nobody is known to be better.
    Open(Vec<usize>),
    /// Fewer than two arms can be compared.
    Nobody,
}

/// How an arm stands to the reference.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Standing {
    Better,
    Worse,
    Same,
    Open,
}

type Placed<'a> = (usize, &'a Ratio);
type Figured = (usize, f64);

/// By the ratios to the reference arm and the verdicts on them.
pub(crate) fn ahead(row: &Row, reference: usize, good: Good) -> Ahead {
    let figures = row.figures.iter().enumerate();
    let ratios: Vec<Placed<'_>> = figures
        .filter_map(|(place, figure)| Some((place, figure.ratio()?)))
        .collect();
    if ratios.is_empty() {
        return Ahead::Nobody;
    }
    if ratios.iter().all(|(_, ratio)| lacks_pairs(ratio)) {
        return by_runs(row, good);
    }
    let of = |wanted: Standing| -> Vec<Placed<'_>> {
        let all = ratios.iter().copied();
        all.filter(|(_, ratio)| standing(ratio, good) == wanted).collect()
    };
    let (better, open) = (of(Standing::Better), of(Standing::Open));
    let best = better
        .iter()
        .copied()
        .min_by(|(_, one), (_, other)| badness(one.value, good).total_cmp(&badness(other.value, good)));
    let Some((best, of_best)) = best else {
        return with_the_reference(reference, &ratios, &of(Standing::Same), &open, good);
    };
    let rivals = better.iter().chain(&open);
    let rivals = rivals.filter(|(place, ratio)| *place != best && overlap(of_best, ratio));
    let rivals: Vec<usize> = rivals.map(|(place, _)| *place).collect();
    if rivals.is_empty() {
        let others = ratios.iter().filter(|(place, _)| *place != best);
        let others = others.map(|(_, ratio)| ratio.value).chain([1.0]);
        return Ahead::One(best, behind(of_best.value, others, good));
    }
    Ahead::Open(sorted([best].into_iter().chain(rivals)))
}

/// By the figures themselves, which are exact in a simulation: arms within the usual limit of the best are the same.
pub(crate) fn ahead_exactly(row: &Row, good: Good) -> Ahead {
    let figures = row.figures.iter().enumerate();
    let known: Vec<Figured> = figures
        .filter_map(|(place, figure)| Some((place, figure.value()?)))
        .collect();
    let best = known
        .iter()
        .copied()
        .min_by(|(_, one), (_, other)| badness(*one, good).total_cmp(&badness(*other, good)));
    let Some((best, value)) = best.filter(|_| known.len() > 1) else {
        return Ahead::Nobody;
    };
    let (same, others): (Vec<Figured>, Vec<Figured>) =
        known.iter().partition(|(_, other)| is_same(*other, value));
    if let [_] = same.as_slice() {
        let others = others.into_iter().map(|(_, other)| other);
        return Ahead::One(best, behind(value, others, good));
    }
    Ahead::Level(sorted(same.into_iter().map(|(place, _)| place)))
}

/// Whether two figures differ by no more than a difference that matters.
fn is_same(one: f64, other: f64) -> bool {
    one.total_cmp(&other).is_eq() || (one / other).ln().abs() <= Rule::five_percent(CONFIDENCE).limit
}

/// Nobody is better than the reference arm.
fn with_the_reference(
    reference: usize,
    ratios: &[Placed<'_>],
    same: &[Placed<'_>],
    open: &[Placed<'_>],
    good: Good,
) -> Ahead {
    let rivals = same.iter().chain(open).map(|(place, _)| *place);
    let all = sorted([reference].into_iter().chain(rivals));
    match (same, open) {
        ([], []) => {
            let others = ratios.iter().map(|(_, ratio)| ratio.value);
            Ahead::One(reference, behind(1.0, others, good))
        }
        (_, []) => Ahead::Level(all),
        _ => Ahead::Open(all),
    }
}

/// Too few pairs for an interval: whose every run is better than all runs of the others is likely ahead, if there is
/// more than one of each and the difference matters.
fn by_runs(row: &Row, good: Good) -> Ahead {
    let spreads = row.figures.iter().enumerate();
    let known: Vec<(usize, &Spread)> = spreads
        .filter_map(|(place, figure)| match figure {
            Figure::Known { runs: Some(runs), .. } => Some((place, runs)),
            _ => None,
        })
        .collect();
    let all: Vec<usize> = (0..row.figures.len())
        .filter(|place| row.figures[*place].value().is_some())
        .collect();
    let best = known
        .iter()
        .min_by(|(_, one), (_, other)| badness(one.median, good).total_cmp(&badness(other.median, good)));
    let Some((best, of_best)) = best.copied() else {
        return Ahead::Open(all);
    };
    let others = || known.iter().filter(move |(place, _)| *place != best);
    let is_behind = |runs: &Spread| {
        let is_apart = runs.min > of_best.max || runs.max < of_best.min;
        is_apart && !is_same(runs.median, of_best.median)
    };
    let is_clear = known.len() == all.len()
        && known.iter().all(|(_, runs)| runs.runs() > 1)
        && others().all(|(_, runs)| is_behind(runs));
    if is_clear {
        let medians = others().map(|(_, runs)| runs.median);
        Ahead::Likely(best, behind(of_best.median, medians, good))
    } else {
        Ahead::Open(all)
    }
}

fn lacks_pairs(ratio: &Ratio) -> bool {
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

/// Falls as the figure gets better.
fn badness(value: f64, good: Good) -> f64 {
    match good {
        Good::Low => value,
        Good::High => 1.0 / value,
    }
}

/// The factor by which the best of the others is behind.
fn behind(best: f64, others: impl Iterator<Item = f64>, good: Good) -> f64 {
    let next = others
        .map(|value| badness(value, good))
        .fold(f64::INFINITY, f64::min);
    next / badness(best, good)
}

/// Whether two ratios to the same reference could be one. Without intervals, only if they are equal.
fn overlap(one: &Ratio, other: &Ratio) -> bool {
    let ends = |ratio: &Ratio| ratio.interval.unwrap_or((ratio.value, ratio.value));
    let ((low, high), (from, to)) = (ends(one), ends(other));
    from <= high && low <= to
}

pub(crate) fn sorted(places: impl Iterator<Item = usize>) -> Vec<usize> {
    let mut places: Vec<usize> = places.collect();
    places.sort_unstable();
    places.dedup();
    places
}
