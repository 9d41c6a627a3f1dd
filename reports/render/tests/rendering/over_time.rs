//! Latency over time, column by column as the record has it.

use streamgauge_record::{Interval, Record, Run, Series};
use streamgauge_render::{Chart, DataTable, Summary, Unit, charts};

use crate::{raw, records};

fn chart<'a>(summary: &'a Summary, query: &str) -> Box<dyn Chart + 'a> {
    let id = format!("time-{query}");
    charts(summary)
        .into_iter()
        .find(|chart| chart.id() == id)
        .unwrap()
}

fn first<'a>(record: &'a Record, query: &str, arm: &str) -> &'a Run {
    let is_it = |run: &&Run| run.query.name == query && run.arm == arm && run.repeat == 0;
    record.runs.iter().find(is_it).unwrap()
}

fn series<'a>(record: &'a Record, query: &str, arm: &str) -> &'a Series {
    first(record, query, arm).series.as_ref().unwrap()
}

/// Every query with every arm and its place among them.
fn columns(record: &Record) -> impl Iterator<Item = (&str, usize, &str)> {
    let queries = record.plan.queries.iter();
    queries.flat_map(|query| {
        let arms = record.plan.arms.iter().enumerate();
        arms.map(|(place, arm)| (query.as_str(), place, arm.as_str()))
    })
}

/// The sample, with one arm's intervals of another length than the others': 0.2 s beside 0.5 s.
fn of_two_intervals() -> Record {
    let mut record = records::sample();
    let of_arm = record.runs.iter_mut().filter(|run| run.arm == "event-at-a-time");
    for series in of_arm.filter_map(|run| run.series.as_mut()) {
        series.interval_ns = 200_000_000;
        for (place, interval) in (0..).zip(&mut series.intervals) {
            interval.start_ns = place * 200_000_000;
            interval.state_bytes = Some(1_000 + 7 * place);
        }
    }
    record
}

#[allow(clippy::cast_precision_loss)]
fn ns(value: u64) -> String {
    Unit::Nanoseconds.text(value as f64)
}

#[allow(clippy::cast_precision_loss)]
fn cells(interval: &Interval, interval_ns: u64) -> Vec<String> {
    let figure = |value: Option<u64>| value.map_or("—".into(), ns);
    let taken = interval.taken as f64 / (interval_ns as f64 / 1e9);
    vec![
        figure(interval.p50_ns),
        figure(interval.p99_ns),
        figure(interval.max_ns),
        Unit::PerSecond.text(taken),
        interval.backlog.to_string(),
    ]
}

/// The rows of which these cells are not all empty.
fn told(table: &DataTable, from: usize, cells: usize) -> Vec<(String, Vec<String>)> {
    let of_arm = |row: &Vec<String>| (row[0].clone(), row[from..from + cells].to_vec());
    let rows = table.rows.iter().map(of_arm);
    rows.filter(|(_, cells)| cells.iter().any(|cell| !cell.is_empty()))
        .collect()
}

#[test]
fn every_row_of_the_latencies_is_an_interval_of_the_run_at_its_own_time() {
    for record in [records::sample(), of_two_intervals()] {
        let summary = Summary::new(&record).unwrap();
        let charts = charts(&summary);
        for (query, place, arm) in columns(&record) {
            let table = raw::one(&charts, &format!("time-{query}")).table();
            let series = series(&record, query, arm);
            let intervals = series.intervals.iter();
            let expected: Vec<(String, Vec<String>)> = intervals
                .map(|it| (ns(it.start_ns), cells(it, series.interval_ns)))
                .collect();
            assert_eq!(told(&table, 1 + 5 * place, 5), expected, "{query}, {arm}");
        }
    }
}

#[test]
#[allow(clippy::cast_precision_loss)]
fn every_row_of_the_state_is_what_an_arm_held_when_its_interval_ended() {
    for record in [records::sample(), of_two_intervals()] {
        let summary = Summary::new(&record).unwrap();
        let charts = charts(&summary);
        for (query, place, arm) in columns(&record) {
            let table = raw::one(&charts, &format!("state-{query}")).table();
            let series = series(&record, query, arm);
            let intervals = series.intervals.iter();
            let expected: Vec<(String, Vec<String>)> = intervals
                .map(|it| {
                    let held = Unit::Bytes.text(it.state_bytes.unwrap() as f64);
                    (ns(it.start_ns + series.interval_ns), vec![held])
                })
                .collect();
            assert_eq!(told(&table, 1 + place, 1), expected, "{query}, {arm}");
        }
    }
}

#[test]
fn arms_with_equal_intervals_share_their_rows_and_others_stand_at_the_instants_of_all() {
    let rows = |record: &Record| raw::table(record, "time-user-session").rows;
    assert_eq!(rows(&records::sample()).len(), 48);
    let rows = rows(&of_two_intervals());
    // 48 each; they meet at every whole second of the 9.6 s that the finer ones last.
    assert_eq!(rows.len(), 48 + 48 - 10);
    assert_eq!(
        [&rows[0][0], &rows[1][0], &rows[2][0], &rows[3][0]],
        ["0 ns", "200 ms", "400 ms", "500 ms"]
    );
    assert_eq!(rows.last().unwrap()[0], "23.5 s");
}

#[test]
fn the_counts_of_a_column_are_the_results_of_its_interval() {
    let record = records::sample();
    let series = first(&record, "movie-running", "event-at-a-time")
        .series
        .as_ref()
        .unwrap();
    let grid = series.latency_grid.as_ref().unwrap();
    for (place, interval) in series.intervals.iter().enumerate() {
        let cells: Vec<_> = grid.cells().filter(|(at, ..)| *at == place).collect();
        assert_eq!(
            cells.iter().map(|(.., count)| count).sum::<u64>(),
            interval.results
        );
        let least = cells.first().map(|(_, class, _)| grid.bounds_ns(*class)).unwrap();
        let min = interval.min_ns.unwrap();
        assert!((least.0..least.1).contains(&min), "{min} in {least:?}");
    }
}

#[test]
fn a_heat_map_says_what_its_shades_mean_and_how_dark_they_get() {
    let record = records::sample();
    let summary = Summary::new(&record).unwrap();
    let chart = chart(&summary, "movie-running");
    assert!(chart.caption().contains("The darker a cell, the more results"));
    assert!(
        chart.in_words().contains("results in a cell"),
        "{}",
        chart.in_words()
    );
    assert!(
        chart.svg().unwrap().contains("<path d=\"M"),
        "cells of one shade are one path"
    );
}

#[test]
fn a_record_without_counts_is_drawn_by_its_percentiles() {
    let mut record = records::sample();
    for series in record.runs.iter_mut().filter_map(|run| run.series.as_mut()) {
        series.latency_grid = None;
    }
    let summary = Summary::new(&record).unwrap();
    let chart = chart(&summary, "movie-running");
    assert!(chart.caption().contains("a stroke from least to greatest"));
    assert!(!chart.in_words().contains("in a cell"));
    assert!(chart.svg().is_ok());
}
