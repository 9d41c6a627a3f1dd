//! Checks, word for word and by what they must not hide.

use std::path::Path;

use insta::assert_snapshot;
use streamgauge_record::{AnswerVerdict, CheckRecord, CheckVerdict, Document as _};
use streamgauge_render::{check_annotations, check_junit, check_markdown, check_text};

fn sample() -> CheckRecord {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../record/tests/data/check-sample.json");
    CheckRecord::load(path).unwrap()
}

#[test]
fn for_people() {
    assert_snapshot!(check_text(&sample()));
}

#[test]
fn for_a_pull_request() {
    assert_snapshot!(check_markdown(&sample()));
}

#[test]
fn for_other_tools() {
    assert_snapshot!(check_junit(&sample()).unwrap());
}

#[test]
fn annotations_name_what_got_worse_and_count_what_is_too_much() {
    let mut check = sample();
    assert_eq!(
        check_annotations(&check),
        "::error title=streamgauge::operator::tumbling instructions: 1000 to 1100, +10.0 %25 (exact)\n\
         ::error title=streamgauge::event · tumbling latency p50: 6.90 ms to 7.71 ms, +11.7 %25 (+8.9 … +14.1 %25)\n"
    );
    check.kernels = vec![check.kernels[0].clone(); 12];
    let lines: Vec<String> = check_annotations(&check).lines().map(str::to_owned).collect();
    assert_eq!(lines.len(), 10);
    assert!(
        lines[9].ends_with("and 4 more; the summary names them"),
        "{}",
        lines[9]
    );
    check.kernels.clear();
    check.scenarios.clear();
    assert_eq!(check_annotations(&check), "");
}

#[test]
fn names_do_not_become_markup() {
    let mut check = sample();
    check.scenarios[0].scenario = "a <b> | `c`".to_owned();
    check.answers[0].scenario = "x <y> *z*".to_owned();
    check.answers[0].verdict = AnswerVerdict::Wrong;
    check.argv = vec!["streamgauge".to_owned(), "`check`".to_owned()];
    let text = check_markdown(&check);
    for part in [
        "| a &lt;b&gt; \\| \\`c\\` |",
        "- **x &lt;y&gt; \\*z\\***",
        "`` streamgauge `check` ``",
    ] {
        assert!(text.contains(part), "{part}: {text}");
    }
}

#[test]
fn wrong_answers_outweigh_everything_and_are_told_in_every_form() {
    let mut check = sample();
    check.answers[0].verdict = AnswerVerdict::Wrong;
    check.answers[0].why = "a row is missing".to_owned();
    for text in [
        check_text(&check),
        check_markdown(&check),
        check_junit(&check).unwrap(),
        check_annotations(&check),
    ] {
        assert!(text.contains("a row is missing"), "{text}");
    }
    assert!(check_text(&check).contains("RESULT  The answers are not right"));
}

#[test]
fn the_result_is_the_gravest_verdict() {
    let mut check = sample();
    let result = |check: &CheckRecord| check_text(check).lines().last().unwrap_or_default().to_owned();
    assert_eq!(result(&check), "RESULT  2 figures got worse.");
    check.kernels.clear();
    check.scenarios[0].comparisons[0].comparison.verdict = CheckVerdict::Better;
    assert!(result(&check).contains("not everything could be decided"));
    check.scenarios[0].comparisons[2].comparison.verdict = CheckVerdict::Same;
    assert_eq!(result(&check), "RESULT  Nothing got worse.");
    check.complete = false;
    assert!(result(&check).ends_with("Interrupted before everything was measured."));
}
