//! What the simulated driver promises.

use std::sync::atomic::AtomicBool;

use streamgauge_model::{EngineVisitor, QueryError, Step};
use streamgauge_oracle::Mark;

use crate::driven::Driven;
use crate::fakes::{Deaf, Panicking, Restless, Stalling, Ticking, exchange, setup};
use crate::launch::{Boxing, launch_with};
use crate::simulation::simulate;
use crate::{
    Observed, Pool, RunError, SIMULATION_START, Setup, VirtualClock, run_simulated, run_simulated_until,
};

fn run(
    setup: &Setup,
    make: impl FnOnce(Boxing, &VirtualClock) -> Vec<Box<dyn Driven>>,
) -> Result<Observed, RunError> {
    let clock = VirtualClock::new(SIMULATION_START);
    let make = |boxing: Boxing| Ok::<_, QueryError>(make(boxing, &clock));
    let launched = launch_with(setup, &clock.reader(), SIMULATION_START, Pool::inline(), make)?;
    simulate(setup, &clock, launched, &AtomicBool::new(false))
}

fn due_ns(setup: &Setup) -> Vec<i64> {
    setup.arrivals.iter().map(|a| a.due_ns as i64).collect()
}

#[test]
fn the_simulation_starts_on_a_monday_afternoon() {
    let days = SIMULATION_START.millis().div_euclid(86_400_000);
    assert_eq!(days % 7, 4, "the epoch was a Thursday");
    assert_eq!(SIMULATION_START.millis() % 86_400_000, 14 * 3_600_000);
}

#[test]
fn events_are_handed_over_and_taken_exactly_when_due() {
    let setup = setup([0, 0, 7, 1_000, 1_000, 5_000_000_000]);
    let observed = run_simulated(&setup).expect("runs");
    assert_eq!(observed.handed_ns, due_ns(&setup));
    assert_eq!(observed.taken_ns, due_ns(&setup));
    assert_eq!(observed.tasks[0].passed_ns, due_ns(&setup));
    assert_eq!(observed.tasks[0].trace.passed, [0, 1, 2, 3, 4, 5]);
    assert_eq!(observed.tasks[0].records_in, 6);
    assert!(observed.drained && !observed.interrupted);
    assert_eq!(
        (observed.end_ns, observed.worst_slip_ns, observed.queue_full),
        (5_000_000_000, 0, 0)
    );
}

#[test]
fn two_simulations_of_one_setup_are_alike_to_the_byte() {
    let setup = setup((0..5_000).map(|i| i * 37));
    let text = || format!("{:?}", run_simulated(&setup).expect("runs"));
    assert!(text() == text());
}

#[test]
fn a_simulation_can_be_stopped() {
    let setup = setup((0..5_000).map(|i| i * 37));
    let observed = run_simulated_until(&setup, &AtomicBool::new(true)).expect("runs");
    assert!(observed.interrupted && !observed.drained);
    assert!(observed.taken_ns.len() < 5_000);
}

#[test]
fn a_schedule_without_events_ends_at_once() {
    let observed = run_simulated(&setup([])).expect("runs");
    assert!(observed.drained);
    assert_eq!(observed.end_ns, 0);
}

#[test]
fn an_engine_that_only_wants_waking_is_woken_at_its_instants() {
    let setup = setup([0, 1, 250_000_000]);
    let observed = run(&setup, |boxing, _| {
        boxing.engine(Ticking {
            next: SIMULATION_START,
            every_ns: 100_000_001,
            ticks: 5,
        })
    })
    .expect("runs");
    let called: Vec<_> = observed.tasks[0]
        .trace
        .marks
        .iter()
        .filter_map(|mark| match mark {
            Mark::Step(Step::Watermark { now, .. }) => Some(now.nanos_since(SIMULATION_START)),
            _ => None,
        })
        .collect();
    assert_eq!(called, [0, 100_000_001, 200_000_002, 300_000_003, 400_000_004]);
    assert_eq!(observed.taken_ns, [0, 100_000_001, 300_000_003]);
    assert!(observed.drained);
    let sampled = &observed.tasks[0].state;
    assert!(
        sampled.is_sorted() && sampled.first() == Some(&(0, 4)) && sampled.last() == Some(&(400_000_004, 0))
    );
}

#[test]
fn a_stall_shows_in_the_instants_of_what_came_during_it() {
    let ms = 1_000_000;
    let setup = setup((0..10).map(|i| i * 100 * ms));
    let observed = run(&setup, |boxing, clock| {
        boxing.engine(Stalling {
            clock: clock.clone(),
            at: 2,
            stall_ns: 500_000_000,
        })
    })
    .expect("runs");
    let passed_ms: Vec<_> = observed.tasks[0]
        .passed_ns
        .iter()
        .map(|ns| ns / 1_000_000)
        .collect();
    assert_eq!(passed_ms, [0, 100, 700, 700, 700, 700, 700, 700, 800, 900]);
    assert_eq!(
        observed.handed_ns,
        due_ns(&setup),
        "the source does not wait for the engine"
    );
    assert_eq!(observed.worst_slip_ns, 0);
    assert_eq!(observed.tasks[0].busy_ns, 500_000_000);
    assert_eq!(observed.tasks[0].idle_ns, 400_000_000);
}

#[test]
fn a_full_queue_is_the_engines_doing_and_no_slip() {
    let mut setup = setup([10, 20, 30, 40]);
    setup.queue_capacity = 2;
    let observed = run(&setup, |boxing, _| {
        boxing.engine(Ticking {
            next: SIMULATION_START,
            every_ns: 100,
            ticks: 4,
        })
    })
    .expect("runs");
    assert_eq!(observed.handed_ns, [10, 20, 100, 100]);
    assert_eq!(observed.taken_ns, [100, 100, 200, 200]);
    assert_eq!(observed.full_spans, [(30, 100)]);
    assert_eq!((observed.queue_full, observed.worst_slip_ns), (1, 0));
    assert_eq!(observed.slips_ns(), [0; 4]);
}

#[test]
fn an_engine_that_never_takes_ends_with_the_drain() {
    let mut setup = setup([0, 1, 2]);
    setup.queue_capacity = 2;
    setup.drain_ns = 500;
    let observed = run(&setup, |boxing, _| boxing.engine(Deaf)).expect("runs");
    assert!(!observed.drained);
    assert_eq!((observed.handed_ns.len(), observed.taken_ns.len()), (2, 0));
    assert_eq!(observed.end_ns, 502);
}

#[test]
fn tasks_behind_an_exchange_take_turns_in_a_fixed_order() {
    let setup = setup((0..1_000).map(|i| i / 10));
    let simulate = || {
        run(&setup, |boxing, _| {
            let (source, windows) = exchange(3, 2);
            boxing.tasks(source, windows)
        })
        .expect("runs")
    };
    let observed = simulate();
    assert!(observed.drained);
    let names: Vec<_> = observed.tasks.iter().map(|t| t.name.as_str()).collect();
    assert_eq!(names, ["source", "window 0", "window 1", "window 2"]);
    assert_eq!(
        observed.tasks[1].trace.received,
        (0..1_000).step_by(3).collect::<Vec<_>>()
    );
    assert_eq!(observed.tasks[0].records_out, 1_000);
    assert_eq!(
        observed.taken_ns,
        due_ns(&setup),
        "back-pressure within an instant costs no time"
    );
    assert!(format!("{observed:?}") == format!("{:?}", simulate()));
}

#[test]
fn an_engine_that_wants_calling_for_ever_is_an_error_and_no_hang() {
    let result = run(&setup([5]), |boxing, _| boxing.engine(Restless));
    assert!(
        matches!(result, Err(RunError::Livelock { at_ns: 0 | 5 })),
        "{result:?}"
    );
}

#[test]
fn an_engine_that_panics_is_an_error() {
    let result = run(&setup([0, 1, 2]), |boxing, _| boxing.engine(Panicking { at: 1 }));
    let Err(RunError::Panicked { task, message }) = result else {
        panic!("{result:?}");
    };
    assert_eq!((task.as_str(), message.as_str()), ("engine", "planted"));
}

#[test]
fn a_schedule_out_of_order_is_refused() {
    let result = run_simulated(&setup([5, 4]));
    assert!(matches!(result, Err(RunError::Setup(text)) if text.contains("arrival 1")));
}
