//! What a match does to the others.

use streamgauge_patterns::{AfterMatch, Pattern, Stage};

use crate::words::{Findings, Letter, any_of, built, find, letters, pattern};

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
fn a_match_waits_for_those_that_began_earlier_until_time_ends_them() {
    let stages = [
        Stage::begin("a", any_of("a")),
        Stage::followed_by_any("b", any_of("b")),
    ];
    let from_the_same = AfterMatch::SkipToFirst("a".to_owned());
    let automaton = built(pattern(stages).within(5).after_match(from_the_same));
    let until = |end| Findings::of(&automaton, &letters("abab"), Some(end)).matches;
    assert_eq!(until(4), [[0, 1], [0, 3]], "the first `a` may find another `b`");
    assert_eq!(until(5), [[0, 1], [0, 3], [2, 3]]);
}
