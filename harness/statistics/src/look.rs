//! When to look at results that are still coming in.

use crate::rank_sum::least_pairs;

/// The most looks: more would leave each too little of the error that may be made.
const MOST_LOOKS: f64 = 5.0;

/// A look at what has been measured so far.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Look {
    /// After so many repeats.
    pub repeats: usize,
    /// Confidence of the intervals then.
    pub confidence: f64,
}

/// The looks of a comparison that may stop early, fixed before it begins: from the fewest repeats that give an
/// interval at `confidence` up to `most`, each half as many again or so, at most five.
///
/// Who looks again and again and stops when the interval leaves 0 finds a difference too often. Here all looks
/// *together* err in at most `1 - confidence` of all comparisons of equal arms, because what the looks spend of it adds
/// up to no more (Bonferroni's inequality; the form of an alpha-spending function, Lan and DeMets 1983). The first look
/// spends what it must, the least that so few pairs can; the others share the rest alike.
///
/// One look if `most` leaves no room for another, none if it is too few for any interval.
#[must_use]
pub fn looks(most: usize, confidence: f64) -> Vec<Look> {
    let first = least_pairs(confidence);
    if most < first {
        return Vec::new();
    }
    let error = 1.0 - confidence;
    let spent = 2.0 * 0.5_f64.powi(i32::try_from(first).unwrap_or(i32::MAX));
    let later = later_looks(first, most);
    let share = 1.0 - (error - spent) / later.len().max(1) as f64;
    if later.first().is_none_or(|&repeats| repeats < least_pairs(share)) {
        return vec![Look {
            repeats: most,
            confidence,
        }];
    }
    let first = Look {
        repeats: first,
        confidence: 1.0 - spent,
    };
    let later = later.into_iter().map(|repeats| Look {
        repeats,
        confidence: share,
    });
    std::iter::once(first).chain(later).collect()
}

/// So many repeats, each half as many again as the ones before or, if that gives too many looks, more.
#[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
fn later_looks(first: usize, most: usize) -> Vec<usize> {
    let growth = most as f64 / first as f64;
    let steps = (growth.ln() / 1.5_f64.ln()).round().clamp(1.0, MOST_LOOKS - 1.0);
    (1..=steps as i32)
        .map(|step| (first as f64 * growth.powf(f64::from(step) / steps)).round() as usize)
        .filter(|&repeats| repeats > first)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::noise::Noise;
    use crate::paired::signed_rank;

    #[test]
    fn looks_are_few_and_end_with_the_last_repeat() {
        let repeats = |most| {
            looks(most, 0.99)
                .iter()
                .map(|look| look.repeats)
                .collect::<Vec<_>>()
        };
        assert_eq!(repeats(7), []);
        assert_eq!(repeats(8), [8]);
        assert_eq!(repeats(9), [9], "too few for a second look");
        assert_eq!(repeats(12), [8, 12]);
        assert_eq!(repeats(40), [8, 12, 18, 27, 40]);
        assert_eq!(repeats(100), [8, 15, 28, 53, 100]);
    }

    #[test]
    fn all_looks_together_spend_no_more_than_may_be_spent() {
        for most in 8..200 {
            let looks = looks(most, 0.99);
            let spent: f64 = looks.iter().map(|look| 1.0 - look.confidence).sum();
            assert!(spent <= 0.01 + 1e-12, "{most}: {spent}");
            for look in &looks {
                assert!(least_pairs(look.confidence) <= look.repeats, "{look:?}");
            }
        }
    }

    /// How often a comparison of equal arms finds a difference, if it may stop at any of the looks.
    fn false_alarms(looks: &[Look], trials: usize) -> f64 {
        let mut noise = Noise::new(5);
        let alarms = (0..trials).filter(|_| {
            let differences: Vec<f64> = (0..40).map(|_| noise.normal()).collect();
            looks.iter().any(|look| {
                signed_rank(&differences[..look.repeats], look.confidence)
                    .is_some_and(|found| found.lower > 0.0 || found.upper < 0.0)
            })
        });
        alarms.count() as f64 / trials as f64
    }

    #[test]
    fn looking_again_does_not_find_differences_that_are_not_there() {
        let naive: Vec<Look> = (8..=40)
            .map(|repeats| Look {
                repeats,
                confidence: 0.99,
            })
            .collect();
        let (naive, corrected) = (false_alarms(&naive, 300), false_alarms(&looks(40, 0.99), 2_000));
        assert!(naive > 0.03, "looking after every repeat: {naive}");
        assert!(corrected <= 0.012, "looking as planned: {corrected}");
    }
}
