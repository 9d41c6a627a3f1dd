//! Who is ahead on one query, as far as the figures can tell.

use streamgauge_statistics::Rule;

use crate::Row;
use crate::spread::CONFIDENCE;

/// Which end of a figure is the good one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Good {
    /// Latency, cost.
    Low,
    /// Rates.
    High,
}

impl Good {
    /// Falls as the figure gets better.
    pub(crate) fn badness(self, value: f64) -> f64 {
        match self {
            Self::Low => value,
            Self::High => 1.0 / value,
        }
    }

    /// The best of some figures.
    pub(crate) fn best(self, figures: &[Figured]) -> Option<Figured> {
        let figures = figures.iter().copied();
        figures.min_by(|(_, one), (_, other)| self.badness(*one).total_cmp(&self.badness(*other)))
    }
}

/// The place of an arm and its figure, or its ratio to the reference.
pub(crate) type Figured = (usize, f64);

/// Who may be best; all others that can be compared are behind.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Ahead {
    /// Places of the arms in front, in order.
    pub(crate) front: Vec<usize>,
    /// Whether several in front are the same; else they cannot be told apart.
    pub(crate) same: bool,
    /// Whether the others are proven to be behind; else all runs say so, and they are too few.
    pub(crate) proven: bool,
    /// How far the next one is behind; `None` if nobody is.
    pub(crate) lead: Option<Lead>,
}

/// How far the next one is behind the last of those in front, in figures that tables show.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Lead {
    /// So many times as bad; infinite against a 0.
    Times(f64),
    /// What is missing here, and there.
    Missing(f64, f64),
}

impl Ahead {
    /// `proven` and `same` say nothing where nobody is behind, or nobody beside.
    pub(crate) fn new(front: impl IntoIterator<Item = usize>, lead: Option<Lead>) -> Self {
        let mut front: Vec<usize> = front.into_iter().collect();
        front.sort_unstable();
        front.dedup();
        Self {
            front,
            same: false,
            proven: true,
            lead,
        }
    }

    pub(crate) fn same(self) -> Self {
        Self {
            same: self.front.len() > 1,
            ..self
        }
    }

    pub(crate) fn unproven(self) -> Self {
        Self {
            proven: self.lead.is_none(),
            ..self
        }
    }

    /// Those in front, and by which factor the best of all others is behind the worst of them.
    pub(crate) fn by_factor(front: &[Figured], all: &[Figured], good: Good) -> Self {
        let is_behind = |other: &&Figured| !front.iter().any(|(place, _)| *place == other.0);
        let badness = |(_, value): &Figured| good.badness(*value);
        let next = all.iter().filter(is_behind).map(badness).min_by(f64::total_cmp);
        let last = front.iter().map(badness).fold(0.0, f64::max);
        Self::new(
            front.iter().map(|(place, _)| *place),
            next.map(|next| Lead::Times(next / last)),
        )
    }
}

/// By the figures themselves, which are exact in a simulation: arms within the usual limit of the best are the same.
pub(crate) fn ahead_exactly(row: &Row, good: Good) -> Option<Ahead> {
    let known = values(row);
    let (_, best) = good.best(&known).filter(|_| known.len() > 1)?;
    let front: Vec<Figured> = known
        .iter()
        .copied()
        .filter(|(_, value)| is_same(*value, best))
        .collect();
    Some(Ahead::by_factor(&front, &known, good).same())
}

/// The figures there are.
pub(crate) fn values(row: &Row) -> Vec<Figured> {
    let figures = row.figures.iter().enumerate();
    figures
        .filter_map(|(place, figure)| Some((place, figure.value()?)))
        .collect()
}

/// Whether two figures differ by no more than a difference that matters.
pub(crate) fn is_same(one: f64, other: f64) -> bool {
    one.total_cmp(&other).is_eq() || (one / other).ln().abs() <= Rule::five_percent(CONFIDENCE).limit
}

#[cfg(test)]
mod tests {
    use super::*;

    const THREE: [Figured; 3] = [(0, 10.0), (1, 30.0), (2, 20.0)];

    #[test]
    fn the_lead_is_that_of_the_last_in_front_over_the_first_behind() {
        let ahead = |front: &[Figured], good| Ahead::by_factor(front, &THREE, good).lead;
        assert_eq!(ahead(&[(0, 10.0)], Good::Low), Some(Lead::Times(2.0)));
        assert_eq!(ahead(&[(0, 10.0), (2, 20.0)], Good::Low), Some(Lead::Times(1.5)));
        assert_eq!(ahead(&[(1, 30.0)], Good::High), Some(Lead::Times(1.5)));
        assert_eq!(ahead(&THREE, Good::Low), None);
    }

    #[test]
    fn where_nobody_is_behind_nothing_needs_a_proof() {
        assert!(Ahead::new([1, 0], None).unproven().proven);
        assert!(!Ahead::new([0], Some(Lead::Times(2.0))).unproven().proven);
        assert_eq!(Ahead::new([1, 0, 1], None).front, [0, 1]);
    }
}
