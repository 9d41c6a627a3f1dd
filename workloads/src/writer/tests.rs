//! What is written, and what happens when it cannot be.

use std::path::Path;

use streamgauge_model::Arrival;

use super::*;
use crate::{FileOptions, Fingerprint, Length, Scenario, ScenarioKind, Span};

fn ratings(events: u64) -> Scenario {
    Scenario {
        length: Length::Events(events),
        ..Scenario::new(ScenarioKind::Ratings)
    }
}

fn replay(path: &Path) -> Scenario {
    Scenario {
        file: FileOptions {
            path: path.to_owned(),
            ..FileOptions::default()
        },
        ..Scenario::new(ScenarioKind::File)
    }
}

fn all(scenario: &Scenario) -> Vec<Arrival> {
    let (mut all, mut stream) = (Vec::new(), scenario.open().unwrap());
    while stream.fill(&mut all, 1000).unwrap() > 0 {}
    all
}

fn fingerprint(arrivals: &[Arrival]) -> String {
    let mut print = Fingerprint::new();
    print.update(arrivals);
    print.finish()
}

fn names(directory: &Path) -> Vec<String> {
    let entries = directory.read_dir().unwrap();
    let mut names: Vec<String> = entries
        .map(|e| e.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort();
    names
}

#[test]
fn a_record_has_exactly_these_fields() {
    let text = |format, jitter| {
        let scenario = Scenario {
            late_fraction: 0.0,
            jitter,
            ..ratings(1)
        };
        let mut out = Vec::new();
        let mut stream = scenario.open().unwrap();
        write_to(&mut stream, &mut out, Path::new("memory"), format, &mut |_| true).unwrap();
        String::from_utf8(out).unwrap()
    };
    let event = all(&ratings(1))[0].event;
    let stars = event.value as f64 / 2.0;
    assert_eq!(
        text(RecordFormat::JsonLines, Span::new(0, 0)),
        format!(
            "{{\"user_id\":{},\"movie_id\":{},\"rating\":{stars:.1},\"event_time\":\"2026-01-05 14:00:00\",\
             \"event_time_ms\":1767621600000,\"is_late\":false}}\n",
            event.user, event.movie
        )
    );
    assert_eq!(
        text(RecordFormat::Csv, Span::new(1_500, 1_500)),
        format!(
            "user_id,movie_id,rating,event_time,event_time_ms,is_late\n{},{},{stars:.1},2026-01-05 \
             13:59:58.500,1767621598500,false\n",
            event.user, event.movie
        )
    );
}

#[test]
fn what_is_written_is_read_back_event_by_event() {
    let directory = tempfile::tempdir().unwrap();
    for kind in [ScenarioKind::Ratings, ScenarioKind::MovieLens] {
        let scenario = Scenario {
            kind,
            ..ratings(10_000)
        };
        let scenario = Scenario {
            users: Scenario::new(kind).users,
            ..scenario
        };
        let original = all(&scenario);
        let mut prints = Vec::new();
        for format in RecordFormat::ALL {
            let path = directory.path().join("events");
            let mut stream = scenario.open().unwrap();
            let written = write_file(&mut stream, &path, format, &mut |_| true).unwrap();
            assert_eq!(
                (written.events, written.files, written.complete),
                (10_000, 1, true)
            );
            assert_eq!(written.bytes, path.metadata().unwrap().len());
            let read = all(&replay(&path));
            assert_eq!(read.len(), original.len());
            for (read, original) in read.iter().zip(&original) {
                assert_eq!((read.event, read.is_late), (original.event, original.is_late));
            }
            prints.push(fingerprint(&read));
        }
        assert!(prints.iter().all(|print| *print == prints[0]), "{prints:?}");
    }
    assert_eq!(names(directory.path()), ["events"], "no temporary file stays");
}

#[test]
fn numbered_files_read_back_as_one_stream() {
    let directory = tempfile::tempdir().unwrap();
    let parts = directory.path().join("parts");
    let write = || {
        let mut stream = ratings(2_500).open().unwrap();
        write_directory(&mut stream, &parts, RecordFormat::JsonLines, 1_000, &mut |_| true)
    };
    let written = write().unwrap();
    assert_eq!(
        (written.events, written.files, written.complete),
        (2_500, 3, true)
    );
    assert_eq!(
        names(&parts),
        ["part-00000.jsonl", "part-00001.jsonl", "part-00002.jsonl"]
    );
    let events = |arrivals: Vec<Arrival>| arrivals.into_iter().map(|a| a.event).collect::<Vec<_>>();
    assert_eq!(events(all(&replay(&parts))), events(all(&ratings(2_500))));
    let again = write().unwrap_err().to_string();
    assert!(again.contains("already holds part-0000"), "{again}");
}

#[test]
fn two_writers_do_not_mix_their_files() {
    for intruder in ["part-00001.jsonl", "part-00001.csv", "part-00001.parquet"] {
        let directory = tempfile::tempdir().unwrap();
        let mut stream = ratings(2_500).open().unwrap();
        let foreign = directory.path().join(intruder);
        let mut meanwhile = |events: u64| {
            if events >= 1_000 && !foreign.exists() {
                std::fs::write(&foreign, "theirs").unwrap();
            }
            true
        };
        let format = RecordFormat::JsonLines;
        let error =
            write_directory(&mut stream, directory.path(), format, 1_000, &mut meanwhile).unwrap_err();
        assert!(error.to_string().contains(intruder), "{error}");
        assert_eq!(std::fs::read_to_string(&foreign).unwrap(), "theirs");
        assert_eq!(
            names(directory.path()),
            ["part-00000.jsonl", intruder],
            "no temporary file stays"
        );
    }
}

#[test]
fn stopped_early_finished_files_stay_and_unfinished_ones_go() {
    let directory = tempfile::tempdir().unwrap();
    let mut stream = ratings(100_000).open().unwrap();
    let mut stop = |events: u64| events < 25_000;
    let written = write_directory(
        &mut stream,
        directory.path(),
        RecordFormat::Csv,
        10_000,
        &mut stop,
    )
    .unwrap();
    assert_eq!(
        (written.events, written.files, written.complete),
        (20_000, 2, false)
    );
    assert_eq!(names(directory.path()), ["part-00000.csv", "part-00001.csv"]);

    let single = tempfile::tempdir().unwrap();
    let path = single.path().join("events.csv");
    let mut stream = ratings(100_000).open().unwrap();
    let written = write_file(&mut stream, &path, RecordFormat::Csv, &mut |_| false).unwrap();
    assert!(!written.complete && names(single.path()).is_empty());
}

#[test]
fn a_closed_pipe_is_told_apart() {
    struct Closed;
    impl Write for Closed {
        fn write(&mut self, _: &[u8]) -> std::io::Result<usize> {
            Err(std::io::ErrorKind::BrokenPipe.into())
        }
        fn flush(&mut self) -> std::io::Result<()> {
            Ok(())
        }
    }
    let mut stream = ratings(10).open().unwrap();
    let name = Path::new("standard output");
    let error = write_to(&mut stream, &mut Closed, name, RecordFormat::Csv, &mut |_| true).unwrap_err();
    assert!(
        error.is_closed_pipe() && error.to_string().contains("standard output"),
        "{error}"
    );
}

#[test]
fn places_that_cannot_be_written_are_named() {
    let directory = tempfile::tempdir().unwrap();
    let missing = directory.path().join("nowhere").join("events.jsonl");
    for path in [missing.as_path(), directory.path()] {
        let mut stream = ratings(10).open().unwrap();
        let error = write_file(&mut stream, path, RecordFormat::JsonLines, &mut |_| true).unwrap_err();
        assert!(error.to_string().contains(&path.display().to_string()), "{error}");
    }
    assert!(names(directory.path()).is_empty());
}

#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_is_reported() {
    let mut stream = ratings(10).open().unwrap();
    let full = Path::new("/dev/full");
    let error = write_file(&mut stream, full, RecordFormat::Csv, &mut |_| true).unwrap_err();
    assert!(
        matches!(&error, WorkloadError::Io { source, .. } if source.kind() == std::io::ErrorKind::StorageFull)
    );
    assert!(error.to_string().contains("/dev/full"));
}

#[test]
fn a_file_of_several_row_groups_is_the_same_every_time() {
    let directory = tempfile::tempdir().unwrap();
    let write = |name: &str| {
        let path = directory.path().join(name);
        let mut stream = ratings(300_000).open().unwrap();
        let written = write_file(&mut stream, &path, RecordFormat::Parquet, &mut |_| true).unwrap();
        assert_eq!(written.bytes, path.metadata().unwrap().len());
        std::fs::read(&path).unwrap()
    };
    let first = write("a.parquet");
    assert!(first == write("b.parquet"));
    let path = directory.path().join("a.parquet");
    let read = all(&replay(&path));
    assert!(
        read.iter()
            .map(|a| a.event)
            .eq(all(&ratings(300_000)).iter().map(|a| a.event))
    );
}
