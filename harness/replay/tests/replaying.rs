//! Many files at once: bad ones do not stop the others, and a closed pipe is told.

use std::io::{self, Write};
use std::path::PathBuf;

use streamgauge_replay::{EngineKind, Options, ReplayError, replay};

const GOOD: &str = include_str!("cases/facts/micro-batch/agg-append-basic.json");

const fn options(check: bool) -> Options {
    Options {
        check,
        engine: None,
        with_names: false,
    }
}

/// A directory with a good case, a wrong one, one that no engine can run, and two that are not cases.
fn folder() -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a directory");
    let write = |name: &str, text: &str| {
        let path = folder.path().join(name);
        std::fs::create_dir_all(path.parent().expect("a parent")).expect("a directory");
        std::fs::write(path, text).expect("a file");
    };
    write("b/good.json", GOOD);
    let named = |name: &str| GOOD.replace(r#""agg-append-basic""#, &format!(r#""{name}""#));
    write(
        "b/wrong.json",
        &named("wrong").replacen(r#""count": 5"#, r#""count": 7"#, 1),
    );
    let tumbling = r#"{"type": "tumbling", "size_ms": 5000, "offset_ms": 0}"#;
    let many = r#"{"type": "sliding", "size_ms": 50000, "slide_ms": 1, "offset_ms": 0}"#;
    write("c.json", &named("many").replace(tumbling, many));
    write("a/half.json", &GOOD[..400]);
    write("a/other.json", r#"{"schema": "something.else"}"#);
    write("a/notes.txt", "not a case");
    folder
}

fn check(paths: &[PathBuf]) -> (streamgauge_replay::Summary, String) {
    let mut out = Vec::new();
    let summary = replay(paths, &options(true), &mut out).expect("a summary");
    (summary, String::from_utf8(out).expect("text"))
}

#[test]
fn bad_cases_do_not_stop_the_others() {
    let folder = folder();
    let (summary, text) = check(&[folder.path().to_owned()]);
    let total = summary.total;
    assert_eq!(
        (total.ran, total.passed, total.failed, total.unsupported),
        (2, 1, 1, 1),
        "{text}"
    );
    let errors: Vec<_> = summary.errors.iter().map(ToString::to_string).collect();
    assert_eq!(errors.len(), 2);
    assert!(errors[0].contains("half.json:11:"), "{errors:?}");
    assert!(
        errors[1].contains("other.json:1:2: schema: found \"something.else\""),
        "{errors:?}"
    );
    assert_eq!(summary.gaps[0].unsupported.feature, "query");
    assert_eq!(summary.failures[0].file, folder.path().join("b/wrong.json"));
    assert!(!summary.is_clean());
}

#[test]
fn check_prints_a_line_per_case_and_a_table() {
    let folder = folder();
    let (_, text) = check(&[folder.path().to_owned()]);
    let lines: Vec<_> = text.lines().collect();
    assert_eq!(lines[0], "pass         agg-append-basic");
    assert!(
        lines[1].starts_with("FAIL         wrong: line 4, results: expected 1 row (missing: "),
        "{text}"
    );
    assert!(
        lines[2].starts_with("unsupported  many: query: window slide: "),
        "{text}"
    );
    assert!(
        text.lines()
            .any(|line| line.split_whitespace().eq(["tumbling", "1", "1", "1"])),
        "{text}"
    );
    assert!(text.ends_with("2 files are not cases\n"), "{text}");
}

#[test]
fn a_path_that_is_not_there_is_named() {
    let (summary, _) = check(&[PathBuf::from("no/such/case.json")]);
    assert!(
        summary.errors[0]
            .to_string()
            .starts_with("no/such/case.json: cannot be read")
    );
    let empty = tempfile::tempdir().expect("a directory");
    let (summary, _) = check(&[empty.path().to_owned()]);
    assert!(summary.errors[0].to_string().contains("holds no *.json"));
}

#[test]
fn a_name_belongs_to_one_case_and_a_file_is_run_once() {
    let folder = tempfile::tempdir().expect("a directory");
    for name in ["a.json", "b.json"] {
        std::fs::write(folder.path().join(name), GOOD).expect("a file");
    }
    let (summary, _) = check(&[folder.path().to_owned(), folder.path().join("a.json")]);
    assert_eq!(summary.total.passed, 1);
    let errors: Vec<_> = summary.errors.iter().map(ToString::to_string).collect();
    assert_eq!(errors.len(), 1, "{errors:?}");
    assert!(errors[0].contains("b.json:4:3: name: "), "{errors:?}");
    assert!(errors[0].contains("a.json, too"), "{errors:?}");
}

#[test]
fn a_feature_that_the_format_does_not_list_is_unsupported() {
    let folder = tempfile::tempdir().expect("a directory");
    let text = GOOD.replace(r#""tumbling", "append""#, r#""tumbling", "telepathy""#);
    std::fs::write(folder.path().join("a.json"), text).expect("a file");
    let (summary, text) = check(&[folder.path().to_owned()]);
    assert_eq!((summary.total.passed, summary.total.unsupported), (0, 1));
    assert!(
        text.starts_with("unsupported  agg-append-basic: telepathy: "),
        "{text}"
    );
}

#[test]
fn cases_of_the_other_engine_are_left_out() {
    let cases = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/cases/facts");
    let options = Options {
        check: true,
        engine: Some(EngineKind::MicroBatch),
        with_names: false,
    };
    let summary = replay(&[cases], &options, &mut Vec::new()).expect("a summary");
    assert_eq!((summary.total.ran, summary.left_out), (25, 19));
    assert!(!summary.by_engine.contains_key("event-at-a-time"));
    assert!(summary.is_clean() && !summary.is_void());
}

#[test]
fn an_engine_without_cases_leaves_nothing_to_summarise() {
    let cases = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/cases/facts/event-at-a-time");
    let options = Options {
        engine: Some(EngineKind::MicroBatch),
        ..options(true)
    };
    let mut out = Vec::new();
    let summary = replay(&[cases], &options, &mut out).expect("a summary");
    assert!(summary.is_void());
    assert_eq!((summary.left_out, out.len()), (19, 0));
}

#[test]
fn lines_can_name_their_case() {
    let folder = folder();
    let printed = |with_names| {
        let options = Options {
            with_names,
            ..options(false)
        };
        let mut out = Vec::new();
        replay(&[folder.path().join("b")], &options, &mut out).expect("lines");
        String::from_utf8(out).expect("text")
    };
    let named: Vec<_> = ["agg-append-basic", "wrong"]
        .iter()
        .flat_map(|name| [*name; 5])
        .collect();
    let lines = printed(false);
    let wanted: Vec<_> = std::iter::zip(named, lines.lines())
        .map(|(name, line)| line.replacen('{', &format!(r#"{{"case":"{name}","#), 1))
        .collect();
    assert_eq!(wanted.len(), 10);
    assert_eq!(printed(true).lines().collect::<Vec<_>>(), wanted);
}

/// Opening a pipe would wait for somebody who writes into it.
#[cfg(unix)]
#[test]
fn what_is_no_regular_file_is_named_and_the_others_run() {
    let folder = tempfile::tempdir().expect("a directory");
    let pipe = folder.path().join("a.json");
    let made = std::process::Command::new("mkfifo").arg(&pipe).status();
    assert!(made.expect("mkfifo").success());
    let socket = std::os::unix::net::UnixListener::bind(folder.path().join("b.json"));
    std::fs::write(folder.path().join("agg-append-basic.json"), GOOD).expect("a file");
    let device = PathBuf::from("/dev/null");
    let (summary, _) = check(&[folder.path().to_owned(), pipe.clone(), device]);
    drop(socket);
    assert_eq!(summary.total.passed, 1);
    let errors: Vec<_> = summary.errors.iter().map(ToString::to_string).collect();
    assert_eq!(errors.len(), 3, "{errors:?}");
    assert_eq!(errors[0], format!("{}: is a pipe, not a file", pipe.display()));
    assert!(
        errors[1].ends_with("b.json: is a socket, not a file"),
        "{errors:?}"
    );
    assert_eq!(errors[2], "/dev/null: is a device, not a file");
}

#[test]
fn a_single_file_that_is_no_case_is_one_file() {
    let folder = tempfile::tempdir().expect("a directory");
    std::fs::write(folder.path().join("half.json"), &GOOD[..400]).expect("a file");
    let (_, text) = check(&[folder.path().to_owned()]);
    assert!(text.ends_with("1 file is not a case\n"), "{text}");
}

/// A pipe whose reader has gone.
struct Closed;

impl Write for Closed {
    fn write(&mut self, _: &[u8]) -> io::Result<usize> {
        Err(io::ErrorKind::BrokenPipe.into())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[test]
fn a_closed_pipe_reads_as_such() {
    let folder = folder();
    for check in [false, true] {
        let ReplayError::Output(error) =
            replay(&[folder.path().to_owned()], &options(check), &mut Closed).expect_err("a closed pipe");
        assert_eq!(error.kind(), io::ErrorKind::BrokenPipe);
    }
}
