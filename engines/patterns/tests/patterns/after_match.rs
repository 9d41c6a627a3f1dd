//! What a match does to the others.

use streamgauge_patterns::{AfterMatch, Pattern, Stage};

use crate::words::{Letter, any_of, find, find_all, pattern};

fn three(strategy: AfterMatch) -> Pattern<Letter> {
    pattern([Stage::begin("run", any_of("a")).times(3)]).after_match(strategy)
}

#[test]
fn strategies_differ_in_where_the_next_match_may_begin() {
    let word = "aaaaaa";
    let all = vec![vec![0, 1, 2], vec![1, 2, 3], vec![2, 3, 4], vec![3, 4, 5]];
    let run = || "run".to_owned();
    assert_eq!(find(three(AfterMatch::NoSkip), word).matches, all);
    assert_eq!(find(three(AfterMatch::SkipToNext), word).matches, all);
    assert_eq!(find(three(AfterMatch::SkipToFirst(run())), word).matches, all);
    assert_eq!(
        find(three(AfterMatch::SkipPastLastEvent), word).matches,
        [[0, 1, 2], [3, 4, 5]]
    );
    assert_eq!(
        find(three(AfterMatch::SkipToLast(run())), word).matches,
        [[0, 1, 2], [2, 3, 4]]
    );
}

#[test]
fn skipping_to_the_next_leaves_one_match_per_beginning() {
    let stages = || {
        [
            Stage::begin("a", any_of("a")),
            Stage::followed_by_any("b", any_of("b")),
            Stage::followed_by("c", any_of("c")),
        ]
    };
    let all = find(pattern(stages()), "abbabc").matches;
    assert_eq!(all.len(), 4);
    let next = pattern(stages()).after_match(AfterMatch::SkipToNext);
    assert_eq!(find(next, "abbabc").matches, [[0, 1, 5], [3, 4, 5]]);
}

#[test]
fn a_match_waits_for_those_that_began_earlier() {
    let within = || {
        pattern([
            Stage::begin("first", any_of("ab")),
            Stage::followed_by("second", any_of("bc")),
            Stage::next("third", any_of("cd")),
        ])
        .within(6)
    };
    let no_skip = find(within(), "abxcd");
    assert_eq!(no_skip.matches, [[1, 3, 4]]);

    let waits = pattern([
        Stage::begin("first", any_of("ab")),
        Stage::followed_by("last", any_of("cd")).times(2),
    ]);
    let waits = waits.within(10).after_match(AfterMatch::SkipPastLastEvent);
    assert_eq!(
        find_all(waits, "abcd").matches,
        [[0, 2, 3]],
        "the second began before the first had ended"
    );
}

#[test]
fn time_releases_a_match_that_waited_in_vain() {
    let either = || {
        pattern([
            Stage::begin("begin", any_of("ab")),
            Stage::next("next", any_of("bc")),
            Stage::followed_by("end", any_of("cd")),
        ])
        .within(5)
        .after_match(AfterMatch::SkipToNext)
    };
    // `ab` still waits for its end when `bcd` is complete.
    assert_eq!(find(either(), "abcd").matches, [[0, 1, 2], [1, 2, 3]]);
    let held = || {
        pattern([
            Stage::begin("begin", any_of("ab")),
            Stage::followed_by("middle", any_of("bc")),
            Stage::followed_by("end", any_of("d")).within_of_previous(2),
        ])
        .within(9)
        .after_match(AfterMatch::SkipToNext)
    };
    assert_eq!(find_all(held(), "abcd").matches, [[1, 2, 3]]);
}
