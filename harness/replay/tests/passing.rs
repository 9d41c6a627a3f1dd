//! The cases in this project pass, and their lines are written as documented.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use streamgauge_replay::{Case, Line, Options, Outcome, Summary, check, drive, replay};

const CHECK: Options = Options {
    check: true,
    engine: None,
    with_names: false,
};

const FEATURES: [(&str, usize); 37] = [
    ("allowed-lateness", 29),
    ("append", 65),
    ("available-now", 80),
    ("complete", 66),
    ("continuous-trigger", 1),
    ("count-trigger", 1),
    ("deduplicate", 3),
    ("deduplicate-within-watermark", 3),
    ("distinct", 55),
    ("empty-batch", 39),
    ("explicit-watermark", 10),
    ("global", 2),
    ("late-counter", 24),
    ("late-output", 53),
    ("negative-time", 2),
    ("no-data-batches-off", 1),
    ("no-watermark", 11),
    ("offset", 6),
    ("once", 1),
    ("per-event-watermark", 78),
    ("processing-time", 1),
    ("processing-time-trigger", 1),
    ("purging", 3),
    ("refused-query", 5),
    ("restart", 8),
    ("running", 37),
    ("session", 50),
    ("slide-larger-than-size", 1),
    ("sliding", 59),
    ("stateless", 3),
    ("time-overflow", 1),
    ("tumbling", 125),
    ("two-sources", 2),
    ("update", 54),
    ("watermark-policy-max", 1),
    ("watermark-policy-min", 1),
    ("window-assignment", 10),
];

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

fn summary(folder: &str) -> Summary {
    let mut out = Vec::new();
    let summary = replay(&[cases().join(folder)], &CHECK, &mut out).expect("a summary");
    let text = String::from_utf8_lossy(&out);
    assert!(summary.is_clean(), "{text}{:?}", summary.errors);
    assert_eq!(summary.total.passed, summary.total.ran);
    summary
}

#[test]
fn every_case_of_the_project_passes() {
    let passed = |folder, engine| {
        let summary = summary(folder);
        summary.by_engine.get(engine).map_or(0, |counts| counts.passed)
    };
    for (folder, micro_batch, event_at_a_time) in [("recorded", 160, 78), ("facts", 25, 19)] {
        let found = (passed(folder, "micro-batch"), passed(folder, "event-at-a-time"));
        assert_eq!(found, (micro_batch, event_at_a_time), "{folder}");
    }
    assert!(passed("own", "micro-batch") >= 16);
    assert!(passed("own", "event-at-a-time") >= 22);
}

/// How many recorded cases and facts name each feature.
#[test]
fn every_feature_of_the_format_has_cases() {
    let mut found: BTreeMap<String, usize> = BTreeMap::new();
    for (feature, counts) in ["recorded", "facts"]
        .map(summary)
        .into_iter()
        .flat_map(|s| s.by_feature)
    {
        *found.entry(feature).or_default() += counts.passed;
    }
    let found: Vec<_> = found.iter().map(|(name, n)| (name.as_str(), *n)).collect();
    assert_eq!(found, FEATURES);
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
