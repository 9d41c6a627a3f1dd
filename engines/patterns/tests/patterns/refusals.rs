//! Illegal patterns, and what is said of them.

use streamgauge_patterns::{AfterMatch, Pattern, PatternError, Stage};

use crate::words::{Letter, any_of, pattern};

fn begin() -> Stage<Letter> {
    Stage::begin("a", any_of("a"))
}

fn refused(pattern: Pattern<Letter>) -> PatternError {
    pattern.build().expect_err("the pattern is illegal")
}

#[test]
fn a_refusal_names_the_fault_and_what_would_be_right() {
    let b = || Stage::next("b", any_of("b"));
    let not = || Stage::not_followed_by("not", any_of("c"));
    let cases: [(Pattern<Letter>, &str); 18] = [
        (pattern([]), "the pattern is empty; give it at least one stage"),
        (
            pattern([b()]),
            "the first stage, `b`, follows nothing; make it a `begin`",
        ),
        (pattern([not(), b()]), "the first stage, `not`, follows nothing"),
        (
            pattern([begin(), Stage::begin("z", any_of("z"))]),
            "stage `z` is a second `begin`; use `next`",
        ),
        (
            pattern([begin(), b(), b()]),
            "two stages are named `b`; give each",
        ),
        (
            pattern([begin(), not()]),
            "ends in `not_followed_by`, stage `not`, and would wait for ever; limit it",
        ),
        (
            pattern([begin(), not().times(2), b()]),
            "stage `not` forbids events and cannot repeat; remove",
        ),
        (
            pattern([begin(), not().one_or_more(), b()]),
            "stage `not` forbids events and cannot repeat",
        ),
        (
            pattern([begin().times(0)]),
            "stage `a` repeats 0 times; use 1 to 10000 times",
        ),
        (
            pattern([begin().times(u32::MAX)]),
            "stage `a` repeats 4294967295 times",
        ),
        (
            pattern([begin().consecutive()]),
            "stage `a` takes one event, there is nothing to be consecutive",
        ),
        (
            pattern([begin(), b()]).within(0),
            "`within` 0 ms is not positive; use at least 1 ms",
        ),
        (
            pattern([begin(), not()]).within(-5),
            "`within` -5 ms is not positive",
        ),
        (
            pattern([begin(), b().within_of_previous(0)]),
            "`within_of_previous` 0 ms of stage `b` is not positive",
        ),
        (
            pattern([begin(), b().within_of_previous(11)]).within(10),
            "11 ms of stage `b` is longer than the whole pattern may take; use at most 10 ms",
        ),
        (
            pattern([begin().within_of_previous(5), b()]),
            "stage `a` waits for no event that has a previous one",
        ),
        (
            pattern([begin(), b()]).after_match(AfterMatch::SkipToFirst("x".to_owned())),
            "there is no stage `x` that takes events to skip to",
        ),
        (
            pattern([begin(), not(), b()]).after_match(AfterMatch::SkipToLast("not".to_owned())),
            "there is no stage `not` that takes events to skip to",
        ),
    ];
    for (pattern, part) in cases {
        let text = refused(pattern).to_string();
        assert!(text.contains(part), "{text:?} does not contain {part:?}");
    }
}

#[test]
fn the_greatest_number_of_repetitions_is_legal() {
    assert!(
        pattern([begin().times(streamgauge_patterns::MAX_TIMES)])
            .build()
            .is_ok()
    );
}
