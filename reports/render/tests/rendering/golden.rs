//! Output word for word. To accept a change: `INSTA_UPDATE=always cargo test -p streamgauge-render`, then read the diff.

use insta::assert_snapshot;
use streamgauge_record::{Advice, Diagnosis, Document as _, VERSION};
use streamgauge_render::{Summary, csv, diagnosis_text, jsonl, markdown, terminal};

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

#[test]
fn json_lines_of_one_run() {
    let mut record = records::simulated();
    record.runs.truncate(1);
    for distribution in record.runs[0].latency.values_mut() {
        // Encoded anew by every version of the compressor.
        distribution.histogram = "histogram".into();
    }
    record.runs[0].series = None;
    record.runs[0].batches.truncate(1);
    assert_snapshot!(jsonl(&record).unwrap());
}

#[test]
fn a_diagnosis_of_a_fixed_machine() {
    let record = records::sample();
    assert_snapshot!(diagnosis_text(&Diagnosis {
        schema: Diagnosis::SCHEMA.to_owned(),
        version: VERSION.to_owned(),
        created: "2026-09-01T10:15:02Z".to_owned(),
        tool: record.tool,
        machine: record.machine,
        complete: true,
        trusted: false,
        advice: vec![
            Advice {
                grave: true,
                finding: "the same work takes 6.2 % longer at times".to_owned(),
                remedy: "end what else runs, and try again".to_owned(),
            },
            Advice {
                grave: false,
                finding: "the frequency governor is powersave".to_owned(),
                remedy: "sudo cpupower frequency-set -g performance".to_owned(),
            },
        ],
    }));
}
