//! `streamgauge search`. Live trials of a fraction of a second: what is asserted is their shape, never their figures.

use std::path::{Path, PathBuf};

use crate::binary::{Ended, streamgauge, streamgauge_in};

/// Trials of 300 ms at rates that any machine keeps up with.
const SHORT: [&str; 8] = [
    "search",
    "--from",
    "8",
    "--measure",
    "300ms",
    "--warm-up",
    "100ms",
    "--no-curve",
];

fn refused(args: &[&str]) -> Ended {
    let ended = streamgauge(args);
    assert_eq!(ended.code, Some(2), "{args:?}: {ended:?}");
    ended
}

/// The only search below a directory.
fn saved(directory: &Path) -> (PathBuf, serde_json::Value) {
    let mut places = directory.read_dir().unwrap().map(|entry| entry.unwrap().path());
    let place = places.next().unwrap();
    assert!(places.next().is_none(), "what was kept meanwhile is gone");
    let text = std::fs::read(place.join("search.json")).unwrap();
    (place, serde_json::from_slice(&text).unwrap())
}

#[test]
fn a_search_claims_checks_and_keeps_every_trial() {
    let place = tempfile::tempdir().unwrap();
    let out = place.path().to_str().unwrap();
    // An objective that no run can meet ends the search soon, whatever the machine does.
    let ended = streamgauge(&[&SHORT[..], &["--slo", "from_trigger.max<1ns", "--out", out]].concat());
    assert_eq!(ended.code, Some(4), "nothing can be confirmed: {ended:?}");
    assert!(ended.out.contains("no rate is confirmed"), "{ended:?}");
    assert!(ended.err.contains("saved "), "{ended:?}");
    let (place, search) = saved(place.path());
    assert!(place.join("report.html").exists());
    assert_eq!(search["schema"], "streamgauge.search");
    assert_eq!(search["complete"], true);
    let trials = search["searches"][0]["trials"].as_array().unwrap();
    assert!(
        trials.len() >= 4,
        "8/s are halved until nothing is left: {}",
        trials.len()
    );
    for (number, trial) in (1..).zip(trials) {
        assert_eq!(trial["number"], number);
        assert_eq!(trial["seed"], 42 + number);
        assert_ne!(trial["verdict"], "pass", "{trial}");
        assert_eq!(trial["fingerprint"].as_str().map(str::len), Some(64));
        let checks = trial["checks"].as_array().unwrap();
        assert!(checks.iter().any(|check| check["name"] == "handed_over"));
        assert!(checks.iter().any(|check| check["name"] == "from_trigger.max<1ns"));
        assert!(trial["run"]["series"]["intervals"].is_array());
    }
}

#[test]
fn a_dry_search_plans_and_leaves_nothing() {
    let place = tempfile::tempdir().unwrap();
    let ended = streamgauge_in(
        place.path(),
        &["search", "--dry-run", "--slo", "from_trigger.p99<50ms"],
    );
    assert_eq!((ended.code, ended.err.as_str()), (Some(0), ""), "{ended:?}");
    for wanted in [
        "5 repeats of which 4",
        "measured 3s (60s for more",
        "from_trigger.p99<50ms",
        "about",
    ] {
        assert!(ended.out.contains(wanted), "{wanted}: {ended:?}");
    }
    let json = streamgauge(&["search", "-n", "--profile", "thorough", "--format", "json"]);
    let plan: serde_json::Value = serde_json::from_str(&json.out).unwrap();
    assert_eq!(
        plan["searches"][0]["procedure"]["measured_ns"],
        60_000_000_000_u64
    );
    assert_eq!(place.path().read_dir().unwrap().count(), 0);
}

#[test]
fn what_cannot_be_searched_is_refused_with_the_reason() {
    for (args, says) in [
        (vec!["--rate", "5k"], "use --from"),
        (vec!["--engine", "micro-batch:trigger=once"], "stops by itself"),
        (
            vec!["--arrivals", "step:at=1s,factor=2"],
            "must not change while it is measured",
        ),
        (vec!["--burst", "1s:1s:2"], "must not change while it is measured"),
        (vec!["--slo", "total.p99<50ms"], "use from_trigger or event_total"),
        (
            vec!["--query", "movie-running", "--slo", "from_trigger.p99<50ms"],
            "has no latency 'from_trigger'; use total",
        ),
        (vec!["--slo", "from_trigger.p98<50ms"], "'p98' is not measured"),
        (
            vec!["--slo", "from_triger.p99<50ms"],
            "did you mean 'from_trigger'?",
        ),
        (vec!["--slo", "from_trigger.p99"], "has no limit"),
        (vec!["--from", "0"], "use at least 1"),
        (vec!["--gap", "5s"], "--gap changes nothing"),
        (vec!["--profile", "quik"], "a similar value exists: 'quick'"),
        (vec!["-n", "--format", "csv"], "human or json only"),
    ] {
        let ended = refused(&[&["search"], &args[..]].concat());
        assert!(ended.err.contains(says), "{args:?}: {ended:?}");
    }
}

#[test]
fn a_run_ends_early_when_its_engine_falls_too_far_behind() {
    let run = [
        "run",
        "--no-save",
        "--measure",
        "5s",
        "--format",
        "json",
        "--rate",
        "1k",
        "--no-capacity",
    ];
    // A trigger that comes only after the end: whatever waits is 20 ms behind soon.
    let args = [
        "--engine",
        "micro-batch:trigger=1h",
        "--queue-zones",
        "10ms,1h,20ms",
        "--retries",
        "0",
    ];
    let ended = streamgauge(&[&run[..], &args[..]].concat());
    assert_eq!(ended.code, Some(4), "{ended:?}");
    let record: serde_json::Value = serde_json::from_str(&ended.out).unwrap();
    let end = &record["runs"][0]["delivery"]["ended_early"];
    assert_eq!(end["zone"], "red", "{end}");
    assert_eq!(end["zone_ns"], 20_000_000);
}
