//! Files of the day of version 1.0, one of each kind of document. They are never written again: every later build must
//! read them, and lose nothing of what they say.

use std::fs;
use std::path::{Path, PathBuf};

use serde_json::{Deserializer, Value};
use streamgauge_record::{
    Changes, CheckRecord, Diagnosis, Document, Frontier, GateSelfTest, Growth, HistoryLine, HistoryStore,
    KernelRecord, Record, SavedBaseline, SearchRecord,
};

use crate::at;

/// Reads the file of a kind of document; gives back the kind.
fn read<D: Document>() -> &'static str {
    let kind = D::SCHEMA.strip_prefix("streamgauge.").unwrap();
    let schema = serde_json::from_str(&D::json_schema_text()).unwrap();
    let validator = jsonschema::validator_for(&schema).unwrap();
    let text = fs::read_to_string(file(kind)).unwrap();
    for before in Deserializer::from_str(&text).into_iter::<Value>() {
        let before = before.unwrap();
        let document = D::parse(before.to_string().as_bytes(), Path::new(kind)).unwrap();
        let now = serde_json::to_value(document).unwrap();
        assert_eq!(lost(&before, &now, kind), [""; 0]);
        assert!(
            validator.is_valid(&before),
            "{kind}: {:?}",
            validator.iter_errors(&before).next()
        );
    }
    kind
}

/// A history is lines, everything else one document.
fn file(kind: &str) -> PathBuf {
    let end = if kind == "history" { "jsonl" } else { "json" };
    at(&format!("tests/data/{kind}-1.0.{end}"))
}

/// Places in which `now` does not say what `before` says. It may say more.
fn lost(before: &Value, now: &Value, place: &str) -> Vec<String> {
    let below = |key: &str, before: &Value, now: Option<&Value>| {
        lost(before, now.unwrap_or(&Value::Null), &format!("{place}/{key}"))
    };
    match (before, now) {
        (Value::Object(before), Value::Object(now)) => before
            .iter()
            .flat_map(|(key, value)| below(key, value, now.get(key)))
            .collect(),
        (Value::Array(before), Value::Array(now)) if before.len() == now.len() => before
            .iter()
            .enumerate()
            .flat_map(|(index, value)| below(&index.to_string(), value, now.get(index)))
            .collect(),
        _ if before == now => vec![],
        _ => vec![format!("{place}: {before} became {now}")],
    }
}

#[test]
fn the_first_file_of_every_kind_with_a_schema_loads_for_ever() {
    let read = [
        read::<SavedBaseline>(),
        read::<Changes>(),
        read::<CheckRecord>(),
        read::<Diagnosis>(),
        read::<Frontier>(),
        read::<GateSelfTest>(),
        read::<Growth>(),
        read::<HistoryLine>(),
        read::<KernelRecord>(),
        read::<Record>(),
        read::<SearchRecord>(),
    ];
    let entries = fs::read_dir(at("schemas")).unwrap();
    let mut kinds: Vec<String> = entries
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .map(|name| name.replace("streamgauge.", "").replace("-1.json", ""))
        .collect();
    kinds.sort_unstable();
    assert_eq!(kinds, read);
}

#[test]
fn what_is_lost_is_told_with_its_place() {
    let before = serde_json::json!({"a": [1, {"b": 2}], "c": [], "d": null});
    let now = serde_json::json!({"a": [1, {"b": 3}], "c": [4], "e": 5});
    assert_eq!(
        lost(&before, &now, "x"),
        ["x/a/1/b: 2 became 3", "x/c: [] became [4]"]
    );
}

#[test]
fn the_histograms_of_the_first_record_can_be_read() {
    let record = Record::load(file("record")).unwrap();
    assert_eq!((record.version.as_str(), record.runs.len()), ("1.0", 1));
    let headline = &record.runs[0].latency["from_trigger"];
    assert_eq!(headline.decode().unwrap().len(), headline.samples);
}

#[test]
fn the_first_history_is_one_of_a_store() {
    let [history] = <[_; 1]>::try_from(HistoryStore::at(at("tests/data")).load().unwrap()).unwrap();
    assert_eq!((history.records.len(), history.annotations.len()), (1, 1));
    assert!(history.records[0].is_named(&history.annotations[0].target));
    assert_eq!(history.broken, []);
}
