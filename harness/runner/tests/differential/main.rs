//! Both engines against the oracle on random small inputs, in simulation.
//!
//! The inputs are small and ugly on purpose: few keys, short windows, events behind the watermark, instants that
//! coincide. Every engine setting meets every query; a failure prints the seed that repeats it.

mod agreement;
mod cases;

use std::sync::Arc;

use cases::{queries, random_arrivals, rules};
use streamgauge_model::{Arrival, Event, Query, Rules};
use streamgauge_oracle::{Evidence, Judgement, TaskTrace, judge};
use streamgauge_runner::{EngineChoice, Setup, run_simulated};

/// Random inputs for each pair of a query and a setting.
const INPUTS: u64 = 40;

fn judged(query: &Query, rules: &Rules, splits: u32, arrivals: &Arc<[Arrival]>) -> Judgement {
    let mut setup = Setup::new(
        query.clone(),
        EngineChoice::Rules(rules.clone()),
        arrivals.clone(),
    );
    setup.splits = splits;
    let observed = run_simulated(&setup).expect("the combination is legal");
    assert!(
        observed.drained,
        "{}: {rules:?} does not come to an end",
        query.name
    );
    let events: Vec<Event> = arrivals.iter().map(|a| a.event).collect();
    let traces: Vec<TaskTrace> = observed.tasks.into_iter().map(|t| t.trace).collect();
    judge(&Evidence {
        query,
        rules,
        splits,
        events: &events,
        tasks: &traces,
    })
}

#[test]
fn every_engine_answers_every_query_as_defined() {
    let (mut runs, mut rows, mut refused) = (0, 0, 0);
    for query in queries() {
        for rules in rules(&query) {
            for seed in 0..INPUTS {
                let arrivals = random_arrivals(seed);
                let splits = if seed % 4 == 3 { 2 } else { 1 };
                let judgement = judged(&query, &rules, splits, &arrivals);
                let first = judgement.violations.first();
                assert!(
                    judgement.is_clean(),
                    "{}, {rules:?}, seed {seed}, {splits} splits: {first:?}",
                    query.name
                );
                runs += 1;
                rows += judgement.results_checked;
                refused += judgement.assignments.refused;
            }
        }
    }
    assert!(
        runs > 2_000 && rows > 50_000 && refused > 5_000,
        "{runs} runs, {rows} rows, {refused} refusals: too tame"
    );
}
