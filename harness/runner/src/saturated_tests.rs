//! What an event costs with everything due at once.

use std::sync::atomic::AtomicBool;

use streamgauge_model::{Cadence, EventAtATimeRules, MicroBatchRules, OutputMode, Rules, Trigger};
use streamgauge_workloads::{Scenario, ScenarioKind, query};

use crate::{Arm, ComparisonPlan, EngineChoice, measure_saturated, refuses_saturation};

fn plan(engine: EngineChoice) -> ComparisonPlan {
    let arm = Arm {
        label: "e".to_owned(),
        engine,
    };
    let scenario = Scenario::new(ScenarioKind::Ratings);
    ComparisonPlan::new(vec![arm], vec![query("movie-running").unwrap()], scenario)
}

fn micro_batch(trigger: Trigger) -> EngineChoice {
    EngineChoice::Rules(Rules::MicroBatch(MicroBatchRules::new(
        trigger,
        OutputMode::Append,
    )))
}

fn event_at_a_time() -> EngineChoice {
    EngineChoice::Rules(Rules::EventAtATime(EventAtATimeRules::new(Cadence::PerEvent)))
}

#[test]
fn a_trial_is_judged_and_says_what_the_engine_held() {
    for engine in [event_at_a_time(), micro_batch(Trigger::BackToBack)] {
        let trial = measure_saturated(&plan(engine), 2_000..=2_000, &AtomicBool::new(false)).unwrap();
        assert!(trial.status.valid, "{trial:?}");
        assert_eq!(
            (trial.events, trial.peak_state_entries),
            (2_000, 10),
            "ten movies"
        );
        assert!(trial.busy_ns > 0 && trial.results >= 10);
        assert!(trial.peak_state_bytes.is_some_and(|bytes| bytes > 0), "{trial:?}");
    }
}

#[test]
fn a_stop_leaves_a_trial_without_figures() {
    let trial = measure_saturated(&plan(event_at_a_time()), 2_000..=2_000, &AtomicBool::new(true));
    let trial = trial.unwrap();
    assert!(trial.status.interrupted && trial.ns_per_event().is_none());
}

#[test]
fn engines_that_stop_by_themselves_are_refused() {
    for engine in [EngineChoice::Null, micro_batch(Trigger::Once)] {
        assert!(
            refuses_saturation(&plan(engine))
                .unwrap_err()
                .to_string()
                .contains("stops by itself")
        );
    }
    assert!(refuses_saturation(&plan(event_at_a_time())).is_ok());
}
