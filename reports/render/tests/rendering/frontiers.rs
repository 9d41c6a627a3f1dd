//! What a watermark delay buys and costs, as the runs of each point say.

use insta::assert_snapshot;
use streamgauge_record::{Clock, Distribution, Frontier, FrontierPoint, Run};
use streamgauge_render::{FrontierSummary, Unit, frontier_charts, frontier_terminal};

use crate::{raw, records};

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

/// The sample, every point with other counts, the last with an allowed lateness and a void run.
fn varied() -> Frontier {
    let mut frontier = records::frontier();
    for (number, point) in (1..).zip(&mut frontier.points) {
        let run = point.simulated.as_mut().unwrap();
        run.lateness.completeness.as_mut().unwrap().included_first -= 7 * number;
        run.lateness.events.true_drop += 5 * number;
        run.ledger.updates = 11 * number;
        for (repeat, run) in (1..).zip(&mut point.live) {
            run.usage.state.as_mut().unwrap().peak_bytes += 4_096 * number * repeat;
        }
    }
    let last = frontier.points.last_mut().unwrap();
    last.allowed_lateness_ms = 1_500;
    last.live[0].status.valid = false;
    records::slow_down(&mut last.live[0]);
    frontier
}

/// What only the virtual clock says: lacks at first and at last, drops, updates.
fn exact(run: &Run) -> [String; 4] {
    let completeness = run.lateness.completeness.as_ref().unwrap();
    let lacks = |included: u64| {
        Unit::Share.text(raw::float(completeness.truth - included) / raw::float(completeness.truth))
    };
    let events = &run.lateness.events;
    let dropped = events.true_drop + events.wrong_drop;
    let all = dropped + events.true_keep + events.wrong_keep;
    let (updates, results) = (run.ledger.updates, run.ledger.results);
    [
        lacks(completeness.included_first),
        lacks(completeness.included_last),
        Unit::Share.text(raw::float(dropped) / raw::float(all)),
        Unit::Count.text(raw::float(updates) / raw::float(results - updates)),
    ]
}

/// Latencies, samples and state of the runs that are timed.
fn timed(runs: &[&Run]) -> [String; 5] {
    let latency = |name: &str, share: u64| {
        let parts: Vec<&Distribution> = runs.iter().map(|run| &run.latency[name]).collect();
        raw::percentile(&parts, share)
    };
    let samples: u64 = runs.iter().map(|run| run.latency["from_end"].population()).sum();
    let held = runs
        .iter()
        .map(|run| run.usage.state.as_ref().unwrap().peak_bytes);
    let held: Vec<f64> = held.map(raw::float).collect();
    [
        latency("from_end", 5_000),
        latency("from_end", 9_900),
        latency("from_trigger", 9_900),
        Unit::Count.text(raw::float(samples)),
        Unit::Bytes.text(raw::middle(&held)),
    ]
}

fn row(point: &FrontierPoint, clock: Clock) -> Vec<String> {
    let valid: Vec<&Run> = point.live.iter().filter(|run| run.status.valid).collect();
    let simulated = point.simulated.as_ref().unwrap();
    let mut cells = vec![
        match point.allowed_lateness_ms {
            0 => point.arm.clone(),
            ms => format!("{}, lateness {ms}ms", point.arm),
        },
        format!("{}s", point.watermark_delay_ms / 1_000),
    ];
    cells.extend(exact(simulated));
    if clock == Clock::Simulated {
        cells.extend(timed(&[simulated]));
    } else {
        cells.extend(timed(&valid));
        cells.push(format!("{} of {}", valid.len(), point.live.len()));
    }
    cells
}

#[test]
fn every_row_of_the_frontier_is_what_the_runs_of_its_point_counted() {
    let simulated = Frontier {
        clock: Clock::Simulated,
        ..varied()
    };
    for frontier in [records::frontier(), varied(), simulated] {
        let summary = FrontierSummary::new(&frontier).unwrap();
        let charts = frontier_charts(&summary);
        let points = frontier.points.iter();
        let expected: Vec<Vec<String>> = points.map(|point| row(point, frontier.clock)).collect();
        assert_eq!(raw::one(&charts, "frontier").table().rows, expected);
    }
}

/// The results of events that come ahead of their schedule may leave before their window ends.
#[test]
fn a_percentile_among_values_below_zero_says_so_and_not_that_samples_are_few() {
    let mut frontier = records::frontier();
    for run in frontier.points.iter_mut().flat_map(|point| &mut point.live) {
        let latency = run.latency.get_mut("from_end").unwrap();
        latency.negative = 2 * latency.samples;
    }
    let summary = FrontierSummary::new(&frontier).unwrap();
    let charts = frontier_charts(&summary);
    let shown = raw::one(&charts, "frontier").table().rows;
    let points = frontier.points.iter();
    assert_eq!(
        shown,
        points.map(|point| row(point, frontier.clock)).collect::<Vec<_>>()
    );
    assert_eq!(shown[0][6], "below 0");
}

#[test]
fn a_line_of_allowed_lateness_lacks_what_is_missing_at_last() {
    let mut frontier = varied();
    for point in &mut frontier.points {
        point.allowed_lateness_ms = 1_500;
    }
    let summary = FrontierSummary::new(&frontier).unwrap();
    let charts = frontier_charts(&summary);
    let shown = raw::one(&charts, "delay").table().rows;
    for (cells, point) in shown.iter().zip(&frontier.points) {
        let exact = exact(point.simulated.as_ref().unwrap());
        assert_eq!(cells[2], exact[1]);
        assert_ne!(cells[2], exact[0]);
    }
}
