//! Every fault that may befall a run, planted: the self-test that is there for it fails, and the run is void.

use std::collections::BTreeMap;
use std::sync::atomic::AtomicBool;

use streamgauge_model::{
    Arrival, Cadence, EngineVisitor as _, EventAtATimeRules, Phi, Query, QueryError, Rules,
};
use streamgauge_oracle::{Mark, Reference, TaskTrace};
use streamgauge_record::{Distribution, Ledger, Run, SelfTest, Slot, Status};
use streamgauge_workloads::{ArrivalStream as _, Length, Scenario, ScenarioKind, query};

use crate::attribution::Attribution;
use crate::fakes::{Stalling, setup};
use crate::latency::Latencies;
use crate::launch::launch_with;
use crate::ledger::ledger;
use crate::self_tests::{Evidence, self_tests, void_by};
use crate::simulation::simulate;
use crate::{
    ClockDrift, EngineChoice, MeasuredPhase, Observed, Pool, SIMULATION_START, Setup, Subject, TaskObserved,
    Verdict, VirtualClock, analyse, run_simulated,
};

const MS: i64 = 1_000_000;

/// A fault in what a run left behind, the test that must find it, and how the reason begins.
struct Fault {
    name: &'static str,
    query: &'static str,
    plant: fn(&mut Observed),
    finds: &'static str,
    reason: &'static str,
}

const FAULTS: [Fault; 11] = [
    Fault {
        name: "an event is lost on its way through",
        query: "low-ratings",
        plant: |observed| passes(observed, |at| usize::from(at != 100)),
        finds: "counters",
        reason: "wrong answers",
    },
    Fault {
        name: "an event passes twice",
        query: "low-ratings",
        plant: |observed| passes(observed, |at| if at == 100 { 2 } else { 1 }),
        finds: "counters",
        reason: "wrong answers",
    },
    Fault {
        name: "a window lacks an event",
        query: "movie-tumbling",
        plant: |observed| observed.tasks[0].trace.results[40].values.digest.count -= 1,
        finds: "answers",
        reason: "wrong answers",
    },
    Fault {
        name: "a window leaves twice",
        query: "movie-tumbling",
        plant: |observed| {
            let task = &mut observed.tasks[0];
            let (row, left) = (task.trace.results[40], task.result_ns[40]);
            task.trace.result(&row);
            task.result_ns.push(left);
        },
        finds: "answers",
        reason: "wrong answers",
    },
    Fault {
        name: "the engine claims to have dropped what it kept",
        query: "movie-tumbling",
        plant: |observed| observed.tasks[0].trace.dropped(3),
        finds: "counters",
        reason: "wrong answers",
    },
    Fault {
        name: "the generator is slow",
        query: "low-ratings",
        plant: |observed| {
            let task = &mut observed.tasks[0];
            for instants in [
                &mut observed.handed_ns,
                &mut observed.taken_ns,
                &mut task.passed_ns,
            ] {
                instants.iter_mut().for_each(|ns| *ns += 5 * MS);
            }
        },
        finds: "source_slip",
        reason: "the source fell behind although the queue had room",
    },
    Fault {
        name: "the clock went back",
        query: "low-ratings",
        plant: |observed| observed.clock_back_steps = 1,
        finds: "clock_back_steps",
        reason: "the clock went back",
    },
    Fault {
        name: "the clock runs fast",
        query: "low-ratings",
        plant: |observed| {
            observed.clock_drift = Some(ClockDrift {
                watched_ns: 1_000 * MS,
                ahead_ns: MS,
                doubt_ns: 100,
            });
        },
        finds: "clock_rate",
        reason: "the self-test clock_rate failed: 1000.000 ppm",
    },
    Fault {
        name: "an instant is before the one that causes it",
        query: "low-ratings",
        plant: |observed| observed.taken_ns[7] = observed.handed_ns[7] - 1,
        finds: "negative_values",
        reason: "1 values of queue are below zero",
    },
    Fault {
        name: "a latency does not fit into the histogram",
        query: "low-ratings",
        plant: |observed| observed.tasks[0].passed_ns[7] = 1 << 55,
        finds: "histogram_overflow",
        reason: "1 values of ",
    },
    Fault {
        name: "a latency is left out, and so are less under way than there were",
        query: "low-ratings",
        plant: |observed| observed.tasks[0].passed_ns[7] = 1 << 55,
        finds: "littles_law",
        reason: "the self-test littles_law failed",
    },
];

#[test]
fn every_planted_fault_is_found_and_voids_the_run() {
    for fault in &FAULTS {
        let mut example = Example::of(fault.query);
        (fault.plant)(&mut example.observed);
        let run = example.run();
        assert!(!test(&run.self_tests, fault.finds).passed, "{}", fault.name);
        assert_void(&run.status, fault.reason, fault.name);
    }
}

#[test]
fn a_slow_generator_alone_leaves_the_slot_to_be_tried_again() {
    let slow = FAULTS.iter().find(|fault| fault.finds == "source_slip").unwrap();
    let mut example = Example::of(slow.query);
    (slow.plant)(&mut example.observed);
    let status = example.run().status;
    assert!(status.harness_fault && status.reasons.len() == 1, "{status:?}");
    example.slip_ns = 5 * MS as u64;
    assert!(example.run().status.valid, "a wider limit lets it pass");
}

/// Spoils what was made of a run.
type Spoil = fn(&mut Ledger, &mut Latencies, &mut BTreeMap<String, Distribution>);

/// A fault in what was made of a run.
struct FigureFault {
    name: &'static str,
    query: &'static str,
    plant: Spoil,
    finds: &'static str,
}

const FIGURE_FAULTS: [FigureFault; 6] = [
    FigureFault {
        name: "a sample is not the sum of its parts",
        query: "movie-tumbling",
        plant: |_, latencies, _| latencies.broken_identities = 1,
        finds: "identities",
    },
    FigureFault {
        name: "a whole is recorded in another unit than its parts",
        query: "movie-tumbling",
        plant: |_, _, recorded| {
            let from_end = recorded.get_mut("from_end").unwrap();
            from_end.mean_ns = from_end.mean_ns.map(|ns| ns / 1e3);
        },
        finds: "sum_of_from_end",
    },
    FigureFault {
        name: "every latency is recorded twice",
        query: "movie-tumbling",
        plant: |_, _, recorded| recorded.get_mut("event_total").unwrap().samples *= 2,
        finds: "littles_law",
    },
    FigureFault {
        name: "means are a tenth too small",
        query: "movie-tumbling",
        plant: |_, _, recorded| {
            let total = recorded.get_mut("event_total").unwrap();
            total.mean_ns = total.mean_ns.map(|ns| ns * 0.9);
        },
        finds: "littles_law",
    },
    FigureFault {
        name: "a whole is not the sum of its parts",
        query: "movie-running",
        plant: |_, _, recorded| {
            let queue = recorded.get_mut("queue").unwrap();
            queue.mean_ns = queue.mean_ns.map(|ns| ns + 1e6);
        },
        finds: "sum_of_total",
    },
    FigureFault {
        name: "an event stands nowhere in the ledger",
        query: "movie-tumbling",
        plant: |ledger, _, _| ledger.included -= 1,
        finds: "conservation",
    },
];

#[test]
fn every_fault_in_the_figures_is_found_and_voids_the_run() {
    for fault in &FIGURE_FAULTS {
        let example = Example::of(fault.query);
        let (tests, status) = example.with_figures(fault.plant);
        assert!(!test(&tests, fault.finds).passed, "{}", fault.name);
        assert_void(&status, "the self-test", fault.name);
    }
}

#[test]
fn a_sound_run_passes_every_test() {
    for (query, windowed) in [("movie-running", false), ("movie-tumbling", true)] {
        let run = Example::of(query).run();
        assert!(run.status.valid, "{query}: {:?}", run.status.reasons);
        let failed: Vec<_> = run.self_tests.iter().filter(|test| !test.passed).collect();
        assert!(failed.is_empty(), "{query}: {failed:?}");
        let sum = if windowed {
            "sum_of_from_end"
        } else {
            "sum_of_total"
        };
        for name in ["littles_law", "conservation", "identities", "source_slip", sum] {
            test(&run.self_tests, name);
        }
        let little = test(&run.self_tests, "littles_law");
        assert!(
            !windowed || little.expected > 10.0,
            "events wait for their windows: {little:?}"
        );
    }
}

#[test]
fn a_clock_that_an_engine_turns_back_is_counted() {
    let clock = VirtualClock::new(SIMULATION_START);
    let setup = setup((0..10).map(|at| at * 1_000_000));
    let launched = launch_with(
        &setup,
        &clock.reader(),
        SIMULATION_START,
        Pool::inline(),
        |boxing| {
            let engine = Stalling {
                clock: clock.clone(),
                at: 5,
                stall_ns: -2 * MS,
            };
            Ok::<_, QueryError>(boxing.engine(engine))
        },
    );
    let observed = simulate(&setup, &clock, launched.unwrap(), &AtomicBool::new(false)).unwrap();
    assert!(observed.clock_back_steps > 0);
}

/// A sound run of the event-at-a-time engine on the virtual clock.
struct Example {
    query: Query,
    rules: Rules,
    phi: Phi,
    slip_ns: u64,
    observed: Observed,
}

impl Example {
    fn of(name: &str) -> Self {
        let scenario = Scenario {
            length: Length::Events(5_000),
            time_scale: 2_000.0,
            ..Scenario::new(ScenarioKind::Ratings)
        };
        let (mut stream, mut arrivals) = (scenario.open().unwrap(), Vec::<Arrival>::new());
        while stream.fill(&mut arrivals, 4096).unwrap() > 0 {}
        let query = query(name).unwrap();
        let rules = Rules::EventAtATime(EventAtATimeRules::new(Cadence::PerEvent));
        let setup = Setup::new(query.clone(), EngineChoice::Rules(rules.clone()), arrivals.into());
        Self {
            observed: run_simulated(&setup).unwrap(),
            phi: stream.phi(),
            slip_ns: crate::SLIP_NS,
            query,
            rules,
        }
    }

    fn run(&self) -> Run {
        self.judged(|subject| {
            let slot = Slot {
                arm: "arm".to_owned(),
                query: self.query.name.clone(),
                repeat: 0,
            };
            analyse(subject, &EngineChoice::Rules(self.rules.clone()), &slot, 0)
        })
    }

    /// Self-tests and status of a run whose figures were spoilt.
    fn with_figures(&self, plant: Spoil) -> (Vec<SelfTest>, Status) {
        self.judged(|subject| {
            let attribution = Attribution::of(subject);
            let mut latencies = Latencies::of(subject, &attribution);
            let mut distributions = latencies.distributions();
            let mut ledger = ledger(subject);
            plant(&mut ledger, &mut latencies, &mut distributions);
            let tests = self_tests(&Evidence {
                subject,
                attribution: &attribution,
                ledger: &ledger,
                latencies: &latencies,
                distributions: &distributions,
            });
            let mut status = Status {
                valid: true,
                wrong_answer: false,
                harness_fault: false,
                interrupted: false,
                reasons: vec!["a note".to_owned()],
            };
            void_by(&mut status, &tests);
            (tests, status)
        })
    }

    fn judged<T>(&self, look: impl FnOnce(&Subject<'_>) -> T) -> T {
        let reference = Reference::new(&self.query, &self.observed.arrivals, self.phi);
        let engine = EngineChoice::Rules(self.rules.clone());
        let verdict = Verdict::on(&self.query, &engine, 1, &self.observed, &reference);
        look(&Subject {
            query: &self.query,
            rules: Some(&self.rules),
            phase: MeasuredPhase {
                warm_up_ns: 0,
                measured_ns: 500_000_000,
            },
            slip_ns: self.slip_ns,
            phi: self.phi,
            reference: &reference,
            observed: &self.observed,
            verdict: &verdict,
        })
    }
}

/// The trace and instants of a run in which the event that passed at place `at` passes `times(at)` times.
fn passes(observed: &mut Observed, times: fn(usize) -> usize) {
    let old = std::mem::take(&mut observed.tasks[0]);
    let mut task = TaskObserved {
        trace: TaskTrace::default(),
        passed_ns: Vec::new(),
        ..old.clone()
    };
    let mut at = 0;
    for mark in &old.trace.marks {
        let Mark::Passed(run) = mark else {
            task.trace.marks.push(*mark);
            continue;
        };
        for _ in 0..*run {
            for _ in 0..times(at) {
                task.trace.pass(old.trace.passed[at]);
                task.passed_ns.push(old.passed_ns[at]);
            }
            at += 1;
        }
    }
    observed.tasks[0] = task;
}

fn test<'a>(tests: &'a [SelfTest], name: &str) -> &'a SelfTest {
    let found = tests.iter().find(|test| test.name == name);
    found.unwrap_or_else(|| panic!("no self-test {name} in {tests:?}"))
}

fn assert_void(status: &Status, reason: &str, fault: &str) {
    assert!(!status.valid, "{fault}: the run is valid");
    assert!(
        status.reasons.iter().any(|found| found.starts_with(reason)),
        "{fault}: no '{reason}' in {:?}",
        status.reasons
    );
    assert!(
        !status.reasons.contains(&"a note".to_owned()),
        "{fault}: a void run has no notes"
    );
}
