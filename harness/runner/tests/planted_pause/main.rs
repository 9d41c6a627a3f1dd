//! A planted pause of 500 ms shows in every percentile exactly as an open-loop model predicts, and the same pause
//! measured from the moment of sending hides.
//!
//! The prediction knows the schedule and the rules, not the engine: what is due while the engine pauses waits until it
//! goes on ([`prediction`]). Percentiles of such waits have closed forms ([`closed_form`]). What a generator would have
//! reported that waits for each answer before it sends the next event is computed from the same instants
//! ([`closed_loop`]).

mod closed_form;
mod closed_loop;
mod prediction;
mod trial;

use closed_form::{MicroBatchForm, event_at_a_time};
use prediction::{batch_instants, released, triggers};
use trial::{PAUSE_NS, Trial, close, percentile};

const MS: u64 = 1_000_000;
const QUANTILES: [f64; 3] = [0.5, 0.99, 0.999];

/// Events per second, and how long is measured. In the short runs the pause is most of the run and reaches the median.
const TRIALS: [(u64, u64); 4] = [
    (2_000, 8_000 * MS),
    (10_000, 4_000 * MS),
    (50_000, 2_000 * MS),
    (20_000, 800 * MS),
];

#[test]
fn each_event_waits_for_the_end_of_the_pause_and_no_longer() {
    for (rate, measured_ns) in TRIALS {
        let trial = Trial::new(rate, measured_ns);
        let run = trial.event_at_a_time("movie-running");
        let predicted: Vec<u64> = trial
            .measured_due_ns()
            .map(|due| released(due, trial.stall()) - due)
            .collect();
        trial.assert_same(&run, "total", predicted);
    }
}

#[test]
fn a_paused_micro_batch_engine_runs_the_trigger_it_missed_as_soon_as_it_goes_on() {
    for (rate, measured_ns) in TRIALS {
        let trial = Trial::new(rate, measured_ns);
        for every_ns in [100 * MS, 130 * MS, 700 * MS] {
            let run = trial.micro_batch("movie-running", every_ns);
            let batches = batch_instants(every_ns, trial.stall(), trial.end_ns() + every_ns);
            let predicted: Vec<u64> = trial
                .measured_due_ns()
                .map(|due| batches[batches.partition_point(|batch| *batch < due)] - due)
                .collect();
            trial.assert_same(&run, "total", predicted);
        }
    }
}

#[test]
fn windows_due_in_the_pause_leave_at_its_end() {
    for (rate, measured_ns) in TRIALS {
        let trial = Trial::new(rate, measured_ns);
        let run = trial.event_at_a_time("movie-tumbling");
        let predicted = triggers(&trial).map(|(at, keys)| (released(at, trial.stall()) - at, keys));
        trial.assert_same(&run, "from_trigger", repeated(predicted));
    }
}

#[test]
fn windows_of_a_paused_micro_batch_engine_leave_with_the_batch_behind_the_one_that_knows() {
    for (rate, measured_ns) in TRIALS {
        let trial = Trial::new(rate, measured_ns);
        for every_ns in [100 * MS, 130 * MS] {
            let run = trial.micro_batch("movie-tumbling", every_ns);
            let batches = batch_instants(every_ns, trial.stall(), trial.end_ns() + 3 * every_ns);
            let predicted = triggers(&trial).map(|(at, keys)| {
                let knows = batches.partition_point(|batch| *batch < at);
                (batches[knows + 1] - at, keys)
            });
            trial.assert_same(&run, "from_trigger", repeated(predicted));
        }
    }
}

#[test]
fn percentiles_are_those_of_the_closed_form() {
    for (rate, measured_ns) in TRIALS {
        let trial = Trial::new(rate, measured_ns);
        let run = trial.event_at_a_time("movie-running");
        let waits = run.latency["total"].decode().unwrap();
        for quantile in QUANTILES {
            let expected = event_at_a_time(PAUSE_NS, measured_ns, quantile);
            close(waits.value_at_quantile(quantile), expected, trial.gap_ns());
        }
        close(waits.max(), PAUSE_NS as f64, trial.gap_ns());
        let form = MicroBatchForm {
            every_ns: 100 * MS,
            pause_ns: PAUSE_NS,
            measured_ns,
        };
        let run = trial.micro_batch("movie-running", form.every_ns);
        let waits = run.latency["total"].decode().unwrap();
        for quantile in QUANTILES {
            close(
                waits.value_at_quantile(quantile),
                form.percentile(quantile),
                trial.gap_ns(),
            );
        }
        close(waits.max(), (PAUSE_NS + form.every_ns) as f64, trial.gap_ns());
    }
}

#[test]
fn measured_from_the_moment_of_sending_the_pause_would_hide() {
    for (rate, measured_ns) in TRIALS {
        let trial = Trial::new(rate, measured_ns);
        let open = trial.event_at_a_time("movie-running").latency["total"]
            .decode()
            .unwrap();
        let closed = closed_loop::latencies(&trial.observed(), trial.warm_up_ns());
        let hidden = percentile(&closed, 0.999);
        assert!(hidden < MS, "p99.9 from sending: {hidden} ns");
        assert_eq!(
            closed.iter().filter(|wait| **wait >= MS).count(),
            1,
            "one event saw the pause"
        );
        assert_eq!(closed.iter().max(), Some(&PAUSE_NS), "and saw all of it");
        for quantile in [0.99, 0.999] {
            let honest = open.value_at_quantile(quantile);
            assert!(honest > 300 * MS, "p{}: {honest} ns", quantile * 100.0);
        }
        // What was hidden can be put back only by one who knows the schedule.
        let corrected = closed_loop::corrected(&closed, trial.gap_ns());
        for quantile in QUANTILES {
            let expected = open.value_at_quantile(quantile);
            close(
                corrected.value_at_quantile(quantile),
                expected as f64,
                2 * trial.gap_ns(),
            );
        }
    }
}

fn repeated(waits: impl Iterator<Item = (u64, u64)>) -> Vec<u64> {
    waits
        .flat_map(|(wait, keys)| std::iter::repeat_n(wait, keys as usize))
        .collect()
}
