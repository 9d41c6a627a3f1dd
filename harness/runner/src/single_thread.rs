//! How fast one plain thread answers the queries of a comparison.

use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Instant;

use streamgauge_model::{Arrival, Cadence, Event, EventAtATimeRules, Query, Rules};
use streamgauge_oracle::{Evidence, TaskTrace, judge};
use streamgauge_record::SingleThread;
use streamgauge_single_thread::answer;

use crate::counting::Counting;
use crate::{SIMULATION_START, thread_cpu_ns};

/// The most events of a repeat: some ten milliseconds of work.
const EVENTS: usize = 300_000;
/// Repeats of each query.
const REPEATS: usize = 7;

/// Measures each query several times, the queries in turn, after the oracle has found its answer right: a rate of a wrong
/// answer is none.
pub(crate) fn measure_single_thread(
    queries: &[Query],
    arrivals: &[Arrival],
    stop: &AtomicBool,
) -> Vec<SingleThread> {
    let arrivals = &arrivals[..arrivals.len().min(EVENTS)];
    let mut measured: Vec<SingleThread> = queries.iter().map(|query| checked(query, arrivals)).collect();
    for _ in 0..REPEATS {
        for (query, single) in queries.iter().zip(&mut measured) {
            if stop.load(Ordering::Relaxed) {
                return measured;
            }
            if single.unmeasured.is_none() {
                add_repeat(query, arrivals, single);
            }
        }
    }
    measured
}

/// Lets the oracle judge the answer.
fn checked(query: &Query, arrivals: &[Arrival]) -> SingleThread {
    let mut trace = TaskTrace::default();
    let unmeasured = match answer(query, SIMULATION_START, arrivals, &mut trace) {
        Err(error) => Some(error.to_string()),
        Ok(()) => wrong_answer(query, arrivals, &trace),
    };
    SingleThread {
        query: query.name.clone(),
        events: arrivals.len() as u64,
        rows: (trace.results.len() + trace.passed.len()) as u64,
        max_rate_per_s: Vec::new(),
        wall_rate_per_s: Vec::new(),
        unmeasured,
    }
}

fn wrong_answer(query: &Query, arrivals: &[Arrival], trace: &TaskTrace) -> Option<String> {
    let events: Vec<Event> = arrivals.iter().map(|arrival| arrival.event).collect();
    let judgement = judge(&Evidence {
        query,
        rules: &Rules::EventAtATime(EventAtATimeRules::new(Cadence::PerEvent)),
        splits: 1,
        events: &events,
        tasks: std::slice::from_ref(trace),
    });
    judgement.violations.first().map(|first| {
        format!(
            "the oracle finds {} wrong answers; the first: {first}",
            judgement.violation_count
        )
    })
}

fn add_repeat(query: &Query, arrivals: &[Arrival], single: &mut SingleThread) {
    let mut sink = Counting::default();
    let (wall, cpu) = (Instant::now(), thread_cpu_ns());
    let answered = answer(query, SIMULATION_START, std::hint::black_box(arrivals), &mut sink);
    let (cpu_ns, wall_ns) = (thread_cpu_ns() - cpu, wall.elapsed().as_nanos());
    std::hint::black_box(sink);
    if answered.is_ok() && cpu_ns > 0 && wall_ns > 0 {
        let events = arrivals.len() as f64 * 1e9;
        single.max_rate_per_s.push(events / cpu_ns as f64);
        single.wall_rate_per_s.push(events / wall_ns as f64);
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use streamgauge_model::TimeDomain;
    use streamgauge_workloads::{ArrivalStream as _, Length, QUERIES, Scenario, ScenarioKind};

    use super::*;
    use crate::answer::answer as answer_hash;
    use crate::{EngineChoice, Observed, Setup, TaskObserved, run_simulated};

    fn ratings() -> Arc<[Arrival]> {
        let scenario = Scenario {
            length: Length::Events(10_000),
            time_scale: 2_000.0,
            ..Scenario::new(ScenarioKind::Ratings)
        };
        let (mut stream, mut arrivals) = (scenario.open().unwrap(), Vec::new());
        while stream.fill(&mut arrivals, 4096).unwrap() > 0 {}
        arrivals.into()
    }

    #[test]
    fn the_final_answer_is_that_of_the_event_at_a_time_engine() {
        let arrivals = ratings();
        let rules = Rules::EventAtATime(EventAtATimeRules::new(Cadence::PerEvent));
        for entry in &QUERIES {
            let query = entry.query();
            if query.time == TimeDomain::Processing {
                continue; // The engine's clock goes on after the last event.
            }
            let setup = Setup::new(
                query.clone(),
                EngineChoice::Rules(rules.clone()),
                arrivals.clone(),
            );
            let engine = answer_hash(&run_simulated(&setup).unwrap());
            let mut task = TaskObserved::default();
            answer(&query, SIMULATION_START, &arrivals, &mut task.trace).unwrap();
            let single = Observed {
                tasks: vec![task],
                ..Observed::default()
            };
            assert_eq!(answer_hash(&single), engine, "{}", entry.name);
        }
    }

    #[test]
    fn every_query_has_as_many_rates_as_repeats() {
        let queries: Vec<_> = QUERIES
            .iter()
            .map(streamgauge_workloads::QueryEntry::query)
            .collect();
        let arrivals = ratings();
        for single in measure_single_thread(&queries, &arrivals, &AtomicBool::new(false)) {
            assert_eq!(single.unmeasured, None, "{}", single.query);
            assert_eq!(single.max_rate_per_s.len(), REPEATS, "{}", single.query);
            assert_eq!(single.events, 10_000);
        }
    }

    #[test]
    fn a_query_that_one_thread_cannot_answer_says_so() {
        let query = Query {
            window: streamgauge_model::WindowSpec::Global,
            ..QUERIES[0].query()
        };
        let measured = measure_single_thread(&[query], &ratings(), &AtomicBool::new(false));
        assert!(measured[0].max_rate_per_s.is_empty());
        assert!(
            measured[0]
                .unmeasured
                .as_ref()
                .is_some_and(|why| why.contains("window"))
        );
    }
}
