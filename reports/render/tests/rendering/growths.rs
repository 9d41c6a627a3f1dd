//! What an event costs over what grows, as the trials of each point say.

use insta::assert_snapshot;
use streamgauge_record::{Growth, GrowthAxis, GrowthPoint, GrowthTrial};
use streamgauge_render::{
    GrowthSummary, Unit, growth_charts, growth_csv, growth_jsonl, growth_markdown, growth_page,
    growth_terminal,
};

use crate::{raw, records};

#[test]
fn a_terminal() {
    assert_snapshot!(growth_terminal(&GrowthSummary::new(&records::growth()), 80));
}

#[test]
fn markdown_for_a_pull_request() {
    assert_snapshot!(growth_markdown(&GrowthSummary::new(&records::growth())));
}

#[test]
fn every_row_says_what_its_trials_say() {
    let growth = records::growth();
    let text = growth_csv(&GrowthSummary::new(&growth)).unwrap();
    let rows: Vec<Vec<&str>> = text.lines().skip(1).map(|row| row.split(',').collect()).collect();
    assert_eq!(rows.len(), growth.points.len());
    for (row, point) in rows.iter().zip(&growth.points) {
        let mut costs: Vec<f64> = point
            .trials
            .iter()
            .filter_map(GrowthTrial::ns_per_event)
            .collect();
        costs.sort_by(f64::total_cmp);
        let read = |column: usize| row[column].parse::<f64>().unwrap();
        assert_eq!((row[0], row[2]), (point.axis.name(), point.arm.as_str()));
        assert_eq!((read(1), read(4)), (point.value, costs[costs.len() / 2]));
        assert_eq!((read(5), read(6)), (costs[0], costs[costs.len() - 1]));
    }
}

#[test]
fn every_axis_has_a_picture_and_every_point_a_line_of_json() {
    let growth = records::growth();
    let summary = GrowthSummary::new(&growth);
    let charts = growth_charts(&summary);
    let ids: Vec<String> = charts.iter().map(|chart| chart.id()).collect();
    assert_eq!(ids, ["growth-keys", "growth-late"]);
    assert!(
        charts
            .iter()
            .all(|chart| chart.svg().unwrap().contains("event-at-a-time"))
    );
    assert!(
        charts[0]
            .in_words()
            .contains("Over the number of keys, 10 to 1 M, an event costs micro-batch 41.0 ns"),
        "{}",
        charts[0].in_words()
    );
    assert_eq!(
        growth_jsonl(&growth).unwrap().lines().count(),
        2 + growth.points.len()
    );
}

#[test]
fn void_trials_are_counted_and_enter_no_figure() {
    let mut growth = records::growth();
    for trial in &mut growth.points[0].trials {
        *trial = GrowthTrial::void("planted".into());
    }
    let summary = GrowthSummary::new(&growth);
    assert!(
        summary.warnings[0]
            .contains("5 trials void and in no figure; the first, of micro-batch at keys 10: planted")
    );
    let line = &summary.axes[0].lines[0];
    assert_eq!((line.places[0].trials, line.places[1].relative), ((0, 5), None));
    assert!(
        growth_page(&growth)
            .unwrap()
            .contains("too few valid trials to tell a knee")
    );
}

#[test]
fn a_single_value_has_no_curve() {
    let mut growth = records::growth();
    growth
        .points
        .retain(|point| point.axis == GrowthAxis::Late && point.value == 0.0);
    let summary = GrowthSummary::new(&growth);
    assert!(growth_charts(&summary).is_empty());
    assert!(growth_page(&growth).unwrap().contains("There is one value only."));
}

/// The sample, with trials that differ in all they count, one of them void.
fn varied() -> Growth {
    let mut growth = records::growth();
    for point in &mut growth.points {
        for (number, trial) in (1..).zip(&mut point.trials) {
            trial.results += 13_000 * number;
            trial.peak_state_entries += 17 * number;
            trial.peak_state_bytes = Some(3_000 * number);
        }
        point.trials[2].status.valid = false;
    }
    growth
}

fn over(point: &GrowthPoint, figure: fn(&GrowthTrial) -> f64) -> Vec<f64> {
    let valid = point.trials.iter().filter(|trial| trial.status.valid);
    valid.map(figure).collect()
}

fn cost(trial: &GrowthTrial) -> f64 {
    raw::float(trial.busy_ns) / raw::float(trial.events)
}

/// What is shown of a point whose line begins with another one.
fn figures(point: &GrowthPoint, first: &GrowthPoint) -> Vec<String> {
    let costs = over(point, cost);
    let typical = raw::middle(&costs);
    let times = typical / raw::middle(&over(first, cost));
    let count = |figure: fn(&GrowthTrial) -> f64| Unit::Count.text(raw::middle(&over(point, figure)));
    vec![
        point.arm.clone(),
        costs.len().to_string(),
        Unit::Nanoseconds.text(typical),
        raw::ends(&costs, Unit::Nanoseconds),
        format!("×{}", three(times)),
        Unit::PerSecond.text(1e9 / typical),
        count(|trial| raw::float(trial.results) / raw::float(trial.events)),
        count(|trial| raw::float(trial.peak_state_entries)),
        Unit::Bytes.text(raw::middle(&over(point, |trial| {
            raw::float(trial.peak_state_bytes.unwrap())
        }))),
    ]
}

/// At most three significant digits.
fn three(value: f64) -> String {
    Unit::Share.text(value / 100.0).trim_end_matches(" %").to_owned()
}

fn assert_every_row_is_right(growth: &Growth, axis: GrowthAxis, names: &[&str]) {
    let summary = GrowthSummary::new(growth);
    let charts = growth_charts(&summary);
    let rows = raw::one(&charts, &format!("growth-{}", axis.name())).table().rows;
    let of = |arm: &str| -> Vec<&GrowthPoint> {
        let points = growth.points.iter();
        points
            .filter(|point| point.axis == axis && point.arm == arm)
            .collect()
    };
    let lines = [of("micro-batch"), of("event-at-a-time")];
    let expected = names.iter().enumerate().flat_map(|(place, name)| {
        lines.iter().map(move |line| {
            let mut cells = vec![(*name).to_owned()];
            cells.extend(figures(line[place], line[0]));
            cells
        })
    });
    assert_eq!(rows, expected.collect::<Vec<_>>());
}

#[test]
fn every_row_of_a_picture_says_what_its_valid_trials_say() {
    for growth in [records::growth(), varied()] {
        assert_every_row_is_right(&growth, GrowthAxis::Keys, &["10", "1 k", "100 k", "1 M"]);
        assert_every_row_is_right(&growth, GrowthAxis::Late, &["0", "90 %"]);
    }
}
