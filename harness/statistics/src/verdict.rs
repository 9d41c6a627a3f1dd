//! What may be said of a difference between two arms.

use crate::paired::{Estimate, signed_rank};
use crate::rank_sum::least_pairs;

/// By which rule differences are judged. Differences are those of logarithms.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Rule {
    /// A difference within plus and minus this is no difference that matters.
    pub limit: f64,
    /// Confidence of the interval.
    pub confidence: f64,
}

/// What may be said.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// The whole interval lies within the limit.
    Same,
    /// The whole interval lies below 0, and the estimate reaches the limit.
    Lower,
    /// The whole interval lies above 0, and the estimate reaches the limit.
    Higher,
    /// Equal arms would differ by more than the limit, and this difference is not larger than that.
    TooNoisy {
        /// About how many pairs it takes.
        pairs: usize,
    },
    /// The interval reaches beyond the limit, and holds 0 or the estimate does not reach the limit; or there are too few pairs
    /// for one.
    CannotTell {
        /// About how many pairs it takes.
        pairs: usize,
    },
}

/// A judged difference.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Judgement {
    /// The difference with its interval; absent with too few pairs.
    pub estimate: Option<Estimate>,
    /// The difference that equal arms would show; absent with too few runs.
    pub floor: Option<f64>,
    /// What may be said.
    pub verdict: Verdict,
}

impl Verdict {
    /// Whether more runs could change nothing that matters.
    #[must_use]
    pub const fn is_decided(&self) -> bool {
        matches!(self, Self::Same | Self::Lower | Self::Higher)
    }
}

impl Rule {
    /// The default limit, `ln 1.05`: 5 %.
    #[must_use]
    pub fn five_percent(confidence: f64) -> Self {
        Self {
            limit: 1.05_f64.ln(),
            confidence,
        }
    }

    /// Judges differences `ln(a / b)` of pairs of runs; see [`noise_floor`](crate::noise_floor) for `floor`.
    #[must_use]
    pub fn judge(&self, differences: &[f64], floor: Option<f64>) -> Judgement {
        let estimate = signed_rank(differences, self.confidence);
        Judgement {
            estimate,
            floor,
            verdict: estimate.map_or_else(
                || Verdict::CannotTell {
                    pairs: least_pairs(self.confidence),
                },
                |estimate| self.verdict(&estimate, floor.unwrap_or(0.0)),
            ),
        }
    }

    fn verdict(&self, found: &Estimate, floor: f64) -> Verdict {
        let beyond = |bound: f64| found.lower > bound || found.upper < -bound;
        if floor > self.limit && !beyond(floor) {
            Verdict::TooNoisy {
                pairs: self.pairs_for(floor, self.limit, found.pairs),
            }
        } else if -self.limit <= found.lower && found.upper <= self.limit {
            Verdict::Same
        } else if beyond(0.0) && found.estimate.abs() >= self.limit {
            if found.lower > 0.0 {
                Verdict::Higher
            } else {
                Verdict::Lower
            }
        } else {
            // Decided once the interval is narrow enough to leave 0 if the estimate reaches the limit, else to lie within it.
            let off = found.estimate.abs();
            let room = if off < self.limit { self.limit - off } else { off };
            Verdict::CannotTell {
                pairs: self.pairs_for(found.half_width(), room, found.pairs),
            }
        }
    }

    /// How many pairs narrow an interval from one half-width to another: it shrinks with the root of their number.
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
    fn pairs_for(&self, width: f64, target: f64, pairs: usize) -> usize {
        let needed = (pairs as f64 * (width / target).powi(2)).ceil();
        (needed as usize).max(pairs + 1).max(least_pairs(self.confidence))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const RULE: Rule = Rule {
        limit: 0.05,
        confidence: 0.99,
    };

    /// Ten differences around a centre.
    fn around(centre: f64, spread: f64) -> Vec<f64> {
        (0..10).map(|i| centre + spread * (f64::from(i) - 4.5)).collect()
    }

    fn verdict(centre: f64, spread: f64) -> Verdict {
        RULE.judge(&around(centre, spread), Some(0.01)).verdict
    }

    #[test]
    fn a_verdict_says_what_the_interval_says() {
        assert_eq!(verdict(0.0, 0.001), Verdict::Same);
        assert_eq!(
            verdict(0.02, 0.001),
            Verdict::Same,
            "surely above 0, and too little to matter"
        );
        assert_eq!(verdict(0.2, 0.01), Verdict::Higher);
        assert_eq!(verdict(-0.2, 0.01), Verdict::Lower);
        assert!(matches!(verdict(0.0, 0.05), Verdict::CannotTell { .. }));
    }

    #[test]
    fn what_is_surely_there_and_may_be_too_little_to_matter_is_open() {
        for sign in [1.0, -1.0] {
            let judged = RULE.judge(&around(sign * 0.03, 0.006), Some(0.01));
            let found = judged.estimate.unwrap();
            assert!(found.lower * found.upper > 0.0, "it leaves 0: {found:?}");
            assert!(
                found.upper.max(-found.lower) > RULE.limit,
                "and reaches beyond the limit: {found:?}"
            );
            assert!(matches!(judged.verdict, Verdict::CannotTell { .. }), "{judged:?}");
        }
        assert_eq!(verdict(0.051, 0.006), Verdict::Higher);
        assert_eq!(verdict(-0.051, 0.006), Verdict::Lower);
    }

    #[test]
    fn the_pairs_needed_grow_with_the_square_of_the_width() {
        let needed = |spread| match verdict(0.0, spread) {
            Verdict::CannotTell { pairs } => pairs,
            other => panic!("{other:?}"),
        };
        assert!((needed(0.08) as f64 / needed(0.04) as f64 - 4.0).abs() < 0.2);
        let few = RULE.judge(&[0.1; 7], None);
        assert_eq!(few.estimate, None);
        assert_eq!(few.verdict, Verdict::CannotTell { pairs: 8 });
    }

    #[test]
    fn on_a_noisy_machine_only_what_exceeds_the_noise_counts() {
        let noisy = |centre| RULE.judge(&around(centre, 0.001), Some(0.1)).verdict;
        assert_eq!(noisy(0.0), Verdict::TooNoisy { pairs: 40 });
        assert_eq!(noisy(0.09), Verdict::TooNoisy { pairs: 40 });
        assert_eq!(noisy(0.2), Verdict::Higher);
        assert_eq!(noisy(-5.0), Verdict::Lower);
    }
}
