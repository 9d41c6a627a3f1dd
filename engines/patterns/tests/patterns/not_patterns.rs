//! Prohibitions beside loops and at the end, by the data of Flink's `NotPatternITCase`.

use streamgauge_patterns::{AfterMatch, Contiguity, Pattern, Stage};

use crate::words::{Letter, any_of, find, pattern};

/// `a`, one or more `b`, no `c` straight after, `d`.
fn not_next_after_loop(contiguity: Contiguity) -> Pattern<Letter> {
    pattern([
        Stage::begin("a", any_of("a")),
        Stage::new("b", contiguity, any_of("b")).one_or_more(),
        Stage::not_next("not c", any_of("c")),
        Stage::followed_by("d", any_of("d")),
    ])
}

/// `testNotNextAfterOneOrMoreSkipTillNext` and `...SkipTillAny`.
#[test]
fn an_event_that_must_not_be_next_ends_the_loop_before_it() {
    let relaxed = find(not_next_after_loop(Contiguity::FollowedBy), "abcbd");
    assert!(relaxed.matches.is_empty());
    let any = find(not_next_after_loop(Contiguity::FollowedByAny), "abcbd");
    assert_eq!(any.matches, [[0, 3, 4]]);
}

/// `testNotFollowedByWithinFirstAndLastAtEnd`, `testNotFollowedByWithinPreviousAndCurrentAtEnd`.
#[test]
fn a_prohibition_at_the_end_holds_for_the_time_of_either_limit() {
    let word = " ab ac    ba b";
    let stages = |not: Stage<Letter>| pattern([Stage::begin("a", any_of("a")), not]);
    let not = || Stage::not_followed_by("b", any_of("b"));
    assert_eq!(find(stages(not()).within(3), word).matches, [[2]]);
    assert_eq!(find(stages(not().within_of_previous(3)), word).matches, [[2]]);
}

/// `testNotFollowedByWithinAtEndAfterMatch`.
#[test]
fn a_prohibition_at_the_end_and_skipping() {
    let stages = [
        Stage::begin("a", any_of("a")).one_or_more().allow_combinations(),
        Stage::followed_by("c", any_of("c")),
        Stage::not_followed_by("b", any_of("b")),
    ];
    let pattern = pattern(stages)
        .within(5)
        .after_match(AfterMatch::SkipPastLastEvent);
    assert_eq!(find(pattern, " aaac     c").matches, [[0, 1, 2, 3]]);
}

#[test]
fn a_prohibition_at_the_end_counts_from_the_last_event_of_a_loop() {
    let run = || {
        pattern([
            Stage::begin("a", any_of("a")).one_or_more(),
            Stage::not_followed_by("b", any_of("b")).within_of_previous(3),
        ])
    };
    let each = [vec![0], vec![0, 1], vec![1]];
    let mut found = find(run(), "aa  x").matches;
    found.sort();
    assert_eq!(found, each);
    assert!(find(run(), "aab").matches.is_empty());
    assert_eq!(find(run(), "aa   b").matches.len(), 3);
}
