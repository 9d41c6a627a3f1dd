//! When a comparison ends that goes on until it is decided.

use std::collections::BTreeMap;

use streamgauge_model::{Cadence, EventAtATimeRules, Rules};
use streamgauge_record::{Clock, Distribution, Run, Slot, StoppingReason};
use streamgauge_workloads::{Scenario, ScenarioKind, query};

use crate::stopping_rule::{look_notice, stopping, stopping_fault};
use crate::{Arm, ComparisonPlan, EngineChoice, broken_run};

fn plan(repeats: u32) -> ComparisonPlan {
    let arm = |label: &str| Arm {
        label: label.to_owned(),
        engine: EngineChoice::Rules(Rules::EventAtATime(EventAtATimeRules::new(Cadence::PerEvent))),
    };
    ComparisonPlan {
        repeats,
        until_decided: true,
        ..ComparisonPlan::new(
            vec![arm("a"), arm("b")],
            vec![query("movie-tumbling").unwrap()],
            Scenario::new(ScenarioKind::Ratings),
        )
    }
}

/// A valid run whose answers all took about so long, noise by repeat included.
fn run(plan: &ComparisonPlan, arm: &str, repeat: u32, micros: f64) -> Run {
    let slot = Slot {
        arm: arm.to_owned(),
        query: plan.queries[0].name.clone(),
        repeat,
    };
    let mut run = broken_run(&plan.queries[0], &plan.arms[0].engine, &slot, 0, String::new());
    run.status.valid = true;
    let mut histogram = Distribution::histogram(1_000_000_000);
    histogram.record_n((micros * 1000.0) as u64, 5_000).unwrap();
    let latency = Distribution::from_histogram(&histogram, 0, 0);
    run.latency = BTreeMap::from([("from_trigger".to_owned(), latency)]);
    run
}

/// Arm `b` is `times` as slow as `a`, with noise of about `noise` that differs from run to run.
fn runs(plan: &ComparisonPlan, repeats: u32, times: f64, noise: f64) -> Vec<Run> {
    let wobble = |place: u32| 1.0 + noise * (f64::from(place * 7 % 11) - 5.0) / 5.0;
    (0..repeats)
        .flat_map(|repeat| {
            [
                run(plan, "a", repeat, 1_000.0 * wobble(repeat)),
                run(plan, "b", repeat, 1_000.0 * times * wobble(3 * repeat + 1)),
            ]
        })
        .collect()
}

#[test]
fn a_large_difference_ends_the_comparison_at_the_first_look() {
    let plan = plan(40);
    for (repeats, reason) in [(7, StoppingReason::Interrupted), (8, StoppingReason::Decided)] {
        let found = stopping(&plan, &runs(&plan, repeats, 3.0, 0.05), repeats).unwrap();
        assert_eq!(found.reason, reason, "{repeats}");
    }
    let found = stopping(&plan, &runs(&plan, 8, 3.0, 0.05), 8).unwrap();
    assert_eq!(found.pairs[0].figure, "from_trigger p99");
    assert_eq!(found.pairs[0].against, "a");
    assert_eq!(
        look_notice(&found).unwrap(),
        "8 repeats: 0 of 1 differences undecided, done"
    );
}

#[test]
fn equal_arms_with_little_noise_are_the_same_and_with_much_noise_never_decided() {
    let plan = plan(40);
    let quiet = stopping(&plan, &runs(&plan, 8, 1.0, 0.005), 8).unwrap();
    assert_eq!(quiet.reason, StoppingReason::Decided);
    let noisy = |repeats| stopping(&plan, &runs(&plan, repeats, 1.0, 0.5), repeats).unwrap();
    assert_eq!(
        look_notice(&noisy(12)).unwrap(),
        "12 repeats: 1 of 1 differences undecided, next look after 18"
    );
    assert_eq!(noisy(12).reason, StoppingReason::Interrupted);
    assert_eq!(noisy(40).reason, StoppingReason::MostRepeats);
}

#[test]
fn between_two_looks_nothing_is_looked_at() {
    let plan = plan(40);
    // The first eight repeats leave it open; what came since is not seen before the next look.
    let mut noisy = runs(&plan, 8, 1.0, 0.5);
    noisy.extend(
        runs(&plan, 11, 3.0, 0.005)
            .into_iter()
            .filter(|run| run.repeat >= 8),
    );
    let found = stopping(&plan, &noisy, 11).unwrap();
    assert_eq!(found.reason, StoppingReason::Interrupted);
    assert_eq!(look_notice(&found), None);
    assert_eq!(found.confidence(), Some(found.looks[1].confidence));
}

#[test]
fn an_arm_without_valid_runs_is_never_decided() {
    let plan = plan(8);
    let mut void = runs(&plan, 8, 3.0, 0.05);
    for run in void.iter_mut().filter(|run| run.arm == "b") {
        run.status.valid = false;
    }
    let found = stopping(&plan, &void, 8).unwrap();
    assert_eq!(found.reason, StoppingReason::MostRepeats);
    assert!(!found.pairs[0].decided);
}

#[test]
fn a_plan_that_cannot_decide_is_refused() {
    let fault = |plan: &ComparisonPlan| stopping_fault(plan).unwrap();
    assert!(fault(&plan(7)).contains("--repeats 8 or more"));
    let simulated = ComparisonPlan {
        clock: Clock::Simulated,
        ..plan(8)
    };
    assert!(fault(&simulated).contains("identical"));
    let mut alone = plan(8);
    alone.arms.truncate(1);
    assert!(fault(&alone).contains("another --engine"));
    let fixed = ComparisonPlan {
        until_decided: false,
        ..plan(1)
    };
    assert_eq!(stopping_fault(&fixed), None);
    assert_eq!(stopping(&fixed, &[], 1), None);
}
