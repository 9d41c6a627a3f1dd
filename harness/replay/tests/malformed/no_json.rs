//! Files that hold something else than a case.

use std::path::Path;

use streamgauge_replay::{Case, CaseError, Position};

use crate::{BATCHES, EVENTS, error, first, line, only};

fn parse(text: &str) -> CaseError {
    first(Case::parse(Path::new("bad.json"), text).expect_err("no case"))
}

#[test]
fn a_file_that_is_cut_off_says_so() {
    let half = &BATCHES[..BATCHES.len() / 2];
    let error = parse(half);
    assert!(error.message.contains("cut off"), "{error}");
    assert_eq!(line(&error), Some(half.lines().count()), "{error}");
    let empty = parse(" \n").to_string();
    assert!(empty.contains("the file is empty; expected a case"), "{empty}");
}

#[test]
fn what_is_no_json_is_told_by_its_first_characters() {
    for (text, message) in [
        (
            "seq,t_ms\n1,2",
            r"is no JSON, it begins with `seq,t_ms\n1,2`; expected a case",
        ),
        ("  <html>", "is no JSON, it begins with `<html>`"),
        ("\0\0\0", r"is no JSON, it begins with `\0\0\0`"),
        ("\u{feff}{}", "begins with a byte order mark"),
    ] {
        let error = parse(text);
        assert!(error.message.contains(message), "{error}");
    }
    for (from, to, message) in [
        (
            "[\"count\"]",
            "[\"count\",]",
            "no JSON: found `]`, expected a value",
        ),
        (
            "\"steps\"",
            ",\"steps\"",
            "no JSON: found `,`, expected a name in quotation marks",
        ),
        (
            "\"t_ms\": 25000",
            "\"t_ms\" 25000",
            "no JSON: found `25000`, expected `:`",
        ),
        (
            "\"note\"",
            "'note'",
            "no JSON: found `'note'`, expected a name in quotation marks",
        ),
    ] {
        let error = only(BATCHES, from, to);
        assert!(error.message.contains(message), "{error}");
    }
    let behind = parse(&format!("{BATCHES}{{}}"));
    assert!(
        behind.message.contains("expected nothing behind the case"),
        "{behind}"
    );
}

#[test]
fn what_is_no_object_or_too_deep_is_no_case() {
    for (text, message) in [
        ("[]", "found a list, expected a case"),
        ("5", "found 5, expected a case"),
    ] {
        let error = parse(text);
        assert!(error.message.contains(message), "{error}");
    }
    let lists = format!(r#""results": {}{}"#, "[".repeat(10_000), "]".repeat(10_000));
    let deep = error(BATCHES, r#""results": []"#, &lists);
    assert!(
        deep.message
            .contains("nested 10003 levels deep, expected at most 127"),
        "{deep}"
    );
    assert_eq!(line(&deep), Some(36), "{deep}");
    let plain = r#"{"type": "event-time"}"#;
    let inner = r#"{"type": "purging", "inner": "#.repeat(200) + plain + &"}".repeat(200);
    let nested = error(EVENTS, plain, &inner);
    assert!(nested.message.contains("nested 203 levels deep"), "{nested}");
}

#[test]
fn the_message_of_a_deep_text_is_short_and_names_the_depth() {
    for text in ["[".repeat(200_000), "{\"a\":".repeat(200_000)] {
        let told = parse(&text).to_string();
        assert!(told.len() < 300, "{} bytes", told.len());
        assert!(told.contains(" levels deep): the file is cut off"), "{told}");
    }
}

#[test]
fn files_that_are_no_text_are_named() {
    let folder = tempfile::tempdir().expect("a directory");
    let file = folder.path().join("binary.json");
    let read = |bytes: &[u8]| {
        std::fs::write(&file, bytes).expect("a file");
        Case::read(&file).expect_err("no case").faults.remove(0)
    };
    let binary = read(b"{\n  \xff\xfe\0");
    assert_eq!(binary.position, Some(Position { line: 2, column: 3 }), "{binary}");
    assert!(binary.message.contains("not UTF-8 text, 0xff"), "{binary}");
    assert!(read(b"\xff\xfe{\0}\0").message.contains("UTF-16"));
    let directory = Case::read(folder.path()).expect_err("no case");
    assert_eq!(directory.faults[0].message, "is a directory, not a file");
}
