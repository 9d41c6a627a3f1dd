//! The engines without threads.

use std::sync::atomic::AtomicBool;

use streamgauge_model::{Cadence, EventAtATimeRules, MicroBatchRules, OutputMode, Rules, Trigger};
use streamgauge_record::UnthreadedTrial;
use streamgauge_workloads::{FileOptions, Scenario, ScenarioKind, query};

use crate::{Arm, ComparisonPlan, EngineChoice, RunError, measure_unthreaded};

fn plan(rules: Rules, name: &str) -> ComparisonPlan {
    let arm = Arm {
        label: "e".to_owned(),
        engine: EngineChoice::Rules(rules),
    };
    let scenario = Scenario::new(ScenarioKind::Ratings);
    ComparisonPlan::new(vec![arm], vec![query(name).unwrap()], scenario)
}

fn event_at_a_time(workers: u32) -> Rules {
    Rules::EventAtATime(EventAtATimeRules {
        workers,
        ..EventAtATimeRules::new(Cadence::PerEvent)
    })
}

fn micro_batch(trigger: Trigger) -> Rules {
    Rules::MicroBatch(MicroBatchRules::new(trigger, OutputMode::Append))
}

fn tried(plan: &ComparisonPlan) -> Result<UnthreadedTrial, RunError> {
    measure_unthreaded(plan, &AtomicBool::new(false))
}

#[test]
fn every_engine_answers_right_and_has_a_rate_for_each_answer() {
    for rules in [
        event_at_a_time(1),
        event_at_a_time(3),
        micro_batch(Trigger::BackToBack),
        micro_batch(Trigger::Interval { millis: 1_000 }),
    ] {
        for name in ["movie-tumbling", "rating-sliding", "user-session"] {
            let trial = tried(&plan(rules.clone(), name)).unwrap();
            assert!(trial.status.valid, "{name}: {trial:?}");
            assert_eq!(trial.rates_per_s.len(), 16, "{name}");
            assert!(
                trial.rates_per_s.iter().all(|rate| *rate > 0.0),
                "{name}: {trial:?}"
            );
            assert!((50_000..=300_000).contains(&trial.events), "{name}: {trial:?}");
        }
    }
}

#[test]
fn a_scenario_that_ends_soon_is_answered_whole() {
    let place = tempfile::tempdir().unwrap();
    let file = place.path().join("ratings.csv");
    let rows = (0..2_000).map(|i| format!("{},{},4.0,{}\n", i % 50, i % 70, 1_000_000 + i));
    std::fs::write(
        &file,
        format!("userId,movieId,rating,timestamp\n{}", rows.collect::<String>()),
    )
    .unwrap();
    let plan = ComparisonPlan {
        scenario: Scenario {
            file: FileOptions {
                path: file,
                ..FileOptions::default()
            },
            ..Scenario::new(ScenarioKind::File)
        },
        ..plan(event_at_a_time(1), "movie-tumbling")
    };
    assert_eq!(tried(&plan).unwrap().events, 2_000);
}

#[test]
fn an_engine_that_stops_by_itself_is_refused_and_a_stop_is_heard() {
    let refused = tried(&plan(micro_batch(Trigger::Once), "movie-tumbling"));
    assert!(matches!(refused, Err(RunError::Setup(_))), "{refused:?}");
    let stopped = measure_unthreaded(
        &plan(event_at_a_time(1), "movie-tumbling"),
        &AtomicBool::new(true),
    );
    assert!(matches!(stopped, Err(RunError::Interrupted)), "{stopped:?}");
}
