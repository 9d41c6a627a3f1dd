//! Drop rates on the virtual clock are those that can be computed without an engine, and the same from run to run.
//!
//! [`expectation`] is the probability that an event of the scenario `ratings` comes too late, from the laws of its lag and
//! the rules of the two models alone; docs/drop-rates.md derives it. What the engines dropped is compared with its sum
//! over all events, within four standard errors of independent draws.

mod expectation;
mod lag;
mod trial;
mod watermark;

use expectation::{Expected, Judge, mean_share};
use lag::Lag;
use streamgauge_record::Document as _;
use trial::{SESSION_GAP_MS, Trial};
use watermark::Behind;

const DELAYS_MS: [i64; 4] = [0, 10_000, 30_000, 60_000];

#[test]
fn default_rate_and_scale() {
    agrees(&Trial {
        seed: 1,
        time_scale: 200,
        late_fraction: 0.10,
        trigger_ms: 100,
    });
}

#[test]
fn four_times_as_dense_with_more_late_events() {
    agrees(&Trial {
        seed: 2,
        time_scale: 50,
        late_fraction: 0.15,
        trigger_ms: 250,
    });
}

#[test]
fn so_thin_that_the_watermark_is_far_behind() {
    agrees(&Trial {
        seed: 3,
        time_scale: 1_000,
        late_fraction: 0.10,
        trigger_ms: 20,
    });
}

fn agrees(trial: &Trial) {
    for delay_ms in DELAYS_MS {
        let record = trial.compared(delay_ms);
        for run in &record.runs {
            let judge = if run.arm == "micro-batch" {
                Judge::Batch(trial.trigger_event_ms())
            } else {
                Judge::Event
            };
            let expected = |windows| Expected::of(trial, judge, delay_ms, windows);
            let name = format!(
                "{trial:?}, delay {delay_ms} ms, {} on {}",
                run.arm, run.query.name
            );
            match trial.windows(&run.query.name) {
                Some(windows) => expected(windows).check(run, &name),
                // Sessions of the event-at-a-time engine are judged after merging, which has no closed form here.
                None if run.arm == "micro-batch" => {
                    Expected::of_sessions(trial, delay_ms, SESSION_GAP_MS).check(run, &name);
                }
                None => {}
            }
        }
    }
}

#[test]
fn the_formula_in_words_is_the_exact_one_for_events_spread_evenly_over_their_windows() {
    let trial = Trial {
        seed: 1,
        time_scale: 200,
        late_fraction: 0.10,
        trigger_ms: 100,
    };
    let lag = Lag::new(trial.late_fraction);
    let behind = Behind::before_an_arrival(lag, trial.gap_ms(), i64::MAX);
    for delay_ms in DELAYS_MS {
        let windows = trial.windows("movie-tumbling").unwrap();
        let exact = Expected::of(&trial, Judge::Event, delay_ms, windows).share();
        let in_words = mean_share(lag, &behind, delay_ms, windows.size_ms);
        // The exact one begins with an empty engine.
        assert!(
            (exact - in_words).abs() < 2e-4,
            "{delay_ms} ms: {exact} and {in_words}"
        );
    }
}

#[test]
fn the_same_comparison_gives_the_same_bytes() {
    let trial = Trial {
        seed: 1,
        time_scale: 200,
        late_fraction: 0.15,
        trigger_ms: 100,
    };
    let text = || trial.compared(10_000).to_json().unwrap();
    assert!(text() == text());
}
