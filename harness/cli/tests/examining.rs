//! `streamgauge doctor`.

use serde_json::Value;

use crate::binary::streamgauge;

fn doctor(more: &[&str]) -> crate::binary::Ended {
    streamgauge(&[&["doctor", "--for", "300ms"], more].concat())
}

#[test]
fn a_diagnosis_has_the_machine_its_steadiness_and_advice() {
    let ended = doctor(&["--format", "json"]);
    assert_eq!(ended.code, Some(0), "{}", ended.err);
    let diagnosis: Value = serde_json::from_str(&ended.out).unwrap();
    assert_eq!(diagnosis["schema"], "streamgauge.diagnosis");
    let probe = &diagnosis["machine"]["probe"];
    assert_eq!(probe["probe_ns"], 300_000_000);
    assert!(probe["cpus"].as_array().is_some_and(|cpus| !cpus.is_empty()));
    assert!(
        probe["memory_bytes_per_s"]
            .as_f64()
            .is_some_and(|speed| speed > 0.0)
    );
    assert!(ended.err.contains("control kernel"), "{}", ended.err);
}

#[test]
fn a_build_that_cannot_be_trusted_is_an_answer_and_with_strict_a_failure() {
    let ended = doctor(&["--quiet"]);
    assert_eq!(ended.code, Some(0), "{}", ended.err);
    assert_eq!(ended.err, "");
    for part in ["machine\n", "steadiness\n", "advice\n"] {
        assert!(ended.out.contains(part), "{part}: {}", ended.out);
    }
    if cfg!(debug_assertions) {
        assert!(ended.out.contains("build with --release"), "{}", ended.out);
        assert_eq!(doctor(&["--quiet", "--strict"]).code, Some(4));
    }
}
