//! Latency percentiles, as the sorted samples of the runs say.

use streamgauge_record::{Distribution, Record};
use streamgauge_render::{Summary, charts};

use crate::{raw, records};

/// What the column of an arm must say, and of which latency.
fn column(record: &Record, query: &str, arm: &str) -> (&'static str, Vec<String>) {
    let runs = raw::valid(record, query, arm);
    let parts: Vec<&Distribution> = runs.iter().map(|run| raw::headline(run).1).collect();
    let figures = raw::PERCENTILES.map(|(_, share)| raw::percentile(&parts, share));
    (raw::headline(runs[0]).0, figures.into())
}

fn assert_every_column_is_right(record: &Record) {
    let summary = Summary::new(record).unwrap();
    let charts = charts(&summary);
    for query in &record.plan.queries {
        let table = raw::one(&charts, &format!("spectrum-{query}")).table();
        let names: Vec<&str> = table.rows.iter().map(|row| row[0].as_str()).collect();
        assert_eq!(names, raw::PERCENTILES.map(|(name, _)| name));
        let arms = &record.plan.arms;
        let columns: Vec<_> = arms.iter().map(|arm| column(record, query, arm)).collect();
        let is_mixed = columns.iter().any(|(name, _)| *name != columns[0].0);
        for (place, (arm, (latency, expected))) in arms.iter().zip(&columns).enumerate() {
            let label = if is_mixed {
                format!("{arm} ({latency})")
            } else {
                arm.clone()
            };
            assert_eq!(table.head[1 + place], label);
            let shown: Vec<&String> = table.rows.iter().map(|row| &row[1 + place]).collect();
            assert_eq!(shown, expected.iter().collect::<Vec<_>>(), "{query}, {arm}");
        }
    }
}

#[test]
fn every_percentile_is_the_sample_of_its_rank_among_those_of_all_valid_runs() {
    assert_every_column_is_right(&records::sample());
    assert_every_column_is_right(&records::with_a_void_run());
    assert_every_column_is_right(&records::repeated(3));
}

#[test]
fn what_never_came_stands_above_every_sample() {
    let record = records::censored();
    assert_every_column_is_right(&record);
    let rows = raw::table(&record, "spectrum-movie-running").rows;
    assert!(rows[2][1].starts_with("> "), "{rows:?}");
}

#[test]
fn arms_that_are_looked_at_by_another_latency_have_that_one() {
    assert_every_column_is_right(&records::with_an_update_mode_arm());
}
