//! A check whose turns without threads answered wrongly, word for word: every form of it must say so first.

use insta::assert_snapshot;
use streamgauge_record::{Block, CheckMetric, CheckRecord, CheckVerdict, Comparison, MetricComparison, Side};
use streamgauge_render::{check_annotations, check_junit, check_markdown, check_text};

use crate::records;

const WRONG: &str = "wrong answers without threads: 2 violations (limit 0); the first: a row of window 15 s to 30 s \
                     has count 41, and 42 events belong to it";

/// A turn of the base has a rate; one of the head is void, and was not made again.
fn turn(pair: u32, side: Side) -> Block {
    let is_wrong = side == Side::Head;
    let rate = (!is_wrong).then_some((CheckMetric::Unthreaded, 9e6));
    Block {
        pair,
        side,
        control_ns: 20_000.0,
        void: is_wrong.then(|| WRONG.to_owned()),
        wrong_answer: is_wrong,
        failed: false,
        figures: rate.into_iter().collect(),
    }
}

/// The sample, right on the virtual clock, with three pairs of turns of which the first warms up.
fn check() -> CheckRecord {
    let mut check = records::check();
    let checked = &mut check.scenarios[0];
    let pairs = (0..3).flat_map(|pair| [Side::Base, Side::Head].map(|side| turn(pair, side)));
    checked.blocks = pairs.collect();
    checked.comparisons = vec![MetricComparison {
        metric: CheckMetric::Unthreaded,
        base: Some(9e6),
        head: None,
        comparison: Comparison {
            pairs: 0,
            change: None,
            lower: None,
            upper: None,
            floor: None,
            verdict: CheckVerdict::Undecided,
            why: "0 pairs are no basis for an interval, 8 are needed".into(),
        },
    }];
    check
}

#[test]
fn wrong_turns_at_a_terminal() {
    assert_snapshot!(check_text(&check()));
}

#[test]
fn wrong_turns_in_a_pull_request() {
    assert_snapshot!(check_markdown(&check()));
}

#[test]
fn wrong_turns_for_other_tools() {
    assert_snapshot!(check_junit(&check()).unwrap());
}

#[test]
fn wrong_turns_as_annotations() {
    assert_snapshot!(check_annotations(&check()));
}

/// What follows the last item of a list without an empty line belongs to it.
#[test]
fn the_table_below_the_wrong_answers_is_one() {
    let text = check_markdown(&check());
    let (before, _) = text.split_once("| scenario |").unwrap();
    assert!(before.ends_with("belong to it\n\n"), "{before}");
}

#[test]
fn turns_of_the_base_that_are_wrong_say_nothing_against_the_head() {
    let mut check = check();
    for block in &mut check.scenarios[0].blocks {
        block.wrong_answer = block.side == Side::Base;
    }
    let text = check_annotations(&check);
    assert!(text.contains("instructions") && !text.contains("wrong"), "{text}");
}
