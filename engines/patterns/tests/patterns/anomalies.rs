//! Anomalies among ratings: what the patterns are for.

use streamgauge_model::{Event, EventTime, Key, Watermark};
use streamgauge_patterns::{AfterMatch, Pattern, PatternOperator, Stage};

use crate::operator::{Collector, event};

const MINUTE: i64 = 60_000;

/// At most one star.
fn low(rating: &Event) -> bool {
    rating.value <= 2
}

/// What `pattern` finds by user, for ratings of `(user, half stars, minute)`.
fn alerts(pattern: Pattern<Event>, ratings: &[(u32, i64, i64)]) -> Vec<(u32, Vec<u64>)> {
    let automaton = pattern.build().expect("a legal pattern");
    let mut operator = PatternOperator::new(automaton, |rating: &Event| Key(rating.user));
    let mut out = Collector::default();
    for (seq, &(user, half_stars, minute)) in (0..).zip(ratings) {
        operator.on_event(&event(seq, user, half_stars, minute * MINUTE), &mut out);
    }
    operator.advance(Watermark::at(EventTime::from_millis(1000 * MINUTE)), &mut out);
    out.matches
        .into_iter()
        .map(|(user, seqs, _)| (user, seqs))
        .collect()
}

/// User 1 rates low at 0, 3 and 9 with a good rating at 5, and twice more much later; user 2 needs ten minutes exactly.
const RATINGS: [(u32, i64, i64); 9] = [
    (1, 1, 0),
    (2, 1, 0),
    (1, 2, 3),
    (2, 2, 4),
    (1, 9, 5),
    (1, 2, 9),
    (2, 1, 10),
    (1, 1, 40),
    (1, 1, 41),
];

#[test]
fn three_low_ratings_of_a_user_within_ten_minutes() {
    let relaxed = Pattern::new([
        Stage::begin("first", low),
        Stage::followed_by("second", low),
        Stage::followed_by("third", low),
    ]);
    assert_eq!(
        alerts(relaxed.within(10 * MINUTE), &RATINGS),
        [(1, vec![0, 2, 5])]
    );
}

#[test]
fn three_low_ratings_in_a_row_are_broken_by_a_good_one() {
    let strict = Pattern::new([
        Stage::begin("first", low),
        Stage::next("second", low),
        Stage::next("third", low),
    ]);
    assert_eq!(alerts(strict.within(10 * MINUTE), &RATINGS), []);
    let strict = Pattern::new([Stage::begin("low", low).times(3).consecutive()]);
    let far_apart = [(1, vec![5, 7, 8]), (2, vec![1, 3, 6])];
    let mut found = alerts(strict, &RATINGS);
    found.sort();
    assert_eq!(found, far_apart);
}

#[test]
fn one_alert_for_a_series_of_low_ratings() {
    let series = [(1, 1, 0), (1, 1, 1), (1, 1, 2), (1, 1, 3), (1, 1, 4), (1, 1, 5)];
    let three = || Pattern::new([Stage::begin("low", low).times(3)]).within(10 * MINUTE);
    assert_eq!(alerts(three(), &series).len(), 4);
    let apart = three().after_match(AfterMatch::SkipPastLastEvent);
    assert_eq!(alerts(apart, &series), [(1, vec![0, 1, 2]), (1, vec![3, 4, 5])]);
}

#[test]
fn a_low_rating_that_the_user_does_not_take_back() {
    let kept = Pattern::new([
        Stage::begin("low", low),
        Stage::not_followed_by("better", |rating: &Event| rating.value > 2),
    ]);
    let found = alerts(kept.within(3 * MINUTE), &RATINGS);
    assert_eq!(
        found.iter().filter(|(user, _)| *user == 1).count(),
        4,
        "but for the one of minute 3: {found:?}"
    );
}
