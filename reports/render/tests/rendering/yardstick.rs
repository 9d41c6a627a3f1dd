//! One plain thread, the cost of measuring, and self-tests.

use streamgauge_record::Record;
use streamgauge_render::{Summary, markdown, page, terminal};

use crate::records;

fn texts(record: &Record) -> [String; 3] {
    let summary = Summary::new(record).unwrap();
    let page = page(record).unwrap();
    let shown = page.split("<script type=").next().unwrap().to_string();
    [
        terminal(&summary, false, 400),
        markdown(&summary).replace('\\', ""),
        shown,
    ]
}

/// Terminal and Markdown say it in a line; the page has tables.
fn assert_in_a_line(record: &Record, part: &str) {
    for text in &texts(record)[..2] {
        assert!(text.contains(part), "no '{part}' in {text}");
    }
}

fn assert_said(record: &Record, parts: &[&str]) {
    for text in texts(record) {
        for part in parts {
            assert!(text.contains(part), "no '{part}' in {text}");
        }
    }
}

#[test]
fn every_arm_tried_at_its_limit_is_held_against_one_thread() {
    let mut record = records::sample();
    for run in &mut record.runs {
        run.throughput.saturated_per_s = Some(2e6);
    }
    assert_said(
        &record,
        &[
            "ne thread written for this query answers 40.0 M/s (38.0 … 42.0 M/s, 5 repeats)",
            "without a queue, without recovery",
            "icro-batch 1s: overhead 20.0 on 1 core; COST at least 21 cores, if it scaled perfectly",
        ],
    );
}

#[test]
fn without_a_trial_at_the_limit_there_is_no_overhead() {
    let text = &texts(&records::sample())[0];
    assert!(
        text.contains("one thread written for this query")
            && text.contains("overhead and COST: not measured")
    );
}

#[test]
fn a_thread_that_was_not_measured_says_why() {
    let mut record = records::sample();
    for single in &mut record.single_thread {
        single.max_rate_per_s.clear();
        single.wall_rate_per_s.clear();
        single.unmeasured = Some("its answer is wrong".into());
    }
    assert_said(&record, &["ne thread: not measured, because its answer is wrong"]);
}

#[test]
fn what_measuring_costs_is_in_every_report() {
    assert_in_a_line(&records::sample(), "recorder 13.1 ns a result");
    assert_in_a_line(&records::sample(), "of the engines' CPU time");
    let page = &texts(&records::sample())[2];
    assert!(page.contains("clock (tick counter), a reading"), "{page}");
    assert!(page.contains("recorder, of the CPU time of micro-batch 1s"));
}

#[test]
fn self_tests_are_counted_and_the_worst_is_shown() {
    let mut record = records::sample();
    assert_in_a_line(&record, "all passed");
    let run = &mut record.runs[0];
    run.status.valid = false;
    let little = run
        .self_tests
        .iter_mut()
        .find(|test| test.name == "littles_law")
        .unwrap();
    (little.passed, little.measured) = (false, 60.0);
    assert_in_a_line(&record, "some failed in 1 run");
    let page = &texts(&record)[2];
    assert!(
        page.contains("worst: 60.0 events measured, 41.8 events expected, limit ±2.09 events"),
        "{page}"
    );
}
