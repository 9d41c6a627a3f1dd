//! Attribution against the oracle's own count, on real engines.

use std::sync::Arc;

use streamgauge_model::{
    Arrival, Cadence, EventAtATimeRules, MicroBatchRules, OutputMode, Phi, Query, Rules, Trigger,
};
use streamgauge_oracle::Reference;
use streamgauge_workloads::{Length, QUERIES, Scenario, ScenarioKind};

use crate::attribution::Attribution;
use crate::{EngineChoice, MeasuredPhase, Setup, Subject, Verdict, default_output_mode, run_simulated};

fn arrivals() -> (Arc<[Arrival]>, Phi) {
    let scenario = Scenario {
        rate_per_s: 4_000,
        length: Length::WallNs(1_500_000_000),
        ..Scenario::new(ScenarioKind::Ratings)
    };
    let mut stream = scenario.open().unwrap();
    let mut all = Vec::new();
    while stream.fill(&mut all, 1_000).unwrap() > 0 {}
    (all.into(), stream.phi())
}

fn engines(query: &Query) -> Vec<Rules> {
    let batches = |mode| Rules::MicroBatch(MicroBatchRules::new(Trigger::Interval { millis: 50 }, mode));
    let events = |workers| {
        Rules::EventAtATime(EventAtATimeRules {
            workers,
            ..EventAtATimeRules::new(Cadence::Periodic { millis: 7 })
        })
    };
    vec![
        batches(default_output_mode(query)),
        batches(OutputMode::Update),
        events(1),
        events(3),
    ]
}

#[test]
fn as_many_events_have_a_first_result_as_the_oracle_counts() {
    let (arrivals, phi) = arrivals();
    let mut compared = 0;
    for entry in &QUERIES {
        let plain = entry.query();
        let patient = Query {
            allowed_lateness_ms: 20_000,
            ..plain.clone()
        };
        for query in [plain, patient] {
            for rules in engines(&query) {
                let engine = EngineChoice::Rules(rules.clone());
                // Not every engine answers every query.
                let Ok(observed) =
                    run_simulated(&Setup::new(query.clone(), engine.clone(), arrivals.clone()))
                else {
                    continue;
                };
                let reference = Reference::new(&query, &arrivals, phi);
                let verdict = Verdict::on(&query, &engine, 1, &observed, &reference);
                assert_eq!(verdict.judgement.violation_count, 0, "{} {rules:?}", query.name);
                let subject = Subject {
                    query: &query,
                    rules: Some(&rules),
                    phase: MeasuredPhase {
                        warm_up_ns: 0,
                        measured_ns: 1_500_000_000,
                    },
                    slip_ns: crate::SLIP_NS,
                    phi,
                    reference: &reference,
                    observed: &observed,
                    verdict: &verdict,
                };
                let found = Attribution::of(&subject).first_ns.iter().flatten().count() as u64;
                let counted: u64 = verdict
                    .judgement
                    .contributions
                    .iter()
                    .flatten()
                    .map(|row| row.first_for)
                    .sum();
                assert_eq!(
                    found,
                    counted + verdict.judgement.fates.passed,
                    "{} {rules:?}",
                    query.name
                );
                compared += 1;
            }
        }
    }
    assert!(compared > 4 * QUERIES.len(), "{compared} runs compared");
}
