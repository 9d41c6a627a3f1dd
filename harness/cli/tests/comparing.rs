//! `streamgauge compare BASE NEW` and `streamgauge baseline`.

use std::path::Path;
use std::process::Stdio;

use insta::assert_snapshot;
use serde_json::Value;

use crate::binary::{Ended, command, ended, records, sample, streamgauge, streamgauge_in};

/// A place with the record of a base, `base.json`, and of one whose engine needs twice the CPU time, `new.json`: eight
/// repeats of one arm.
fn place() -> tempfile::TempDir {
    let place = tempfile::tempdir().unwrap();
    let base = base();
    let mut new = base.clone();
    new["id"] = "20260907-090000-7f3a9c".into();
    new["tool"]["commit"] = "abcd123".into();
    for run in runs(&mut new) {
        let nanos = run["usage"]["engine_cpu_ns"].as_u64().unwrap();
        run["usage"]["engine_cpu_ns"] = (2 * nanos + run["repeat"].as_u64().unwrap()).into();
    }
    write(&place, "base.json", &base);
    write(&place, "new.json", &new);
    place
}

fn base() -> Value {
    let bytes = std::fs::read(sample("sample.json")).unwrap();
    let mut record: Value = serde_json::from_slice(&bytes).unwrap();
    let runs = record["runs"].as_array_mut().unwrap();
    runs.truncate(1);
    let again = (0..8_u64).map(|repeat| {
        let mut run = runs[0].clone();
        run["repeat"] = repeat.into();
        run
    });
    record["runs"] = again.collect();
    record
}

fn runs(record: &mut Value) -> impl Iterator<Item = &mut Value> {
    record["runs"].as_array_mut().unwrap().iter_mut()
}

fn write(place: &tempfile::TempDir, name: &str, record: &Value) {
    std::fs::write(place.path().join(name), record.to_string()).unwrap();
}

fn compare(place: &tempfile::TempDir, args: &[&str]) -> Ended {
    streamgauge_in(place.path(), &[&["compare"], args].concat())
}

fn baseline(place: &tempfile::TempDir, args: &[&str]) -> Ended {
    streamgauge_in(place.path(), &[&["baseline"], args].concat())
}

/// Refused with this exit code, in words that hold all of `says`, with nothing on the standard output.
fn refused(ended: &Ended, code: i32, says: &[&str]) {
    assert_eq!(ended.code, Some(code), "{ended:?}");
    assert!(ended.out.is_empty(), "{ended:?}");
    for says in says {
        assert!(ended.err.contains(says), "{says}: {ended:?}");
    }
}

#[test]
fn a_record_compared_with_itself_is_the_same_everywhere() {
    let place = place();
    let ended = compare(
        &place,
        &["base.json", "base.json", "--fail-on-worse", "--format", "json"],
    );
    assert_eq!(ended.code, Some(0), "{ended:?}");
    let changes: Value = serde_json::from_str(&ended.out).unwrap();
    assert_eq!(changes["schema"], "streamgauge.change");
    let verdicts = changes["changes"].as_array().unwrap().iter();
    assert!(verdicts.clone().count() > 5);
    assert!(
        verdicts
            .into_iter()
            .all(|change| change["verdict"] == "identical")
    );
}

#[test]
fn what_got_worse_is_told_and_ends_with_3_if_that_was_asked_for() {
    let place = place();
    let ended = compare(&place, &["base.json", "new.json"]);
    assert_eq!(ended.code, Some(0), "{ended:?}");
    assert!(ended.err.is_empty(), "{ended:?}");
    let row = ended
        .out
        .lines()
        .find(|line| line.contains("cpu per event"))
        .unwrap();
    assert!(row.contains("+100 %") && row.ends_with("▲ worse"), "{row}");
    assert!(ended.out.contains("1 worse · 0 better"), "{ended:?}");
    assert!(
        !ended.out.contains("from_trigger p50"),
        "unchanged rows are folded: {ended:?}"
    );
    let all = compare(&place, &["base.json", "new.json", "--all"]);
    assert!(all.out.contains("from_trigger p50"), "{all:?}");
    let failed = compare(&place, &["base.json", "new.json", "--fail-on-worse"]);
    assert_eq!((failed.code, failed.out), (Some(3), ended.out));
    let markdown = compare(&place, &["base.json", "new.json", "--format", "markdown"]);
    assert!(
        markdown.out.starts_with("### streamgauge: ❌ 1 worse"),
        "{markdown:?}"
    );
    let back = compare(&place, &["new.json", "base.json", "--fail-on-worse"]);
    assert_eq!(back.code, Some(0), "{back:?}");
}

#[test]
fn the_directory_of_a_run_is_its_record() {
    let place = place();
    let run = place.path().join("run");
    std::fs::create_dir(&run).unwrap();
    std::fs::copy(place.path().join("base.json"), run.join("record.json")).unwrap();
    let ended = compare(&place, &["run", "base.json"]);
    assert_eq!(ended.code, Some(0), "{ended:?}");
    let empty = compare(&place, &[".", "base.json"]);
    refused(&empty, 2, &["there is no record.json in this directory"]);
}

#[test]
fn one_record_is_a_question_for_the_other() {
    let place = place();
    let ended = compare(&place, &["base.json"]);
    refused(
        &ended,
        2,
        &["only one record was given: 'base.json'", "BASE and NEW"],
    );
}

#[test]
fn flags_for_measuring_are_refused_by_name_and_those_of_the_environment_do_not_count() {
    let place = place();
    let args = [
        "base.json",
        "new.json",
        "--rate",
        "10k",
        "--no-save",
        "--engine",
        "null",
    ];
    refused(
        &compare(&place, &args),
        2,
        &["leave --engine, --rate, --no-save away"],
    );
    let mut asked = command(&["compare", "base.json", "base.json"]);
    asked.current_dir(place.path());
    asked
        .env("STREAMGAUGE_RATE", "10k")
        .env("STREAMGAUGE_OUT", "elsewhere");
    assert_eq!(ended(&asked.output().unwrap()).code, Some(0));
    for flag in ["--all", "--fail-on-worse", "--across-machines", "--store=x"] {
        let flag_alone = compare(&place, &[flag, "--dry-run"]);
        refused(&flag_alone, 2, &["streamgauge compare BASE NEW"]);
    }
    let csv = compare(&place, &["base.json", "new.json", "--format", "csv"]);
    refused(&csv, 2, &["human, json or markdown"]);
}

#[test]
fn unlike_records_are_refused_with_all_reasons() {
    let place = place();
    let mut other = base();
    other["scenario"]["seed"] = 8.into();
    other["scenario"]["fingerprint"] = "00".into();
    write(&place, "other.json", &other);
    let ended = compare(&place, &["base.json", "other.json"]);
    refused(
        &ended,
        4,
        &[
            "base.json and other.json cannot be compared",
            "the seed: 7 in base, 8 in new",
        ],
    );
    assert!(
        !ended.err.contains("fingerprint"),
        "the seed says it all: {ended:?}"
    );
}

#[test]
fn records_of_two_machines_are_compared_on_request() {
    let place = place();
    let mut other = base();
    other["machine"]["cores"] = 64.into();
    write(&place, "other.json", &other);
    let ended = compare(&place, &["base.json", "other.json"]);
    refused(
        &ended,
        4,
        &["number of processors is 64, then it was 4", "--across-machines"],
    );
    let ended = compare(&place, &["base.json", "other.json", "--across-machines"]);
    assert_eq!(ended.code, Some(0), "{ended:?}");
    assert!(ended.out.contains("· not comparable"), "{ended:?}");
    assert!(ended.out.contains("measured on another machine"), "{ended:?}");
}

#[test]
fn records_of_a_debug_build_or_a_counting_allocator_are_compared_on_request() {
    let place = place();
    let mut base = base();
    base["tool"]["allocator"] = "system".into();
    write(&place, "base.json", &base);
    for (field, value, says) in [
        (
            "profile",
            "debug",
            "its build profile is debug, then it was release",
        ),
        (
            "allocator",
            "system, counting",
            "its allocator is system, counting, then it was system",
        ),
    ] {
        let mut other = base.clone();
        other["tool"][field] = value.into();
        write(&place, "other.json", &other);
        let ended = compare(&place, &["base.json", "other.json"]);
        refused(
            &ended,
            4,
            &["by a build made differently", says, "--across-machines"],
        );
        let ended = compare(&place, &["base.json", "other.json", "--across-machines"]);
        assert_eq!(ended.code, Some(0), "{ended:?}");
        assert!(
            ended.out.contains("made differently") && !ended.out.contains("differ in their"),
            "{ended:?}"
        );
    }
}

#[test]
fn records_without_a_valid_run_in_common_cannot_be_judged() {
    let place = place();
    let mut void = base();
    for run in runs(&mut void) {
        run["status"]["valid"] = false.into();
    }
    write(&place, "void.json", &void);
    let ended = compare(&place, &["base.json", "void.json"]);
    refused(&ended, 4, &["no arm with valid runs on the same query in common"]);
}

/// The base with its arm under another name as well, and of that in the new record what `edit` leaves.
fn with_a_second_arm(place: &tempfile::TempDir, edit: fn(&mut Vec<Value>)) {
    let mut base = base();
    let mut second: Vec<Value> = runs(&mut base).map(|run| run.clone()).collect();
    for run in &mut second {
        run["arm"] = "second".into();
    }
    let mut new = base.clone();
    base["runs"].as_array_mut().unwrap().extend(second.clone());
    edit(&mut second);
    new["runs"].as_array_mut().unwrap().extend(second);
    write(place, "two.json", &base);
    write(place, "lacking.json", &new);
}

#[test]
fn an_arm_that_the_new_record_lacks_or_has_only_void_runs_of_may_have_got_worse() {
    let place = place();
    let edits: [fn(&mut Vec<Value>); 2] = [Vec::clear, |runs| {
        for run in runs {
            run["status"]["valid"] = false.into();
        }
    }];
    for edit in edits {
        with_a_second_arm(&place, edit);
        let shown = compare(&place, &["two.json", "lacking.json"]);
        assert_eq!(shown.code, Some(0), "{shown:?}");
        for says in [
            "0 worse · 0 better · 1 not comparable · ",
            "? not comparable, new has no valid run: second on movie-tumbling",
            "1 of 2 arms on queries give the same answers",
        ] {
            assert!(shown.out.contains(says), "{says}: {shown:?}");
        }
        let failed = compare(&place, &["two.json", "lacking.json", "--fail-on-worse"]);
        assert_eq!(failed.code, Some(4), "{failed:?}");
        assert!(
            failed.err.contains("cannot judge second on movie-tumbling"),
            "{failed:?}"
        );
        let back = compare(&place, &["lacking.json", "two.json", "--fail-on-worse"]);
        assert_eq!(back.code, Some(0), "an arm more is no loss: {back:?}");
    }
}

#[test]
fn files_that_are_no_records_are_named() {
    let place = place();
    std::fs::write(place.path().join("half.json"), "{\"schema\": \"streamgauge.rec").unwrap();
    refused(
        &compare(&place, &["base.json", "half.json"]),
        1,
        &["half.json is cut off"],
    );
    let search = sample("search-sample.json");
    let ended = compare(&place, &[search.to_str().unwrap(), "base.json"]);
    refused(
        &ended,
        1,
        &["search-sample.json", "expected `streamgauge.record`"],
    );
}

#[test]
fn a_closed_pipe_is_a_quiet_end() {
    let place = place();
    let mut asked = command(&["compare", "base.json", "new.json", "--all"]);
    asked.current_dir(place.path());
    let mut child = asked
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    drop(child.stdout.take());
    let ended = ended(&child.wait_with_output().unwrap());
    assert_eq!((ended.code, ended.err.as_str()), (Some(0), ""));
}

#[test]
fn a_baseline_is_saved_compared_accepted_shown_and_removed() {
    let place = place();
    let saved = baseline(&place, &["save", "main", "base.json", "--reason", "first"]);
    assert_eq!(saved.code, Some(0), "{saved:?}");
    assert!(
        place.path().join(".streamgauge/baselines/main.json").is_file(),
        "{saved:?}"
    );
    for name in ["main", "4f1c2ab", "4f1c"] {
        let ended = compare(&place, &[name, "new.json"]);
        assert_eq!(ended.code, Some(0), "{name}: {ended:?}");
        assert!(ended.out.contains("1 worse"), "{name}: {ended:?}");
    }
    let again = baseline(&place, &["save", "main", "new.json"]);
    refused(
        &again,
        2,
        &["there is a baseline 'main' already", "baseline accept main"],
    );
    refused(
        &baseline(&place, &["accept", "main", "new.json"]),
        2,
        &["--reason <TEXT>"],
    );
    refused(
        &baseline(&place, &["accept", "main", "new.json", "--reason", " "]),
        2,
        &["--reason is empty"],
    );
    let accepted = baseline(
        &place,
        &["accept", "main", "new.json", "--reason", "slower, but right"],
    );
    assert_eq!(accepted.code, Some(0), "{accepted:?}");
    let same = compare(&place, &["main", "new.json"]);
    assert!(same.out.contains("0 worse"), "{same:?}");
    let before = compare(&place, &["4f1c2ab", "base.json", "--fail-on-worse"]);
    assert!(
        before.code == Some(0) && before.out.contains("base  main@4f1c2ab"),
        "{before:?}"
    );

    let list = baseline(&place, &["list"]);
    assert!(
        list.out.contains("abcd123") && list.out.contains("slower, but right"),
        "{list:?}"
    );
    let shown = baseline(&place, &["show", "main"]);
    for wanted in [
        "“slower, but right”",
        "before  4f1c2ab",
        "“first”",
        "movie-tumbling",
    ] {
        assert!(shown.out.contains(wanted), "{wanted}: {shown:?}");
    }
    let json: Value =
        serde_json::from_str(&baseline(&place, &["show", "main", "--format", "json"]).out).unwrap();
    assert_eq!(json["id"], "20260907-090000-7f3a9c");

    assert_eq!(baseline(&place, &["rm", "main"]).code, Some(0));
    refused(
        &baseline(&place, &["rm", "main"]),
        2,
        &["there is no baseline 'main'", "baseline save NAME RECORD"],
    );
    assert!(baseline(&place, &["list"]).out.contains("no baselines"));
}

/// Of a file whose instants do not change.
#[test]
fn who_keeps_a_record_with_wrong_answers_is_told_how_many() {
    let place = place();
    let mut wrong = base();
    for run in runs(&mut wrong).take(2) {
        run["status"]["valid"] = false.into();
        run["status"]["wrong_answer"] = true.into();
    }
    write(&place, "wrong.json", &wrong);
    let says = "2 of 8 runs of wrong.json gave wrong answers";
    let kept = [
        baseline(&place, &["save", "main", "wrong.json"]),
        baseline(&place, &["accept", "main", "wrong.json", "--reason", "known"]),
        streamgauge_in(place.path(), &["history", "add", "wrong.json"]),
    ];
    for ended in kept {
        assert!(ended.code == Some(0) && ended.err.contains(says), "{ended:?}");
    }
    let right = baseline(&place, &["save", "right", "base.json"]);
    assert!(!right.err.contains("wrong answers"), "{right:?}");
}

#[test]
fn the_list_of_baselines_and_one_of_them_word_for_word() {
    let place = tempfile::tempdir().unwrap();
    let store = place.path().join(".streamgauge/baselines");
    std::fs::create_dir_all(&store).unwrap();
    std::fs::copy(sample("baseline-1.0.json"), store.join("main.json")).unwrap();
    assert_snapshot!("baselines", baseline(&place, &["list"]).out);
    assert_snapshot!("baseline", baseline(&place, &["show", "main"]).out);
}

#[test]
fn a_record_that_answers_another_question_takes_no_baselines_place() {
    let place = place();
    assert_eq!(baseline(&place, &["save", "main", "base.json"]).code, Some(0));
    let file = place.path().join(".streamgauge/baselines/main.json");
    let before = std::fs::read(&file).unwrap();
    let mut other = base();
    other["scenario"]["seed"] = 8.into();
    other["plan"]["clock"] = "simulated".into();
    write(&place, "other.json", &other);
    let accept = |record: &str| baseline(&place, &["accept", "main", record, "--reason", "newer"]);
    refused(
        &accept("other.json"),
        4,
        &[
            "other.json cannot take the place of main",
            "the seed: 7 in base, 8 in new",
            "simulated on a virtual clock in new",
            "`streamgauge baseline save NAME other.json`",
        ],
    );
    assert_eq!(std::fs::read(&file).unwrap(), before);
    let mut elsewhere = base();
    elsewhere["machine"]["cores"] = 64.into();
    write(&place, "elsewhere.json", &elsewhere);
    let accepted = accept("elsewhere.json");
    assert!(
        accepted.code == Some(0) && accepted.err.contains("number of processors is 64, then it was 4"),
        "{accepted:?}"
    );
}

#[test]
fn a_baseline_of_the_usual_shape_is_small_enough_to_be_checked_in() {
    let place = tempfile::tempdir().unwrap();
    let args = [
        "compare",
        "--clock",
        "simulated",
        "-q",
        "--no-save",
        "--format",
        "json",
    ];
    let measured = streamgauge_in(place.path(), &args);
    std::fs::write(place.path().join("record.json"), &measured.out).unwrap();
    let saved = baseline(&place, &["save", "main", "record.json"]);
    assert_eq!(saved.code, Some(0), "{saved:?}");
    let size = |reason: &[&str]| {
        for reason in reason {
            let accepted = baseline(&place, &["accept", "main", "record.json", "--reason", reason]);
            assert_eq!(accepted.code, Some(0), "{accepted:?}");
        }
        let file = place.path().join(".streamgauge/baselines/main.json");
        std::fs::metadata(file).unwrap().len()
    };
    let (whole, once) = (measured.out.len() as u64, size(&[]));
    assert!(once < 1_500_000 && once * 3 < whole, "{once} of {whole} bytes");
    assert!(size(&["once", "again"]) < 4_500_000);
    let compared = compare(&place, &["main", "record.json", "--fail-on-worse"]);
    assert!(
        compared.code == Some(0) && compared.out.contains("0 worse"),
        "{compared:?}"
    );
}

#[test]
fn an_unknown_baseline_comes_with_a_suggestion() {
    let place = place();
    assert_eq!(baseline(&place, &["save", "release", "base.json"]).code, Some(0));
    let ended = compare(&place, &["relaese", "new.json"]);
    refused(
        &ended,
        2,
        &["there is no file relaese", "did you mean 'release'?"],
    );
    refused(
        &baseline(&place, &["show", "relaese"]),
        2,
        &["did you mean 'release'?"],
    );
    refused(
        &baseline(&place, &["save", "a/b", "base.json"]),
        2,
        &["'a/b' cannot be the name of a baseline"],
    );
}

#[test]
fn a_store_may_lie_elsewhere() {
    let place = place();
    let saved = baseline(&place, &["save", "main", "base.json", "--store", "kept"]);
    assert_eq!(saved.code, Some(0), "{saved:?}");
    assert!(place.path().join("kept/baselines/main.json").is_file());
    assert_eq!(compare(&place, &["main", "new.json"]).code, Some(2));
    assert_eq!(
        compare(&place, &["main", "new.json", "--store", "kept"]).code,
        Some(0)
    );
    let mut asked = command(&["compare", "main", "new.json"]);
    asked.current_dir(place.path()).env("STREAMGAUGE_STORE", "kept");
    assert_eq!(ended(&asked.output().unwrap()).code, Some(0));
}

#[test]
fn a_broken_baseline_is_named_with_the_fix_and_hides_no_other() {
    let place = place();
    for name in ["main", "other"] {
        assert_eq!(baseline(&place, &["save", name, "base.json"]).code, Some(0));
    }
    std::fs::write(place.path().join(".streamgauge/baselines/main.json"), "{").unwrap();
    let list = baseline(&place, &["list"]);
    assert_eq!(list.code, Some(1), "{list:?}");
    assert!(
        list.out.contains("other") && list.err.contains("`streamgauge baseline rm main`"),
        "{list:?}"
    );
    refused(
        &compare(&place, &["main", "new.json"]),
        1,
        &["the baseline 'main' is broken"],
    );
    assert_eq!(baseline(&place, &["rm", "main"]).code, Some(0));
    assert_eq!(baseline(&place, &["list"]).code, Some(0));
}

#[test]
fn what_is_simulated_is_compared_exactly() {
    let place = tempfile::tempdir().unwrap();
    let simulate = |out: &str, trigger: &str| {
        let engine = format!("micro-batch:trigger={trigger},label=mine");
        let args = [
            "compare",
            "--clock",
            "simulated",
            "--measure",
            "1s",
            "--query",
            "movie-running",
            "--out",
            out,
            "--engine",
            &engine,
            "-q",
        ];
        assert_eq!(streamgauge_in(place.path(), &args).code, Some(0));
        let entry = place
            .path()
            .join(out)
            .read_dir()
            .unwrap()
            .next()
            .unwrap()
            .unwrap();
        entry.path().to_str().unwrap().to_owned()
    };
    let (short, long) = (simulate("a", "100ms"), simulate("b", "200ms"));
    let ended = streamgauge(&["compare", &short, &long]);
    assert_eq!(ended.code, Some(0), "{ended:?}");
    let row = ended.out.lines().find(|line| line.contains("total p50")).unwrap();
    assert!(row.contains("exact") && row.ends_with("▲ worse"), "{row}");
    assert!(
        ended.out.contains("mine is set differently: trigger"),
        "{ended:?}"
    );
}

/// Two builds on this measurement, both of them the one under test.
fn two_builds(place: &Path, args: &[&str]) -> Ended {
    let binary = env!("CARGO_BIN_EXE_streamgauge");
    streamgauge_in(
        place,
        &[&["compare", "--base-bin", binary, "--out", "here"], args].concat(),
    )
}

#[test]
fn a_build_beside_itself_is_the_same_everywhere_and_both_have_records() {
    let place = tempfile::tempdir().unwrap();
    let args = [
        "--clock",
        "simulated",
        "--query",
        "movie-tumbling,user-session",
        "--measure",
        "500ms",
        "--repeats",
        "2",
        "--fail-on-worse",
        "--format",
        "json",
    ];
    let ended = two_builds(place.path(), &args);
    assert_eq!(ended.code, Some(0), "{ended:?}");
    assert!(ended.err.contains("12 runs by each of 2 builds"), "{ended:?}");
    let changes: Value = serde_json::from_str(&ended.out).unwrap();
    let of = |list: &str, key: &str| -> Vec<Value> {
        let list = changes[list].as_array().unwrap();
        list.iter().map(|change| change[key].clone()).collect()
    };
    let verdicts = of("changes", "verdict");
    assert!(
        verdicts.len() > 20 && verdicts.iter().all(|verdict| verdict == "identical"),
        "{verdicts:?}"
    );
    assert_eq!(of("answers", "verdict").len(), 6);
    let mut saved = records(&place.path().join("here"));
    saved.sort();
    let saved: Vec<Value> = saved
        .iter()
        .map(|path| serde_json::from_slice(&std::fs::read(path).unwrap()).unwrap())
        .collect();
    let ids: Vec<&str> = saved
        .iter()
        .map(|record| record["id"].as_str().unwrap())
        .collect();
    assert_eq!(ids.len(), 2);
    assert_eq!(ids[1], format!("{}-base", ids[0]));
    for record in &saved {
        assert_eq!(
            (runs(&mut record.clone()).count(), &record["complete"]),
            (12, &true.into())
        );
        assert_eq!(record["tool"], saved[0]["tool"]);
    }
}

#[test]
fn two_builds_take_turns_in_real_time_and_each_run_has_a_process() {
    let place = tempfile::tempdir().unwrap();
    let args = [
        "--engine",
        "event-at-a-time",
        "--query",
        "movie-running",
        "--warm-up",
        "10ms",
        "--measure",
        "50ms",
        "--slip-limit",
        "1s",
        "--repeats",
        "2",
        "--no-capacity",
    ];
    let ended = two_builds(place.path(), &args);
    assert_eq!(ended.code, Some(0), "{ended:?}");
    assert!(
        ended.out.contains("this build") && ended.out.contains("total p50"),
        "{ended:?}"
    );
    for path in records(&place.path().join("here")) {
        let mut record: Value = serde_json::from_slice(&std::fs::read(&path).unwrap()).unwrap();
        assert_eq!(runs(&mut record).count(), 2, "{path:?}");
        assert!(
            runs(&mut record).all(|run| run["process"]["fingerprint"].is_string() && run["attempt"] == 0)
        );
    }
}

#[test]
fn a_base_that_cannot_be_measured_is_refused_before_anything_is() {
    let place = place();
    std::fs::write(place.path().join("script"), "#!/bin/sh\necho hello\n").unwrap();
    let binary = env!("CARGO_BIN_EXE_streamgauge");
    for (args, says) in [
        (["--base-bin", "nowhere", "--all"], "nowhere: No such file"),
        (
            ["--base-bin", "/bin/true", "--all"],
            "/bin/true is no streamgauge",
        ),
        (
            ["--base-bin", binary, "--format=csv"],
            "printed as human, json or markdown",
        ),
        (["--base-bin", binary, "--until-decided"], "cannot be used with"),
        (
            ["base.json", "new.json", "--base-bin=x"],
            "leave --base-bin, --dry-run away",
        ),
        (
            ["--base-bin", binary, "--store=x"],
            "--store only means something when two saved records",
        ),
    ] {
        let ended = compare(&place, &[&args[..], &["-n"]].concat());
        refused(&ended, 2, &[says]);
    }
}
