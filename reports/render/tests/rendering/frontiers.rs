//! What a watermark delay buys and costs, as the runs of each point say.

use insta::assert_snapshot;
use streamgauge_record::Distribution;
use streamgauge_render::{FrontierSummary, Unit, frontier_charts, frontier_terminal};

use crate::records;

#[test]
fn a_terminal_of_eighty_columns() {
    let summary = FrontierSummary::new(&records::frontier()).unwrap();
    let text = frontier_terminal(&summary, 80);
    assert!(text.lines().all(|line| line.chars().count() <= 80), "{text}");
    assert_snapshot!(text);
}

#[test]
fn every_point_lacks_and_takes_what_its_runs_say() {
    let frontier = records::frontier();
    let summary = FrontierSummary::new(&frontier).unwrap();
    let charts = frontier_charts(&summary);
    let chart = charts.iter().find(|chart| chart.id() == "delay").unwrap();
    let rows = chart.table().rows;
    assert_eq!(rows.len(), frontier.points.len());
    for (row, point) in rows.iter().zip(&frontier.points) {
        let completeness = point
            .simulated
            .as_ref()
            .unwrap()
            .lateness
            .completeness
            .as_ref()
            .unwrap();
        let parts: Vec<&Distribution> = point.live.iter().map(|run| &run.latency["from_end"]).collect();
        let merged = Distribution::merge(&parts).unwrap();
        #[allow(clippy::cast_precision_loss)]
        let p99 = merged.percentile(0.99).unwrap().value_ns.unwrap() as f64;
        assert_eq!(row[0], point.arm);
        assert_eq!(row[1], format!("{}s", point.watermark_delay_ms / 1_000));
        assert_eq!(row[2], Unit::Share.text(1.0 - completeness.micro_first()));
        assert_eq!(row[3], Unit::Nanoseconds.text(p99));
    }
    assert!(
        chart.in_words().contains("missing and p99"),
        "{}",
        chart.in_words()
    );
}

#[test]
fn a_single_delay_has_no_course() {
    let mut frontier = records::frontier();
    frontier.points.retain(|point| point.watermark_delay_ms == 0);
    let summary = FrontierSummary::new(&frontier).unwrap();
    assert!(
        frontier_charts(&summary)
            .iter()
            .all(|chart| chart.id() != "delay")
    );
}
