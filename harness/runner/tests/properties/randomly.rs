//! Both engines against the oracle on random inputs, queries and settings.

use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;
use streamgauge_model::{Query, Rules, Trigger};

use crate::counterexample::assert_holds;
use crate::drive::Pace;
use crate::random::{
    Extent, SMALL, random_batches, random_lateness, random_per_event, random_query, random_stream,
};
use crate::stream::Stream;
use crate::trial::Trial;

/// Inputs of each test. There are four, each for both engines.
const INPUTS: u64 = 30_000;

#[derive(Default)]
struct Seen {
    rows: u64,
    refused: u64,
}

impl Seen {
    fn judge(
        &mut self,
        seed: u64,
        query: &Query,
        (rules, pace): &(Rules, Pace),
        splits: u32,
        stream: &Stream,
    ) {
        let trial = Trial {
            splits,
            pace: *pace,
            ..Trial::new(query, rules)
        };
        match trial.judged(stream) {
            Ok((_, judgement)) => {
                self.rows += judgement.results_checked;
                self.refused += judgement.assignments.refused;
            }
            Err(_) => assert_holds(&format!("seed {seed}"), &trial, stream, |stream| {
                trial.judged(stream).map(|_| ())
            }),
        }
    }
}

/// An engine that looks at its input once finds all of it.
fn as_seen_by(rules: &Rules, stream: &Stream) -> Stream {
    match rules {
        Rules::MicroBatch(rules) if matches!(rules.trigger, Trigger::AvailableNow | Trigger::Once) => {
            Stream::whole(stream.events.clone())
        }
        _ => stream.clone(),
    }
}

fn random_inputs(quarter: u64, extent: &Extent) {
    let mut seen = Seen::default();
    for seed in quarter * INPUTS..(quarter + 1) * INPUTS {
        let rng = &mut ChaCha8Rng::seed_from_u64(!seed);
        let stream = random_stream(seed, extent);
        let splits = if rng.random_bool(0.2) { 2 } else { 1 };
        let query = random_query(rng);
        let batches = random_batches(rng, &query);
        seen.judge(seed, &query, &batches, splits, &as_seen_by(&batches.0, &stream));
        let query = random_lateness(rng, &query);
        seen.judge(seed, &query, &random_per_event(rng), splits, &stream);
    }
    let Seen { rows, refused } = seen;
    assert!(
        rows > 3 * INPUTS && refused > INPUTS,
        "{rows} rows, {refused} refusals: too tame"
    );
}

#[test]
fn small_random_inputs() {
    random_inputs(0, &SMALL);
}

#[test]
fn small_random_inputs_of_two_keys() {
    random_inputs(1, &Extent { keys: 2, ..SMALL });
}

#[test]
fn random_inputs_that_reach_far() {
    random_inputs(2, &Extent { millis: 400, ..SMALL });
}

#[test]
fn longer_random_inputs_of_many_keys() {
    random_inputs(
        3,
        &Extent {
            events: 60,
            millis: 60,
            keys: 40,
        },
    );
}
