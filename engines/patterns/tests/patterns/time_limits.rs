//! Limits of time: from first to last, and from event to event.

use streamgauge_model::EventTime;
use streamgauge_patterns::{Matcher, Stage};

use crate::words::{any_of, built, find, find_all, letters, pattern};

#[test]
fn the_limit_from_first_to_last_is_exclusive() {
    let ab = || {
        pattern([
            Stage::begin("a", any_of("a")),
            Stage::followed_by("b", any_of("b")),
        ])
    };
    assert_eq!(find(ab().within(2), "ab").matches, [[0, 1]]);
    let timed_out = find(ab().within(2), "a b");
    assert!(timed_out.matches.is_empty());
    assert_eq!(timed_out.timed_out, [(vec![0], 2)]);
}

#[test]
fn the_limit_to_the_previous_event_goes_from_event_to_event() {
    let abc = |gap| {
        pattern([
            Stage::begin("a", any_of("a")),
            Stage::followed_by("b", any_of("b")),
            Stage::followed_by("c", any_of("c")).within_of_previous(gap),
        ])
    };
    assert_eq!(find(abc(3), "a    b c").matches, [[0, 1, 2]]);
    let timed_out = find(abc(2), "a    b c");
    assert!(timed_out.matches.is_empty());
    assert_eq!(timed_out.timed_out, [(vec![0, 1], 7)]);
}

#[test]
fn a_loop_may_limit_the_distance_of_its_events() {
    let run = |word| {
        let run = Stage::begin("run", any_of("a")).times(3).within_of_previous(3);
        find(pattern([run]), word).matches
    };
    assert_eq!(run("a a a"), [[0, 1, 2]]);
    assert!(run("a a  a").is_empty());
}

#[test]
fn a_loop_without_a_limit_does_not_lift_that_of_the_stage_behind() {
    let ab = || {
        pattern([
            Stage::begin("a", any_of("a")).one_or_more(),
            Stage::followed_by("b", any_of("b")).within_of_previous(3),
        ])
    };
    assert_eq!(find(ab(), "a b").matches, [[0, 1]]);
    assert!(find(ab(), "a   b").matches.is_empty());
    assert!(find(ab(), "a  xb").matches.is_empty());
}

#[test]
fn silence_completes_a_pattern_that_ends_in_a_prohibition() {
    let alone =
        |quantified: Stage<_>| pattern([quantified, Stage::not_followed_by("b", any_of("b"))]).within(3);
    let a = || Stage::begin("a", any_of("a"));
    assert_eq!(find_all(alone(a()), "a  b").matches, [[0]]);
    assert_eq!(find_all(alone(a()), "a").matches, [[0]]);
    assert!(find_all(alone(a()), "a b").matches.is_empty());
    assert_eq!(find_all(alone(a().one_or_more()), "a").matches, [[0]]);
    assert!(find(alone(a()), "a ").matches.is_empty(), "time has not come");
}

#[test]
fn a_match_that_silence_completes_is_handed_out_when_time_has_come() {
    let stages = [
        Stage::begin("a", any_of("a")),
        Stage::not_followed_by("b", any_of("b")),
    ];
    let automaton = built(pattern(stages).within(3));
    let mut matcher = Matcher::default();
    matcher.process(&automaton, &letters("a")[0], EventTime::from_millis(0));
    assert_eq!(matcher.next_expiry(&automaton), Some(EventTime::from_millis(3)));
    assert!(
        matcher
            .advance(&automaton, EventTime::from_millis(2))
            .matches
            .is_empty()
    );
    let expiry = matcher.advance(&automaton, EventTime::from_millis(3));
    assert_eq!(expiry.matches.len(), 1);
    assert!(expiry.timed_out.is_empty() && matcher.is_idle());
}

#[test]
fn the_stricter_limit_ends_a_partial_match() {
    let limited = |gap| {
        let stages = [
            Stage::begin("a", any_of("a")),
            Stage::next("b", any_of("b")),
            Stage::followed_by("c", any_of("c")).within_of_previous(gap),
        ];
        built(pattern(stages).within(5))
    };
    for (gap, ended) in [(2, 3), (3, 4), (4, 5), (5, 5)] {
        let automaton = limited(gap);
        let mut matcher = Matcher::default();
        for letter in letters("ab") {
            matcher.process(&automaton, &letter, EventTime::from_millis(letter.at));
        }
        let ended = EventTime::from_millis(ended);
        assert_eq!(matcher.next_expiry(&automaton), Some(ended), "{gap} ms");
        let expiry = matcher.advance(&automaton, EventTime::from_millis(100));
        assert_eq!(
            expiry.timed_out.first().map(|partial| partial.at),
            Some(ended),
            "{gap} ms"
        );
    }
}

#[test]
fn the_limit_to_the_previous_event_holds_behind_a_prohibition() {
    let stages = [
        Stage::begin("a", any_of("a")),
        Stage::not_next("not b", any_of("b")),
        Stage::followed_by("c", any_of("c")).within_of_previous(2),
    ];
    let found = find(pattern(stages), "a   c");
    assert!(found.matches.is_empty());
    assert_eq!(found.timed_out, [(vec![0], 2)]);
}
