//! What may be said of a difference.

use streamgauge_record::{CheckVerdict, Comparison};
use streamgauge_statistics::paired::{log_ratios, signed_rank};
use streamgauge_statistics::{Estimate, least_pairs, noise_floor};

/// By which limits differences are judged.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Limits {
    /// The share by which the head may differ.
    pub share: f64,
    /// Confidence of the interval.
    pub confidence: f64,
    /// Whether more is better.
    pub more_is_better: bool,
}

/// Compares the head's numbers with the base's, both as (pair, number).
///
/// The limit is a share of the base: a figure that rises reaches it at `base * (1 + share)`, one that falls at
/// `base * (1 - share)`, whichever of them is the bad side. In logarithms these lie at different distances from 0.
///
/// *Worse* if the interval of the change leaves 0 on the bad side and the estimate reaches the limit: the interval alone
/// would call every lasting trifle worse, the estimate alone every accident. *Better* is its mirror, *same* a whole
/// interval within the limit. Where equal builds would differ by more than the limit, as the runs of each build show
/// among themselves, nothing is called the same. The interval needs no such guard: that of equal builds leaves 0 no more
/// often than its confidence says, however noisy the machine is.
#[must_use]
pub fn compare(base: &[(u32, f64)], head: &[(u32, f64)], limits: Limits) -> Comparison {
    let differences = log_ratios(head, base);
    let floor = noise_floor(&[base, head], differences.len(), limits.confidence);
    let estimate = signed_rank(&differences, limits.confidence);
    let (verdict, why) = match &estimate {
        None => (
            CheckVerdict::Undecided,
            format!(
                "{} pairs are no basis for an interval, {} are needed",
                differences.len(),
                least_pairs(limits.confidence)
            ),
        ),
        Some(found) => ruling(found, floor.unwrap_or(0.0), limits),
    };
    Comparison {
        pairs: u32::try_from(differences.len()).unwrap_or(u32::MAX),
        change: estimate.map(|found| found.estimate.exp_m1()),
        lower: estimate.map(|found| found.lower.exp_m1()),
        upper: estimate.map(|found| found.upper.exp_m1()),
        floor: floor.map(f64::exp_m1),
        verdict,
        why,
    }
}

fn ruling(found: &Estimate, floor: f64, limits: Limits) -> (CheckVerdict, String) {
    let (fall, rise) = ((-limits.share).ln_1p(), limits.share.ln_1p());
    let rises = found.lower > 0.0 && found.estimate >= rise;
    let falls = found.upper < 0.0 && found.estimate <= fall;
    if rises || falls {
        return if rises == limits.more_is_better {
            (CheckVerdict::Better, String::new())
        } else {
            (CheckVerdict::Worse, String::new())
        };
    }
    if floor > rise {
        let why = format!(
            "equal builds would differ by up to {:.1} % here, which is more than the limit",
            100.0 * floor.exp_m1()
        );
        return (CheckVerdict::Undecided, why);
    }
    if fall <= found.lower && found.upper <= rise {
        return (CheckVerdict::Same, String::new());
    }
    (
        CheckVerdict::Undecided,
        "the interval reaches beyond the limit; more pairs would narrow it".to_owned(),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    const LIMITS: Limits = Limits {
        share: 0.05,
        confidence: 0.99,
        more_is_better: false,
    };

    /// Numbers by pair.
    type Numbers = Vec<(u32, f64)>;

    /// Twelve pairs whose heads are so many times the bases, with a wobble of so much.
    fn pairs(times: f64, wobble: f64) -> (Numbers, Numbers) {
        let noise = |pair: u32, step: u32| 1.0 + wobble * (f64::from(pair * step % 12) / 11.0 - 0.5);
        let base = (1..=12).map(|pair| (pair, 100.0 * noise(pair, 5)));
        let head = (1..=12).map(|pair| (pair, 100.0 * times * noise(pair, 7)));
        (base.collect(), head.collect())
    }

    fn verdict(times: f64, wobble: f64) -> CheckVerdict {
        let (base, head) = pairs(times, wobble);
        compare(&base, &head, LIMITS).verdict
    }

    #[test]
    fn a_verdict_needs_both_the_interval_and_the_limit() {
        assert_eq!(verdict(1.1, 0.01), CheckVerdict::Worse);
        assert_eq!(verdict(0.9, 0.01), CheckVerdict::Better);
        assert_eq!(verdict(1.0, 0.01), CheckVerdict::Same);
        assert_eq!(
            verdict(1.03, 0.01),
            CheckVerdict::Same,
            "surely slower, and too little to matter"
        );
        assert_eq!(
            verdict(1.04, 0.04),
            CheckVerdict::Undecided,
            "the interval reaches beyond the limit"
        );
        assert_eq!(
            verdict(1.1, 0.5),
            CheckVerdict::Undecided,
            "the machine is too noisy"
        );
        assert_eq!(verdict(3.0, 0.5), CheckVerdict::Worse, "more than any noise");
    }

    #[test]
    fn where_more_is_better_less_is_worse() {
        let (base, head) = pairs(0.9, 0.01);
        let limits = Limits {
            more_is_better: true,
            ..LIMITS
        };
        assert_eq!(compare(&base, &head, limits).verdict, CheckVerdict::Worse);
        assert_eq!(compare(&head, &base, limits).verdict, CheckVerdict::Better);
    }

    #[test]
    fn a_limit_of_five_percent_is_five_percent_in_both_directions() {
        let rate = Limits {
            more_is_better: true,
            ..LIMITS
        };
        for (times, of_rate, of_cost) in [
            (0.948, CheckVerdict::Worse, CheckVerdict::Better),
            (0.952, CheckVerdict::Same, CheckVerdict::Same),
            (1.048, CheckVerdict::Same, CheckVerdict::Same),
            (1.052, CheckVerdict::Better, CheckVerdict::Worse),
        ] {
            let (base, head) = pairs(times, 0.0);
            let verdicts = [rate, LIMITS].map(|limits| compare(&base, &head, limits).verdict);
            assert_eq!(verdicts, [of_rate, of_cost], "{times}");
        }
    }

    #[test]
    fn a_build_against_itself_is_the_same() {
        let (base, _) = pairs(1.0, 0.01);
        let found = compare(&base, &base, LIMITS);
        assert_eq!((found.change, found.verdict), (Some(0.0), CheckVerdict::Same));
    }

    #[test]
    fn few_pairs_say_nothing() {
        let (base, head) = pairs(2.0, 0.01);
        let found = compare(&base[..7], &head, LIMITS);
        assert_eq!((found.pairs, found.change), (7, None));
        assert_eq!(found.why, "7 pairs are no basis for an interval, 8 are needed");
    }
}
