//! The format of searches as others see it: schema, file.
#![allow(missing_docs, clippy::unwrap_used)]
#![allow(
    clippy::cast_possible_truncation,
    clippy::cast_precision_loss,
    clippy::cast_sign_loss
)]

#[path = "support/draw.rs"]
mod draw;
#[path = "support/sample.rs"]
#[allow(dead_code)]
mod sample;
#[path = "support/search_sample.rs"]
mod search_sample;
#[path = "support/yardstick.rs"]
mod yardstick;

use std::fs;
use std::path::{Path, PathBuf};

use streamgauge_record::{Document as _, Record, SearchRecord};

/// Set to anything to write the checked-in files anew.
const UPDATE: &str = "STREAMGAUGE_UPDATE";

fn at(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(path)
}

fn assert_checked_in(path: &str, text: &str) {
    if std::env::var_os(UPDATE).is_some() {
        fs::write(at(path), text).unwrap();
    }
    assert!(
        fs::read_to_string(at(path)).unwrap_or_default() == text,
        "{path} is out of date: run `{UPDATE}=1 cargo test -p streamgauge-record` and read the diff"
    );
}

#[test]
fn the_checked_in_schema_is_the_one_of_the_types() {
    assert_checked_in(
        "schemas/streamgauge.search-1.json",
        &SearchRecord::json_schema_text(),
    );
}

#[test]
fn the_checked_in_sample_is_the_one_that_the_code_makes() {
    assert_checked_in(
        "tests/data/search-sample.json",
        &search_sample::search().to_json().unwrap(),
    );
}

#[test]
fn the_sample_fulfils_the_schema() {
    let schema = serde_json::from_str(&SearchRecord::json_schema_text()).unwrap();
    let validator = jsonschema::validator_for(&schema).unwrap();
    let mut search = serde_json::to_value(search_sample::search()).unwrap();
    assert!(
        validator.is_valid(&search),
        "{:?}",
        validator.iter_errors(&search).next()
    );
    search["searches"][0]["trials"][0]["verdict"] = "perhaps".into();
    assert!(!validator.is_valid(&search));
}

#[test]
fn what_is_saved_is_what_is_loaded_and_a_search_is_no_comparison() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("search.json");
    let search = search_sample::search();
    search.save(&path).unwrap();
    assert_eq!(SearchRecord::load(&path).unwrap(), search);
    let message = Record::load(&path).unwrap_err().to_string();
    assert!(
        message.contains("`\"streamgauge.search\"`, expected `streamgauge.record`"),
        "{message}"
    );
}
