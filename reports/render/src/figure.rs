//! What stands in one place of a table.

use streamgauge_record::Percentile;
use streamgauge_statistics::{Rule, Verdict};

use crate::spread::ENOUGH_RUNS;
use crate::{Points, Ratio, Spread, Unit};

/// A figure, or why there is none.
#[derive(Clone, Debug, PartialEq)]
pub enum Figure {
    /// A number.
    Known {
        /// The number.
        value: f64,
        /// The runs behind it.
        runs: Option<Spread>,
        /// Against the reference arm; `None` for the reference itself.
        ratio: Option<Ratio>,
        /// Of a share, against the reference arm; `None` for the reference itself.
        points: Option<Points>,
    },
    /// Too few samples for this percentile.
    TooFew {
        /// Samples there are.
        samples: u64,
        /// Samples it takes.
        needed: u64,
    },
    /// Results that were due did not arrive: the figure lies above everything that was recorded.
    Beyond {
        /// The greatest value recorded.
        bound: Option<f64>,
    },
    /// It falls among values below zero, which are counted and not recorded.
    BelowZero,
    /// Not measured, or it has no meaning here.
    Absent,
}

impl Figure {
    pub(crate) fn known(value: f64, runs: Option<&Spread>) -> Self {
        Self::Known {
            value,
            runs: runs.cloned(),
            ratio: None,
            points: None,
        }
    }

    pub(crate) fn too_few(samples: u64, quantile: f64) -> Self {
        Self::TooFew {
            samples,
            needed: Percentile::samples_needed(quantile),
        }
    }

    pub(crate) fn of(spread: Option<&Spread>) -> Self {
        spread.map_or(Self::Absent, |spread| Self::known(spread.median, Some(spread)))
    }

    /// The number, if there is one.
    #[must_use]
    pub const fn value(&self) -> Option<f64> {
        match self {
            Self::Known { value, .. } => Some(*value),
            _ => None,
        }
    }

    /// Compares with the reference arm's figure.
    #[must_use]
    pub(crate) fn against(mut self, reference: &Self, rule: Option<Rule>) -> Self {
        if let (
            Self::Known {
                value, runs, ratio, ..
            },
            Self::Known {
                value: other,
                runs: others,
                ..
            },
        ) = (&mut self, reference)
        {
            *ratio = Ratio::between((*value, runs.as_ref()), (*other, others.as_ref()), rule);
        }
        self
    }

    /// Compares a share with the reference arm's.
    #[must_use]
    pub(crate) fn apart_from(mut self, reference: &Self, rule: Option<Rule>) -> Self {
        if let (
            Self::Known {
                value, runs, points, ..
            },
            Self::Known {
                value: other,
                runs: others,
                ..
            },
        ) = (&mut self, reference)
        {
            *points = Some(Points::between(
                (*value, runs.as_ref()),
                (*other, others.as_ref()),
                rule,
            ));
        }
        self
    }

    /// The number or its substitute, such as `1.52 s`, `n<1000`, `> 12.0 s` or `below 0`.
    #[must_use]
    pub fn text(&self, unit: Unit) -> String {
        match self {
            Self::Known { value, .. } => unit.text(*value),
            Self::TooFew { needed, .. } => format!("n<{needed}"),
            Self::Beyond { bound: Some(bound) } => format!("> {}", unit.text(*bound)),
            Self::Beyond { bound: None } => "none arrived".into(),
            Self::BelowZero => "below 0".into(),
            Self::Absent => "—".into(),
        }
    }

    /// The spread over runs, such as `1.49 … 1.55 s`; empty without one, `in all runs` if too small to be seen.
    #[must_use]
    pub fn spread_text(&self, unit: Unit) -> String {
        match self {
            Self::Known { runs: Some(runs), .. } if runs.runs() > 1 => {
                let (low, high) = runs.interval().unwrap_or((runs.min, runs.max));
                if unit.text(low) == unit.text(high) {
                    "in all runs".into()
                } else {
                    unit.range(low, high)
                }
            }
            _ => String::new(),
        }
    }

    /// The ratio to the reference arm, if it has one.
    #[must_use]
    pub const fn ratio(&self) -> Option<&Ratio> {
        match self {
            Self::Known { ratio, .. } => ratio.as_ref(),
            _ => None,
        }
    }

    /// The difference to the reference arm's share, if it has one.
    #[must_use]
    pub const fn points(&self) -> Option<&Points> {
        match self {
            Self::Known { points, .. } => points.as_ref(),
            _ => None,
        }
    }

    /// What may be said against the reference arm, and whether there are pairs enough for an interval.
    pub(crate) fn verdict(&self) -> Option<(Verdict, bool)> {
        let ratio = self.ratio().map(|ratio| (ratio.verdict, ratio.interval));
        let points = || self.points().map(|points| (points.verdict, points.interval));
        let (verdict, interval) = ratio.or_else(points)?;
        Some((verdict?, interval.is_some()))
    }

    /// The ratio, such as `×212 [206 … 219] higher`, or of a share the difference, such as `−0.0140 pp ~`; empty without
    /// either.
    #[must_use]
    pub fn against_text(&self) -> String {
        match (self.ratio(), self.points()) {
            (Some(ratio), _) => ratio.text(),
            (None, Some(points)) => points.text(),
            (None, None) => String::new(),
        }
    }

    /// Whether the spread shown is a 99 % interval and not the least and the greatest run.
    #[must_use]
    pub fn has_interval(&self) -> bool {
        matches!(self, Self::Known { runs: Some(runs), .. } if runs.runs() >= ENOUGH_RUNS)
    }
}
