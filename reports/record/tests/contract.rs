//! The format as others see it: files, schema, errors.
#![allow(missing_docs, clippy::unwrap_used)]
#![allow(
    clippy::cast_possible_truncation,
    clippy::cast_precision_loss,
    clippy::cast_sign_loss
)]

#[path = "contract/baseline.rs"]
mod baseline;
#[path = "contract/change.rs"]
mod change;
#[path = "contract/check.rs"]
mod check;
#[path = "support/check_sample.rs"]
mod check_sample;
#[path = "support/draw.rs"]
mod draw;
#[path = "contract/first_version.rs"]
mod first_version;
#[path = "contract/growths.rs"]
mod growths;
#[path = "contract/histories.rs"]
mod histories;
#[path = "support/sample.rs"]
mod sample;
#[path = "contract/search.rs"]
mod search;
#[path = "support/search_sample.rs"]
mod search_sample;
#[path = "support/yardstick.rs"]
mod yardstick;

use std::fs;
use std::path::{Path, PathBuf};

use streamgauge_record::{Diagnosis, Document as _, Frontier, FrontierPoint, Record, RecordError, schema};

/// Set to anything to write the checked-in files anew.
const UPDATE: &str = "STREAMGAUGE_UPDATE";

fn at(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(path)
}

fn assert_checked_in(path: &str, text: &str) {
    if std::env::var_os(UPDATE).is_some() {
        fs::write(at(path), text).unwrap();
    }
    let stored = fs::read_to_string(at(path)).unwrap_or_default();
    assert!(
        stored == text,
        "{path} is out of date: run `{UPDATE}=1 cargo test -p streamgauge-record` and read the diff"
    );
}

fn sample() -> Record {
    sample::record(&sample::ARMS, &sample::QUERIES, 2)
}

fn load(text: &str) -> Result<Record, RecordError> {
    let file = tempfile::NamedTempFile::new().unwrap();
    fs::write(file.path(), text).unwrap();
    Record::load(file.path())
}

#[test]
fn the_checked_in_schema_is_the_one_of_the_types() {
    assert_checked_in("schemas/streamgauge.record-1.json", &schema());
}

#[test]
fn the_checked_in_schema_of_a_frontier_is_the_one_of_the_types() {
    assert_checked_in(
        "schemas/streamgauge.frontier-1.json",
        &Frontier::json_schema_text(),
    );
}

#[test]
fn the_checked_in_schema_of_a_diagnosis_is_the_one_of_the_types() {
    assert_checked_in(
        "schemas/streamgauge.diagnosis-1.json",
        &Diagnosis::json_schema_text(),
    );
}

#[test]
fn a_frontier_is_loaded_as_it_was_saved_and_is_no_record() {
    let record = sample();
    let frontier = Frontier {
        schema: Frontier::SCHEMA.to_owned(),
        version: record.version.clone(),
        id: "f".into(),
        created: None,
        tool: record.tool.clone(),
        argv: record.argv.clone(),
        machine: record.machine.clone(),
        floor: record.floor.clone(),
        harness: record.harness.clone(),
        scenario: record.scenario.clone(),
        query: record.runs[0].query.clone(),
        clock: record.plan.clock,
        warm_up_ns: 1,
        measured_ns: 2,
        repeats: 1,
        points: vec![FrontierPoint {
            arm: record.runs[0].arm.clone(),
            watermark_delay_ms: 30_000,
            allowed_lateness_ms: 0,
            argv: vec![],
            simulated: Some(record.runs[0].clone()),
            live: record.runs[1..].to_vec(),
        }],
        complete: true,
        warnings: vec![],
    };
    let file = tempfile::NamedTempFile::new().unwrap();
    frontier.save(file.path()).unwrap();
    assert_eq!(Frontier::load(file.path()).unwrap(), frontier);
    let message = Record::load(file.path()).unwrap_err().to_string();
    assert!(
        message.contains("`\"streamgauge.frontier\"`, expected `streamgauge.record`"),
        "{message}"
    );
    let validator =
        jsonschema::validator_for(&serde_json::from_str(&Frontier::json_schema_text()).unwrap()).unwrap();
    assert!(validator.is_valid(&serde_json::to_value(&frontier).unwrap()));
}

#[test]
fn the_checked_in_sample_is_the_one_that_the_code_makes() {
    assert_checked_in("tests/data/sample.json", &sample().to_json().unwrap());
}

#[test]
fn the_sample_fulfils_the_schema() {
    let schema = serde_json::from_str(&schema()).unwrap();
    let validator = jsonschema::validator_for(&schema).unwrap();
    let record = serde_json::to_value(sample()).unwrap();
    assert!(
        validator.is_valid(&record),
        "{:?}",
        validator.iter_errors(&record).next()
    );
    let mut broken = record;
    broken["runs"][0]["repeat"] = "first".into();
    assert!(!validator.is_valid(&broken));
}

#[test]
fn what_is_saved_is_what_is_loaded_and_saving_twice_gives_the_same_bytes() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("record.json");
    let record = sample();
    record.save(&path).unwrap();
    let first = fs::read(&path).unwrap();
    assert_eq!(Record::load(&path).unwrap(), record);
    record.save(&path).unwrap();
    assert_eq!(fs::read(&path).unwrap(), first);
    assert_eq!(first.last(), Some(&b'\n'));
    assert_eq!(
        fs::read_dir(directory.path()).unwrap().count(),
        1,
        "no temporary file stays behind"
    );
}

#[test]
fn a_failed_save_names_the_file_and_the_cause() {
    let path = Path::new("/nonexistent/record.json");
    let message = sample().save(path).unwrap_err().to_string();
    assert!(message.contains("/nonexistent/record.json"), "{message}");
    assert!(message.contains("No such file"), "{message}");
}

#[test]
fn unknown_fields_and_newer_minor_versions_are_read() {
    let mut value = serde_json::to_value(sample()).unwrap();
    value["version"] = "1.7".into();
    value["colour_of_the_sky"] = "grey".into();
    value["runs"][0]["later"] = 1.into();
    assert_eq!(load(&value.to_string()).unwrap().version, "1.7");
}

#[test]
fn what_is_no_record_is_refused_with_a_reason() {
    let whole = sample().to_json().unwrap();
    let cut = &whole[..whole.len() / 2];
    let cases: [(&str, &str); 7] = [
        ("", "cut off"),
        (cut, "cut off"),
        ("not json", "is not JSON"),
        ("[1, 2]", "is not a record"),
        (
            r#"{"schema": "someone.else", "version": "1.0"}"#,
            "`\"someone.else\"`, expected `streamgauge.record`",
        ),
        (
            r#"{"schema": "streamgauge.record", "version": "2.0"}"#,
            "version 2.0, this build reads up to 1.0",
        ),
        (
            r#"{"schema": "streamgauge.record", "version": "1.0"}"#,
            "missing field",
        ),
    ];
    for (text, expected) in cases {
        let message = load(text).unwrap_err().to_string();
        assert!(message.contains(expected), "{message}");
    }
}

#[test]
fn a_missing_file_is_named() {
    let message = Record::load("no-such-record.json").unwrap_err().to_string();
    assert!(
        message.starts_with("cannot read no-such-record.json"),
        "{message}"
    );
}
