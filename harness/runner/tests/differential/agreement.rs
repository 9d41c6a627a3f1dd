//! Where theory says that the models agree, they agree to the last bit; and what may not matter does not.

use std::sync::Arc;

use streamgauge_model::{
    Arrival, Cadence, EventAtATimeRules, Key, MicroBatchRules, OutputMode, Query, ResultRow, Rules,
    TimeDomain, Trigger, Values, WatermarkRule, Window, WindowSpec,
};
use streamgauge_runner::{EngineChoice, Setup, run_simulated};

use crate::cases::{queries, random_arrivals, rules};
use crate::judged;

type Answer = Vec<(Key, Window, u32, Values)>;

fn rows(query: &Query, rules: &Rules, arrivals: &Arc<[Arrival]>) -> Vec<ResultRow> {
    let setup = Setup::new(
        query.clone(),
        EngineChoice::Rules(rules.clone()),
        arrivals.clone(),
    );
    let observed = run_simulated(&setup).expect("the combination is legal");
    observed
        .tasks
        .into_iter()
        .flat_map(|task| task.trace.results)
        .collect()
}

fn answer(query: &Query, rules: &Rules, arrivals: &Arc<[Arrival]>) -> Answer {
    let mut rows: Answer = rows(query, rules, arrivals)
        .into_iter()
        .map(|r| (r.key, r.window, r.rank, r.values))
        .collect();
    rows.sort_unstable_by_key(|(key, window, rank, values)| {
        (*window, *rank, *key, values.digest.count, values.digest.hash_sum)
    });
    rows
}

/// The same events with their times in order, so that nothing is ever behind, and after the epoch, where the
/// watermark of the micro-batch model begins.
fn in_order(arrivals: &[Arrival]) -> Arc<[Arrival]> {
    let mut times: Vec<_> = arrivals
        .iter()
        .map(|a| a.event.time.saturating_add(20_000))
        .collect();
    times.sort_unstable();
    arrivals
        .iter()
        .zip(times)
        .map(|(a, time)| Arrival {
            event: streamgauge_model::Event { time, ..a.event },
            ..*a
        })
        .collect()
}

fn emits_once(query: &Query) -> bool {
    query.window != WindowSpec::Running && query.time == TimeDomain::Event
}

#[test]
fn with_nothing_late_both_models_give_identical_answers() {
    let micro_batch = Rules::MicroBatch(MicroBatchRules::new(
        Trigger::Interval { millis: 250 },
        OutputMode::Append,
    ));
    let event_at_a_time = Rules::EventAtATime(EventAtATimeRules::new(Cadence::PerEvent));
    let mut compared = 0;
    for query in queries().into_iter().filter(emits_once) {
        for seed in 0..100 {
            let arrivals = in_order(&random_arrivals(seed));
            let left = answer(&query, &micro_batch, &arrivals);
            assert!(
                left == answer(&query, &event_at_a_time, &arrivals),
                "{}, seed {seed}",
                query.name
            );
            compared += left.len();
        }
    }
    assert!(compared > 10_000, "only {compared} rows compared");
}

#[test]
fn parallelism_changes_no_answer() {
    let mut compared = 0;
    for query in queries()
        .into_iter()
        .filter(|q| q.time == TimeDomain::Event && !q.aggregates.is_empty())
    {
        for rules in rules(&query) {
            let alone = with_workers(&rules, 1);
            for seed in 0..10 {
                let arrivals = random_arrivals(seed);
                let expected = answer(&query, &alone, &arrivals);
                let got = answer(&query, &with_workers(&rules, 4), &arrivals);
                assert!(got == expected, "{}, {rules:?}, seed {seed}", query.name);
                compared += got.len();
            }
        }
    }
    assert!(compared > 10_000, "only {compared} rows compared");
}

fn with_workers(rules: &Rules, workers: u32) -> Rules {
    match rules.clone() {
        Rules::MicroBatch(rules) => Rules::MicroBatch(MicroBatchRules { workers, ..rules }),
        Rules::EventAtATime(rules) => Rules::EventAtATime(EventAtATimeRules {
            workers,
            buffer_timeout_ns: 0,
            ..rules
        }),
    }
}

#[test]
fn a_longer_watermark_delay_never_drops_more() {
    let mut ever_dropped = 0;
    for query in queries().into_iter().filter(emits_once) {
        for rules in rules(&query) {
            for seed in 0..10 {
                let arrivals = random_arrivals(seed);
                let dropped = [0, 200, 1_000, 8_000].map(|delay_ms| {
                    let query = Query {
                        watermark: Some(WatermarkRule { delay_ms }),
                        ..query.clone()
                    };
                    let fates = judged(&query, &rules, 1, &arrivals).fates;
                    fates.dropped + fates.side_output
                });
                assert!(
                    dropped.is_sorted_by(|a, b| a >= b),
                    "{}, {rules:?}, seed {seed}: {dropped:?}",
                    query.name
                );
                ever_dropped += dropped[0];
            }
        }
    }
    assert!(
        ever_dropped > 1_000,
        "only {ever_dropped} events dropped: too tame"
    );
}

#[test]
fn a_simulated_run_is_the_same_every_time() {
    for query in queries() {
        for rules in rules(&query) {
            let arrivals = random_arrivals(7);
            let same = rows(&query, &rules, &arrivals) == rows(&query, &rules, &arrivals);
            assert!(same, "{}, {rules:?}", query.name);
        }
    }
}
