//! Checks, word for word and by what they must not hide.

use std::path::Path;

use insta::assert_snapshot;
use streamgauge_record::{
    AnswerVerdict, Block, CheckMetric, CheckOutcome, CheckRecord, CheckVerdict, Document as _, Fitness,
    GATE_SELF_TEST_SCHEMA, GateSelfTest, Side,
};
use streamgauge_render::{
    check_annotations, check_charts, check_junit, check_markdown, check_text, gate_self_test_charts,
    gate_self_test_text,
};

fn sample() -> CheckRecord {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../record/tests/data/check-sample.json");
    CheckRecord::load(path).unwrap()
}

/// The sample's scenarios as those of a test of the gate.
pub fn self_test() -> GateSelfTest {
    let check = sample();
    GateSelfTest {
        schema: GATE_SELF_TEST_SCHEMA.into(),
        version: check.version,
        created: check.created,
        tool: check.tool,
        argv: check.argv,
        machine: check.machine,
        policy: check.policy,
        seed: check.seed,
        build: check.head,
        drag: 0.1,
        equal: check.scenarios.clone(),
        slowed: check.scenarios,
        comparisons: 204,
        false_alarms: 1,
        false_praise: 2,
        undecided: 51,
        planted: 10,
        found: 9,
        complete: true,
    }
}

#[test]
fn the_picture_of_a_check_has_the_estimate_of_each_metric_and_a_dot_for_each_pair_that_counts() {
    let mut check = sample();
    let pair = |number: u32, side: Side, value: f64| Block {
        pair: number,
        side,
        control_ns: 1e6,
        void: None,
        failed: false,
        wrong_answer: false,
        figures: [(CheckMetric::LatencyP50, value)].into(),
    };
    let mut blocks = vec![pair(0, Side::Base, 1.0), pair(0, Side::Head, 9.0)];
    for (number, head) in [(1, 110.0), (2, 95.0), (3, 300.0)] {
        blocks.extend([pair(number, Side::Base, 100.0), pair(number, Side::Head, head)]);
    }
    blocks[6].void = Some("planted".to_owned());
    check.scenarios.truncate(1);
    check.scenarios[0].blocks = blocks;
    check.scenarios[0]
        .comparisons
        .retain(|found| found.metric == CheckMetric::LatencyP50);
    let charts = check_charts(&check);
    let rows = charts[0].table().rows;
    assert_eq!((charts.len(), rows.len()), (1, 1));
    assert_eq!(rows[0][2..6], ["2 pairs", "−5.0 %", "+10.0 %", "+11.7 %"]);
    let svg = charts[0].svg().unwrap();
    assert_eq!(
        svg.matches("<circle").count(),
        2,
        "the warm-up and what is void are no dots"
    );
    check.scenarios.clear();
    assert!(check_charts(&check).is_empty());
}

#[test]
fn the_picture_of_the_gates_test_counts_what_was_called_worse() {
    let test = self_test();
    let charts = gate_self_test_charts(&test);
    let table = charts[0].table();
    let sum = |column: usize| -> usize {
        let cells = table.rows.iter().map(|row| row[column].parse::<usize>().unwrap());
        cells.sum()
    };
    let found = || {
        test.equal
            .iter()
            .chain(&test.slowed)
            .flat_map(|checked| &checked.comparisons)
    };
    let worse = found().filter(|found| found.comparison.verdict == CheckVerdict::Worse);
    assert_eq!((sum(3), sum(4)), (found().count(), worse.count()));
    assert!(
        table.rows.iter().any(|row| row[2] == "slowed by 10.0 %"),
        "{table:?}"
    );
}

#[test]
fn the_gates_test_of_itself() {
    assert_snapshot!(gate_self_test_text(&self_test()));
}

#[test]
fn a_gate_that_errs_more_than_it_may_is_not_fit_and_one_that_was_hardly_tried_is_neither() {
    let told = |alarms: u32, comparisons: u32, found: u32, planted: u32| {
        let test = GateSelfTest {
            false_alarms: alarms,
            comparisons,
            found,
            planted,
            ..self_test()
        };
        let text = gate_self_test_text(&test);
        let said = match test.fitness() {
            Fitness::Fit => "the gate is fit",
            Fitness::Unfit => "the gate is NOT fit",
            Fitness::TooFew => {
                "too few to tell whether the gate is fit for this machine, which takes 200 comparisons"
            }
        };
        assert!(text.contains(said), "{text}");
        test.fitness()
    };
    for (fitness, tried) in [
        (
            Fitness::Fit,
            [(1, 200, 9, 10), (2, 400, 90, 100), (0, 201, 10, 10)],
        ),
        (
            Fitness::Unfit,
            [(2, 399, 10, 10), (0, 200, 8, 10), (1, 200, 89, 100)],
        ),
        (Fitness::Unfit, [(2, 2, 1, 1), (2, 200, 1, 1), (0, 2, 0, 2)]),
        (Fitness::TooFew, [(0, 199, 10, 10), (0, 200, 9, 9), (0, 0, 0, 0)]),
        (Fitness::TooFew, [(1, 199, 10, 10), (0, 2, 0, 1), (0, 1, 1, 1)]),
    ] {
        for (alarms, comparisons, found, planted) in tried {
            let is = told(alarms, comparisons, found, planted);
            assert_eq!(is, fitness, "{alarms} of {comparisons}, {found} of {planted}");
        }
    }
    let interrupted = GateSelfTest {
        complete: false,
        ..self_test()
    };
    assert!(gate_self_test_text(&interrupted).contains("interrupted before everything was tried"));
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
         ::error title=streamgauge::event · tumbling latency p50: 6.90 ms to 7.71 ms, +11.7 %25 (+8.9 … +14.1 %25)\n\
         ::warning title=streamgauge::event · tumbling cpu per event: the interval reaches beyond the limit; more pairs would \
         narrow it\n"
    );
    check.kernels = vec![check.kernels[0].clone(); 12];
    let lines: Vec<String> = check_annotations(&check).lines().map(str::to_owned).collect();
    assert_eq!(lines.len(), 10 + 1);
    assert!(
        lines[9].ends_with("and 4 more; the summary names them"),
        "{}",
        lines[9]
    );
    check.kernels.clear();
    check.scenarios.clear();
    assert_eq!(check_annotations(&check), "");
    check.answers[0].verdict = AnswerVerdict::Missing;
    check.answers[0].why = "the base: it crashed".to_owned();
    check.warnings = vec!["a debug build says little".to_owned()];
    assert_eq!(
        check_annotations(&check),
        "::warning title=streamgauge::event · tumbling: the base: it crashed\n\
         ::warning title=streamgauge::a debug build says little\n"
    );
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

/// Turns of the sample's scenario; of the head so many fail.
fn turns(check: &mut CheckRecord, failing: u32) {
    let block = |pair: u32, side: Side| {
        let fails = side == Side::Head && pair < failing;
        Block {
            pair,
            side,
            control_ns: 1e6,
            void: fails.then(|| "exit code 101: it panicked".to_owned()),
            failed: fails,
            wrong_answer: false,
            figures: [].into(),
        }
    };
    let turns = (0..13).flat_map(|pair| [block(pair, Side::Base), block(pair, Side::Head)]);
    check.scenarios[0].blocks = turns.collect();
}

fn forms(check: &CheckRecord) -> [String; 4] {
    [
        check_text(check),
        check_markdown(check),
        check_junit(check).unwrap(),
        check_annotations(check),
    ]
}

#[test]
fn a_head_that_mostly_fails_is_told_in_every_form_and_one_that_seldom_does_in_a_note() {
    let mut check = sample();
    turns(&mut check, 7);
    assert_eq!(check.outcome(), CheckOutcome::WrongAnswers);
    for text in forms(&check) {
        let says = "the base answers, and the head does not: 7 of 13 turns failed, 7 of 13 attempts because: exit code 101";
        assert!(text.contains(says), "{text}");
    }
    turns(&mut check, 6);
    assert_eq!(check.outcome(), CheckOutcome::Worse);
    check.scenarios[0].comparisons.truncate(2);
    let says = "event · tumbling: 6 of 13 attempts of the head failed; 6 are void because: exit code 101";
    for text in [check_text(&check), check_markdown(&check)] {
        assert!(text.contains(says), "{text}");
    }
}

#[test]
fn what_has_too_few_pairs_for_an_interval_is_unmeasured_and_an_error() {
    let mut check = sample();
    check.kernels.clear();
    check.scenarios[0].comparisons.drain(..2);
    let found = &mut check.scenarios[0].comparisons[0].comparison;
    assert!(!check_junit(&sample()).unwrap().contains("<error"));
    (found.pairs, found.change, found.lower, found.upper) = (6, None, None, None);
    found.why = "6 pairs are no basis for an interval, 8 are needed".to_owned();
    assert_eq!(check.outcome(), CheckOutcome::Unmeasured);
    assert!(check_text(&check).contains("RESULT  Of some scenario too few pairs"));
    assert!(
        check_junit(&check)
            .unwrap()
            .contains("<error message=\"6 pairs are no basis")
    );
    assert_eq!(
        check_annotations(&check),
        "::error title=streamgauge::event · tumbling cpu per event: 6 pairs are no basis for an interval, 8 are needed\n"
    );
    check.complete = false;
    assert_eq!(check.outcome(), CheckOutcome::Undecided);
    assert!(!check_junit(&check).unwrap().contains("<error"));
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
