//! `streamgauge check`.

use std::path::Path;
use std::process::Command;

use serde_json::Value;
use streamgauge_gate::compare_waiting;
use streamgauge_record::{CheckPolicy, Record};

use crate::binary::{Ended, command, ended, streamgauge, streamgauge_in};

/// One short scenario: few events, so that debug builds keep up.
const POLICY: &str = r#"
[check]
pairs = 8
metrics = ["saturated", "cpu_per_event"]

[[check.scenario]]
name = "running totals"
engine = "event-at-a-time"
query = "movie-running"
args = ["--rate", "1k", "--warm-up", "0s", "--measure", "20ms", "--slip-limit", "1s"]
"#;

fn binary() -> String {
    assert_cmd::cargo::cargo_bin!("streamgauge").display().to_string()
}

/// A build that is this one, after a line of shell.
fn build_behind(place: &Path, line: &str) -> String {
    let build = place.join("build");
    std::fs::write(&build, format!("#!/bin/sh\n{line}\nexec '{}' \"$@\"\n", binary())).unwrap();
    std::fs::set_permissions(&build, std::os::unix::fs::PermissionsExt::from_mode(0o755)).unwrap();
    build.display().to_string()
}

fn asked(place: &Path, args: &[&str]) -> Command {
    std::fs::write(place.join("streamgauge.toml"), POLICY).unwrap();
    let mut command = command(&[&["check"], args].concat());
    command.current_dir(place);
    command
}

fn check(place: &Path, args: &[&str]) -> Ended {
    ended(&asked(place, args).output().unwrap())
}

fn saved(place: &Path) -> Value {
    serde_json::from_slice(&std::fs::read(place.join("check.json")).unwrap()).unwrap()
}

#[test]
fn a_build_is_measured_against_itself_in_turns_and_every_form_tells_the_same() {
    let place = tempfile::tempdir().unwrap();
    let binary = binary();
    let args = [
        "--base-bin",
        &binary,
        "--out",
        "check.json",
        "--junit",
        "check.xml",
        "--summary",
        "summary.md",
    ];
    let ended = check(place.path(), &args);
    let record = saved(place.path());
    let verdicts: Vec<&str> = record["scenarios"][0]["comparisons"]
        .as_array()
        .unwrap()
        .iter()
        .map(|found| found["verdict"].as_str().unwrap())
        .collect();
    // On a machine this busy, equal builds may be called anything; the exit code must be what the verdicts say.
    let worse = verdicts.contains(&"worse");
    assert_eq!(ended.code, Some(if worse { 3 } else { 0 }), "{ended:?}");
    assert_eq!(record["answers"][0]["verdict"], "equal", "{record}");
    assert_eq!(record["base"]["sha256"], record["head"]["sha256"]);
    assert_eq!(
        record["argv"],
        serde_json::json!(["streamgauge", "check", "--base-bin", binary]),
        "what is needed to do it again, and no more"
    );
    assert!(
        ended.out.contains("base and head are the same file"),
        "{}",
        ended.out
    );
    let blocks = record["scenarios"][0]["blocks"].as_array().unwrap();
    let valid = |side: &str| {
        let of_side = blocks
            .iter()
            .filter(|block| block["side"] == side && block["void"].is_null());
        of_side.count()
    };
    assert_eq!((valid("base"), valid("head")), (9, 9), "{record}");
    for name in ["saturated", "cpu per event"] {
        assert!(ended.out.contains(name), "{}", ended.out);
    }
    assert!(
        !ended.err.contains("::error") && !ended.err.contains("::warning"),
        "annotations are for GitHub alone: {}",
        ended.err
    );
    let junit = std::fs::read_to_string(place.path().join("check.xml")).unwrap();
    let waiting = record["waiting"].as_array().unwrap();
    assert!(waiting.iter().all(|check| check["verdict"] == "same"), "{record}");
    let cases = format!("tests=\"{}\"", 3 + waiting.len());
    assert!(junit.contains(&cases), "{junit}");
    let summary = std::fs::read_to_string(place.path().join("summary.md")).unwrap();
    assert!(summary.starts_with("### streamgauge: ") && summary.ends_with("<!-- streamgauge:check -->\n"));
}

#[test]
fn a_planted_slow_down_is_told_apart_from_the_build_as_it_is() {
    let place = tempfile::tempdir().unwrap();
    std::fs::write(
        place.path().join("unthreaded.toml"),
        POLICY.replace("\"saturated\", \"cpu_per_event\"", "\"unthreaded\""),
    )
    .unwrap();
    let args = [
        "--policy",
        "unthreaded.toml",
        "--self-test",
        "--comparisons",
        "2",
        "--planted",
        "1",
        "--slow-down",
        "0.9",
        "--out",
        "check.json",
    ];
    let ended = check(place.path(), &args);
    let record = saved(place.path());
    // On a machine this busy, the gate may err; that it is fit cannot be known of so few comparisons.
    assert_eq!(ended.code, Some(4), "{ended:?}");
    assert_eq!(
        ended.out.contains("too few to tell whether the gate is fit"),
        record["false_alarms"] != 2,
        "{}",
        ended.out
    );
    assert_eq!(
        (&record["comparisons"], &record["planted"]),
        (&2.into(), &1.into())
    );
    let change = &record["slowed"][0]["comparisons"][0]["change"];
    // Everything takes nearly twice as long, so about half as much is done; noise is far below that.
    assert!(change.as_f64().unwrap() < -0.2, "{record}");
    assert!(ended.out.contains("slowed by 90 %: found in"), "{}", ended.out);
}

#[test]
fn counts_of_instructions_decide_without_statistics_and_a_workflow_is_told_of_them() {
    let place = tempfile::tempdir().unwrap();
    let summary = |name: &str, instructions: u64| {
        let profile = serde_json::json!({"tool": "Callgrind", "data": {"total": {"metrics": {"Ir": {"values": {"new": instructions}}}}}});
        let text = serde_json::json!({"function_name": "operator", "id": "tumbling", "profiles": [profile]});
        std::fs::write(place.path().join(name), text.to_string()).unwrap();
    };
    summary("base.json", 1000);
    summary("head.json", 1100);
    let binary = binary();
    let args = [
        "--base-bin",
        &binary,
        "--base-kernels",
        "base.json",
        "--head-kernels",
        "head.json",
        "--format",
        "markdown",
    ];
    let mut asked = asked(place.path(), &args);
    asked.env("GITHUB_ACTIONS", "true");
    asked.env("GITHUB_STEP_SUMMARY", place.path().join("step.md"));
    let ended = ended(&asked.output().unwrap());
    assert_eq!(ended.code, Some(3), "{ended:?}");
    assert!(ended.out.contains("+10.0 %"), "{}", ended.out);
    // What else a busy machine may call worse comes after the kernels.
    assert!(
        ended.out.ends_with("<!-- streamgauge:check -->\n"),
        "a document and nothing behind it: {}",
        ended.out
    );
    let annotation = ended.err.lines().find(|line| line.starts_with("::"));
    assert_eq!(
        annotation,
        Some("::error title=streamgauge::operator::tumbling instructions: 1000 to 1100, +10.0 %25 (exact)")
    );
    let step = std::fs::read_to_string(place.path().join("step.md")).unwrap();
    assert!(step.starts_with("### streamgauge: "), "{step}");
}

#[test]
fn what_cannot_be_checked_is_refused_before_anything_is_measured() {
    let place = tempfile::tempdir().unwrap();
    let binary = binary();
    for (args, says) in [
        (&["--base-bin", "/bin/true"][..], "/bin/true is no streamgauge"),
        (&["--base-bin", "none"], "none: No such file"),
        (&[], "--base-bin"),
        (&["--base-bin", &binary, "--pairs", "3"], "an interval needs 8"),
        (&["--base-bin", &binary, "--policy", "none.toml"], "none.toml"),
        (&["--base-bin", &binary, "--base-kernels", "."], "--head-kernels"),
        (
            &[
                "--base-bin",
                &binary,
                "--base-kernels",
                ".",
                "--head-kernels",
                ".",
            ],
            "scripts/kernels",
        ),
        (&["--self-test", "--base-bin", &binary], "--base-bin"),
        (&["--base-bin", &binary, "--comparisons", "3"], "--comparisons"),
    ] {
        let ended = check(place.path(), args);
        assert_eq!(ended.code, Some(2), "{args:?}: {ended:?}");
        assert!(ended.err.contains(says), "{args:?}: {}", ended.err);
    }
    let ended = check(
        place.path(),
        &["--base-bin", &binary, "--out", "no/such/place.json"],
    );
    assert_eq!(ended.code, Some(1), "{ended:?}");
    assert!(ended.err.contains("no/such/place.json"), "{}", ended.err);
}

/// Exact comparisons are only worth what the scenarios show: windows that close, results that wait, events too late.
#[test]
fn the_usual_scenarios_have_something_to_compare() {
    for scenario in CheckPolicy::default().scenarios {
        let mut args = vec!["run", "--engine", &scenario.engine, "--query", &scenario.query];
        args.extend(scenario.args.iter().map(String::as_str));
        args.extend(["--clock", "simulated", "--no-save", "--format", "json"]);
        let ended = streamgauge(&args);
        let record = serde_json::from_str::<Record>(&ended.out).unwrap();
        let run = &record.runs[0];
        let waiting = compare_waiting(&scenario.name, run, run, 0.05);
        assert!(!waiting.is_empty(), "{}: no percentile", scenario.name);
        assert!(run.ledger.dropped > 0, "{}: {:?}", scenario.name, run.ledger);
    }
}

#[test]
fn a_build_that_has_no_trials_without_threads_is_refused() {
    let place = tempfile::tempdir().unwrap();
    let older = build_behind(place.path(), "case \"$*\" in *--unthreaded*) exit 2;; esac");
    let refused = streamgauge_in(place.path(), &["check", "--base-bin", &older]);
    assert_eq!(refused.code, Some(2), "{refused:?}");
    assert!(
        refused.err.contains("too old") && refused.err.contains("metrics = [\"saturated\"]"),
        "{refused:?}"
    );
}

#[test]
fn a_head_whose_processes_fail_where_those_of_the_base_do_not_is_no_build_to_go_on_with() {
    let place = tempfile::tempdir().unwrap();
    let script = "case \"$*\" in *--slot*--clock*|*--clock*--slot*|*--version*) ;; *) echo planted >&2; exit 101;; esac";
    let head = build_behind(place.path(), script);
    let binary = binary();
    let args = ["--base-bin", &binary, "--head-bin", &head, "--out", "check.json"];
    let ended = check(place.path(), &args);
    assert_eq!(ended.code, Some(5), "{ended:?}");
    let says = "the base answers, and the head does not: 9 of 9 turns failed, 27 of 27 attempts because: the process that \
                measures failed (exit code 101): planted";
    assert!(ended.out.contains(says), "{}", ended.out);
    assert_eq!(saved(place.path())["answers"][0]["verdict"], "equal");
}

#[test]
fn a_build_that_crashes_when_it_is_asked_what_it_can_is_not_called_too_old() {
    let place = tempfile::tempdir().unwrap();
    for (end, says) in [
        (
            "exit 101",
            "failed (exit code 101): planted; give a build that runs",
        ),
        ("kill -SEGV $$", "crashed (signal 11): planted"),
    ] {
        let line = format!("case \"$*\" in *--unthreaded*) echo planted >&2; {end};; esac");
        let broken = build_behind(place.path(), &line);
        let refused = streamgauge_in(place.path(), &["check", "--base-bin", &broken]);
        assert_eq!(refused.code, Some(2), "{refused:?}");
        assert!(
            refused.err.contains(says) && !refused.err.contains("too old"),
            "{refused:?}"
        );
    }
}

/// The template for workflows calls `check` with flags that there are.
#[test]
fn the_template_for_workflows_is_understood() {
    let template = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/ci/github-actions.yml");
    let text = std::fs::read_to_string(template).unwrap();
    let (_, behind) = text.split_once("target/release/streamgauge check").unwrap();
    let command = behind.split("\n      - ").next().unwrap();
    let args: Vec<&str> = ["check"]
        .into_iter()
        .chain(command.split_whitespace())
        .chain(["--help"])
        .collect();
    assert!(
        args.contains(&"--base-bin") && args.contains(&"--junit"),
        "{args:?}"
    );
    let ended = streamgauge(&args);
    assert_eq!(ended.code, Some(0), "{ended:?}");
}
