//! What an event costs over what grows, as the trials of each point say.

use insta::assert_snapshot;
use streamgauge_record::{GrowthAxis, GrowthTrial};
use streamgauge_render::{
    GrowthSummary, growth_charts, growth_csv, growth_jsonl, growth_markdown, growth_page, growth_terminal,
};

use crate::records;

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
