//! What the schedule says, and how runs compare with it.

use streamgauge_model::{Arrival, Event, EventTime, Phi, Query, Watermark, WatermarkRule, WindowSpec};
use streamgauge_oracle::{
    Confusion, Holding, KeptBy, LatenessShares, OwnRule, Reference, SessionMatch, TaskTrace, assess,
};

use crate::scene::{Scene, TWO, at, events, moved, per_event, row, six_events, tumbling};

/// Each event is due 100 ns after the one before; event time stands still at 10 ns per millisecond.
fn schedule(query: &Query, events: &[Event]) -> Reference {
    let arrivals: Vec<_> = events
        .iter()
        .map(|event| Arrival {
            event: *event,
            due_ns: event.seq * 100,
            is_late: event.seq == 4,
        })
        .collect();
    Reference::new(query, &arrivals, Phi::new(EventTime::from_millis(TWO), 10))
}

const fn end(millis: i64) -> EventTime {
    EventTime::from_millis(millis)
}

#[test]
fn the_oracle_trigger_is_the_first_event_that_completes_the_window() {
    let reference = schedule(&tumbling(), &six_events());
    assert_eq!(reference.trigger_ns(end(TWO - 9_000)), Some(0));
    assert_eq!(reference.trigger_ns(end(TWO - 8_999)), Some(100));
    assert_eq!(reference.trigger_ns(end(TWO - 5_000)), Some(300));
    assert_eq!(reference.trigger_ns(end(TWO - 4_000)), Some(500));
    assert_eq!(reference.trigger_ns(end(TWO)), None);
    assert_eq!(reference.policy_ns(end(TWO - 5_000)), Some(300 + 50_000));
}

#[test]
fn the_four_classes_of_lateness_are_counted() {
    let shares = LatenessShares {
        events: 6,
        filtered: 0,
        delayed: 1,
        out_of_order: 2,
        watermark_late: 1,
        drop_eligible: 1,
        assignments: 6,
        drop_eligible_assignments: 1,
    };
    assert_eq!(schedule(&tumbling(), &six_events()).lateness(), shares);
    let mut lenient = tumbling();
    lenient.allowed_lateness_ms = 1;
    assert_eq!(schedule(&lenient, &six_events()).lateness().drop_eligible, 0);
}

#[test]
fn several_splits_wait_for_the_slowest() {
    let of = [(0, 1, 1, 20_000), (1, 1, 1, 12_000), (1, 1, 1, 30_000)];
    let arrivals: Vec<_> = events(0, &of)
        .into_iter()
        .map(|event| Arrival {
            event,
            due_ns: event.seq,
            is_late: false,
        })
        .collect();
    let reference = Reference::with_splits(&tumbling(), &arrivals, Phi::new(end(0), 1), 2);
    assert_eq!(reference.trigger_ns(end(2_000)), Some(1));
    assert_eq!(reference.trigger_ns(end(10_000)), Some(2));
    assert_eq!(reference.trigger_ns(end(10_001)), None);
}

/// Windows of 5 s without delay: the last event of the first window comes when that window is over.
fn late_by_one() -> Scene {
    let query = Query {
        watermark: Some(WatermarkRule { delay_ms: 0 }),
        ..tumbling()
    };
    let events = events(
        0,
        &[
            (1, 1, 1, 1_000),
            (1, 1, 1, 6_000),
            (1, 1, 1, 2_000),
            (1, 1, 1, 11_000),
        ],
    );
    let mut trace = TaskTrace::default();
    trace.step(moved(999, 1));
    trace.step(moved(5_999, 2));
    trace.result(&row(&events, 1, (0, 5_000), at(5_999), &[0]));
    trace.dropped(1);
    trace.step(moved(10_999, 4));
    trace.result(&row(&events, 1, (5_000, 10_000), at(10_999), &[1]));
    Scene {
        query,
        rules: per_event(),
        splits: 1,
        events,
        tasks: vec![trace],
    }
}

#[test]
fn completeness_counts_what_due_windows_lack() {
    let scene = late_by_one();
    let reference = schedule(&scene.query, &scene.events);
    let assessment = assess(&scene.evidence(), &reference, &scene.clean());
    let completeness = assessment.final_pane.expect("defined for windows");
    assert_eq!((completeness.due_windows, completeness.complete_windows), (2, 1));
    assert_eq!(completeness.micro, (2, 3));
    assert_eq!((completeness.missing, completeness.spurious), (0, 0));
    let confusion = Confusion {
        true_keep: 3,
        true_drop: 1,
        ..Confusion::default()
    };
    assert_eq!(
        (assessment.events, assessment.assignments),
        (confusion, confusion)
    );
    assert!(assessment.sessions.is_none() && assessment.duplicates.is_empty());
    let judgement = scene.clean();
    assert_eq!(
        judgement.by_windows.none_over,
        KeptBy {
            all: 3,
            ..KeptBy::default()
        }
    );
    assert_eq!(
        judgement.by_windows.all_over,
        KeptBy {
            none: 1,
            ..KeptBy::default()
        }
    );
    let own = OwnRule {
        events: confusion,
        assignments: confusion,
        unresolved_rows: 0,
    };
    assert_eq!(
        judgement.own_rule, own,
        "what was dropped, was late by the engine's own watermark, too"
    );
}

#[test]
fn coverage_tells_events_and_sums_of_every_group() {
    let mut scene = late_by_one();
    scene.events[2].value = 9;
    let reference = schedule(&scene.query, &scene.events);
    let coverage = assess(&scene.evidence(), &reference, &scene.clean())
        .coverage
        .unwrap();
    let held: Vec<_> = coverage
        .groups
        .iter()
        .map(|group| (group.window.start.millis(), group.truth, group.last, group.is_due))
        .collect();
    let of = |count, sum| Holding { count, sum };
    let expected = [
        (0, of(2, 10), of(1, 1), true),
        (5_000, of(1, 1), of(1, 1), true),
        (10_000, of(1, 1), of(0, 0), false),
    ];
    assert_eq!(held, expected);
}

#[test]
fn an_engine_that_breaks_its_own_rule_is_told_the_event() {
    let scene = late_by_one();
    let own = |seqs: &[usize]| {
        let mut broken = scene.clone();
        broken.tasks[0].results[0] = row(&scene.events, 1, (0, 5_000), at(5_999), seqs);
        let judgement = broken.judge();
        (judgement.own_rule, judgement.violations[0].message.clone())
    };
    let (rule, message) = own(&[0, 2]);
    let kept = Confusion {
        true_keep: 3,
        wrong_keep: 1,
        ..Confusion::default()
    };
    assert_eq!((rule.assignments, rule.events), (kept, kept), "event 2 is late");
    assert!(message.ends_with("too much: event 2"), "{message}");
    let (rule, message) = own(&[2]);
    let swapped = Confusion {
        true_keep: 2,
        wrong_drop: 1,
        wrong_keep: 1,
        true_drop: 0,
    };
    assert_eq!((rule.assignments, rule.events), (swapped, swapped));
    assert!(
        message.ends_with("event 0 is missing, event 2 is in its place"),
        "{message}"
    );
    let (rule, message) = own(&[0, 0]);
    assert_eq!(
        (rule.assignments.wrong_keep, rule.unresolved_rows),
        (0, 0),
        "twice is not late"
    );
    assert!(message.ends_with("too much: event 0"), "{message}");
    let (rule, _) = own(&[0, 1]);
    assert_eq!(rule.unresolved_rows, 1, "event 1 is of another window");
}

#[test]
fn rows_that_leave_twice_are_counted() {
    let mut scene = late_by_one();
    let judgement = scene.clean();
    let again = scene.tasks[0].results[1];
    scene.tasks[0].result(&again);
    let reference = schedule(&scene.query, &scene.events);
    let duplicates = assess(&scene.evidence(), &reference, &judgement).duplicates;
    assert_eq!(duplicates, [(again.key, again.window)]);
}

#[test]
fn an_event_is_late_for_some_of_its_sliding_windows() {
    let query = Query {
        watermark: Some(WatermarkRule { delay_ms: 0 }),
        window: WindowSpec::Sliding {
            size_ms: 4_000,
            slide_ms: 2_000,
            offset_ms: 0,
        },
        ..tumbling()
    };
    // 1.5 s is in [-2, 2) and [0, 4); when it comes a second time, the first of them is over.
    let events = events(0, &[(1, 1, 1, 1_500), (1, 1, 1, 2_500), (1, 1, 1, 1_500)]);
    let mut trace = TaskTrace::default();
    trace.step(moved(1_499, 1));
    trace.step(moved(2_499, 2));
    trace.result(&row(&events, 1, (-2_000, 2_000), at(2_499), &[0]));
    let scene = Scene {
        query,
        rules: per_event(),
        splits: 1,
        events,
        tasks: vec![trace],
    };
    let judgement = scene.clean();
    assert_eq!(judgement.by_windows.none_over.all, 2);
    assert_eq!(
        judgement.by_windows.some_over,
        KeptBy {
            some: 1,
            ..KeptBy::default()
        }
    );
    assert_eq!(
        (judgement.event_confusion.true_keep, judgement.partly_refused),
        (3, 1)
    );
}

#[test]
fn a_session_that_lacks_its_middle_is_split() {
    let mut scene = late_by_one();
    scene.query.window = WindowSpec::Session { gap_ms: 1_000 };
    let of = [
        (1, 1, 1, 0),
        (1, 1, 1, 1_800),
        (1, 2, 1, 9_000),
        (1, 1, 1, 900),
        (1, 2, 1, 20_000),
    ];
    scene.events = events(0, &of);
    let mut trace = TaskTrace::default();
    trace.step(moved(-1, 1));
    trace.step(moved(1_799, 2));
    trace.result(&row(&scene.events, 1, (0, 1_000), at(1_799), &[0]));
    trace.step(moved(8_999, 3));
    trace.result(&row(&scene.events, 1, (1_800, 2_800), at(8_999), &[1]));
    trace.dropped(1);
    trace.step(moved(19_999, 5));
    trace.result(&row(&scene.events, 2, (9_000, 10_000), at(19_999), &[2]));
    scene.tasks = vec![trace];
    let reference = schedule(&scene.query, &scene.events);
    let assessment = assess(&scene.evidence(), &reference, &scene.clean());
    let sessions = SessionMatch {
        due: 2,
        exact: 1,
        split: 1,
        ..SessionMatch::default()
    };
    assert_eq!(assessment.sessions, Some(sessions));
    let judgement = scene.clean();
    let mut merging = scene.clone();
    merging.tasks[0].results[2].key.0 = 1;
    merging.tasks[0].results[2].window = streamgauge_model::Window::new(0, 30_000);
    merging.events[4].movie = 1;
    let merged = assess(&merging.evidence(), &reference, &judgement).sessions;
    assert_eq!(
        merged.map(|found| (found.merged, found.split)),
        Some((1, 0)),
        "of those that were due"
    );
    let completeness = assessment.final_pane.expect("defined for sessions");
    assert_eq!((completeness.micro, completeness.spurious), ((3, 4), 2));
}

#[test]
fn running_aggregates_have_no_completeness() {
    let mut scene = late_by_one();
    scene.query.window = WindowSpec::Running;
    scene.query.watermark = None;
    scene.events.truncate(1);
    let mut trace = TaskTrace::default();
    let mut row = row(&scene.events, 1, (0, 0), Watermark::NONE, &[0]);
    row.window = streamgauge_model::Window::ALL;
    trace.result(&row);
    scene.tasks = vec![trace];
    let reference = schedule(&scene.query, &scene.events);
    let assessment = assess(&scene.evidence(), &reference, &scene.clean());
    assert_eq!((assessment.first_firing, assessment.final_pane), (None, None));
    assert_eq!(assessment.events.true_keep, 1);
}
