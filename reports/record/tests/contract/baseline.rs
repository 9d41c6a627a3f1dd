//! Baselines as others see them: schema, files, what is found and what is refused.

use std::fs;

use streamgauge_record::{BaselineEntry, BaselineError, BaselineStore, Document as _, SavedBaseline};

use crate::{assert_checked_in, sample};

fn entry(commit: &str, reason: Option<&str>) -> BaselineEntry {
    let mut record = sample();
    record.tool.commit = Some(commit.into());
    BaselineEntry::new(record, "2026-09-01T10:15:02Z".into(), reason.map(Into::into))
}

fn store(place: &tempfile::TempDir) -> BaselineStore {
    BaselineStore::of(&place.path().join(".streamgauge"))
}

fn add(store: &BaselineStore, name: &str, commit: &str) {
    store.add(&SavedBaseline::new(name, entry(commit, None))).unwrap();
}

#[test]
fn the_checked_in_schema_is_the_one_of_the_types() {
    assert_checked_in(
        "schemas/streamgauge.baseline-1.json",
        &SavedBaseline::json_schema_text(),
    );
}

#[test]
fn a_baseline_fulfils_the_schema() {
    let schema = serde_json::from_str(&SavedBaseline::json_schema_text()).unwrap();
    let validator = jsonschema::validator_for(&schema).unwrap();
    let baseline = SavedBaseline::new("main", entry("4f1c2ab", None)).accept(entry("9c1e", Some("faster")));
    assert!(validator.is_valid(&serde_json::to_value(baseline).unwrap()));
}

#[test]
fn what_was_accepted_before_stays_in_the_history() {
    let place = tempfile::tempdir().unwrap();
    let store = store(&place);
    assert_eq!(
        store.names().unwrap(),
        [""; 0],
        "a store that is not there is empty"
    );
    add(&store, "main", "aaaa1");
    store
        .accept("main", entry("bbbb2", Some("new hash table")))
        .unwrap();
    store.accept("main", entry("cccc3", Some("newer one"))).unwrap();
    let main = store.load("main").unwrap();
    assert_eq!(main.current.commit.as_deref(), Some("cccc3"));
    let before: Vec<_> = main.history.iter().map(|entry| entry.commit.as_deref()).collect();
    assert_eq!(before, [Some("bbbb2"), Some("aaaa1")]);
    assert_eq!(store.names().unwrap(), ["main"], "no temporary file stays behind");
    store.remove("main").unwrap();
    assert!(matches!(store.load("main"), Err(BaselineError::Unknown { .. })));
}

#[test]
fn a_baseline_is_found_by_its_name_and_by_its_commit() {
    let place = tempfile::tempdir().unwrap();
    let store = store(&place);
    add(&store, "main", "aaaa1f");
    add(&store, "beef", "aaaa2f");
    store.accept("main", entry("bbbb2f", Some("faster"))).unwrap();
    let found = |text: &str| store.find(text).map(|found| found.name);
    assert_eq!(found("main").unwrap(), "main");
    assert_eq!(found("beef").unwrap(), "beef", "a name comes first");
    assert_eq!(found("BBBB").unwrap(), "main@bbbb2f");
    assert_eq!(found("aaaa1").unwrap(), "main@aaaa1f", "of the history");
    assert_eq!(
        found("aaaa").unwrap(),
        "beef@aaaa2f",
        "what counts now comes before"
    );
    add(&store, "other", "aaaa2f");
    let error = found("aaaa").unwrap_err().to_string();
    assert!(
        error.contains("beef@aaaa2f of 2026") && error.contains("other@aaaa2f of 2026"),
        "{error}"
    );
    for text in ["aaa", "dddd", "mian"] {
        assert!(
            matches!(found(text), Err(BaselineError::Unknown { .. })),
            "{text}"
        );
    }
}

#[test]
fn names_that_are_no_file_names_are_refused() {
    let place = tempfile::tempdir().unwrap();
    let store = store(&place);
    let long = "x".repeat(65);
    for name in [
        "", ".", "..", ".hidden", "a/b", "../x", "a b", "ä", "-x", "a\0", &long,
    ] {
        let error = store.add(&SavedBaseline::new(name, entry("aaaa", None)));
        assert!(matches!(error, Err(BaselineError::Name { .. })), "{name}");
    }
    add(&store, "v1.0_rc-2", "aaaa");
    let taken = store.add(&SavedBaseline::new("v1.0_rc-2", entry("aaaa", None)));
    let message = taken.unwrap_err().to_string();
    assert!(
        message.contains("baseline accept v1.0_rc-2 RECORD --reason TEXT"),
        "{message}"
    );
}

#[test]
fn a_broken_file_is_named_with_the_fix() {
    let place = tempfile::tempdir().unwrap();
    let store = store(&place);
    add(&store, "main", "aaaa");
    let path = place.path().join(".streamgauge/baselines/main.json");
    fs::write(&path, "{\"schema\": \"streamgauge.base").unwrap();
    for error in [store.load("main").map(|_| ()), store.find("abcdef").map(|_| ())] {
        let message = error.unwrap_err().to_string();
        assert!(
            message.contains("main.json") && message.contains("`streamgauge baseline rm main`"),
            "{message}"
        );
    }
    store.remove("main").unwrap();
    assert!(!path.exists());
}
