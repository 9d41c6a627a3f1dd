//! Whole comparisons on the virtual clock, with the real engines.

use std::sync::atomic::AtomicBool;

use streamgauge_model::{Cadence, EventAtATimeRules, MicroBatchRules, OutputMode, Rules, Trigger};
use streamgauge_record::{Clock, Document as _, Record, Run, Slot};
use streamgauge_workloads::{Scenario, ScenarioKind, query};

use crate::{Arm, ComparisonPlan, EngineChoice, Progress, RunError, Silent, compare};

fn micro_batch(millis: i64) -> Arm {
    let rules = MicroBatchRules::new(Trigger::Interval { millis }, OutputMode::Append);
    Arm {
        label: format!("micro-batch {millis}ms"),
        engine: EngineChoice::Rules(Rules::MicroBatch(rules)),
    }
}

fn event_at_a_time() -> Arm {
    Arm {
        label: "event-at-a-time".to_owned(),
        engine: EngineChoice::Rules(Rules::EventAtATime(EventAtATimeRules::new(Cadence::PerEvent))),
    }
}

fn plan(queries: &[&str]) -> ComparisonPlan {
    let scenario = Scenario {
        rate_per_s: 5_000,
        ..Scenario::new(ScenarioKind::Ratings)
    };
    ComparisonPlan {
        clock: Clock::Simulated,
        repeats: 1,
        warm_up_ns: 500_000_000,
        measured_ns: 1_500_000_000,
        ..ComparisonPlan::new(
            vec![micro_batch(100), event_at_a_time()],
            queries.iter().map(|name| query(name).unwrap()).collect(),
            scenario,
        )
    }
}

fn compared(plan: &ComparisonPlan) -> Record {
    compare(plan, &mut Silent, &AtomicBool::new(false)).unwrap()
}

fn run<'a>(record: &'a Record, arm: &str, query: &str) -> &'a Run {
    let found = record
        .runs
        .iter()
        .find(|run| run.arm.starts_with(arm) && run.query.name == query);
    found.unwrap()
}

#[test]
fn every_query_is_answered_rightly_by_both_engines_and_its_ledger_balances() {
    let names: Vec<&str> = streamgauge_workloads::query_names().collect();
    let record = compared(&plan(&names));
    assert!(record.complete);
    assert_eq!(record.runs.len(), 2 * names.len());
    for run in &record.runs {
        assert!(
            run.status.valid,
            "{} on {}: {:?}",
            run.arm, run.query.name, run.status.reasons
        );
        let ledger = &run.ledger;
        assert_eq!(ledger.generated, record.scenario.events);
        assert_eq!(ledger.taken, ledger.generated);
        let fates = ledger.included + ledger.dropped + ledger.side_output + ledger.filtered + ledger.passed;
        assert_eq!(fates, ledger.taken, "{} on {}", run.arm, run.query.name);
    }
}

#[test]
fn the_same_plan_twice_gives_the_same_bytes() {
    let plan = plan(&["movie-tumbling", "user-session", "movie-running"]);
    let (first, second) = (compared(&plan), compared(&plan));
    assert_eq!(first.to_json().unwrap(), second.to_json().unwrap());
    assert!(first.id.starts_with("sim-") && first.created.is_none() && first.floor.is_none());
}

#[test]
fn everything_that_changes_a_figure_changes_the_name_of_the_record() {
    let base = plan(&["movie-tumbling"]);
    let id = |plan: &ComparisonPlan| compared(plan).id;
    for other in [
        ComparisonPlan {
            queue_capacity: 7,
            ..base.clone()
        },
        ComparisonPlan {
            measured_ns: 1_400_000_000,
            ..base.clone()
        },
        ComparisonPlan {
            arms: vec![micro_batch(50), event_at_a_time()],
            ..base.clone()
        },
        ComparisonPlan {
            scenario: Scenario {
                seed: 1,
                ..base.scenario.clone()
            },
            ..base.clone()
        },
    ] {
        assert_ne!(id(&other), id(&base));
    }
}

#[test]
fn without_costs_the_engines_show_their_models_and_nothing_else() {
    let record = compared(&plan(&["movie-tumbling", "movie-running", "low-ratings"]));
    // Event-at-a-time knows at once what can be known.
    let event = run(&record, "event", "movie-tumbling");
    assert_eq!(event.latency["from_trigger"].max_ns, Some(0));
    assert_eq!(
        run(&record, "event", "movie-running").latency["total"].max_ns,
        Some(0)
    );
    // Micro-batch waits half an interval on average, and for windows one more.
    for (name, metric) in [
        ("movie-tumbling", "from_trigger"),
        ("movie-running", "total"),
        ("low-ratings", "total"),
    ] {
        let run = run(&record, "micro", name);
        let (mean, expected) = (
            run.latency[metric].mean_ns.unwrap(),
            run.expected_mean_ns.unwrap(),
        );
        assert!(
            (mean / expected - 1.0).abs() < 0.25,
            "{name}: mean {mean}, expected {expected}"
        );
        assert!(run.latency[metric].max_ns.unwrap() <= 201_000_000, "{name}");
    }
}

#[test]
fn a_running_aggregate_gives_every_event_one_total() {
    let plan = plan(&["movie-running"]);
    let record = compared(&plan);
    let measured = plan.measured_ns / 200_000;
    for run in &record.runs {
        assert_eq!(run.latency["total"].samples, measured, "{}", run.arm);
        assert_eq!(run.latency["total"].censored, 0);
        assert_eq!(
            run.latency["slip"].max_ns,
            Some(0),
            "nothing is late in simulation"
        );
        assert!((run.throughput.offered_per_s - 5_000.0).abs() < 1e-6);
    }
    let answers: Vec<_> = record.runs.iter().map(|run| &run.judged.answer).collect();
    assert_eq!(answers[0], answers[1], "the same sums in the end");
}

#[test]
fn slots_are_run_in_the_order_of_the_plan_and_told() {
    #[derive(Default)]
    struct Told(Vec<String>);
    impl Progress for Told {
        fn slot_started(&mut self, slot: &Slot, index: usize, total: usize, _: u64) {
            self.0
                .push(format!("{} {} {index}/{total}", slot.arm, slot.repeat));
        }
        fn slot_finished(&mut self, run: &Run, _: usize, _: usize, _: u64) {
            self.0.push(format!("done {}", run.arm));
        }
    }
    let plan = ComparisonPlan {
        repeats: 2,
        ..plan(&["low-ratings"])
    };
    let mut told = Told::default();
    let record = compare(&plan, &mut told, &AtomicBool::new(false)).unwrap();
    assert_eq!(told.0.len(), 8);
    let order: Vec<_> = record
        .runs
        .iter()
        .map(|run| (run.arm.clone(), run.repeat))
        .collect();
    let planned: Vec<_> = record
        .plan
        .slots
        .iter()
        .map(|slot| (slot.arm.clone(), slot.repeat))
        .collect();
    assert_eq!(order, planned);
    assert_ne!(
        record.runs[0].arm, record.runs[2].arm,
        "who begins changes from repeat to repeat"
    );
}

#[test]
fn a_stop_keeps_what_is_done_and_says_so() {
    struct StopAfterOne<'a>(&'a AtomicBool);
    impl Progress for StopAfterOne<'_> {
        fn slot_finished(&mut self, _: &Run, _: usize, _: usize, _: u64) {
            self.0.store(true, std::sync::atomic::Ordering::Relaxed);
        }
    }
    let stop = AtomicBool::new(false);
    let record = compare(&plan(&["low-ratings"]), &mut StopAfterOne(&stop), &stop).unwrap();
    assert_eq!((record.runs.len(), record.complete), (1, false));
}

#[test]
fn what_an_engine_cannot_answer_is_refused_before_anything_runs() {
    let mut plan = plan(&["movie-tumbling"]);
    plan.queries[0].allowed_lateness_ms = 5_000;
    let refusal = compare(&plan, &mut Silent, &AtomicBool::new(false)).unwrap_err();
    assert!(matches!(refusal, RunError::Query(_)), "{refusal}");
    plan.arms = vec![event_at_a_time(), event_at_a_time()];
    let refusal = compare(&plan, &mut Silent, &AtomicBool::new(false))
        .unwrap_err()
        .to_string();
    assert!(
        refusal.contains("two arms are labelled 'event-at-a-time'"),
        "{refusal}"
    );
}

#[test]
fn a_live_comparison_has_a_floor_an_instant_and_capacities() {
    let plan = ComparisonPlan {
        clock: Clock::Live,
        warm_up_ns: 50_000_000,
        measured_ns: 150_000_000,
        ..plan(&["movie-running"])
    };
    let record = compared(&plan);
    let floor = record.floor.unwrap();
    assert!(floor.total.samples > 0 && floor.capacity_per_s.unwrap() > 0.0);
    let created = record.created.unwrap();
    assert!(
        created.ends_with('Z') && record.id.starts_with(&created[..4]),
        "{created} {}",
        record.id
    );
    assert!(record.complete);
    for run in &record.runs {
        assert_eq!(
            run.ledger.taken, record.scenario.events,
            "{}: {:?}",
            run.arm, run.status.reasons
        );
        assert!(!run.status.wrong_answer && run.throughput.busy_rate_per_s.is_some());
        // A disturbed machine may void a run; only valid ones are tried.
        let reasons = run.status.reasons.join("; ");
        let told = !run.status.valid || reasons.contains("capacity");
        assert!(
            run.throughput.saturated_per_s.is_some() || told,
            "{}: {reasons}",
            run.arm
        );
    }
}
