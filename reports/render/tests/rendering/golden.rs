//! Output word for word. To accept a change: `INSTA_UPDATE=always cargo test -p streamgauge-render`, then read the diff.

use insta::assert_snapshot;
use streamgauge_render::{Summary, csv, markdown, terminal};

use crate::records;

#[test]
fn a_terminal_of_eighty_columns() {
    assert_snapshot!(terminal(
        &Summary::new(&records::with_a_void_run()).unwrap(),
        false,
        80
    ));
}

#[test]
fn a_wide_terminal() {
    assert_snapshot!(terminal(&Summary::new(&records::sample()).unwrap(), false, 140));
}

#[test]
fn markdown_for_a_pull_request() {
    assert_snapshot!(markdown(&Summary::new(&records::with_a_void_run()).unwrap()));
}

#[test]
fn a_simulated_record() {
    assert_snapshot!(terminal(
        &Summary::new(&records::simulated()).unwrap(),
        false,
        100
    ));
}

#[test]
fn an_arm_in_update_mode() {
    let mut record = records::with_an_update_mode_arm();
    record.plan.queries.truncate(1);
    record.runs.retain(|run| run.query.name == record.plan.queries[0]);
    assert_snapshot!(terminal(&Summary::new(&record).unwrap(), false, 140));
}

#[test]
fn csv_of_one_run() {
    let mut record = records::with_a_void_run();
    record.runs.truncate(2);
    assert_snapshot!(csv(&record).unwrap());
}
