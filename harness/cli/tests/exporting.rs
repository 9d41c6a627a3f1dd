//! `streamgauge export`.

use std::path::PathBuf;

use crate::binary::{sample, streamgauge_in};

fn place() -> (tempfile::TempDir, PathBuf) {
    let place = tempfile::tempdir().unwrap();
    std::fs::copy(sample("sample.json"), place.path().join("record.json")).unwrap();
    let path = place.path().to_owned();
    (place, path)
}

#[test]
fn every_format_goes_where_it_is_wanted() {
    let (_guard, place) = place();
    for (format, file, begins) in [
        ("csv", "record.csv", "record,query,arm"),
        ("json", "record.json", "{"),
        ("markdown", "record.md", "## streamgauge"),
        ("hdr", "latency.hlog", "#[Histogram log format version 1.3]"),
        ("openmetrics", "openmetrics.txt", "# TYPE streamgauge_"),
        ("bencher", "bencher.json", "{"),
    ] {
        let printed = streamgauge_in(&place, &["export", "record.json", "--to", format]);
        assert!(
            printed.code == Some(0) && printed.out.starts_with(begins),
            "{format}: {}",
            printed.err
        );
        let saved = streamgauge_in(&place, &["export", ".", "--to", format, "--out", "new/"]);
        assert!(
            saved.code == Some(0) && saved.out.is_empty(),
            "{format}: {saved:?}"
        );
        assert!(saved.err.contains(file), "{saved:?}");
        assert_eq!(
            std::fs::read_to_string(place.join("new").join(file)).unwrap(),
            printed.out,
            "{format}"
        );
        let named = streamgauge_in(&place, &["export", ".", "--to", format, "--out", "named.txt"]);
        assert_eq!(named.code, Some(0), "{named:?}");
        assert_eq!(
            std::fs::read_to_string(place.join("named.txt")).unwrap(),
            printed.out,
            "{format}"
        );
    }
}

#[test]
fn both_arrays_go_into_a_directory_and_one_to_the_standard_output() {
    let (_guard, place) = place();
    let to = ["export", "record.json", "--to", "github-action-benchmark"];
    let saved = streamgauge_in(&place, &[&to[..], &["--out", "."]].concat());
    assert_eq!(saved.code, Some(0), "{saved:?}");
    for which in ["smaller", "bigger"] {
        let printed = streamgauge_in(&place, &[&to[..], &["--better", which]].concat());
        let file = place.join(format!("{which}-is-better.json"));
        assert_eq!(std::fs::read_to_string(file).unwrap(), printed.out, "{which}");
        assert!(
            serde_json::from_str::<Vec<serde_json::Value>>(&printed.out)
                .unwrap()
                .len()
                > 10
        );
    }
}

#[test]
fn what_cannot_be_exported_is_told() {
    let (_guard, place) = place();
    std::fs::write(place.join("half.json"), "{\"schema\": \"streamgauge.rec").unwrap();
    for (args, code, says) in [
        (&["record.json"][..], 2, "--to"),
        (&["record.json", "--to", "parquet"], 2, "openmetrics"),
        (
            &["record.json", "--to", "github-action-benchmark"],
            2,
            "--better smaller or --better bigger",
        ),
        (
            &["record.json", "--to", "csv", "--better", "bigger"],
            2,
            "--better changes nothing here",
        ),
        (
            &["missing.json", "--to", "csv"],
            2,
            "there is no file missing.json, and",
        ),
        (&["half.json", "--to", "hdr"], 1, "cut off"),
        (
            &["record.json", "--to", "csv", "--out", "missing/x.csv"],
            1,
            "missing/x.csv could not be written",
        ),
        (
            &["record.json", "--to", "csv", "--out", "half.json/"],
            1,
            "half.json/ could not be made",
        ),
    ] {
        let ended = streamgauge_in(&place, &[&["export"], args].concat());
        assert_eq!(ended.code, Some(code), "{args:?}: {ended:?}");
        assert!(
            ended.err.contains(says) && ended.out.is_empty(),
            "{args:?}: {ended:?}"
        );
    }
}

#[test]
fn a_baseline_is_exported_and_remembered_by_its_name() {
    let (_guard, place) = place();
    let saved = streamgauge_in(&place, &["baseline", "save", "main", "record.json"]);
    assert_eq!(saved.code, Some(0), "{saved:?}");
    let of = |record: &str| streamgauge_in(&place, &["export", record, "--to", "csv"]).out;
    assert_eq!(of("main"), of("record.json"));
    let added = streamgauge_in(&place, &["history", "add", "main"]);
    assert!(added.code == Some(0) && added.err.contains("added "), "{added:?}");
    let again = streamgauge_in(&place, &["history", "add", "record.json"]);
    assert!(again.err.contains("already"), "{again:?}");
}
