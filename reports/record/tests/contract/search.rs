//! The format of searches as others see it: schema, file.

use streamgauge_record::{Document as _, Record, SearchRecord};

use crate::{assert_checked_in, search_sample};

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
