//! Ratios at a glance, recomputed from the runs.

use streamgauge_record::{Distribution, Record, Run};
use streamgauge_render::{Chart, Summary, Unit, charts};
use streamgauge_statistics::paired::{log_ratios, signed_rank};

use crate::{raw, records};

fn chart<'a>(summary: &'a Summary, id: &str) -> Option<Box<dyn Chart + 'a>> {
    charts(summary).into_iter().find(|chart| chart.id() == id)
}

/// A percentile of each run of an arm on a query.
fn by_repeat(record: &Record, query: &str, arm: &str, quantile: f64) -> Vec<(u32, f64)> {
    let runs = record
        .runs
        .iter()
        .filter(|run| run.query.name == query && run.arm == arm);
    let value = |run: &streamgauge_record::Run| {
        let name = if run.latency.contains_key("from_trigger") {
            "from_trigger"
        } else {
            "total"
        };
        let ns = run.latency[name].percentile(quantile)?.value_ns?;
        #[allow(clippy::cast_precision_loss)]
        Some((run.repeat, ns as f64))
    };
    runs.filter_map(value).collect()
}

fn three(value: f64) -> String {
    Unit::Share.text(value / 100.0).trim_end_matches(" %").to_owned()
}

#[test]
fn every_ratio_and_interval_is_that_of_the_pairs_of_runs() {
    let record = records::repeated(9);
    let summary = Summary::new(&record).unwrap();
    let table = chart(&summary, "ratio-p50").unwrap().table();
    assert_eq!(
        table.rows.len(),
        4 * 2,
        "every query, every arm but the reference"
    );
    for row in &table.rows {
        let (query, arm, reference) = (&row[0], &row[1], &row[3]);
        let own = by_repeat(&record, query, arm, 0.5);
        let other = by_repeat(&record, query, reference, 0.5);
        let found = signed_rank(&log_ratios(&own, &other), 0.99).unwrap();
        assert_eq!(
            row[5],
            format!("×{}", three(found.estimate.exp())),
            "{query}, {arm}"
        );
        let interval = format!("{} … {}", three(found.lower.exp()), three(found.upper.exp()));
        assert_eq!((&row[6], row[7].as_str()), (&interval, "9"), "{query}, {arm}");
        assert_eq!(row[8], "higher");
    }
}

#[test]
fn the_figures_beside_the_ratios_are_those_of_all_samples_together() {
    let record = records::sample();
    let summary = Summary::new(&record).unwrap();
    for row in chart(&summary, "ratio-p50").unwrap().table().rows {
        for (arm, shown) in [(&row[1], &row[2]), (&row[3], &row[4])] {
            let runs = record
                .runs
                .iter()
                .filter(|run| run.query.name == row[0] && run.arm == *arm);
            let parts: Vec<&Distribution> = runs
                .filter_map(|run| run.latency.get("from_trigger").or(run.latency.get("total")))
                .collect();
            let merged = Distribution::merge(&parts).unwrap();
            #[allow(clippy::cast_precision_loss)]
            let median = merged.percentile(0.5).unwrap().value_ns.unwrap() as f64;
            assert_eq!(*shown, Unit::Nanoseconds.text(median));
        }
    }
}

/// CPU time of the engine for each event of each run.
fn cpu(record: &Record, query: &str, arm: &str) -> Vec<(u32, f64)> {
    let of_run = |run: &Run| raw::float(run.usage.engine_cpu_ns.unwrap()) / raw::float(run.ledger.taken);
    let runs = raw::valid(record, query, arm).into_iter();
    runs.map(|run| (run.repeat, of_run(run))).collect()
}

/// Ratio, interval, pairs and verdict of what no noise can hide: far from 1, or the same in both.
fn against(own: &[(u32, f64)], other: &[(u32, f64)]) -> [String; 4] {
    let found = signed_rank(&log_ratios(own, other), 0.99).unwrap();
    let (low, high) = (found.lower.exp(), found.upper.exp());
    let verdict = match (low, high) {
        (low, _) if low > 1.1 => "higher",
        (_, high) if high < 0.9 => "lower",
        _ => "same",
    };
    [
        format!("×{}", three(found.estimate.exp())),
        format!("{} … {}", three(low), three(high)),
        found.pairs.to_string(),
        verdict.to_owned(),
    ]
}

/// The sample nine times, each with an engine of its own speed.
fn of_many_speeds() -> Record {
    let mut record = records::repeated(9);
    for (number, run) in (0..).zip(&mut record.runs) {
        let slower = if run.arm == "micro-batch 250ms" { 3 } else { 1 };
        run.usage.engine_cpu_ns = run
            .usage
            .engine_cpu_ns
            .map(|ns| slower * (ns + 1_000_000 * number));
    }
    record
}

#[test]
fn every_row_of_cost_is_that_of_the_runs() {
    let record = of_many_speeds();
    let summary = Summary::new(&record).unwrap();
    let rows = chart(&summary, "ratio-cpu").unwrap().table().rows;
    assert_eq!(rows.len(), 4 * 2);
    for row in rows {
        let (own, other) = (cpu(&record, &row[0], &row[1]), cpu(&record, &row[0], &row[3]));
        let typical = |runs: &[(u32, f64)]| {
            let values: Vec<f64> = runs.iter().map(|(_, value)| *value).collect();
            Unit::Nanoseconds.text(raw::middle(&values))
        };
        assert_eq!((&row[2], &row[4]), (&typical(&own), &typical(&other)), "{row:?}");
        assert_eq!(row[5..], against(&own, &other), "{row:?}");
    }
}

/// Where single runs have too few samples for the percentile, only those of all together can be divided.
#[test]
fn every_row_of_the_tail_is_that_of_the_runs_or_of_their_samples_together() {
    let record = records::repeated(9);
    let summary = Summary::new(&record).unwrap();
    let rows = chart(&summary, "ratio-p99").unwrap().table().rows;
    assert_eq!(rows.len(), 4 * 2);
    for row in rows {
        let samples = |arm: &str| {
            let runs = raw::valid(&record, &row[0], arm);
            let parts: Vec<&Distribution> = runs.iter().map(|run| raw::headline(run).1).collect();
            Distribution::merge(&parts)
                .unwrap()
                .percentile(0.99)
                .unwrap()
                .value_ns
                .unwrap()
        };
        let (own, other) = (samples(&row[1]), samples(&row[3]));
        assert_eq!((&row[2], &row[4]), (&raw::ns(own), &raw::ns(other)), "{row:?}");
        let runs = |arm: &str| by_repeat(&record, &row[0], arm, 0.99);
        let expected = if row[0] == "rating-sliding" {
            assert!(runs(&row[1]).is_empty());
            let quotient = raw::float(own) / raw::float(other);
            [
                format!("×{}", three(quotient)),
                "—".into(),
                "0".into(),
                "—".into(),
            ]
        } else {
            against(&runs(&row[1]), &runs(&row[3]))
        };
        assert_eq!(row[5..], expected, "{row:?}");
    }
}

#[test]
fn with_fewer_than_eight_pairs_there_is_no_whisker_and_nothing_is_decided() {
    let record = records::repeated(7);
    let summary = Summary::new(&record).unwrap();
    let chart = chart(&summary, "ratio-p50").unwrap();
    for row in chart.table().rows {
        assert_eq!([&row[6], &row[7], &row[8]], ["—", "7", "cannot tell"]);
    }
    assert!(chart.in_words().contains(" ?."), "{}", chart.in_words());
}

#[test]
fn what_has_no_ratio_says_why() {
    let record = records::sample();
    let summary = Summary::new(&record).unwrap();
    let tail = chart(&summary, "ratio-p99").unwrap().table();
    let sliding = tail.rows.iter().find(|row| row[0] == "rating-sliding").unwrap();
    assert_eq!(sliding[5], "n<1000");
    let mixed = records::with_an_update_mode_arm();
    let summary = Summary::new(&mixed).unwrap();
    let rows = chart(&summary, "ratio-p50").unwrap().table().rows;
    let other = rows
        .iter()
        .find(|row| row[0] == "movie-tumbling" && row[1] == "micro-batch 250ms");
    assert_eq!(other.unwrap()[5], "another latency");
}

#[test]
fn one_arm_and_no_runs_have_no_contest() {
    for record in [records::single_arm(), records::empty(), records::all_void()] {
        let summary = Summary::new(&record).unwrap();
        assert!(chart(&summary, "ratio-p50").is_none());
    }
}

#[test]
fn a_simulation_has_exact_ratios_and_no_ratio_of_cost() {
    let record = records::simulated();
    let summary = Summary::new(&record).unwrap();
    let chart_of = |id| chart(&summary, id);
    assert!(chart_of("ratio-cpu").is_none());
    let chart = chart_of("ratio-p50").unwrap();
    assert!(chart.caption().contains("exact"));
    assert!(chart.table().rows.iter().all(|row| row[8] == "—"));
}
