//! `streamgauge import`.

use std::path::Path;

use serde_json::{Value, json};

use crate::binary::streamgauge_in;

fn write(place: &Path, name: &str, value: &Value) {
    let file = place.join(name);
    std::fs::create_dir_all(file.parent().unwrap()).unwrap();
    std::fs::write(file, value.to_string()).unwrap();
}

/// What criterion leaves of one bench, and callgrind of another.
pub fn target(place: &Path) {
    let below = "target/criterion/operator_tumbling/batched";
    let benchmark = json!({"full_id": "operator/tumbling/batched", "throughput": {"Elements": 50_000}});
    let interval = json!({"confidence_level": 0.95, "lower_bound": 90.5, "upper_bound": 110.5});
    let median = json!({"confidence_interval": interval, "point_estimate": 100.5, "standard_error": 1.0});
    for run in ["base", "new"] {
        write(place, &format!("{below}/{run}/benchmark.json"), &benchmark);
        write(
            place,
            &format!("{below}/{run}/estimates.json"),
            &json!({"median": median}),
        );
    }
    let profile =
        json!({"tool": "Callgrind", "data": {"total": {"metrics": {"Ir": {"values": {"new": 4711}}}}}});
    let summary = json!({"function_name": "digest", "id": "of_all", "profiles": [profile]});
    write(place, "target/gungraun/kernels/digest/summary.json", &summary);
}

#[test]
fn times_and_instructions_become_one_document_that_check_can_read() {
    let place = tempfile::tempdir().unwrap();
    target(place.path());
    let printed = streamgauge_in(place.path(), &["import"]);
    let saved = streamgauge_in(place.path(), &["import", "target", "--out", "kernels.json"]);
    assert_eq!(
        (printed.code, saved.code),
        (Some(0), Some(0)),
        "{printed:?} {saved:?}"
    );
    assert!(saved.err.contains("2 kernels"), "{}", saved.err);
    let document: Value = serde_json::from_str(&printed.out).unwrap();
    let time = json!({
        "median_ns": 100.5,
        "lower_ns": 90.5,
        "upper_ns": 110.5,
        "confidence": 0.95,
        "elements": 50_000,
    });
    assert_eq!(
        document["kernels"],
        json!([
            {"name": "digest::of_all", "instructions": 4711},
            {"name": "operator/tumbling/batched", "time": time},
        ])
    );
    let keys: Vec<&str> = document.as_object().unwrap().keys().map(String::as_str).collect();
    assert_eq!(
        keys,
        ["created", "kernels", "machine", "schema", "tool", "version"]
    );
    let saved: Value =
        serde_json::from_slice(&std::fs::read(place.path().join("kernels.json")).unwrap()).unwrap();
    for part in ["kernels", "machine", "schema", "tool", "version"] {
        assert_eq!(saved[part], document[part], "{part}");
    }
}

#[test]
fn a_place_without_benches_and_a_broken_file_are_named() {
    let place = tempfile::tempdir().unwrap();
    let none = streamgauge_in(place.path(), &["import"]);
    assert_eq!(none.code, Some(2), "{none:?}");
    assert!(none.err.contains("cargo bench"), "{}", none.err);
    target(place.path());
    let broken = "target/criterion/operator_tumbling/batched/new/estimates.json";
    std::fs::write(place.path().join(broken), "{").unwrap();
    let ended = streamgauge_in(place.path(), &["import"]);
    assert_eq!(ended.code, Some(2), "{ended:?}");
    assert!(ended.err.contains("estimates.json"), "{}", ended.err);
}

#[test]
fn what_was_imported_has_a_page() {
    let place = tempfile::tempdir().unwrap();
    target(place.path());
    streamgauge_in(place.path(), &["import", "--out", "kernels.json"]);
    let shown = streamgauge_in(place.path(), &["report", "kernels.json"]);
    assert_eq!(shown.code, Some(0), "{shown:?}");
    assert!(shown.out.contains("operator/tumbling/batched"), "{}", shown.out);
    let page = std::fs::read_to_string(place.path().join("report.html")).unwrap();
    assert!(page.contains(">4711<"), "the instructions stand in the table");
    let lines = streamgauge_in(
        place.path(),
        &["report", "kernels.json", "--no-save", "--format", "jsonl"],
    );
    assert_eq!(lines.code, Some(2), "{lines:?}");
}

#[test]
fn a_document_without_a_page_is_named_together_with_those_that_have_one() {
    let place = tempfile::tempdir().unwrap();
    write(
        place.path(),
        "other.json",
        &json!({"schema": "streamgauge.baseline", "version": "1.0"}),
    );
    let refused = streamgauge_in(place.path(), &["report", "other.json"]);
    assert_eq!(refused.code, Some(1), "{refused:?}");
    for part in [
        "streamgauge.baseline",
        "streamgauge.record",
        "streamgauge.kernels",
    ] {
        assert!(refused.err.contains(part), "{}", refused.err);
    }
}
