//! What has a meaning, but hardly the one that was meant.

use streamgauge_replay::Case;

use crate::{EVENTS, assert_error, line};

/// The format says that it is ignored: the case runs, and whoever wrote it is told. One that stays where it is, and one
/// that begins anew after a restart, are nothing to tell.
#[test]
fn a_watermark_that_goes_back_is_remarked_upon() {
    let steps = "\"steps\": [{\"watermark_ms\": -5}, {\"watermark_ms\": -5},\n{\"watermark_ms\": -6}, {\"restart\": true}, \
                 {\"watermark_ms\": -7},";
    let text = EVENTS.replacen(r#""steps": ["#, steps, 1);
    let folder = tempfile::tempdir().expect("a directory");
    let file = folder.path().join("session_lateness_10000_accumulating.json");
    std::fs::write(&file, &text).expect("a file");
    let remarks = Case::read(&file).expect("a case").remarks(&file);
    let [remark] = remarks.as_slice() else {
        panic!("{remarks:?}");
    };
    assert_error(
        remark,
        "steps[2].watermark_ms",
        "the watermark goes back from -5 to -6; it is ignored",
    );
    let first = EVENTS
        .lines()
        .position(|line| line.contains("\"steps\""))
        .map(|at| at + 1);
    assert_eq!(line(remark), first.map(|line| line + 1), "{remark}");
}

/// Likewise an end behind the end; whoever has started again may end again.
#[test]
fn an_end_behind_the_end_is_remarked_upon() {
    let events = EVENTS.find(r#""steps": ["#).expect("steps");
    let steps =
        r#""steps": [{"end": true}, {"end": true}, {"restart": true}, {"end": true}], "expected": []}"#;
    let folder = tempfile::tempdir().expect("a directory");
    let file = folder.path().join("session_lateness_10000_accumulating.json");
    std::fs::write(&file, EVENTS[..events].to_owned() + steps).expect("a file");
    let remarks = Case::read(&file).expect("a case").remarks(&file);
    let [remark] = remarks.as_slice() else {
        panic!("{remarks:?}");
    };
    assert_error(
        remark,
        "steps[1].end",
        "the input has ended before; it is ignored",
    );
}

#[test]
fn a_file_under_another_name_is_remarked_upon() {
    let folder = tempfile::tempdir().expect("a directory");
    let file = folder.path().join("odd.json");
    std::fs::write(&file, EVENTS).expect("a file");
    let remarks = Case::read(&file).expect("a case").remarks(&file);
    let [remark] = remarks.as_slice() else {
        panic!("{remarks:?}");
    };
    assert_error(
        remark,
        "name",
        "found \"session_lateness_10000_accumulating\", but the file is odd.json",
    );
}
