//! What the live driver promises. Nothing here asserts how long anything takes.

use std::cell::RefCell;
use std::sync::atomic::AtomicBool;

use streamgauge_model::{EngineVisitor, EventTime, Phi, ProcessingTime, Step};
use streamgauge_oracle::Mark;
use streamgauge_record::{Glimpse, Zone};

use crate::driven::Driven;
use crate::fakes::{Deaf, Panicking, Ticking, exchange, setup};
use crate::launch::{Boxing, launch_with};
use crate::live::{run_live_watched, run_live_with};
use crate::{Observed, Pool, QueueZones, RunError, Setup, Stall, run_live};

fn run(
    setup: &Setup,
    stop: bool,
    make: impl FnOnce(Boxing, ProcessingTime) -> Vec<Box<dyn Driven>>,
) -> Result<Observed, RunError> {
    run_live_with(setup, &AtomicBool::new(stop), None, |clock, start| {
        launch_with(setup, clock, start, Pool::inline(), |boxing| {
            Ok(make(boxing, start))
        })
    })
}

fn assert_ordered(observed: &Observed) {
    let task = &observed.tasks[0];
    assert_eq!(task.passed_ns.len(), observed.handed_ns.len());
    for (seq, arrival) in observed.arrivals[..observed.handed_ns.len()].iter().enumerate() {
        let due = arrival.due_ns as i64;
        let (handed, taken) = (observed.handed_ns[seq], observed.taken_ns[seq]);
        let passed = task.passed_ns[seq];
        assert!(
            due <= handed && handed <= taken && taken <= passed && passed <= observed.end_ns,
            "{seq}: {due} {handed} {taken} {passed}"
        );
    }
}

#[test]
fn every_event_is_handed_over_taken_and_passed_in_order() {
    let setup = setup((0..2_000).map(|i| i * 20_000));
    let observed = run_live(&setup, &AtomicBool::new(false)).expect("runs");
    assert_eq!(observed.tasks[0].trace.passed, (0..2_000).collect::<Vec<_>>());
    assert_ordered(&observed);
    assert!(observed.drained && !observed.interrupted);
    assert_eq!(observed.clock_back_steps, 0);
    assert!(
        observed
            .slips_ns()
            .iter()
            .all(|slip| (0..=observed.worst_slip_ns).contains(slip))
    );
    assert!(observed.source_cpu_ns.is_some_and(|ns| ns > 0));
    assert!(observed.tasks[0].cpu_ns.is_some_and(|ns| ns > 0));
}

#[test]
fn all_events_due_at_once_go_through_a_small_queue() {
    let mut setup = setup((0..200_000).map(|_| 0));
    setup.queue_capacity = 300;
    let observed = run_live(&setup, &AtomicBool::new(false)).expect("runs");
    assert_eq!(observed.tasks[0].trace.passed.len(), 200_000);
    assert!(observed.tasks[0].trace.passed.is_sorted());
    assert_ordered(&observed);
    assert!(observed.drained);
    assert_eq!(observed.queue_full as usize, observed.full_spans.len());
}

#[test]
fn what_is_due_in_a_stall_is_handed_over_and_not_taken_before_its_end() {
    let ms = 1_000_000;
    let mut setup = setup((0..350).map(|i| i * ms));
    let stall = Stall {
        at_ns: 30 * ms,
        for_ns: 300 * ms,
    };
    setup.stalls = vec![stall];
    let observed = run_live(&setup, &AtomicBool::new(false)).expect("runs");
    // The last of those due in the stall: what the engine was doing when it began is long over.
    let late = 320..330;
    assert!(
        observed.taken_ns[late.clone()]
            .iter()
            .all(|ns| *ns >= stall.end_ns() as i64)
    );
    assert_eq!(observed.taken_ns.len(), 350);
    assert!(observed.drained);
    assert_ordered(&observed);
}

#[test]
fn the_time_of_a_task_is_accounted_for_completely() {
    let setup = setup((0..100).map(|i| i * 100_000));
    let observed = run_live(&setup, &AtomicBool::new(false)).expect("runs");
    let task = &observed.tasks[0];
    let accounted = task.busy_ns + task.idle_ns + task.back_pressured_ns;
    assert!(accounted <= observed.end_ns as u64 && accounted >= 99 * 100_000);
    assert!(task.spin_ns <= task.idle_ns + task.back_pressured_ns);
}

#[test]
fn a_stop_ends_the_source_and_keeps_what_was_measured() {
    let setup = setup((0..1_000).map(|i| i * 3_600_000_000_000));
    let observed = run_live(&setup, &AtomicBool::new(true)).expect("runs");
    assert!(observed.interrupted);
    assert!(observed.handed_ns.len() <= 1);
    assert_ordered(&observed);
}

#[test]
fn an_engine_that_panics_is_an_error_and_no_hang() {
    let mut setup = setup((0..10_000).map(|_| 0));
    setup.queue_capacity = 16;
    let result = run(&setup, false, |boxing, _| boxing.engine(Panicking { at: 5_000 }));
    assert!(
        matches!(&result, Err(RunError::Panicked { task, message }) if task == "engine" && message == "planted"),
        "{result:?}"
    );
}

#[test]
fn an_engine_that_never_takes_ends_with_the_drain() {
    let mut setup = setup([0, 0, 0]);
    setup.queue_capacity = 2;
    setup.drain_ns = 30_000_000;
    let observed = run(&setup, false, |boxing, _| boxing.engine(Deaf)).expect("runs");
    assert!(!observed.drained && !observed.interrupted);
    assert_eq!((observed.handed_ns.len(), observed.taken_ns.len()), (2, 0));
    assert_eq!(observed.queue_full, 1);
    assert_eq!(observed.full_spans.len(), 1);
    assert!(observed.end_ns >= 30_000_000);
}

#[test]
fn an_engine_with_a_trigger_is_never_woken_early() {
    let every_ns = 5_000_000;
    let setup = setup((0..20).map(|i| i * 1_000_000));
    let mut began = ProcessingTime::MIN;
    let observed = run(&setup, false, |boxing, start| {
        began = start;
        boxing.engine(Ticking {
            next: start,
            every_ns,
            ticks: 6,
        })
    })
    .expect("runs");
    assert!(observed.drained);
    assert_eq!(observed.start, began);
    assert_ordered(&observed);
    let called = observed.tasks[0]
        .trace
        .marks
        .iter()
        .filter_map(|mark| match mark {
            Mark::Step(Step::Watermark { now, .. }) => Some(now.nanos_since(began)),
            _ => None,
        });
    let late_by: Vec<_> = called.zip(0..).map(|(at, tick)| at - tick * every_ns).collect();
    assert_eq!(late_by.len(), 6);
    assert!(late_by.iter().all(|ns| *ns >= 0), "{late_by:?}");
}

#[test]
fn window_tasks_get_everything_through_a_narrow_exchange() {
    let mut setup = setup((0..20_000).map(|_| 0));
    setup.drain_ns = 60_000_000_000;
    let observed = run(&setup, false, |boxing, _| {
        let (source, windows) = exchange(2, 8);
        boxing.tasks(source, windows)
    })
    .expect("runs");
    assert!(observed.drained);
    assert_eq!(
        observed.tasks[1].trace.received,
        (0..20_000).step_by(2).collect::<Vec<_>>()
    );
    assert_eq!(
        observed.tasks[2].trace.passed,
        (1..20_000).step_by(2).collect::<Vec<_>>()
    );
    assert_eq!(observed.tasks[0].records_out, 20_000);
}

#[test]
fn what_a_source_task_holds_back_in_silence_is_fetched_at_the_end() {
    let setup = setup((0..100).map(|_| 0));
    let observed = run(&setup, false, |boxing, _| {
        let (mut source, windows) = exchange(1, 1);
        source.is_silent = true;
        boxing.tasks(source, windows)
    })
    .expect("runs");
    assert!(observed.drained);
    assert_eq!(observed.tasks[1].trace.received, (0..100).collect::<Vec<_>>());
}

#[test]
fn an_engine_that_falls_too_far_behind_ends_the_run() {
    let mut setup = setup((0..100_000).map(|i| i * 1_000_000));
    setup.queue_capacity = 16;
    setup.zones = Some(QueueZones {
        yellow_ns: 5_000_000,
        tolerated_ns: 10_000_000_000,
        red_ns: 40_000_000,
    });
    let observed = run(&setup, false, |boxing, _| boxing.engine(Deaf)).expect("runs");
    let end = observed
        .ended_early
        .expect("a schedule of 100 s, none of it taken");
    assert_eq!((end.zone, end.zone_ns), (Zone::Red, 40_000_000));
    assert!(end.behind_ns >= 40_000_000 && end.at_ns >= end.behind_ns);
    assert!(!observed.drained && !observed.interrupted);
    assert!(observed.handed_ns.len() <= 16, "no more than there is room for");
}

#[test]
fn who_watches_sees_the_run_go_on_and_its_end() {
    let setup = setup((0..600).map(|i| i * 1_000_000));
    let seen = RefCell::new(Vec::new());
    let onlooker = |glimpse: &Glimpse| seen.borrow_mut().push(glimpse.clone());
    let phi = Phi::new(EventTime::from_millis(0), 1_000_000);
    let observed = run_live_watched(&setup, &AtomicBool::new(false), Some((phi, &onlooker))).expect("runs");
    let seen = seen.into_inner();
    let last = seen.last().expect("the end");
    assert_eq!(
        (last.due, last.taken, last.rows, last.backlog),
        (600, 600, 600, 0)
    );
    assert!(seen.is_sorted_by_key(|glimpse| (glimpse.at_ns, glimpse.taken)));
    assert!(
        seen.len() >= 2 && seen.len() <= 1 + observed.end_ns as usize / 250_000_000,
        "{seen:?}"
    );
}
