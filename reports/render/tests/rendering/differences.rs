//! Arms that measure, emit, count or judge in different ways.

use streamgauge_record::Record;
use streamgauge_render::{Chart, Figure, Row, Summary, Unit, charts, csv, markdown, page, terminal};

use crate::records;

fn summary(record: &Record) -> Summary {
    Summary::new(record).unwrap()
}

/// Terminal, Markdown and page without the record in it.
fn texts(record: &Record) -> [String; 3] {
    let summary = summary(record);
    let page = page(record).unwrap();
    let shown = page.split("<script type=").next().unwrap().to_string();
    [
        terminal(&summary, false, 400),
        markdown(&summary).replace('\\', ""),
        shown,
    ]
}

fn row(rows: &[Row], label: &str) -> Row {
    let found = rows.iter().find(|row| row.label == label);
    found.unwrap_or_else(|| panic!("no row {label}")).clone()
}

fn chart<'a>(summary: &'a Summary, id: &str) -> Box<dyn Chart + 'a> {
    charts(summary)
        .into_iter()
        .find(|chart| chart.id() == id)
        .unwrap()
}

#[test]
fn each_arm_is_shown_by_the_latency_that_it_measured() {
    let summary = summary(&records::with_an_update_mode_arm());
    let (mixed, uniform) = (&summary.queries[0], &summary.queries[1]);
    assert_eq!(
        (mixed.headline(), uniform.headline()),
        (None, Some("from_trigger"))
    );
    assert_eq!(mixed.headlines(), ["from_trigger", "total"]);
    let rows = mixed.rows();
    let known = |label: &str| {
        row(&rows, label)
            .figures
            .iter()
            .map(|figure| figure.value().is_some())
            .collect::<Vec<_>>()
    };
    assert_eq!(known("from_trigger p50"), [true, false, true]);
    assert_eq!(known("total p50"), [false, true, false]);
    assert!(rows.iter().all(|row| row.label != "p50"));
    assert!(uniform.rows().iter().any(|row| row.label == "p50"));
}

#[test]
fn different_latencies_are_not_divided_by_each_other() {
    let record = records::with_an_update_mode_arm();
    let summary = summary(&record);
    let row = summary.queries[0].percentile_row(0.5);
    assert!(row.figures.iter().all(|figure| figure.value().is_some()));
    let ratios = row
        .figures
        .iter()
        .map(|figure| !figure.against_text().is_empty())
        .collect::<Vec<_>>();
    assert_eq!(ratios, [true, false, false]);
    for text in texts(&record) {
        assert!(text.contains("from_trigger and total are different latencies and not compared"));
    }
}

#[test]
fn a_line_of_another_latency_is_labelled_with_it() {
    let summary = summary(&records::with_an_update_mode_arm());
    for id in ["spectrum-movie-tumbling", "time-movie-tumbling"] {
        let chart = chart(&summary, id);
        let svg = chart.svg().unwrap();
        assert!(
            svg.contains("micro-batch 250ms (total)") && svg.contains("event-at-a-time (from_trigger)"),
            "{id}"
        );
        assert!(
            chart.caption().contains("total (of micro-batch 250ms)"),
            "{}",
            chart.caption()
        );
        assert!(
            chart
                .table()
                .head
                .iter()
                .any(|name| name.contains("micro-batch 250ms (total)"))
        );
    }
    let uniform = chart(&summary, "spectrum-rating-sliding");
    assert!(!uniform.svg().unwrap().contains("(from_trigger)"));
}

#[test]
fn completeness_of_an_engine_that_emits_early_is_that_of_the_last_emission() {
    let record = records::with_an_update_mode_arm();
    let summary = summary(&record);
    let rows = summary.queries[0].rows();
    assert_eq!(
        row(&rows, "complete at last").figures[1].text(Unit::Completeness),
        "99.8 %"
    );
    assert!(row(&rows, "missing at last").figures[1].value().unwrap() < 0.01);
    assert!(
        rows.iter()
            .all(|row| !["complete", "missing"].contains(&row.label.as_str()))
    );
    let chart = chart(&summary, "completeness");
    assert!(chart.svg().unwrap().contains("at last") && chart.caption().contains("last emission"));
    for text in texts(&record) {
        assert!(
            !text.contains("96.2 %") && !text.contains("3.8 %"),
            "the first emission is no answer"
        );
    }
}

#[test]
fn updates_of_another_arm_are_shown_beside_last_emissions() {
    let mut record = records::with_an_update_mode_arm();
    for run in record.runs.iter_mut().filter(|run| run.arm == "event-at-a-time") {
        if let Some(completeness) = &mut run.lateness.completeness {
            completeness.included_last = completeness.truth;
        }
    }
    let rows = summary(&record).queries[0].rows();
    let first = row(&rows, "missing at first");
    assert_eq!(first.figures[1], Figure::Absent);
    assert!(first.figures[2].value().unwrap() > 0.0);
    assert_eq!(row(&rows, "missing at last").figures[2].value(), Some(0.0));
}

#[test]
fn of_identical_repeats_one_is_counted() {
    let record = records::simulated();
    let mut once = record.clone();
    once.runs.retain(|run| run.repeat == 0);
    let (thrice, once) = (summary(&record), summary(&once));
    for (query, other) in thrice.queries.iter().zip(&once.queries) {
        assert_eq!(query.rows(), other.rows());
        for figure in query.rows().iter().flat_map(|row| &row.figures) {
            assert_eq!(figure.spread_text(Unit::Count), "");
        }
    }
    for (chart, other) in charts(&thrice).iter().zip(&charts(&once)) {
        assert_eq!(chart.svg().unwrap(), other.svg().unwrap(), "{}", chart.id());
        assert!(!chart.table().head.contains(&"range".to_string()));
    }
    // 310 results of a run give no 99th percentile, 620 of two do not either, but the count tells.
    assert!(matches!(
        thrice.queries[1].percentile_row(0.99).figures[0],
        Figure::TooFew { samples: 310, .. }
    ));
    let text = terminal(&thrice, false, 400);
    assert!(text.contains("repeats are identical, one is counted"));
    assert!(text.contains("2 valid runs, one is counted, n = 310 from_trigger"));
    assert!(!text.contains("in all runs") && !text.contains(" … "));
}

#[test]
fn a_rate_that_cannot_be_counted_is_a_dash_and_a_word() {
    let record = records::not_countable();
    let summary = summary(&record);
    let completed = row(&summary.queries[0].rows(), "completed");
    assert_eq!(completed.figures[0], Figure::Absent);
    assert_eq!(completed.figures[0].text(Unit::PerSecond), "—");
    assert!(completed.figures[2].value().is_some());
    let chart = chart(&summary, "throughput");
    assert!(chart.svg().unwrap().contains("not countable"));
    assert_eq!(chart.table().rows[0][2], "not countable");
    assert!(csv(&record).is_ok());
}

#[test]
fn nothing_countable_at_all_leaves_the_chart_out() {
    let mut record = records::sample();
    for run in &mut record.runs {
        run.throughput.accepted_per_s = None;
        run.throughput.completed_per_s = None;
    }
    let summary = summary(&record);
    assert!(charts(&summary).iter().all(|chart| chart.id() != "throughput"));
    assert!(
        summary.queries[0]
            .rows()
            .iter()
            .all(|row| row.label != "completed")
    );
    assert_eq!(texts(&record).len(), 3);
}

#[test]
fn what_valid_runs_note_is_said_once() {
    let record = records::not_countable();
    let notes = summary(&record).queries[0].run_notes();
    assert_eq!(
        notes,
        [
            "note: micro-batch 1s: completed events per second are not given: the phase holds no whole trigger",
            "note: micro-batch 1s: the queue was full 12 times (numbers of one run)",
        ]
    );
    for text in texts(&record) {
        let found = text
            .to_lowercase()
            .matches("note: micro-batch 1s: completed events")
            .count();
        assert_eq!(found, 1, "{text}");
    }
}

#[test]
fn reasons_of_void_runs_are_no_notes() {
    let summary = summary(&records::with_a_void_run());
    assert!(summary.queries.iter().all(|query| query.run_notes().is_empty()));
}

#[test]
fn the_rule_for_sessions_is_explained_with_figures() {
    let record = records::sessions();
    let page = &texts(&record)[2];
    for part in [
        "<h3>Sessions: judged before or after merging</h3>",
        "event-at-a-time 100 of 536 (18.7 %)",
        "micro-batch 250ms 14 of 536 (2.61 %)",
        "data-arm=\"sessions exact\"><span>6000</span>",
        "data-arm=\"with other bounds\"><span>280</span>",
        "data-arm=\"lost\"><span>20</span>",
    ] {
        assert!(page.contains(part), "{part}");
    }
    let watermark = page.split("<h3>When the watermark moves</h3>").nth(1).unwrap();
    let watermark = watermark.split("<h3>").next().unwrap();
    assert!(watermark.contains("movie-tumbling") && !watermark.contains("user-session"));
    let alone = texts(&records::single_arm());
    assert!(!alone[2].contains("judged before or after merging"));
}

#[test]
fn where_answers_differ_it_is_said_why() {
    let summary = summary(&records::sample());
    let why = |query: usize| summary.queries[query].why_answers_differ();
    assert!(why(0).unwrap().contains("“When the watermark moves”"));
    assert!(
        why(2)
            .unwrap()
            .contains("“Sessions: judged before or after merging”")
    );
    assert_eq!(why(3), None, "the answers agree");
    for text in texts(&records::sample()) {
        assert!(text.contains("atermarks move at different instants"));
    }
}

#[test]
fn two_figures_of_capacity_come_with_their_difference() {
    let mut record = records::sample();
    assert_eq!(summary(&record).capacity_note(), None);
    for run in &mut record.runs {
        run.throughput.saturated_per_s = Some(3e6);
    }
    for text in texts(&record) {
        assert!(text.contains("differ by design"));
    }
}
