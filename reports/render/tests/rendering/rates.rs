//! Events per second, as the runs counted them.

use streamgauge_record::{Record, Run};
use streamgauge_render::{Summary, Unit, charts};

use crate::{raw, records};

type Rate = fn(&Run) -> Option<f64>;

/// A bar, its tick, and what is said where a valid run has no bar.
const THROUGHPUT: (&str, Rate, Rate, &str) = (
    "throughput",
    |run| run.throughput.completed_per_s,
    |run| Some(run.throughput.offered_per_s),
    "not countable",
);
const CAPACITY: (&str, Rate, Rate, &str) = (
    "capacity",
    |run| run.throughput.busy_rate_per_s,
    |run| run.throughput.saturated_per_s,
    "—",
);

fn values(runs: &[&Run], rate: Rate) -> Vec<f64> {
    runs.iter().filter_map(|run| rate(run)).collect()
}

fn text(values: &[f64], otherwise: &str) -> String {
    match values {
        [] => otherwise.to_owned(),
        _ => Unit::PerSecond.text(raw::middle(values)),
    }
}

fn assert_every_row_is_right(record: &Record) {
    let summary = Summary::new(record).unwrap();
    let charts = charts(&summary);
    for (id, bar, tick, without) in [THROUGHPUT, CAPACITY] {
        let row = |(query, arm): (String, String)| {
            let runs = raw::valid(record, &query, &arm);
            let bars = values(&runs, bar);
            let otherwise = if runs.is_empty() { "no valid run" } else { without };
            vec![
                query,
                arm,
                text(&bars, otherwise),
                raw::ends(&bars, Unit::PerSecond),
                text(&values(&runs, tick), "—"),
                runs.len().to_string(),
            ]
        };
        let expected: Vec<Vec<String>> = raw::places(record).into_iter().map(row).collect();
        assert_eq!(raw::one(&charts, id).table().rows, expected, "{id}");
    }
}

/// Every run has a saturated rate of its own.
fn saturated() -> Record {
    let mut record = records::repeated(9);
    for (number, run) in (0_u32..).zip(&mut record.runs) {
        run.throughput.saturated_per_s = Some(2e6 + 37e3 * f64::from(number));
    }
    record
}

#[test]
fn every_rate_is_the_median_of_the_valid_runs_between_the_least_and_the_greatest() {
    assert_every_row_is_right(&records::sample());
    assert_every_row_is_right(&saturated());
}

#[test]
fn void_runs_are_in_no_rate() {
    assert_every_row_is_right(&records::with_a_void_run());
    let mut record = records::sample();
    for run in record.runs.iter_mut().filter(|run| run.arm == "micro-batch 1s") {
        run.status.valid = false;
    }
    assert_every_row_is_right(&record);
}

#[test]
fn what_cannot_be_counted_has_no_rate() {
    assert_every_row_is_right(&records::not_countable());
}
