//! Latency over time, column by column as the record has it.

use streamgauge_record::{Interval, Record, Run};
use streamgauge_render::{Chart, Summary, Unit, charts};

use crate::records;

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

#[allow(clippy::cast_precision_loss)]
fn cells(interval: &Interval, interval_ns: u64) -> Vec<String> {
    let ns = |value: Option<u64>| value.map_or("—".into(), |ns| Unit::Nanoseconds.text(ns as f64));
    let taken = interval.taken as f64 / (interval_ns as f64 / 1e9);
    vec![
        ns(interval.p50_ns),
        ns(interval.p99_ns),
        ns(interval.max_ns),
        Unit::PerSecond.text(taken),
        interval.backlog.to_string(),
    ]
}

#[test]
fn every_row_of_the_table_is_an_interval_of_the_run_whose_counts_are_kept() {
    let record = records::sample();
    let summary = Summary::new(&record).unwrap();
    let table = chart(&summary, "user-session").table();
    assert_eq!(table.rows.len(), 48);
    for (place, arm) in record.plan.arms.iter().enumerate() {
        let series = first(&record, "user-session", arm).series.as_ref().unwrap();
        for (row, interval) in table.rows.iter().zip(&series.intervals) {
            let from = 1 + 5 * place;
            assert_eq!(row[from..from + 5], cells(interval, series.interval_ns));
        }
    }
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
