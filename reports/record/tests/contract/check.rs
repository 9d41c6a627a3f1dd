//! The formats of checks and of benches as others see them.

use streamgauge_record::{CheckRecord, Document as _, GateSelfTest, KernelRecord};

use crate::{assert_checked_in, check_sample};

#[test]
fn the_checked_in_schemas_are_those_of_the_types() {
    for (name, schema) in [
        ("check", CheckRecord::json_schema_text()),
        ("gate-self-test", GateSelfTest::json_schema_text()),
        ("kernels", KernelRecord::json_schema_text()),
    ] {
        assert_checked_in(&format!("schemas/streamgauge.{name}-1.json"), &schema);
    }
}

#[test]
fn the_checked_in_sample_is_the_one_that_the_code_makes_and_fulfils_the_schema() {
    let check = check_sample::check();
    assert_checked_in("tests/data/check-sample.json", &check.to_json().unwrap());
    let schema = serde_json::from_str(&CheckRecord::json_schema_text()).unwrap();
    let validator = jsonschema::validator_for(&schema).unwrap();
    let mut value = serde_json::to_value(&check).unwrap();
    assert!(
        validator.is_valid(&value),
        "{:?}",
        validator.iter_errors(&value).next()
    );
    value["scenarios"][0]["comparisons"][0]["verdict"] = "perhaps".into();
    assert!(!validator.is_valid(&value));
}

#[test]
fn what_is_saved_is_what_is_loaded() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("check.json");
    let check = check_sample::check();
    check.save(&path).unwrap();
    assert_eq!(CheckRecord::load(&path).unwrap(), check);
}
