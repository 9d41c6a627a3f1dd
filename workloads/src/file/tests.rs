//! Files as people have them: several formats, and everything that can be wrong with them.

use std::path::Path;

use streamgauge_model::Arrival;

use crate::{ArrivalStream as _, FileFormat, FileOptions, Scenario, ScenarioKind, WorkloadError};

pub(super) fn scenario(path: &Path) -> Scenario {
    Scenario {
        file: FileOptions {
            path: path.to_owned(),
            ..FileOptions::default()
        },
        ..Scenario::new(ScenarioKind::File)
    }
}

pub(super) fn read(scenario: &Scenario) -> Result<(Vec<Arrival>, u64), WorkloadError> {
    let (mut all, mut stream) = (Vec::new(), scenario.open()?);
    while stream.fill(&mut all, 3)? > 0 {}
    Ok((all, stream.skipped_lines()))
}

/// Reads `content` from a file of that name, after `change`.
pub(super) fn read_text(
    name: &str,
    content: impl AsRef<[u8]>,
    change: impl Fn(&mut Scenario),
) -> Result<(Vec<Arrival>, u64), WorkloadError> {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join(name);
    std::fs::write(&path, content).unwrap();
    let mut scenario = scenario(&path);
    change(&mut scenario);
    read(&scenario)
}

pub(super) fn facts(all: &[Arrival]) -> Vec<(i64, u32, u32, i64)> {
    let facts = |a: &Arrival| (a.event.time.millis(), a.event.user, a.event.movie, a.event.value);
    all.iter().map(facts).collect()
}

#[test]
fn movielens_sets_are_sorted_by_time_user_and_movie() {
    let expected = [
        (964_982_224_000, 1, 6, 8),
        (964_982_224_000, 2, 3, 10),
        (964_982_703_000, 1, 1, 2),
    ];
    for (name, text) in [
        (
            "ratings.csv",
            "userId,movieId,rating,timestamp\n1,1,1.0,964982703\n1,6,4.0,964982224\n2,3,5.0,964982224\n",
        ),
        (
            "ratings.csv",
            "userId,movieId,rating,timestamp\r\n1,1,1.0,964982703\r\n2,3,5.0,964982224\r\n1,6,4,964982224",
        ),
        (
            "ratings.dat",
            "1::1::1::964982703\n1::6::4::964982224\n2::3::5::964982224\n",
        ),
        (
            "u.data",
            "1\t1\t1\t964982703\n1\t6\t4\t964982224\n2\t3\t5\t964982224\n",
        ),
    ] {
        let (all, _) = read_text(name, text, |_| {}).unwrap();
        assert_eq!(facts(&all), expected, "{name}");
        let dues: Vec<u64> = all.iter().map(|a| a.due_ns).collect();
        assert_eq!(dues, [0, 0, 479_000_000_000], "at real time");
    }
}

#[test]
fn events_are_taken_in_the_order_of_the_file() {
    let lines = concat!(
        "\u{feff}{\"user_id\":17,\"movie_id\":318,\"rating\":4.5,\"event_time\":\"2026-01-05 14:00:03\",\"is_late\":false}\n",
        "\n",
        "{\"user_id\":18,\"movie_id\":1,\"rating\":1,\"event_time\":1767621600000,\"extra\":[1]}\r\n",
        "{\"user_id\":19,\"movie_id\":2,\"rating\":0.5,\"event_time\":\"2026-01-05T15:00:04+01:00\",\"is_late\":true}",
    );
    let csv = "movie_id,user_id,event_time,rating,is_late\n318,17,2026-01-05 14:00:03,4.5,\n1,18,1767621600000,1,false\n\
               2,19,\"2026-01-05T14:00:04Z\",0.5,true\n";
    let expected = [
        (1_767_621_603_000, 17, 318, 9),
        (1_767_621_600_000, 18, 1, 2),
        (1_767_621_604_000, 19, 2, 1),
    ];
    for (name, text) in [("events.txt", lines), ("events.txt", csv)] {
        let (all, _) = read_text(name, text, |_| {}).unwrap();
        assert_eq!(facts(&all), expected, "{text}");
        assert_eq!(
            all.iter().map(|a| a.is_late).collect::<Vec<_>>(),
            [false, false, true]
        );
        assert_eq!(
            all.iter().map(|a| a.due_ns).collect::<Vec<_>>(),
            [0, 0, 1_000_000_000]
        );
        assert_eq!(all.iter().map(|a| a.event.seq).collect::<Vec<_>>(), [0, 1, 2]);
    }
}

#[test]
fn a_rate_replaces_the_event_times_as_schedule_and_disorder_can_be_added() {
    let line = |i: u64| {
        format!(
            "{{\"user_id\":{i},\"movie_id\":1,\"rating\":3,\"event_time\":{}}}\n",
            i * 1000
        )
    };
    let text: String = (0..1000).map(line).collect();
    let (all, _) = read_text("a.jsonl", &text, |s| (s.file.by_rate, s.rate_per_s) = (true, 100)).unwrap();
    assert!(
        all.iter()
            .zip(0..)
            .all(|(a, i)| a.due_ns == i * 10_000_000 && u64::from(a.event.user) == i)
    );
    let (all, _) = read_text("a.jsonl", &text, |s| s.late_fraction = 0.2).unwrap();
    let late = all.iter().filter(|a| a.is_late).count();
    assert!((150..250).contains(&late), "{late}");
    for arrival in &all {
        let delay = arrival.due_ns as i64 - arrival.event.time.millis() * 1_000_000;
        let expected = if arrival.is_late {
            30_000_000_000..=120_000_000_000
        } else {
            0..=0
        };
        assert!(expected.contains(&delay), "{arrival:?}");
    }
    assert!(all.windows(2).all(|pair| pair[0].due_ns <= pair[1].due_ns));
}

#[test]
fn bad_lines_are_named_or_counted() {
    let good = r#"{"user_id":1,"movie_id":1,"rating":4.5,"event_time":"2026-01-05 14:00:03"}"#;
    for (bad, expected) in [
        (
            r#"{"user_id":1,"movie_id":1,"rating":4.3,"event_time":1}"#,
            "a rating from 0.5 to 5 in steps of 0.5",
        ),
        (
            r#"{"user_id":1,"movie_id":1,"rating":0,"event_time":1}"#,
            "found '0'",
        ),
        (
            r#"{"user_id":1,"movie_id":1,"rating":5.5,"event_time":1}"#,
            "found '5.5'",
        ),
        (
            r#"{"user_id":1,"movie_id":1,"rating":1e999,"event_time":1}"#,
            "number out of range",
        ),
        (
            r#"{"user_id":-1,"movie_id":1,"rating":1,"event_time":1}"#,
            "invalid value",
        ),
        (
            r#"{"user_id":1,"movie_id":1,"rating":1,"event_time":"soon"}"#,
            "found 'soon'",
        ),
        (
            r#"{"user_id":1,"movie_id":1,"rating":1,"event_time":999999999999999999}"#,
            "years 1 to 9999",
        ),
        (
            r#"{"user_id":1,"movie_id":1,"rating":1}"#,
            "an event_time such as",
        ),
        ("[1,2]", "a JSON object"),
        ("{\"user_id\":1,\u{1}", "\\u{1}"),
    ] {
        let text = format!("{good}\n{bad}\n{good}\n");
        let error = read_text("events.jsonl", &text, |_| {}).unwrap_err().to_string();
        assert!(
            error.contains("events.jsonl, line 2: ") && error.contains(expected),
            "{error}"
        );
        let (all, skipped) = read_text("events.jsonl", &text, |s| s.file.skip_bad_lines = true).unwrap();
        assert_eq!((all.len(), skipped), (2, 1));
    }
}

#[test]
fn bad_rows_of_tables_are_named() {
    let head = "userId,movieId,rating,timestamp\n1,1,4,964982703\n";
    for (name, text, expected) in [
        (
            "r.csv",
            format!("{head}1,1,4\n"),
            "line 3: expected userId,movieId,rating,timestamp, found '1,1,4'",
        ),
        ("r.csv", format!("{head}1,1,4,1,1\n"), "found '1,1,4,1,1'"),
        (
            "r.csv",
            format!("{head}x,1,4,1\n"),
            "expected user, a whole number",
        ),
        ("r.csv", format!("{head}1,1,NaN,1\n"), "steps of 0.5, found 'NaN'"),
        (
            "r.csv",
            format!("{head}1,1,4,99999999999999\n"),
            "a timestamp in seconds",
        ),
        ("r.csv", format!("{head}1,1,4.5,9649"), ""),
        (
            "r.csv",
            format!("{head}1,1,4."),
            "found '1,1,4.' (the line has no end: it may be half written)",
        ),
        (
            "r.dat",
            "1::1::4::5\n1::1\n".to_owned(),
            "UserID::MovieID::Rating::Timestamp, found '1::1'",
        ),
        (
            "e.csv",
            "user_id,movie_id,rating,event_time\n1,1,4,5\n1,2\n".to_owned(),
            "line 3: expected a rating",
        ),
        (
            "e.csv",
            "user_id,movie_id,rating,event_time\n1,1,4,5\n1,1,4,20x".to_owned(),
            "half written",
        ),
        (
            "e.csv",
            "user_id,film,rating,event_time\n".to_owned(),
            "line 1: expected a header with user_id",
        ),
    ] {
        let outcome = read_text(name, &text, |_| {});
        if expected.is_empty() {
            assert_eq!(outcome.unwrap().0.len(), 2, "a whole last line needs no end");
        } else {
            let error = outcome.unwrap_err().to_string();
            assert!(error.contains(expected), "{error}");
        }
    }
}

#[test]
fn text_in_another_encoding_is_read_and_lines_without_end_are_refused() {
    let latin1 = b"{\"user_id\":1,\"movie_id\":1,\"rating\":4,\"event_time\":1,\"title\":\"Am\xe9lie\"}\n";
    assert_eq!(read_text("events.jsonl", latin1, |_| {}).unwrap().0.len(), 1);
    let endless = vec![b'{'; 3 << 20];
    let error = read_text("events.jsonl", endless, |_| {})
        .unwrap_err()
        .to_string();
    assert!(error.contains("line 1:") && error.len() < 500, "{error}");
}

#[test]
fn files_without_ratings_or_format_are_refused() {
    for text in [
        "",
        "\n\n",
        "userId,movieId,rating,timestamp\n",
        "user_id,movie_id,rating,event_time\n",
    ] {
        let error = read_text("ratings.csv", text, |_| {}).unwrap_err();
        assert!(
            matches!(error, WorkloadError::EmptyFile { .. }),
            "{text:?}: {error}"
        );
    }
    let error = read_text("ratings.gz", b"\x1f\x8b\x08\x00", |_| {})
        .unwrap_err()
        .to_string();
    assert!(
        error.contains("movielens-csv") && error.contains("ratings.gz"),
        "{error}"
    );
    let error = read(&scenario(Path::new("/no/such/file")))
        .unwrap_err()
        .to_string();
    assert!(error.contains("cannot read /no/such/file"), "{error}");
    assert!(
        read(&scenario(Path::new("")))
            .unwrap_err()
            .to_string()
            .contains("needs a file")
    );
    let empty = tempfile::tempdir().unwrap();
    assert!(matches!(
        read(&scenario(empty.path())),
        Err(WorkloadError::NoKnownFile { .. })
    ));
}

#[test]
fn only_bad_lines_are_counted_and_the_first_is_quoted() {
    for (name, text) in [("a.jsonl", "{1}\n{2}\n"), ("u.data", "1\t1\t4\tx\n1\t1\t9\t1\n")] {
        let error = read_text(name, text, |s| s.file.skip_bad_lines = true)
            .unwrap_err()
            .to_string();
        assert!(
            error.contains("all of its 2 lines were skipped; the first problem: ")
                && error.contains("line 1:"),
            "{error}"
        );
    }
}

#[test]
fn of_a_directory_only_files_of_ratings_are_read() {
    let directory = tempfile::tempdir().unwrap();
    let rating = r#"{"user_id":1,"movie_id":1,"rating":4,"event_time":1}"#;
    for name in ["a.jsonl", "b.JSON", ".hidden.jsonl", "c.jsonl.tmp", "README.md"] {
        std::fs::write(directory.path().join(name), format!("{rating}\n")).unwrap();
    }
    assert_eq!(read(&scenario(directory.path())).unwrap().0.len(), 2);
}

#[test]
fn what_can_be_read_only_once_is_refused() {
    for path in ["-", "/dev/null"] {
        let error = read(&scenario(Path::new(path))).unwrap_err().to_string();
        assert!(
            error.contains("not a regular file; it is read more than once"),
            "{error}"
        );
    }
}

#[test]
fn the_format_can_be_forced() {
    let text = "1,1,4,964982703\n";
    assert!(read_text("ratings.txt", text, |_| {}).is_err());
    let forced = |s: &mut Scenario| s.file.format = Some(FileFormat::MovieLensCsv);
    assert_eq!(read_text("ratings.txt", text, forced).unwrap().0.len(), 1);
}
