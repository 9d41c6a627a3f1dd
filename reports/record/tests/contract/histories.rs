//! Histories as others see them: files, schema, broken lines, several at once.

use std::fs::{self, OpenOptions};
use std::io::Write as _;
use std::path::Path;

use streamgauge_record::{
    Added, Annotation, Clock, Document as _, HistoryArm, HistoryEntry, HistoryFigure, HistoryFile,
    HistoryLine, HistoryRecord, HistoryStore, Machine, Prune, Tool,
};

use crate::assert_checked_in;

fn record(id: &str, commit: &str, cores: u32) -> HistoryRecord {
    let figure = HistoryFigure {
        unit: "ns".into(),
        median: 6.9e6,
        runs: 3,
        least: 6.8e6,
        greatest: 7.1e6,
    };
    HistoryRecord {
        id: id.into(),
        created: Some(format!("2026-09-{id}T10:15:02Z")),
        added: "2026-10-01T00:00:00Z".into(),
        tool: Tool {
            commit: Some(commit.into()),
            ..Tool::default()
        },
        machine: Machine {
            cores,
            ..Machine::default()
        },
        clock: Clock::Live,
        subject: "ratings".into(),
        fingerprint: "00".into(),
        complete: true,
        arms: vec![HistoryArm {
            query: "movie-tumbling".into(),
            arm: "event-at-a-time".into(),
            settings: "0".into(),
            headline: "from_trigger".into(),
            valid_runs: 3,
            void_runs: 0,
            figures: [("from_trigger_p99".to_owned(), figure)].into(),
        }],
    }
}

fn annotation(target: &str) -> Annotation {
    Annotation {
        target: target.into(),
        text: "new\nallocator".into(),
        created: "2026-10-02T00:00:00Z".into(),
    }
}

fn ids(file: &HistoryFile) -> Vec<&str> {
    file.records.iter().map(|record| record.id.as_str()).collect()
}

/// A store with three records of one machine, added out of order, and one of another.
fn filled(directory: &Path) -> HistoryStore {
    let store = HistoryStore::at(directory.join("deep/history"));
    for (id, commit, cores) in [
        ("03", "ccc", 2),
        ("01", "aaa", 2),
        ("02", "bbb", 2),
        ("01", "aaa", 4),
    ] {
        assert!(matches!(
            store.add(record(id, commit, cores)).unwrap(),
            Added::New(_)
        ));
    }
    store
}

#[test]
fn the_checked_in_schema_of_a_history_is_the_one_of_the_types() {
    assert_checked_in(
        "schemas/streamgauge.history-1.json",
        &HistoryLine::json_schema_text(),
    );
    let schema = serde_json::from_str(&HistoryLine::json_schema_text()).unwrap();
    let validator = jsonschema::validator_for(&schema).unwrap();
    for entry in [
        HistoryEntry::Record(Box::new(record("01", "aaa", 2))),
        HistoryEntry::Annotation(annotation("aaa")),
    ] {
        let line = serde_json::to_value(HistoryLine::of(entry)).unwrap();
        assert!(
            validator.is_valid(&line),
            "{:?}",
            validator.iter_errors(&line).next()
        );
        let mut broken = line.clone();
        broken["kind"] = "rumour".into();
        assert!(!validator.is_valid(&broken));
    }
}

#[test]
fn each_class_of_machines_has_a_file_in_order_of_dates() {
    let place = tempfile::tempdir().unwrap();
    let files = filled(place.path()).load().unwrap();
    assert_eq!(files.len(), 2);
    let of_two = files.iter().find(|file| file.records.len() == 3).unwrap();
    assert_eq!(ids(of_two), ["01", "02", "03"]);
    assert_eq!(of_two.class(), of_two.records[0].class());
    assert!(
        HistoryStore::at(place.path().join("none"))
            .load()
            .unwrap()
            .is_empty()
    );
}

#[test]
fn a_record_is_there_once_however_often_it_is_added() {
    let place = tempfile::tempdir().unwrap();
    let store = filled(place.path());
    let before = store.load().unwrap();
    assert!(matches!(
        store.add(record("02", "bbb", 2)).unwrap(),
        Added::Known(_)
    ));
    assert_eq!(store.load().unwrap(), before);
    // Two stores put together line by line hold some twice.
    let text = fs::read_to_string(&before[0].path).unwrap();
    fs::write(&before[0].path, text.repeat(2)).unwrap();
    assert_eq!(store.load().unwrap(), before);
}

#[test]
fn a_broken_line_is_named_and_harms_no_other() {
    let place = tempfile::tempdir().unwrap();
    let store = filled(place.path());
    let path = store
        .load()
        .unwrap()
        .into_iter()
        .find(|file| file.records.len() == 3)
        .unwrap()
        .path;
    let mut file = OpenOptions::new().append(true).open(&path).unwrap();
    file.write_all(b"\n{\"schema\":\"other\",\"version\":\"1.0\"}\n\xff\n")
        .unwrap();
    file.write_all(b"{\"schema\":\"streamgauge.history\",\"version\":\"9.0\",\"kind\":\"x\"}\n")
        .unwrap();
    file.write_all(b"{\"schema\":\"streamgauge.history\",\"versi")
        .unwrap();
    store.add(record("04", "ddd", 2)).unwrap();
    let read = store
        .load()
        .unwrap()
        .into_iter()
        .find(|file| file.path == path)
        .unwrap();
    assert_eq!(ids(&read), ["01", "02", "03", "04"]);
    let said: Vec<String> = read.broken.iter().map(ToString::to_string).collect();
    let says = [
        "5: its `schema` is `other`",
        "6: it is no line",
        "7: it has version 9.0",
        "8: it is cut off",
    ];
    assert_eq!(said.len(), says.len(), "{said:?}");
    for (said, says) in said.iter().zip(says) {
        assert!(said.starts_with(&format!("{}:{says}", path.display())), "{said}");
    }
}

#[test]
fn pruning_takes_the_oldest_of_each_machine_and_what_was_said_about_them_alone() {
    let place = tempfile::tempdir().unwrap();
    let store = filled(place.path());
    assert_eq!(store.annotate(&annotation("aaa")).unwrap().len(), 2);
    assert_eq!(store.annotate(&annotation("bbb")).unwrap().len(), 1);
    assert!(store.annotate(&annotation("zzz")).unwrap().is_empty());
    let path = store
        .load()
        .unwrap()
        .into_iter()
        .find(|file| file.records.len() == 3)
        .unwrap()
        .path;
    OpenOptions::new()
        .append(true)
        .open(&path)
        .unwrap()
        .write_all(b"what?\n")
        .unwrap();

    let gone = store
        .prune(&Prune::Before("2026-09-02T00:00:00Z".into()))
        .unwrap();
    assert_eq!(gone.len(), 2, "one of each machine");
    let read = |path: &Path| {
        store
            .load()
            .unwrap()
            .into_iter()
            .find(|file| file.path == path)
            .unwrap()
    };
    let after = read(&path);
    assert_eq!(ids(&after), ["02", "03"]);
    assert_eq!(after.annotations, [annotation("bbb")]);
    assert_eq!(after.broken.len(), 1, "what cannot be read is not thrown away");

    assert_eq!(store.prune(&Prune::Keep(1)).unwrap().len(), 1);
    assert_eq!(ids(&read(&path)), ["03"]);
    assert!(read(&path).annotations.is_empty());
    assert!(store.prune(&Prune::Keep(1)).unwrap().is_empty());
}

#[test]
fn lines_that_are_added_at_once_do_not_mix() {
    let place = tempfile::tempdir().unwrap();
    let store = HistoryStore::at(place.path());
    std::thread::scope(|scope| {
        for writer in 0..8 {
            let store = store.clone();
            scope.spawn(move || {
                for number in 0..20 {
                    let record = record(&format!("{:02}", 1 + number), &format!("w{writer}"), 2);
                    assert!(matches!(store.add(record).unwrap(), Added::New(_)));
                }
            });
        }
    });
    let files = store.load().unwrap();
    assert_eq!(
        (files.len(), files[0].records.len(), files[0].broken.len()),
        (1, 160, 0)
    );
}

#[test]
fn a_place_that_takes_no_files_is_named() {
    let place = tempfile::tempdir().unwrap();
    let file = place.path().join("file");
    fs::write(&file, "in the way").unwrap();
    let store = HistoryStore::at(file.join("history"));
    let message = store.add(record("01", "aaa", 2)).unwrap_err().to_string();
    assert!(
        message.contains("cannot write") && message.contains("history"),
        "{message}"
    );
}
