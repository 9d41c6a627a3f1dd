//! Stopping, crashing and going on.

use std::fs;
use std::io::{BufRead as _, BufReader, Read as _};
use std::os::unix::ffi::OsStringExt as _;
use std::os::unix::process::CommandExt as _;
use std::path::Path;
use std::process::{Child, Stdio};
use std::time::{Duration, Instant};

use rustix::process::{Pid, Signal, kill_process, kill_process_group, test_kill_process};
use serde_json::Value;

use crate::binary::{Ended, command, ended, record, records, streamgauge_in};

const LIVE: [&str; 12] = [
    "run",
    "--repeats",
    "4",
    "--measure",
    "200ms",
    "--warm-up",
    "50ms",
    "--rate",
    "1k",
    "--no-capacity",
    "--retries",
    "0",
];

/// Starts it in a process group of its own, as a shell does.
fn start(args: &[&str], place: &Path) -> Child {
    let mut command = command(args);
    command.current_dir(place).process_group(0);
    command
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap()
}

/// Waits until it has said this, and returns what it said.
fn said(child: &mut Child, wanted: &str) -> (String, BufReader<std::process::ChildStderr>) {
    let mut err = BufReader::new(child.stderr.take().unwrap());
    let mut told = String::new();
    while !told.contains(wanted) {
        assert!(
            err.read_line(&mut told).unwrap() > 0,
            "it ended without {wanted:?}: {told}"
        );
    }
    (told, err)
}

/// The processes that this one started and that run now.
fn children(parent: u32) -> Vec<Pid> {
    let mut found = Vec::new();
    for entry in fs::read_dir("/proc").unwrap().flatten() {
        let name = entry.file_name().to_string_lossy().into_owned();
        let stat = fs::read_to_string(entry.path().join("stat")).unwrap_or_default();
        let after = stat.rsplit(')').next().unwrap_or_default();
        let fields: Vec<&str> = after.split_whitespace().collect();
        if let (Ok(pid), Some(state), Some(ppid)) = (name.parse::<i32>(), fields.first(), fields.get(1))
            && *ppid == parent.to_string()
            && *state != "Z"
        {
            found.extend(Pid::from_raw(pid));
        }
    }
    found
}

/// A process that measures a slot for it, as soon as there is one.
fn measuring(parent: u32) -> Pid {
    let deadline = Instant::now() + Duration::from_secs(60);
    loop {
        if let Some(pid) = children(parent).first() {
            return *pid;
        }
        assert!(Instant::now() < deadline, "no process measures");
        std::thread::sleep(Duration::from_millis(5));
    }
}

fn is_gone(pid: Pid) -> bool {
    let deadline = Instant::now() + Duration::from_secs(20);
    while test_kill_process(pid).is_ok() {
        let stat = fs::read_to_string(format!("/proc/{}/stat", pid.as_raw_nonzero())).unwrap_or_default();
        if stat.contains(") Z ") || stat.is_empty() {
            return true;
        }
        if Instant::now() > deadline {
            return false;
        }
        std::thread::sleep(Duration::from_millis(20));
    }
    true
}

fn end_of(mut child: Child, told: String, mut err: BufReader<std::process::ChildStderr>) -> Ended {
    let mut told = told;
    err.read_to_string(&mut told).unwrap();
    let mut out = String::new();
    child.stdout.take().unwrap().read_to_string(&mut out).unwrap();
    Ended {
        code: child.wait().unwrap().code(),
        out,
        err: told,
    }
}

fn slots(record: &Value) -> Vec<u64> {
    let runs = record["runs"].as_array().unwrap();
    runs.iter().map(|run| run["slot"].as_u64().unwrap()).collect()
}

fn id(record: &Value) -> String {
    record["id"].as_str().unwrap().to_owned()
}

#[test]
fn a_process_that_is_killed_leaves_a_void_run_and_the_others_go_on() {
    let place = tempfile::tempdir().unwrap();
    let mut child = start(&LIVE, place.path());
    let (told, err) = said(&mut child, "[1/4]");
    kill_process(measuring(child.id()), Signal::KILL).unwrap();
    let ended = end_of(child, told, err);
    let record = record(&place.path().join("runs"));
    assert_eq!(
        (slots(&record), record["complete"].as_bool()),
        (vec![0, 1, 2, 3], Some(true))
    );
    let reasons: Vec<String> = record["runs"]
        .as_array()
        .unwrap()
        .iter()
        .map(|run| run["status"]["reasons"].to_string())
        .collect();
    assert_eq!(
        reasons
            .iter()
            .filter(|reason| reason.contains("was killed (signal 9)"))
            .count(),
        1,
        "{reasons:?} {ended:?}"
    );
    let sizes: Vec<&Value> = record["runs"]
        .as_array()
        .unwrap()
        .iter()
        .map(|run| &run["process"]["environment_bytes"])
        .collect();
    assert!(
        sizes.iter().filter(|size| size.is_u64()).count() == 3,
        "{sizes:?}"
    );
}

#[test]
fn a_killed_parent_leaves_its_finished_runs_and_no_process_and_can_be_resumed_twice() {
    let place = tempfile::tempdir().unwrap();
    let mut child = start(&LIVE, place.path());
    let (_, err) = said(&mut child, "[1/4]");
    let orphan = measuring(child.id());
    kill_process(Pid::from_child(&child), Signal::KILL).unwrap();
    child.wait().unwrap();
    drop(err);
    assert!(is_gone(orphan), "a process went on measuring for nobody");
    let first = record(&place.path().join("runs"));
    assert_eq!(
        (slots(&first), first["complete"].as_bool()),
        (vec![0], Some(false))
    );

    let mut again = start(&["run", "--resume", &id(&first)], place.path());
    let (told, err) = said(&mut again, "[2/4]");
    kill_process(Pid::from_child(&again), Signal::INT).unwrap();
    let stopped = end_of(again, told, err);
    assert_eq!(stopped.code, Some(130), "{stopped:?}");
    let hint = format!(
        "to measure what is left: streamgauge run --resume runs/{}",
        id(&first)
    );
    assert!(stopped.err.contains(&hint), "{stopped:?}");

    let directory = format!("runs/{}", id(&first));
    let whole = streamgauge_in(place.path(), &["run", "--resume", &directory]);
    assert!(matches!(whole.code, Some(0 | 4)), "{whole:?}");
    let second = record(&place.path().join("runs"));
    assert_eq!(
        (slots(&second), second["complete"].as_bool()),
        (vec![0, 1, 2, 3], Some(true))
    );
    assert_eq!(
        (&second["id"], &second["created"], &second["argv"]),
        (&first["id"], &first["created"], &first["argv"])
    );
    assert_eq!(second["runs"][0], first["runs"][0], "what was measured stays");
    assert_eq!(second["floor"], first["floor"]);
    assert!(place.path().join(&directory).join("report.html").exists());

    let file = format!("{directory}/record.json");
    let nothing = streamgauge_in(place.path(), &["run", "--resume", &file]);
    assert_eq!((nothing.code, nothing.out.as_str()), (Some(0), ""), "{nothing:?}");
    assert!(nothing.err.contains("nothing left to do"), "{nothing:?}");
}

#[test]
fn an_interrupt_of_the_whole_group_ends_all_of_it_soon() {
    let place = tempfile::tempdir().unwrap();
    let mut child = start(
        &["run", "--measure", "60s", "--rate", "1k", "--repeats", "2"],
        place.path(),
    );
    let parent = child.id();
    let measuring = measuring(parent);
    std::thread::sleep(Duration::from_millis(500));
    let began = Instant::now();
    kill_process_group(Pid::from_child(&child), Signal::INT).unwrap();
    let (told, err) = said(&mut child, "none of 2 runs was measured to its end");
    let ended = end_of(child, told, err);
    assert_eq!(ended.code, Some(130), "{ended:?}");
    assert!(is_gone(measuring) && children(parent).is_empty());
    assert!(began.elapsed() < Duration::from_secs(30), "{:?}", began.elapsed());
}

/// A simulated comparison that was stopped, made from a whole one: of its runs, the first are left.
fn cut_off(place: &Path, runs: usize) -> (Value, String) {
    let args = [
        "compare",
        "--clock",
        "simulated",
        "--measure",
        "100ms",
        "--repeats",
        "2",
        "--query",
        "low-ratings",
    ];
    let whole = streamgauge_in(place, &args);
    assert_eq!(whole.code, Some(0), "{whole:?}");
    let path = records(&place.join("runs")).remove(0);
    let text = fs::read_to_string(&path).unwrap();
    let whole: Value = serde_json::from_str(&text).unwrap();
    let mut part = whole.clone();
    part["complete"] = false.into();
    part["runs"].as_array_mut().unwrap().truncate(runs);
    fs::write(&path, serde_json::to_string(&part).unwrap()).unwrap();
    (whole, path.to_string_lossy().into_owned())
}

#[test]
fn a_simulated_comparison_ends_as_if_it_had_never_been_stopped() {
    let place = tempfile::tempdir().unwrap();
    let (whole, path) = cut_off(place.path(), 3);
    let ended = streamgauge_in(place.path(), &["compare", "--resume", &path]);
    assert_eq!(ended.code, Some(0), "{ended:?}");
    assert_eq!(record(&place.path().join("runs")), whole);
}

#[test]
fn what_cannot_be_resumed_is_told() {
    let place = tempfile::tempdir().unwrap();
    let (_, path) = cut_off(place.path(), 3);
    let text = fs::read_to_string(&path).unwrap();
    let edited = |from: &str, to: &str| {
        assert!(text.contains(from), "{from}");
        let other = place.path().join("edited.json");
        fs::write(&other, text.replacen(from, to, 1)).unwrap();
        streamgauge_in(place.path(), &["compare", "--resume", "edited.json"])
    };
    let resume = |args: &[&str]| streamgauge_in(place.path(), args);
    for (ended, code, says) in [
        (
            resume(&["run", "--resume", &path]),
            2,
            "was begun by `streamgauge compare`",
        ),
        (
            resume(&["compare", "--resume", &path, "--rate", "5k"]),
            2,
            "was begun with other flags",
        ),
        (
            resume(&["compare", "--resume", "nowhere"]),
            2,
            "--resume nowhere: there is no record",
        ),
        (
            resume(&["compare", "--resume", &path, "--no-save"]),
            2,
            "cannot be used with",
        ),
        (
            edited("\"version\":\"0.", "\"version\":\"9."),
            4,
            "another build: its version",
        ),
        (
            edited("\"fingerprint\":\"", "\"fingerprint\":\"0"),
            4,
            "the events are others",
        ),
        (
            edited("--measure", "--measurement"),
            4,
            "does not understand its command line",
        ),
        (
            edited("\"runs\":", "\"walks\":"),
            1,
            "edited.json says it is a record",
        ),
        (edited("{", "["), 1, "edited.json"),
    ] {
        assert_eq!(ended.code, Some(code), "{says}: {ended:?}");
        assert!(ended.err.contains(says), "{says}: {ended:?}");
    }
    fs::write(place.path().join("edited.json"), &text[..text.len() / 2]).unwrap();
    let cut = resume(&["compare", "--resume", "edited.json"]);
    assert_eq!(cut.code, Some(1), "{cut:?}");
    assert!(cut.err.contains("edited.json is cut off"), "{cut:?}");
}

#[test]
fn processes_are_fed_the_same_events_whatever_the_command_line_looks_like() {
    let place = tempfile::tempdir().unwrap();
    let ratings = "userId,movieId,rating,timestamp\n1,2,3.5,1000\n2,2,4.0,1001\n1,3,4.5,1002\n";
    let odd = std::ffi::OsString::from_vec(b"-odd \xff;name.csv".to_vec());
    for name in ["plain.csv".into(), odd] {
        fs::write(place.path().join(&name), ratings).unwrap();
        let mut ratings = std::ffi::OsString::from("--ratings=");
        ratings.push(&name);
        let mut run = command(&[
            "compare",
            "--measure",
            "200ms",
            "--warm-up",
            "0s",
            "--rate",
            "10",
            "--repeats",
            "1",
            "--no-capacity",
            "--query",
            "movie-running",
            "--out",
            "odd",
            "--retries",
            "0",
        ]);
        run.arg(ratings).current_dir(place.path());
        run.env(
            "STREAMGAUGE_ENGINE",
            "null;event-at-a-time:watermark=per-event;micro-batch:label= it's -a b ",
        );
        run.env("STREAMGAUGE_QUEUE", "100");
        let ended = ended(&run.output().unwrap());
        assert!(matches!(ended.code, Some(0 | 4)), "{ended:?}");
        let record = record(&place.path().join("odd"));
        let runs = record["runs"].as_array().unwrap();
        assert_eq!(runs.len(), 3);
        for run in runs {
            assert_eq!(
                run["process"]["fingerprint"], record["scenario"]["fingerprint"],
                "{run}"
            );
        }
        fs::remove_dir_all(place.path().join("odd")).unwrap();
    }
}
