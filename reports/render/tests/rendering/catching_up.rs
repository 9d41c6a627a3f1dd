//! The page of runs that were disturbed on purpose.

use insta::assert_snapshot;
use streamgauge_record::{
    Disturbance, DisturbanceKind, Interval, Record, Recovery, RecoveryVerdict, Run, Series,
};
use streamgauge_render::{Summary, charts, guidance, page};

use crate::records;

const MS: u64 = 1_000_000;
const STALL: Disturbance = Disturbance {
    kind: DisturbanceKind::Stall,
    start_ns: 4_000 * MS,
    end_ns: 5_000 * MS,
};

/// Eight repeats with a stall of a second, caught up with after 600 ms event at a time and 1.5 s in batches.
fn disturbed() -> Record {
    let mut record = records::repeated(8);
    record.plan.disturbances = vec![STALL];
    record.runs.iter_mut().for_each(disturb);
    record
}

fn disturb(run: &mut Run) {
    let takes_ms = if run.arm == "event-at-a-time" { 600 } else { 1_500 };
    run.series = Some(Series {
        interval_ns: 50 * MS,
        intervals: (0..200).map(|place| interval(place * 50, takes_ms)).collect(),
        latency_grid: None,
    });
    run.recoveries = vec![Recovery {
        disturbance: STALL,
        verdict: RecoveryVerdict::CaughtUp,
        baseline: None,
        hold_ns: 500 * MS,
        catch_up_ns: Some((takes_ms + u64::from(run.repeat)) * MS),
        excess_ns_s: Some(1e9),
        peak_latency_ns: Some(1_100 * MS),
        peak_backlog: 10_000,
    }];
}

/// Ten events a millisecond pile up while the engine stands still, and are worked off in `takes_ms`.
fn interval(start_ms: u64, takes_ms: u64) -> Interval {
    let end_ms = start_ms + 50;
    let stalled_ms = end_ms.clamp(4_000, 5_000) - 4_000;
    let worked_ms = end_ms.saturating_sub(5_000).min(takes_ms);
    Interval {
        start_ns: start_ms * MS,
        results: 10,
        due: 500,
        backlog: 10 * stalled_ms - 10_000 * worked_ms / takes_ms,
        ..Interval::default()
    }
}

#[test]
fn the_backlog_is_drawn_with_the_disturbance_and_where_each_arm_had_caught_up() {
    let record = disturbed();
    let summary = Summary::new(&record).unwrap();
    let all = charts(&summary);
    let chart = all
        .iter()
        .find(|chart| chart.id() == "catching-up-movie-tumbling")
        .unwrap();
    let words = chart.in_words();
    assert!(
        words.contains("event-at-a-time: stall, 4 s to 5 s: caught up after 60"),
        "{words}"
    );
    let table = chart.table();
    assert_eq!(table.rows.len(), 100, "thinned to parts of the run");
    let most = |row: &Vec<String>| {
        row[1..]
            .iter()
            .any(|cell| cell.starts_with("10.0 k") || cell == "10000")
    };
    assert!(table.rows.iter().any(most), "{table:?}");
    assert_snapshot!(chart.svg().unwrap());
}

#[test]
fn a_page_of_disturbed_runs_has_a_section_that_is_linked_and_others_have_none() {
    let disturbed = page(&disturbed()).unwrap();
    for part in [
        "recovery\">Catching up</a>",
        "recovery\">Catching up</h2>",
        "Backlog around disturbances: movie-tumbling",
        "If a stall or a burst must be got over fast, choose event-at-a-time",
    ] {
        assert!(disturbed.contains(part), "{part}");
    }
    let calm = page(&records::sample()).unwrap();
    assert!(!calm.contains("Catching up") && !calm.contains("must be got over"));
}

#[test]
fn who_never_caught_up_is_named() {
    let mut record = disturbed();
    for run in record.runs.iter_mut().filter(|run| run.arm == "micro-batch 1s") {
        run.recoveries[0].verdict = RecoveryVerdict::NeverCaughtUp;
        run.recoveries[0].catch_up_ns = None;
    }
    let parts = guidance(&Summary::new(&record).unwrap());
    let named = parts[0].sentences.iter().any(|sentence| {
        sentence.starts_with("Beware of a disturbance with micro-batch 1s on movie-tumbling")
    });
    assert!(named, "{parts:?}");
}
