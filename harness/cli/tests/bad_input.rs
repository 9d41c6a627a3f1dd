//! What users get wrong is told in words: the flag, the value, what would be right. Never a panic.

use crate::binary::{Ended, streamgauge};

fn refused(args: &[&str]) -> Ended {
    let ended = streamgauge(args);
    assert_eq!(ended.code, Some(2), "{args:?}: {ended:?}");
    assert!(ended.out.is_empty(), "{args:?}: {ended:?}");
    ended
}

#[test]
fn unknown_names_come_with_a_suggestion() {
    for (args, says) in [
        (
            ["compare", "--query", "movie-tumblin"],
            "did you mean 'movie-tumbling'?",
        ),
        (
            ["compare", "--engine", "micro-bach"],
            "did you mean 'micro-batch'?",
        ),
        (
            ["run", "--engine", "micro-batch:triger=1s"],
            "did you mean 'trigger'?",
        ),
        (["run", "--scenario", "rating"], "did you mean 'ratings'?"),
        (["run", "--arrivals", "poison"], "did you mean 'poisson'?"),
        (["generate", "--lateness", "parreto"], "did you mean 'pareto'?"),
        (["generate", "--format", "csw"], "did you mean 'csv'?"),
        (["run", "--format", "jason"], "a similar value exists: 'json'"),
        (
            ["run", "--clock", "simulate"],
            "a similar value exists: 'simulated'",
        ),
        (["run", "--repeat", "3"], "a similar argument exists: '--repeats'"),
    ] {
        let ended = refused(&args);
        assert!(ended.err.contains(says), "{args:?}: {ended:?}");
    }
    assert!(
        refused(&["describe", "user-sesion"])
            .err
            .contains("did you mean 'user-session'?")
    );
    assert!(refused(&["list", "enginse"]).err.contains("'engines'"));
    assert!(refused(&["comprae"]).err.contains("'compare'"));
}

#[test]
fn sizes_that_cannot_be_are_refused() {
    for (args, says) in [
        (vec!["run", "--size", "-5s"], "'-5s' is negative"),
        (vec!["run", "--size", "0s"], "window size: 0 ms is not positive"),
        (vec!["run", "--size", "15"], "has no unit; write 15s"),
        (
            vec!["run", "--query", "user-session", "--gap", "0s"],
            "session gap: 0 ms is not positive",
        ),
        (
            vec!["run", "--query", "rating-sliding", "--slide", "0s"],
            "window slide: 0 ms is not positive",
        ),
        (
            vec!["run", "--query", "rating-sliding", "--slide", "31s"],
            "longer than the size, 30000 ms",
        ),
        (vec!["run", "--gap", "5s"], "--gap changes nothing"),
        (vec!["run", "--delay", "-1s"], "'-1s' is negative"),
        (vec!["run", "--measure", "0s"], "use more than 0s"),
        (vec!["run", "--repeats", "0"], "use at least 1"),
        (
            vec!["compare", "--until-decided", "--repeats", "7"],
            "use --repeats 8 or more",
        ),
        (
            vec!["compare", "--until-decided", "--clock", "simulated"],
            "use --clock live",
        ),
        (
            vec!["compare", "--until-decided", "--engine", "null"],
            "give another --engine",
        ),
        (vec!["run", "--splits", "0"], "use at least 1"),
        (vec!["run", "--queue", "0"], "use at least 1"),
        (vec!["run", "--queue=1000000000000000"], "use at most 134217728"),
        (vec!["run", "--splits", "5k"], "use at most 4096"),
        (
            vec!["run", "--engine", "micro-batch:workers=300"],
            "use at most 256",
        ),
        (
            vec!["run", "--query", "rating-sliding", "--slide", "1ms"],
            "30000 windows of 30000 ms; at most 10000",
        ),
        (vec!["run", "--engine", "micro-batch:trigger=0s"], "trigger=0s"),
        (vec!["generate", "--events", "0"], "use at least 1"),
        (
            vec!["generate", "--events-per-file", "0", "--out", "x"],
            "use at least 1",
        ),
        (
            vec!["generate", "--duration", "0s"],
            "--duration 0s holds no event",
        ),
    ] {
        let ended = refused(&args);
        assert!(ended.err.contains(says), "{args:?}: {ended:?}");
    }
}

#[test]
fn events_that_cannot_be_are_refused() {
    for (args, says) in [
        (vec!["--late-fraction", "1.5"], "outside 0 to 1"),
        (vec!["--late-fraction", "-0.1"], "outside 0 to 1"),
        (vec!["--late-fraction", "NaN"], "outside 0 to 1"),
        (vec!["--rate", "0"], "use at least 1"),
        (vec!["--rate", "-5"], "negative"),
        (vec!["--rate", "2G"], "must be from 1 to 1000000000"),
        (vec!["--users", "0"], "must be from 1"),
        (vec!["--time-scale", "0"], "must be above 0"),
        (vec!["--time-scale", "300"], "not a whole number; use"),
        (vec!["--lateness", "120s..30s"], "ends before it begins"),
        (vec!["--scenario", "file"], "needs --ratings FILE"),
        (
            vec!["--ratings", "x.csv", "--users", "5"],
            "--users changes nothing",
        ),
        (vec!["--skew", "2"], "it is for 'movielens'"),
    ] {
        for command in ["run", "compare", "generate"] {
            let args: Vec<&str> = std::iter::once(command).chain(args.iter().copied()).collect();
            let ended = refused(&args);
            assert!(ended.err.contains(says), "{args:?}: {ended:?}");
        }
    }
}

#[test]
fn combinations_that_cannot_be_are_refused_before_anything_is_measured() {
    let place = tempfile::tempdir().unwrap();
    let out = place.path().to_str().unwrap();
    for (args, says) in [
        (
            vec!["run", "--engine", "micro-batch", "--allowed-lateness", "5s"],
            "micro-batch windows do not fire again",
        ),
        (
            vec![
                "run",
                "--engine",
                "micro-batch:mode=append",
                "--query",
                "movie-running",
            ],
            "append needs a window",
        ),
        (
            vec![
                "run",
                "--engine",
                "micro-batch:mode=update",
                "--query",
                "user-session",
            ],
            "update is not defined",
        ),
        (
            vec!["compare", "--engine", "null", "--engine", "null"],
            "two arms are labelled 'null'",
        ),
        (vec!["run", "--arrivals", "saturated"], "use a warm-up of 0s"),
        (
            vec!["run", "--measure", "1s", "--stall", "5s:500ms"],
            "measure longer",
        ),
        (
            vec!["run", "--measure", "1s", "--burst", "5s:500ms:4"],
            "measure longer",
        ),
        (vec!["run", "--stall", "2s:2s,3s:1s"], "make one of them"),
        (
            vec!["run", "--burst", "1s:1s:2", "--arrivals", "sine"],
            "cannot be used with",
        ),
        (vec!["run", "--silence", "1s:1s"], "is not AT:FOR:SPLITS"),
        (
            vec!["run", "--rate", "1G", "--measure", "1000h"],
            "GiB are available",
        ),
        (
            vec!["run", "--engine", "event-at-a-time:idle=5s"],
            "needs --splits 2 or more",
        ),
        (vec!["run", "--dry-run", "--format", "csv"], "human or json only"),
    ] {
        let args: Vec<&str> = args.into_iter().chain(["--out", out]).collect();
        let ended = refused(&args);
        assert!(ended.err.contains(says), "{args:?}: {ended:?}");
    }
    assert_eq!(place.path().read_dir().unwrap().count(), 0, "nothing was saved");
    let illegal = ["run", "-n", "--engine", "micro-batch", "--allowed-lateness", "5s"];
    assert!(
        refused(&illegal).err.contains("do not fire again"),
        "a dry run refuses what a run would"
    );
    assert!(
        refused(&["run", "--png", "--no-save"])
            .err
            .contains("cannot be used with")
    );
}

#[test]
fn files_that_cannot_be_read_are_named() {
    let place = tempfile::tempdir().unwrap();
    let file = |name: &str, text: &str| {
        let path = place.path().join(name);
        std::fs::write(&path, text).unwrap();
        path.to_str().unwrap().to_owned()
    };
    let good = r#"{"user_id":1,"movie_id":2,"rating":4.5,"event_time":"2026-01-05 14:00:03"}"#;
    let missing = place.path().join("missing.csv").to_str().unwrap().to_owned();
    let half = file("half.jsonl", &format!("{good}\n{}", &good[..40]));
    let off_grid = file("grid.csv", "userId,movieId,rating,timestamp\n1,2,4.3,964982703\n");
    let far = file(
        "far.csv",
        "userId,movieId,rating,timestamp\n1,2,4.5,99999999999999999\n",
    );
    let empty = file("empty.csv", "");
    let strange = file("strange.bin", "lorem ipsum\n");
    for (path, code, says) in [
        (&missing, 1, "cannot read"),
        (&half, 1, "half.jsonl, line 2: expected"),
        (&off_grid, 1, "grid.csv, line 2: expected"),
        (&far, 1, "far.csv, line 2: expected"),
        (&empty, 1, "empty.csv holds no ratings"),
        (&strange, 2, "name one with --ratings-format: movielens-csv"),
    ] {
        for args in [["generate", "--ratings", path], ["run", "--ratings", path]] {
            let ended = crate::binary::streamgauge_in(place.path(), &args);
            assert_eq!(ended.code, Some(code), "{args:?}: {ended:?}");
            assert!(ended.err.contains(says), "{args:?}: {ended:?}");
        }
    }
    let all_bad = file("bad.jsonl", "{1}\n{2}\n");
    for args in [
        ["generate", "--ratings", &all_bad, "--skip-bad-lines"],
        ["run", "--ratings", &all_bad, "--skip-bad-lines"],
    ] {
        let ended = crate::binary::streamgauge_in(place.path(), &args);
        assert_eq!(ended.code, Some(1), "{args:?}: {ended:?}");
        let says = "all of its 2 lines were skipped; the first problem: ";
        assert!(ended.err.contains(says), "{args:?}: {ended:?}");
    }
    let skipped = streamgauge(&["generate", "--ratings", &half, "--skip-bad-lines"]);
    assert_eq!((skipped.code, skipped.out.lines().count()), (Some(0), 1));
    assert!(
        skipped.err.contains("1 lines are not ratings and were skipped"),
        "{skipped:?}"
    );
}

#[test]
fn what_can_be_read_only_once_is_refused_at_once() {
    let place = tempfile::tempdir().unwrap();
    let fifo = place.path().join("fifo.csv");
    let made = std::process::Command::new("mkfifo").arg(&fifo).status();
    assert!(made.unwrap().success());
    for input in [fifo.to_str().unwrap(), "-", "/dev/stdin"] {
        for command in [&["generate"][..], &["run"], &["run", "--dry-run"]] {
            let args = [command, &["--ratings", input]].concat();
            let mut asked = crate::binary::command(&args);
            asked
                .current_dir(place.path())
                .stdin(std::process::Stdio::piped());
            let ended = crate::binary::ended(&asked.output().unwrap());
            assert_eq!(ended.code, Some(2), "{args:?}: {ended:?}");
            assert!(ended.err.contains("not a regular file"), "{ended:?}");
        }
    }
}

#[test]
fn files_that_are_hardly_played_or_half_written_are_told() {
    let place = tempfile::tempdir().unwrap();
    let line = |second: u32| {
        format!(
            "{{\"user_id\":1,\"movie_id\":2,\"rating\":4.5,\"event_time\":{}}}",
            second * 1000
        )
    };
    let text: Vec<String> = (0..500).map(line).collect();
    std::fs::write(place.path().join("a.jsonl"), text.join("\n")).unwrap();
    let args = [
        "run",
        "--ratings",
        "a.jsonl",
        "--clock",
        "simulated",
        "--measure",
        "500ms",
        "--no-save",
    ];
    let told = crate::binary::streamgauge_in(place.path(), &args);
    assert!(
        told.err.contains("none of the 500 ratings of a.jsonl"),
        "{told:?}"
    );
    let says = "line 500 has no end; it may be half written";
    assert_eq!(told.err.matches(says).count(), 1, "{told:?}");
    let faster: Vec<&str> = args.into_iter().chain(["--time-scale", "1000"]).collect();
    let quiet = crate::binary::streamgauge_in(place.path(), &faster);
    assert!(!quiet.err.contains("ratings of a.jsonl"), "{quiet:?}");
    let generated = crate::binary::streamgauge_in(place.path(), &["generate", "--ratings", "a.jsonl"]);
    assert!(generated.err.contains(says), "{generated:?}");
}
