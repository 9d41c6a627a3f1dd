//! `streamgauge report` and `streamgauge schema`.

use std::path::Path;

use crate::binary::{record, sample, streamgauge, streamgauge_in};

#[test]
fn a_saved_document_is_rendered_again_wherever_it_is_wanted() {
    for name in ["sample.json", "search-sample.json"] {
        let place = tempfile::tempdir().unwrap();
        let file = place.path().join("r.json");
        std::fs::copy(sample(name), &file).unwrap();
        let ended = streamgauge_in(place.path(), &["report", "r.json", "--out", "pages", "--png"]);
        assert_eq!(ended.code, Some(0), "{name}: {ended:?}");
        assert!(!ended.out.is_empty(), "{name}: a table is printed");
        let page = std::fs::read_to_string(place.path().join("pages/report.html")).unwrap();
        assert!(page.contains("</html>"), "{name}");
        let charts = place.path().join("pages/charts").read_dir().unwrap().count();
        assert!(charts >= 2, "{name}: {charts}");
    }
}

#[test]
fn a_name_that_ends_in_html_is_a_page_and_not_a_directory() {
    let place = tempfile::tempdir().unwrap();
    let record = sample("sample.json");
    let report = |args: &[&str]| {
        let args = [&["report", record.to_str().unwrap()], args].concat();
        streamgauge_in(place.path(), &args)
    };
    let ended = report(&["-o", "new/page.html"]);
    assert_eq!(ended.code, Some(0), "{ended:?}");
    assert!(ended.err.contains("saved new/page.html"), "{ended:?}");
    let page = std::fs::read_to_string(place.path().join("new/page.html")).unwrap();
    assert!(page.contains("</html>"));
    let beside = place.path().join("new").read_dir().unwrap().count();
    assert_eq!(beside, 1, "the page alone");
    let directory = report(&["-o", "pages"]);
    assert_eq!(directory.code, Some(0), "{directory:?}");
    assert_eq!(
        std::fs::read_to_string(place.path().join("pages/report.html")).unwrap(),
        page
    );
    let with_pictures = report(&["-o", "page.html", "--png"]);
    assert_eq!(with_pictures.code, Some(2), "{with_pictures:?}");
    assert!(
        with_pictures.err.contains("leave --png away"),
        "{with_pictures:?}"
    );
    std::fs::create_dir(place.path().join("page.html")).unwrap();
    let taken = report(&["-o", "page.html"]);
    assert!(
        taken.code == Some(2) && taken.err.contains("a directory of that name"),
        "{taken:?}"
    );
}

#[test]
fn several_documents_make_one_page_and_are_printed_in_turn() {
    let place = tempfile::tempdir().unwrap();
    let out = place.path().to_str().unwrap();
    let (record, search) = (sample("sample.json"), sample("search-sample.json"));
    let (record, search) = (record.to_str().unwrap(), search.to_str().unwrap());
    let ended = streamgauge(&["report", search, record, "--out", out, "--format", "jsonl"]);
    assert_eq!(ended.code, Some(0), "{ended:?}");
    let page = std::fs::read_to_string(place.path().join("report.html")).unwrap();
    assert!(page.contains("id=\"d1-record\"") && page.contains("id=\"d2-record\""));
    let charts = |id: &str| place.path().join("charts").join(id).read_dir().unwrap().count();
    assert!(charts("20260901-101502-7f3a9c") > 10);
    assert_eq!(charts("search-20260901T101502Z-7f3a9c52"), 1);
    let alone = |document: &str| streamgauge(&["report", document, "--no-save", "--format", "jsonl"]).out;
    assert_eq!(ended.out, alone(search) + &alone(record), "in the order given");
}

#[test]
fn a_page_shows_the_history_if_it_is_asked_to() {
    let place = tempfile::tempdir().unwrap();
    let record = sample("sample.json");
    let record = record.to_str().unwrap();
    let added = streamgauge_in(place.path(), &["history", "add", record]);
    assert_eq!(added.code, Some(0), "{added:?}");
    let page = |flags: &[&str]| {
        let args = [&["report", record, "--out", "pages"], flags].concat();
        let ended = streamgauge_in(place.path(), &args);
        assert_eq!(ended.code, Some(0), "{ended:?}");
        std::fs::read_to_string(place.path().join("pages/report.html")).unwrap()
    };
    let with = page(&["--history"]);
    assert!(with.contains("No figure changed its level.") && with.contains("id=\"d2-h1-history\""));
    assert_eq!(with, page(&["--history=.streamgauge"]));
    assert!(page(&["--history=elsewhere"]).contains("The history holds no figure"));
    assert!(!page(&[]).contains("history"));
}

#[test]
fn the_page_of_a_run_is_the_same_when_it_is_rendered_again() {
    let place = tempfile::tempdir().unwrap();
    let out = place.path().to_str().unwrap();
    let args = ["compare", "--clock", "simulated", "--measure", "1s", "--out", out];
    assert_eq!(streamgauge(&args).code, Some(0));
    let id = record(place.path())["id"].as_str().unwrap().to_owned();
    let directory = place.path().join(id);
    let page = directory.join("report.html");
    let before = std::fs::read(&page).unwrap();
    std::fs::remove_file(&page).unwrap();
    let ended = streamgauge(&["report", directory.to_str().unwrap()]);
    assert_eq!(ended.code, Some(0), "{ended:?}");
    assert_eq!(std::fs::read(&page).unwrap(), before);
}

#[test]
fn nothing_is_written_if_it_is_only_to_be_printed() {
    let place = tempfile::tempdir().unwrap();
    std::fs::copy(sample("sample.json"), place.path().join("r.json")).unwrap();
    let ended = streamgauge_in(
        place.path(),
        &["report", "r.json", "--no-save", "--format", "csv"],
    );
    assert!(
        ended.code == Some(0) && ended.out.starts_with("record,"),
        "{ended:?}"
    );
    assert_eq!(place.path().read_dir().unwrap().count(), 1);
}

#[test]
fn what_cannot_be_rendered_is_named() {
    let place = tempfile::tempdir().unwrap();
    std::fs::write(place.path().join("half.json"), "{\"schema\": \"streamgauge.rec").unwrap();
    std::fs::write(place.path().join("other.json"), "{\"schema\": \"other\"}").unwrap();
    for (path, code, says) in [
        (".", 2, "no record.json, search.json, frontier.json, growth.json"),
        ("missing.json", 1, "missing.json"),
        ("half.json", 1, "half.json"),
        ("other.json", 1, "`\"other\"`"),
    ] {
        let ended = streamgauge_in(place.path(), &["report", path]);
        assert_eq!(ended.code, Some(code), "{path}: {ended:?}");
        assert!(ended.err.contains(says), "{path}: {ended:?}");
    }
}

#[cfg(target_os = "linux")]
#[test]
fn a_place_that_takes_no_page_is_told_and_nothing_is_said_of_measuring() {
    let sample = sample("sample.json");
    let ended = streamgauge(&["report", sample.to_str().unwrap(), "--out", "/proc/x"]);
    assert_eq!(ended.code, Some(1), "{ended:?}");
    assert!(
        ended.err.contains("cannot write the page to /proc/x") && !ended.err.contains("measured"),
        "{ended:?}"
    );
}

#[test]
fn every_document_has_a_schema_which_is_the_one_that_is_checked_in() {
    let refused = streamgauge(&["schema", "none"]).err;
    let kinds = refused.split_once("[possible values: ").unwrap().1;
    let kinds: Vec<&str> = kinds.split_once(']').unwrap().0.split(", ").collect();
    let schemas = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../reports/record/schemas");
    for kind in &kinds {
        let file = schemas.join(format!("streamgauge.{kind}-1.json"));
        let ended = streamgauge(&["schema", kind]);
        assert_eq!(ended.out, std::fs::read_to_string(file).unwrap(), "{kind}");
    }
    assert_eq!(kinds.len(), schemas.read_dir().unwrap().count(), "{kinds:?}");
}
