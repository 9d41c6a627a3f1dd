//! Figures over windows on the example that can be computed by hand: bursts, completeness, updates, what never left.

use streamgauge_model::{EventTime, Key, KeyBy, ResultRow, Window};
use streamgauge_oracle::{Contribution, Coverage, GroupCoverage, Holding, Judgement, KeptBy};
use streamgauge_record::Run;

use crate::hand_example::{Example, arrivals, counts, row, tumbling, values};

const FIRST: Window = Window::new(0, 10);

/// Events that stand behind a row for the first time, up to the one numbered `newest_seq`.
const fn with(newest_seq: u64, events: u64) -> Contribution {
    Contribution {
        newest_seq,
        first_for: events,
        new_events: events,
    }
}

fn of_key(key: u32, row: ResultRow) -> ResultRow {
    ResultRow { key: Key(key), ..row }
}

fn group(key: u32, window: Window, events: u64, pieces: u64) -> GroupCoverage {
    let holding = |count| Holding { count, sum: 0 };
    GroupCoverage {
        key: Key(key),
        window,
        truth: holding(events),
        first: holding(events * pieces.min(1)),
        last: holding(events * pieces.min(1)),
        pieces,
        is_exact: pieces > 0,
        is_due: true,
    }
}

fn cover(example: &mut Example, groups: Vec<GroupCoverage>) {
    example.verdict.assessment.coverage = Some(Coverage {
        groups,
        spurious: Vec::new(),
    });
}

/// Window [0, 10) holds event 0 of film 7 and event 1 of film 8; they leave at 340 and 390, 40 and 90 after `T`.
fn two_keys() -> Example {
    let rows = [
        (340, row(FIRST, 0, 1), with(0, 1)),
        (390, of_key(8, row(FIRST, 0, 1)), with(1, 1)),
    ];
    let mut example = Example::new(tumbling(), &rows);
    let mut events = arrivals().to_vec();
    events[1].event.movie = 8;
    events[3].event.movie = 9;
    example.observed.arrivals = events.into();
    example
}

#[test]
fn a_window_begins_to_leave_with_its_first_key_and_has_left_with_its_last() {
    let run = two_keys().run();
    assert!(run.status.valid, "{:?}", run.status.reasons);
    assert_eq!(values(&run, "from_trigger"), [40, 90], "each result");
    assert_eq!(values(&run, "first_of_window"), [40], "340 - 300");
    assert_eq!(values(&run, "last_of_window"), [90], "390 - 300");
    assert_eq!(values(&run, "window_drain"), [50], "390 - 340");
}

#[test]
fn a_window_of_a_query_without_a_key_has_no_burst() {
    let mut example = Example::windows();
    example.query.key = KeyBy::None;
    let run = example.run();
    for name in ["first_of_window", "last_of_window", "window_drain"] {
        assert!(!run.latency.contains_key(name), "{name}");
    }
}

#[test]
fn event_time_latency_contains_what_delayed_the_event() {
    let run = Example::windows().run();
    // Event times 1, 5 and 3 ms are 20, 100 and 60 ns after the start; events 0 and 1 leave at 350, event 3 at 460.
    assert_eq!(values(&run, "event_time"), [250, 330, 400]);
    let run = Example::running().run();
    // Event 2 (12 ms, 240 ns) leaves at 335, events 0 and 1 at 250; event 3 never.
    assert_eq!(values(&run, "event_time"), [95, 150, 230]);
    assert_eq!(counts(&run.latency["event_time"]), (3, 0, 1), "as total");
}

#[test]
fn an_event_ahead_of_its_schedule_has_a_value_below_zero_that_nobody_is_blamed_for() {
    let mut example = Example::running();
    // Event 1 happens at 100 ns and is in a result at 90.
    example.observed.tasks[0].result_ns[0] = 90;
    let run = example.run();
    assert_eq!(counts(&run.latency["event_time"]), (2, 1, 1));
    let reasons = run.status.reasons;
    assert!(
        !reasons.iter().any(|reason| reason.contains("event_time")),
        "{reasons:?}"
    );
}

#[test]
fn each_accepted_late_event_is_one_update() {
    // Both late events are in one update; a third row repeats nothing new.
    let rows = [
        (350, row(FIRST, 0, 1), with(0, 1)),
        (460, row(FIRST, 1, 3), with(3, 2)),
    ];
    let mut example = Example::new(tumbling(), &rows);
    let mut events = arrivals().to_vec();
    // Event 1 (due 200) is the one that completes [0, 10); event 2 (due 300) and event 3 (due 400) come too late.
    events[1].event.time = EventTime::from_millis(12);
    events[2].event.time = EventTime::from_millis(5);
    example.observed.arrivals = events.into();
    let run = example.run();
    assert_eq!(values(&run, "update"), [60, 160], "460 - 400, 460 - 300");
}

#[test]
fn a_late_event_may_be_in_the_first_result_already() {
    let rows = [(460, row(FIRST, 0, 3), with(3, 3))];
    let run = Example::new(tumbling(), &rows).run();
    assert_eq!(values(&run, "from_trigger"), [160], "460 - 300");
    assert_eq!(values(&run, "update"), [60], "event 3 is due at 400, after T");
}

#[test]
fn completeness_is_reached_at_the_first_result_with_so_much_of_the_truth() {
    let mut example = Example::windows();
    cover(&mut example, vec![group(7, FIRST, 3, 1), group(8, FIRST, 5, 0)]);
    let run = example.run();
    // 2 of 3 events at 350, 3 of 3 at 460; the window ends at 200. Nothing of film 8 ever left.
    for name in [
        "to_completeness_90",
        "to_completeness_99",
        "to_completeness_99_9",
        "to_completeness_100",
    ] {
        assert_eq!(values(&run, name), [260], "{name}: 460 - 200");
        assert_eq!(counts(&run.latency[name]), (1, 0, 1), "{name}");
    }
    let mut example = Example::windows();
    example.observed.tasks[0].trace.results[0].values.digest.count = 9;
    example.observed.tasks[0].trace.results[1].values.digest.count = 10;
    cover(&mut example, vec![group(7, FIRST, 10, 1)]);
    let run = example.run();
    assert_eq!(values(&run, "to_completeness_90"), [150], "9 of 10 at 350");
    assert_eq!(values(&run, "to_completeness_99"), [260]);
}

#[test]
fn what_was_due_and_never_left_is_above_everything_measured() {
    let mut example = two_keys();
    example.observed.drained = false;
    cover(
        &mut example,
        vec![
            group(7, FIRST, 1, 1),
            group(8, FIRST, 1, 1),
            group(9, FIRST, 4, 0),
        ],
    );
    let run = example.run();
    for name in ["from_trigger", "from_end", "from_last"] {
        assert_eq!(counts(&run.latency[name]), (2, 0, 1), "{name}");
    }
    assert_eq!(
        counts(&run.latency["first_result"]),
        (2, 0, 4),
        "once for each event"
    );
    assert_eq!(
        values(&run, "policy"),
        [100, 100, 100],
        "300 - 200, also where nothing left"
    );
    assert_eq!(values(&run, "first_of_window"), [40]);
    assert_eq!(counts(&run.latency["last_of_window"]), (0, 0, 1));
    assert_eq!(counts(&run.latency["window_drain"]), (0, 0, 1));
}

#[test]
fn per_core_is_what_was_completed_by_cpu_time() {
    let mut example = Example::windows();
    assert_eq!(
        example.run().throughput.per_core_per_s,
        None,
        "no CPU time was taken"
    );
    example.observed.tasks[0].cpu_ns = Some(600);
    example.observed.tasks[0].spin_ns = 100;
    // Events 0, 1 and 3 have a result; the engine used 500 ns.
    let found = example.run().throughput.per_core_per_s.unwrap();
    assert!((found - 6e6).abs() < 1.0, "3 events in 500 ns: {found}");
}

#[test]
fn the_counter_of_an_engine_stands_beside_the_count_of_the_oracle() {
    let mut example = Example::windows();
    example.verdict.judgement.fates.included = 3;
    example.verdict.judgement.fates.dropped = 1;
    example.observed.tasks[0].trace.dropped(1);
    let counter = |run: &Run| run.lateness.drop_counter.clone().unwrap();
    let found = counter(&example.run());
    assert_eq!(
        (found.unit.as_str(), found.counted, found.actual),
        ("late events", 1, 1)
    );
    assert_eq!(found.error(), Some(0.0));
    example.observed.tasks[0].trace.dropped(2);
    assert_eq!(counter(&example.run()).error(), Some(2.0));
}

#[test]
fn matrices_reach_the_record() {
    let mut example = Example::windows();
    example.verdict.judgement = Judgement {
        by_windows: streamgauge_oracle::EventsByWindows {
            some_over: KeptBy {
                all: 1,
                some: 2,
                none: 3,
            },
            ..Default::default()
        },
        own_rule: streamgauge_oracle::OwnRule {
            assignments: streamgauge_oracle::Confusion {
                wrong_drop: 5,
                ..Default::default()
            },
            unresolved_rows: 2,
            ..Default::default()
        },
        ..example.verdict.judgement.clone()
    };
    let lateness = example.run().lateness;
    let some = lateness.by_windows.unwrap().some_over;
    assert_eq!((some.all, some.some, some.none), (1, 2, 3));
    let own = lateness.own_rule.unwrap();
    assert_eq!((own.assignments.wrong_drop, own.unresolved_rows), (5, 2));
    assert_eq!(
        Example::running().run().lateness.own_rule,
        None,
        "nothing is late there"
    );
}

#[test]
fn a_whole_schedule_is_accounted_for_and_updates_are_counted_by_window() {
    let ledger = Example::windows().run().ledger;
    assert_eq!((ledger.generated, ledger.accounted()), (4, 4));
    assert_eq!(ledger.updates_per_window(), Some(1.0), "two rows of one window");
}
