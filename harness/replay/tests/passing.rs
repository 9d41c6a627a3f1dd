//! The cases in this project pass, and their lines are written as documented.

use std::path::{Path, PathBuf};

use streamgauge_replay::{Case, Line, Options, Outcome, check, drive, replay};

fn cases() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases")
}

fn case(name: &str) -> Case {
    Case::read(&cases().join(name)).expect("a case")
}

fn lines(case: &Case) -> Vec<Line> {
    match drive(case) {
        Outcome::Lines(lines) => lines,
        Outcome::Unsupported(why) => panic!("{}: {why}", case.name),
    }
}

fn printed(name: &str) -> Vec<String> {
    let mut out = Vec::new();
    let summary = replay(&[cases().join(name)], &Options::default(), &mut out).expect("lines");
    assert!(summary.is_clean(), "{:?}", summary.errors);
    String::from_utf8(out)
        .expect("text")
        .lines()
        .map(str::to_owned)
        .collect()
}

#[test]
fn every_case_of_the_project_passes() {
    let mut out = Vec::new();
    let summary = replay(&[cases()], &Options { check: true }, &mut out).expect("a summary");
    let text = String::from_utf8_lossy(&out);
    assert!(summary.is_clean(), "{text}{:?}", summary.errors);
    assert_eq!((summary.total.passed, summary.total.ran), (18, 18));
    assert_eq!(summary.by_engine["micro-batch"].passed, 10);
    assert_eq!(summary.by_engine["event-at-a-time"].passed, 8);
    assert_eq!(summary.by_feature["session"].passed, 5);
}

#[test]
fn a_batch_is_one_compact_object() {
    let lines = printed("facts/micro-batch/agg-append-basic.json");
    assert_eq!(lines.len(), 5);
    assert_eq!(
        lines[3],
        r#"{"batch_id":3,"input_step":null,"no_data":true,"input_rows":0,"watermark_ms":15000,"next_watermark_ms":15000,"dropped_rows":0,"late_events":0,"state_rows":2,"updated_rows":0,"removed_rows":1,"results":[{"window_start_ms":10000,"window_end_ms":15000,"count":5}]}"#
    );
}

#[test]
fn a_step_is_one_compact_object_also_where_nothing_happens() {
    let lines = printed("recorded/event-at-a-time/s10-jump-inside-batch.movie-tumbling.lateness-20s.json");
    assert_eq!(lines.len(), 6);
    assert_eq!(
        lines[1],
        r#"{"step":1,"watermark_ms":1767225669999,"late":[4],"dropped":0,"results":[]}"#
    );
    assert_eq!(
        lines[5],
        r#"{"step":5,"watermark_ms":9223372036854775807,"late":[],"dropped":0,"results":[{"key":1,"window_start_ms":1767225795000,"window_end_ms":1767225810000,"count":1,"sum":10,"at_watermark_ms":9223372036854775807}]}"#
    );
    let lines = printed("facts/event-at-a-time/processing_session_3s.json");
    assert_eq!(
        lines[0],
        r#"{"step":0,"watermark_ms":null,"late":[],"dropped":0,"results":[]}"#
    );
}

#[test]
fn a_refused_query_prints_its_kind_and_nothing_else() {
    let lines = printed("facts/micro-batch/illegal-negative-delay.json");
    assert_eq!(lines, [r#"{"error":"negative-watermark-delay"}"#]);
}

#[test]
fn two_runs_of_one_case_give_the_same_lines() {
    for name in [
        "recorded/micro-batch/s1-late-within.rating-sliding.update.stepped.json",
        "recorded/event-at-a-time/s1-late-within.user-session.late-counter.json",
    ] {
        let case = case(name);
        assert_eq!(lines(&case), lines(&case));
    }
}

#[test]
fn a_batch_step_cut_into_single_events_gives_the_same_rows_event_at_a_time() {
    let whole = case("recorded/event-at-a-time/s10-jump-inside-batch.movie-tumbling.lateness-20s.json");
    let mut cut = whole.clone();
    cut.steps = whole
        .steps
        .iter()
        .flat_map(|step| match step.events() {
            [] => vec![step.clone()],
            events => events
                .iter()
                .map(|event| streamgauge_replay::Step::Event(*event))
                .collect(),
        })
        .collect();
    let rows = |case: &Case| {
        let mut rows: Vec<_> = lines(case)
            .into_iter()
            .filter_map(|line| match line {
                Line::Step(step) => Some(step.results),
                _ => None,
            })
            .flatten()
            .map(|row| format!("{row:?}"))
            .collect();
        rows.sort();
        rows
    };
    assert!(cut.steps.len() > whole.steps.len());
    assert_eq!(rows(&cut), rows(&whole));
    assert_eq!(check(&whole, &lines(&whole)), Ok(()));
}
