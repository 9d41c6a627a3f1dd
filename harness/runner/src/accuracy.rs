//! How right the windows are, group by group.

use streamgauge_model::{Key, KeyBy, Query, Window};
use streamgauge_oracle::{Assessment, Coverage, GroupCoverage, Holding};
use streamgauge_record::{Accuracy, GroupAccuracy, GroupExample};

/// The length of the rating scale, from half a star to five stars, in half stars.
const SCALE_HALF_STARS: i128 = 9;
/// Fewer groups than this have no 1st percentile: 10 of them must lie at or below it.
const GROUPS_FOR_P1: usize = 1_000;
/// Examples of each fault.
const EXAMPLES: usize = 3;

/// Over the groups that were due; `None` where completeness is not defined.
pub(crate) fn accuracy(query: &Query, assessment: &Assessment) -> Option<Accuracy> {
    let coverage = assessment.coverage.as_ref()?;
    Some(Accuracy {
        due_groups: coverage.due().count() as u64,
        first: over_groups(coverage, |group| group.first),
        last: over_groups(coverage, |group| group.last),
        duplicate_groups: assessment.duplicates.len() as u64,
        examples: examples(query, coverage, &assessment.duplicates),
    })
}

fn over_groups(coverage: &Coverage, held: impl Fn(&GroupCoverage) -> Holding) -> GroupAccuracy {
    let mut shares: Vec<f64> = Vec::new();
    let mut errors: Vec<f64> = Vec::new();
    for group in coverage.due() {
        let held = held(group);
        shares.push(held.count as f64 / group.truth.count as f64);
        errors.extend(value_error(held, group.truth));
    }
    shares.sort_unstable_by(f64::total_cmp);
    let complete = coverage
        .due()
        .filter(|group| held(group).count == group.truth.count)
        .count();
    GroupAccuracy {
        completeness_macro: mean(&shares).unwrap_or(1.0),
        completeness_p1: (shares.len() >= GROUPS_FOR_P1).then(|| shares[shares.len().div_ceil(100) - 1]),
        complete_share: if shares.is_empty() {
            1.0
        } else {
            complete as f64 / shares.len() as f64
        },
        value_error_mean: mean(&errors),
        value_error_max: errors.iter().copied().max_by(f64::total_cmp),
    }
}

/// `|mean - true mean| / 4.5` stars, of integers until the division; `None` where there is no mean.
fn value_error(held: Holding, truth: Holding) -> Option<f64> {
    let (count, all) = (i128::from(held.count), i128::from(truth.count));
    let (sum, true_sum) = (i128::from(held.sum), i128::from(truth.sum));
    let off = sum.checked_mul(all)?.checked_sub(true_sum.checked_mul(count)?)?;
    let scale = count.checked_mul(all)?.checked_mul(SCALE_HALF_STARS)?;
    (scale > 0).then(|| off.unsigned_abs() as f64 / scale as f64)
}

fn mean(values: &[f64]) -> Option<f64> {
    (!values.is_empty()).then(|| values.iter().sum::<f64>() / values.len() as f64)
}

fn examples(query: &Query, coverage: &Coverage, duplicates: &[(Key, Window)]) -> Vec<GroupExample> {
    let missing = coverage.due().filter(|group| group.pieces == 0);
    let missing = missing.map(|group| (group.key, group.window)).take(EXAMPLES);
    let spurious = coverage.spurious.iter().copied().take(EXAMPLES);
    let again = duplicates.iter().copied().take(EXAMPLES);
    let example = |fault: &'static str| {
        move |(key, window): (Key, Window)| GroupExample {
            fault: fault.to_owned(),
            key: key_text(query.key, key),
            start_ms: window.start.millis(),
            end_ms: window.end.millis(),
        }
    };
    missing
        .map(example("missing"))
        .chain(spurious.map(example("spurious")))
        .chain(again.map(example("duplicate")))
        .collect()
}

fn key_text(by: KeyBy, key: Key) -> String {
    match by {
        KeyBy::None => "all".to_owned(),
        KeyBy::Movie => format!("movie {}", key.0),
        KeyBy::User => format!("user {}", key.0),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn group(at: i64, truth: (u64, i64), first: (u64, i64), last: (u64, i64)) -> GroupCoverage {
        let held = |(count, sum)| Holding { count, sum };
        GroupCoverage {
            key: Key(7),
            window: Window::new(at, at + 10),
            truth: held(truth),
            first: held(first),
            last: held(last),
            pieces: u64::from(last.0 > 0),
            is_exact: last.0 > 0,
            is_due: true,
        }
    }

    fn near(found: Option<f64>, expected: f64) -> bool {
        found.is_some_and(|found| (found - expected).abs() < 1e-12)
    }

    /// The whole of four events; half of two, made good later; one that never left; one that was not due.
    fn four() -> Assessment {
        let groups = vec![
            group(0, (4, 20), (4, 20), (4, 20)),
            group(10, (2, 12), (1, 3), (2, 12)),
            group(20, (1, 5), (0, 0), (0, 0)),
            GroupCoverage {
                is_due: false,
                ..group(30, (9, 9), (1, 1), (1, 1))
            },
        ];
        Assessment {
            coverage: Some(Coverage {
                groups,
                spurious: vec![(Key(8), Window::new(0, 10))],
            }),
            duplicates: vec![(Key(7), Window::new(0, 10))],
            ..Assessment::default()
        }
    }

    #[test]
    fn every_group_counts_once_however_many_events_it_holds() {
        let query = streamgauge_workloads::query("movie-tumbling").unwrap();
        let found = accuracy(&query, &four()).unwrap();
        assert_eq!((found.due_groups, found.duplicate_groups), (3, 1));
        assert!(
            near(Some(found.first.completeness_macro), 0.5),
            "(1 + 1/2 + 0) / 3"
        );
        assert!(near(Some(found.first.complete_share), 1.0 / 3.0));
        assert!(near(Some(found.last.completeness_macro), 2.0 / 3.0));
        assert!(near(Some(found.last.complete_share), 2.0 / 3.0));
        assert_eq!(found.first.completeness_p1, None, "it takes 1000 groups");
        // Means in half stars: 5 against 5, 3 against 6 of a scale of 9; the third has none.
        assert!(near(found.first.value_error_max, 1.0 / 3.0));
        assert!(near(found.first.value_error_mean, 1.0 / 6.0));
        assert!(near(found.last.value_error_max, 0.0));
    }

    #[test]
    fn faults_have_examples() {
        let query = streamgauge_workloads::query("movie-tumbling").unwrap();
        let found = accuracy(&query, &four()).unwrap().examples;
        let told: Vec<_> = found
            .iter()
            .map(|example| (example.fault.as_str(), example.key.as_str(), example.start_ms))
            .collect();
        let expected = [
            ("missing", "movie 7", 20),
            ("spurious", "movie 8", 0),
            ("duplicate", "movie 7", 0),
        ];
        assert_eq!(told, expected);
    }

    #[test]
    fn a_thousand_groups_have_a_first_percentile() {
        let of = |held: u64| group(0, (1_000, 0), (held, 0), (held, 0));
        let coverage = Coverage {
            groups: (1..=1_000).map(of).collect(),
            spurious: Vec::new(),
        };
        let found = over_groups(&coverage, |group| group.first);
        assert!(near(found.completeness_p1, 0.01), "10 of 1000 are at or below it");
        assert!(near(Some(found.completeness_macro), 0.500_5));
    }

    #[test]
    fn the_greatest_sums_have_an_error_and_no_panic() {
        let held = |count, sum| Holding { count, sum };
        assert!(value_error(held(u64::MAX, i64::MIN), held(1, i64::MAX)).is_some_and(f64::is_finite));
        assert_eq!(value_error(held(0, 0), held(3, 3)), None);
        assert!(
            near(value_error(held(2, 20), held(1, 1)), 1.0),
            "five stars for half a star"
        );
    }
}
