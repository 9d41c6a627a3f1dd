//! A record to test with: a simulated comparison that takes milliseconds.

use std::sync::atomic::AtomicBool;

use streamgauge_record::{Clock, Record};
use streamgauge_runner::{Arm, ComparisonPlan, EngineChoice, Silent, compare};
use streamgauge_workloads::{Scenario, ScenarioKind, query};

/// The null engine on `queries`, two repeats.
pub(crate) fn small_record(queries: &[&str]) -> Record {
    let arm = Arm {
        label: "null".into(),
        engine: EngineChoice::Null,
    };
    let queries = queries.iter().map(|name| query(name).unwrap()).collect();
    let plan = ComparisonPlan {
        clock: Clock::Simulated,
        warm_up_ns: 0,
        measured_ns: 10_000_000,
        repeats: 2,
        ..ComparisonPlan::new(vec![arm], queries, Scenario::new(ScenarioKind::Ratings))
    };
    compare(&plan, &mut Silent, &AtomicBool::new(false)).unwrap()
}
