//! The single thread before the judge, as an engine with a watermark after every event.

use streamgauge_model::{
    Aggregate, Alert, Arrival, Cadence, Comparison, Event, EventAtATimeRules, EventTime, KeyBy,
    ProcessingTime, Query, Rules, WindowSpec,
};
use streamgauge_oracle::{Evidence, TaskTrace, judge};
use streamgauge_single_thread::answer;
use streamgauge_workloads::{ArrivalStream as _, Length, QUERIES, Scenario, ScenarioKind, query};

const START: ProcessingTime = ProcessingTime::from_millis(1_767_621_600_000);

fn ratings(kind: ScenarioKind, seed: u64) -> Vec<Arrival> {
    let scenario = Scenario {
        length: Length::Events(12_000),
        late_fraction: 0.2,
        time_scale: 2_000.0,
        seed,
        ..Scenario::new(kind)
    };
    let mut stream = scenario.open().expect("the defaults are valid");
    let mut arrivals = Vec::new();
    while stream.fill(&mut arrivals, 4096).expect("generated, not read") > 0 {}
    arrivals
}

/// What the single thread did, if the judge agrees with it.
fn judged(query: &Query, arrivals: &[Arrival]) -> TaskTrace {
    let mut trace = TaskTrace::default();
    answer(query, START, arrivals, &mut trace).expect("a query of the catalogue");
    let events: Vec<Event> = arrivals.iter().map(|arrival| arrival.event).collect();
    let tasks = [trace];
    let judgement = judge(&Evidence {
        query,
        rules: &Rules::EventAtATime(EventAtATimeRules::new(Cadence::PerEvent)),
        splits: 1,
        events: &events,
        tasks: &tasks,
    });
    assert!(
        judgement.is_clean(),
        "{query:?}: {} violations, the first: {:?}",
        judgement.violation_count,
        judgement.violations.first().map(ToString::to_string)
    );
    let [trace] = tasks;
    trace
}

#[test]
fn every_query_of_the_catalogue_is_answered_right() {
    for kind in [ScenarioKind::Ratings, ScenarioKind::MovieLens] {
        let arrivals = ratings(kind, 7);
        for entry in &QUERIES {
            let query = entry.query();
            let trace = judged(&query, &arrivals);
            let quiet = query.alert.is_some() || entry.name == "movie-processing";
            assert!(
                quiet || !trace.results.is_empty() || !trace.passed.is_empty(),
                "{} gave nothing on {kind:?}",
                entry.name
            );
        }
    }
}

#[test]
fn windows_that_live_on_leave_again() {
    let arrivals = ratings(ScenarioKind::Ratings, 3);
    let mut updates = 0;
    for name in [
        "movie-tumbling",
        "rating-sliding",
        "user-session",
        "trending",
        "rating-tumbling",
        "rating-extremes",
    ] {
        for allowed_lateness_ms in [5_000, 60_000] {
            let query = Query {
                allowed_lateness_ms,
                ..query(name).unwrap()
            };
            let trace = judged(&query, &arrivals);
            updates += trace.results.iter().filter(|row| row.pane > 0).count();
        }
    }
    assert!(updates > 1_000, "{updates} updates");
}

#[test]
fn any_size_and_slide_and_offset_gives_its_windows() {
    let arrivals = ratings(ScenarioKind::Ratings, 5);
    for (size_ms, slide_ms, offset_ms) in [
        (10_000, 3_000, -1_000),
        (7_000, 10_000, 2_000),
        (5_000, 5_000, 1),
        (3_001, 1_000, 0),
    ] {
        for key in [KeyBy::None, KeyBy::Movie] {
            for allowed_lateness_ms in [0, 20_000] {
                let window = WindowSpec::Sliding {
                    size_ms,
                    slide_ms,
                    offset_ms,
                };
                let query = Query {
                    key,
                    window,
                    allowed_lateness_ms,
                    ..query("rating-sliding").unwrap()
                };
                assert!(!judged(&query, &arrivals).results.is_empty());
            }
        }
    }
}

#[test]
fn alerts_and_conditions_hold_back_what_they_should() {
    let arrivals = ratings(ScenarioKind::Ratings, 11);
    let query = Query {
        alert: Some(Alert {
            count_above: 1,
            mean_below: Some(6),
        }),
        aggregates: vec![
            Aggregate::Count,
            Aggregate::SumIf(Comparison::AtLeast(8)),
            Aggregate::DistinctUsers,
        ],
        ..query("trending").unwrap()
    };
    let trace = judged(&query, &arrivals);
    assert!(trace.results.iter().all(|row| row.values.digest.count > 1));
    assert!(!trace.results.is_empty());
}

#[test]
fn without_the_hash_of_members_rows_carry_a_count_alone() {
    let arrivals = ratings(ScenarioKind::Ratings, 13);
    for name in ["movie-tumbling", "user-session", "rating-extremes"] {
        let query = Query {
            digest: false,
            ..query(name).unwrap()
        };
        let rows = judged(&query, &arrivals).results;
        assert!(
            rows.iter()
                .all(|row| row.values.digest.hash_sum == 0 && row.values.digest.count > 0)
        );
    }
}

#[test]
fn what_no_measured_query_asks_for_is_refused() {
    let query = Query {
        window: WindowSpec::Global,
        ..query("movie-tumbling").unwrap()
    };
    let error = answer(&query, START, &[], &mut TaskTrace::default()).unwrap_err();
    assert_eq!(error.field, "window");
}

#[test]
fn the_ends_of_time_do_no_harm() {
    let at = |(seq, millis)| Arrival {
        event: Event {
            seq,
            time: EventTime::from_millis(millis),
            ..Event::default()
        },
        due_ns: u64::MAX,
        is_late: false,
    };
    let times = [0, i64::MIN, i64::MIN + 1, 5, i64::MAX, i64::MAX - 1, 7];
    let arrivals: Vec<_> = (0..).zip(times).map(at).collect();
    for entry in &QUERIES {
        for allowed_lateness_ms in [0, i64::MAX] {
            let query = Query {
                allowed_lateness_ms,
                ..entry.query()
            };
            answer(&query, START, &arrivals, &mut TaskTrace::default()).expect("a query of the catalogue");
        }
    }
}
