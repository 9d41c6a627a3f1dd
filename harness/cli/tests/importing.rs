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
fn target(place: &Path) {
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
    let kernels = &document["kernels"];
    assert_eq!(
        kernels[0],
        json!({"name": "digest::of_all", "instructions": 4711}),
        "{document}"
    );
    assert_eq!(kernels[1]["name"], "operator/tumbling/batched");
    assert_eq!(kernels[1]["time"]["median_ns"], 100.5);
    assert_eq!(kernels[1]["time"]["elements"], 50_000);
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
