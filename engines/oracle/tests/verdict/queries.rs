//! Queries of other shapes, one event at a time.

use streamgauge_model::{
    Aggregate, Comparison, Filter, KeyBy, Query, ResultRow, Step, TimeDomain, Watermark, WindowSpec,
};
use streamgauge_oracle::{TaskTrace, ViolationKind};

use crate::scene::{Scene, at, events, moved, per_event, row, tumbling};

fn scene(query: Query, of: &[(u32, u32, i64, i64)]) -> Scene {
    Scene {
        query,
        rules: per_event(),
        splits: 1,
        events: events(0, of),
        tasks: vec![TaskTrace::default()],
    }
}

const fn all(row: ResultRow, pane: u32) -> ResultRow {
    ResultRow {
        window: streamgauge_model::Window::ALL,
        pane,
        ..row
    }
}

#[test]
fn a_running_aggregate_leaves_after_each_event() {
    let query = Query {
        window: WindowSpec::Running,
        watermark: None,
        ..tumbling()
    };
    let mut scene = scene(query, &[(1, 7, 2, 0), (1, 8, 3, 0), (1, 7, 4, 0)]);
    let trace = &mut scene.tasks[0];
    for (key, pane, covered) in [(7, 0, &[0][..]), (8, 0, &[1]), (7, 1, &[0, 2])] {
        let row = row(&scene.events, key, (0, 0), Watermark::NONE, covered);
        trace.result(&all(row, pane));
    }
    let judgement = scene.clean();
    let new: Vec<_> = judgement.contributions[0].iter().map(|c| c.new_events).collect();
    assert_eq!(new, [1, 1, 1]);
    let kinds = scene.corrupted(|t| t.results[2].pane = 0);
    assert_eq!(kinds, [ViolationKind::WrongPane]);
}

#[test]
fn a_query_without_aggregates_passes_what_the_filter_keeps_in_order() {
    let query = Query {
        aggregates: Vec::new(),
        filter: Some(Filter::Value(Comparison::AtLeast(5))),
        watermark: None,
        ..tumbling()
    };
    let mut scene = scene(query, &[(1, 1, 5, 0), (1, 1, 4, 0), (1, 1, 9, 0)]);
    let trace = &mut scene.tasks[0];
    trace.pass(0);
    trace.pass(2);
    trace.filtered(1);
    let fates = scene.clean().fates;
    assert_eq!((fates.passed, fates.filtered), (2, 1));
    assert_eq!(
        scene.corrupted(|t| t.passed.reverse()),
        [ViolationKind::WrongPass]
    );
}

#[test]
fn a_top_two_ranks_by_count_and_then_by_key() {
    let query = Query {
        top: Some(2),
        ..tumbling()
    };
    let of = [(1, 9, 1, 0), (1, 5, 1, 1), (1, 3, 1, 2), (1, 3, 1, 3)];
    let mut scene = scene(query, &of);
    let trace = &mut scene.tasks[0];
    for (after, t) in (1..).zip(0..4) {
        trace.step(moved(t - 10_001, after));
    }
    trace.step(moved(i64::MAX, 4));
    for (key, rank, covered) in [(3, 1, &[2, 3][..]), (5, 2, &[1])] {
        let row = row(&scene.events, key, (0, 5_000), Watermark::END, covered);
        trace.result(&ResultRow { rank, ..row });
    }
    assert_eq!(scene.clean().suppressed_events, 1);
    let wrong = ViolationKind::WrongRank;
    let kinds = scene.corrupted(|t| {
        t.results[0].rank = 2;
        t.results[1].rank = 1;
    });
    assert_eq!(kinds, [wrong, wrong]);
    let query = &mut scene.query;
    query.window = WindowSpec::Session { gap_ms: 5 };
    assert!(scene.kinds().contains(&ViolationKind::Undefined));
}

#[test]
fn all_requested_aggregates_are_compared() {
    let low = Comparison::Below(4);
    let query = Query {
        key: KeyBy::None,
        aggregates: vec![
            Aggregate::Min,
            Aggregate::Max,
            Aggregate::DistinctUsers,
            Aggregate::CountIf(low),
            Aggregate::SumIf(low),
        ],
        ..tumbling()
    };
    let mut scene = scene(query, &[(1, 1, 3, 0), (2, 1, 9, 0), (1, 1, 2, 0)]);
    let mut row = row(&scene.events, 0, (0, 5_000), Watermark::END, &[0, 1, 2]);
    let values = &mut row.values;
    values.sum = 0;
    (values.min, values.max, values.distinct_users) = (2, 9, 2);
    (values.count_if, values.sum_if) = (2, 5);
    let trace = &mut scene.tasks[0];
    trace.step(moved(-10_001, 1));
    trace.step(moved(i64::MAX, 3));
    trace.result(&row);
    scene.clean();
    let kinds = scene.corrupted(|t| t.results[0].values.distinct_users = 3);
    assert_eq!(kinds, [ViolationKind::WrongValue]);
}

#[test]
fn windows_of_processing_time_close_when_the_clock_has_passed_them() {
    let query = Query {
        time: TimeDomain::Processing,
        watermark: None,
        ..tumbling()
    };
    let mut scene = scene(query, &[(1, 1, 1, 77), (1, 1, 1, 5), (1, 1, 1, 60)]);
    let clock = |millis, after_events| Step::Clock { millis, after_events };
    let trace = &mut scene.tasks[0];
    trace.step(clock(1_000, 0));
    trace.step(clock(4_999, 1));
    trace.step(clock(5_000, 2));
    trace.result(&row(&scene.events, 1, (0, 5_000), at(4_999), &[0, 1]));
    assert_eq!(scene.clean().open_events, 1);
    let kinds = scene.corrupted(|t| t.marks.swap(2, 3));
    assert_eq!(kinds, [ViolationKind::MisplacedRow]);
}

#[test]
fn an_event_between_sliding_windows_leaves_no_trace() {
    let query = Query {
        window: WindowSpec::Sliding {
            size_ms: 1_000,
            slide_ms: 5_000,
            offset_ms: 0,
        },
        ..tumbling()
    };
    let mut scene = scene(query, &[(1, 1, 1, 20_000), (1, 1, 1, 13_000), (1, 1, 1, 3_000)]);
    let trace = &mut scene.tasks[0];
    trace.step(moved(9_999, 1));
    trace.dropped(1);
    let fates = scene.clean().fates;
    assert_eq!((fates.included, fates.unassigned, fates.dropped), (1, 1, 1));
}

#[test]
fn a_late_event_is_saved_by_a_live_session_and_refires_it() {
    let query = Query {
        window: WindowSpec::Session { gap_ms: 1_000 },
        allowed_lateness_ms: 5_000,
        ..tumbling()
    };
    let of = [(1, 1, 1, 0), (1, 2, 1, 12_000), (1, 1, 1, 500), (1, 1, 1, -1_000)];
    let mut scene = scene(query, &of);
    let trace = &mut scene.tasks[0];
    trace.step(moved(-10_001, 1));
    trace.step(moved(1_999, 2));
    let grows = [
        ((0, 1_000), &[0][..]),
        ((0, 1_500), &[0, 2]),
        ((-1_000, 1_500), &[0, 2, 3]),
    ];
    for (pane, (window, covered)) in (0..).zip(grows) {
        let row = row(&scene.events, 1, window, at(1_999), covered);
        trace.result(&ResultRow { pane, ..row });
    }
    let judgement = scene.clean();
    assert_eq!(judgement.firings.len(), 1);
    let firing = judgement.firings[0];
    assert_eq!((firing.first.count, firing.last.count), (1, 3));
}
