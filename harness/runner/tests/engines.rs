//! Both engines, driven live and in simulation, before the judge.

use std::sync::atomic::AtomicBool;

use streamgauge_model::{
    Aggregate, Arrival, Cadence, Event, EventAtATimeRules, EventTime, Firing, KeyBy, MicroBatchRules,
    OutputMode, Query, Rules, Step, TimeDomain, Trigger, WatermarkRule, WindowSpec,
};
use streamgauge_oracle::{Evidence, Mark, TaskTrace, judge};
use streamgauge_runner::{EngineChoice, Observed, Setup, run_live, run_simulated};

const SPLITS: u32 = 3;

fn query() -> Query {
    Query {
        name: "counts".to_owned(),
        filter: None,
        key: KeyBy::Movie,
        window: WindowSpec::Tumbling {
            size_ms: 50,
            offset_ms: 0,
        },
        time: TimeDomain::Event,
        aggregates: vec![Aggregate::Count, Aggregate::Sum],
        alert: None,
        top: None,
        watermark: Some(WatermarkRule { delay_ms: 20 }),
        allowed_lateness_ms: 0,
        firing: Firing::AT_END,
        deduplicate: None,
        source_delays_ms: Vec::new(),
        digest: true,
    }
}

/// Events a tenth of a millisecond apart, some of them out of order and some far too late.
fn setup(rules: &Rules) -> Setup {
    let arrivals = (0..4_000_u64).map(|seq| {
        let behind_ms = match seq % 17 {
            3 => 15,
            11 => 120,
            _ => 0,
        };
        Arrival {
            event: Event {
                time: EventTime::from_millis(1_000_000 + (seq / 10) as i64 - behind_ms),
                seq,
                value: (seq % 10) as i64 + 1,
                user: (seq * 7 % 23) as u32,
                movie: (seq * 5 % 13) as u32,
            },
            due_ns: seq * 100_000,
            is_late: behind_ms > 0,
        }
    });
    let mut setup = Setup::new(query(), EngineChoice::Rules(rules.clone()), arrivals.collect());
    setup.splits = SPLITS;
    setup
}

fn all_rules() -> Vec<Rules> {
    let micro_batch = |trigger, mode, workers| {
        Rules::MicroBatch(MicroBatchRules {
            workers,
            ..MicroBatchRules::new(trigger, mode)
        })
    };
    let event_at_a_time = |cadence, workers, buffer_timeout_ns| {
        Rules::EventAtATime(EventAtATimeRules {
            workers,
            buffer_timeout_ns,
            ..EventAtATimeRules::new(cadence)
        })
    };
    let interval = Trigger::Interval { millis: 30 };
    vec![
        micro_batch(interval, OutputMode::Append, 1),
        micro_batch(interval, OutputMode::Update, 2),
        micro_batch(Trigger::BackToBack, OutputMode::Append, 1),
        micro_batch(Trigger::AvailableNow, OutputMode::Append, 1),
        micro_batch(Trigger::Once, OutputMode::Update, 1),
        event_at_a_time(Cadence::PerEvent, 1, 0),
        event_at_a_time(Cadence::Periodic { millis: 20 }, 1, 0),
        event_at_a_time(Cadence::PerEvent, 2, 0),
        event_at_a_time(Cadence::Periodic { millis: 20 }, 3, 5_000_000),
    ]
}

fn assert_judged_clean(rules: &Rules, observed: &Observed) {
    assert!(observed.drained, "{rules:?}");
    assert_eq!(observed.taken_ns.len(), observed.arrivals.len(), "{rules:?}");
    let events: Vec<_> = observed.arrivals.iter().map(|arrival| arrival.event).collect();
    let tasks: Vec<TaskTrace> = observed.tasks.iter().map(|task| task.trace.clone()).collect();
    let judgement = judge(&Evidence {
        query: &query(),
        rules,
        splits: SPLITS,
        events: &events,
        tasks: &tasks,
    });
    assert!(judgement.is_clean(), "{rules:?}: {:?}", judgement.violations);
    assert!(judgement.results_checked > 0, "{rules:?}");
    for task in &observed.tasks {
        assert_eq!(task.result_ns.len(), task.trace.results.len());
        assert!(task.result_ns.is_sorted());
        assert!(task.state.is_sorted());
    }
}

#[test]
fn simulated_runs_are_clean_and_repeat_exactly() {
    for rules in all_rules() {
        let run = || run_simulated(&setup(&rules)).expect("runs");
        let observed = run();
        assert_judged_clean(&rules, &observed);
        assert!(format!("{observed:?}") == format!("{:?}", run()), "{rules:?}");
    }
}

#[test]
fn live_runs_are_clean() {
    for rules in all_rules() {
        let observed = run_live(&setup(&rules), &AtomicBool::new(false)).expect("runs");
        assert_judged_clean(&rules, &observed);
        assert_eq!(observed.clock_back_steps, 0);
    }
}

#[test]
fn simulated_batches_begin_at_the_multiples_of_their_interval() {
    let rules = all_rules().remove(0);
    let observed = run_simulated(&setup(&rules)).expect("runs");
    let batches = &observed.tasks[0].batches;
    assert!(batches.len() > 10);
    assert!(
        batches
            .iter()
            .all(|batch| batch.start_ns % 30_000_000 == 0 || batch.start_ns == 0)
    );
    assert!(
        batches.iter().all(|batch| batch.end_ns == batch.start_ns),
        "work takes no time"
    );
}

#[test]
fn what_is_available_now_comes_in_full_batches_on_either_clock() {
    let rules = Rules::MicroBatch(MicroBatchRules {
        max_events_per_trigger: Some(500),
        ..MicroBatchRules::new(Trigger::AvailableNow, OutputMode::Append)
    });
    let setup = setup(&rules);
    let full = setup.arrivals.len() / 500;
    let live = run_live(&setup, &AtomicBool::new(false)).expect("runs");
    for observed in [live, run_simulated(&setup).expect("runs")] {
        let ends = observed.tasks[0]
            .trace
            .marks
            .iter()
            .filter_map(|mark| match mark {
                Mark::Step(Step::BatchEnd(progress)) if !progress.no_data => Some(progress.input_rows),
                _ => None,
            });
        let rows: Vec<u64> = ends.collect();
        assert!(full > 1 && rows.len() <= full + 1, "{rows:?}");
        assert!(rows[..full].iter().all(|rows| *rows == 500), "{rows:?}");
    }
}
