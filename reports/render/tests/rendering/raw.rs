//! Figures by hand, from what a record holds: samples in order, ranks in whole numbers, medians of sorted values.

use std::collections::BTreeMap;

use streamgauge_record::{Clock, Distribution, Record, Run};
use streamgauge_render::{Chart, DataTable, Summary, Unit, charts};

/// The percentiles that tables have, as ten thousandths.
pub const PERCENTILES: [(&str, u64); 5] = [
    ("p50", 5_000),
    ("p90", 9_000),
    ("p99", 9_900),
    ("p99.9", 9_990),
    ("p99.99", 9_999),
];

/// The table of one of the record's pictures.
pub fn table(record: &Record, id: &str) -> DataTable {
    let summary = Summary::new(record).unwrap();
    let all = charts(&summary);
    one(&all, id).table()
}

/// The picture of that name.
pub fn one<'a, 'b>(charts: &'a [Box<dyn Chart + 'b>], id: &str) -> &'a (dyn Chart + 'b) {
    charts.iter().find(|chart| chart.id() == id).unwrap().as_ref()
}

/// Every query with every arm, in the order of the plan.
pub fn places(record: &Record) -> Vec<(String, String)> {
    let queries = record.plan.queries.iter();
    let with_arms = |query: &String| {
        let arms = record.plan.arms.iter();
        arms.map(|arm| (query.clone(), arm.clone())).collect::<Vec<_>>()
    };
    queries.flat_map(with_arms).collect()
}

/// The valid runs of an arm on a query.
pub fn valid<'a>(record: &'a Record, query: &str, arm: &str) -> Vec<&'a Run> {
    let of_place = |run: &&Run| run.query.name == query && run.arm == arm && run.status.valid;
    record.runs.iter().filter(of_place).collect()
}

/// Those that figures are made of: repeats of a simulation are one another's copies.
pub fn counted<'a>(record: &'a Record, query: &str, arm: &str) -> Vec<&'a Run> {
    let mut runs = valid(record, query, arm);
    if record.plan.clock == Clock::Simulated {
        runs.truncate(1);
    }
    runs
}

/// The latency that stands for a run, with its name.
pub fn headline(run: &Run) -> (&'static str, &Distribution) {
    match run.latency.get("from_trigger") {
        Some(latency) => ("from_trigger", latency),
        None => ("total", &run.latency["total"]),
    }
}

/// The sample of the rank that so many ten thousandths have among all of them, or why there is none.
pub fn percentile(parts: &[&Distribution], share: u64) -> String {
    let mut counts: BTreeMap<u64, u64> = BTreeMap::new();
    for part in parts {
        for bucket in part.decode().unwrap().iter_recorded() {
            *counts.entry(bucket.value_iterated_to()).or_default() += bucket.count_at_value();
        }
    }
    let below: u64 = parts.iter().map(|part| part.negative).sum();
    let beyond: u64 = parts.iter().map(|part| part.censored).sum();
    let all = below + counts.values().sum::<u64>() + beyond;
    if all * (10_000 - share) < 10 * 10_000 {
        return format!("n<{}", 100_000 / (10_000 - share));
    }
    let rank = (all * share).div_ceil(10_000);
    if rank <= below {
        return "below 0".into();
    }
    let mut before = rank - below;
    for (value, count) in &counts {
        if *count >= before {
            return ns(*value);
        }
        before -= count;
    }
    format!("> {}", ns(*counts.keys().last().unwrap()))
}

/// The value in the middle, or between the two there.
pub fn middle(values: &[f64]) -> f64 {
    let mut sorted = values.to_vec();
    sorted.sort_by(f64::total_cmp);
    let half = sorted.len() / 2;
    if sorted.len() % 2 == 1 {
        sorted[half]
    } else {
        f64::midpoint(sorted[half - 1], sorted[half])
    }
}

/// The least and the greatest: up to ten runs, there is no narrower interval of 99 %.
pub fn ends(values: &[f64], unit: Unit) -> String {
    assert!(values.len() <= 10);
    let least = values.iter().copied().fold(f64::INFINITY, f64::min);
    let greatest = values.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    match values.len() {
        0 | 1 => String::new(),
        _ if unit.text(least) == unit.text(greatest) => "in all runs".into(),
        _ => unit.range(least, greatest),
    }
}

/// A duration for people.
pub fn ns(value: u64) -> String {
    Unit::Nanoseconds.text(float(value))
}

#[allow(clippy::cast_precision_loss)]
pub fn float(count: u64) -> f64 {
    count as f64
}
