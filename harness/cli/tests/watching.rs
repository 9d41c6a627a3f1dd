//! Glimpses of a run, and the view that is drawn of them.

use std::io::Write as _;
use std::process::{Command, Stdio};

use serde_json::Value;

use crate::binary::{Ended, command, ended, streamgauge};

const SLOT: [&str; 12] = [
    "run",
    "--query",
    "movie-tumbling",
    "--rate",
    "2k",
    "--warm-up",
    "50ms",
    "--measure",
    "600ms",
    "--slot",
    "0",
    "--quiet",
];

/// Runs it to its end, with an input that does not end before.
fn listening(mut command: Command) -> Ended {
    command
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    let mut child = command.spawn().unwrap();
    let mut input = child.stdin.take().unwrap();
    let output = child.wait_with_output().unwrap();
    // Nobody listens any more.
    let _ = input.write_all(b"x");
    ended(&output)
}

fn slot(further: &[&str]) -> Ended {
    listening(command(&[&SLOT, further].concat()))
}

#[test]
fn glimpses_are_lines_beside_a_run_that_they_do_not_change() {
    let (plain, watched) = (slot(&[]), slot(&["--glimpses"]));
    assert_eq!((plain.code, watched.code), (Some(0), Some(0)), "{watched:?}");
    assert_eq!(plain.err, "");
    let run = |ended: &Ended| -> Value { serde_json::from_str(&ended.out).unwrap() };
    let (plain, seen) = (run(&plain), run(&watched));
    let keys = |run: &Value| run.as_object().unwrap().keys().cloned().collect::<Vec<_>>();
    for part in ["engine", "query", "ledger", "judged"] {
        assert_eq!(plain[part], seen[part], "{part}");
    }
    let mut both = [keys(&plain), keys(&seen)];
    // What a busy machine leaves out of a run.
    for keys in &mut both {
        keys.retain(|key| key != "steady_state");
    }
    assert_eq!(both[0], both[1]);
    let glimpses: Vec<Value> = watched
        .err
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    let taken = |glimpse: &Value| glimpse["taken"].as_u64().unwrap();
    assert!(
        glimpses.len() >= 2 && glimpses.is_sorted_by_key(taken),
        "{glimpses:?}"
    );
    assert_eq!(glimpses.last().unwrap()["taken"], seen["ledger"]["taken"]);
    assert_eq!(glimpses.last().unwrap()["refused"], seen["ledger"]["dropped"]);
}

#[test]
fn glimpses_without_a_live_run_of_a_slot_are_refused() {
    for (args, says) in [
        (&["run", "--glimpses"][..], "--slot"),
        (
            &["run", "--slot", "0", "--glimpses", "--clock", "simulated"],
            "leave --clock simulated away",
        ),
    ] {
        let refused = streamgauge(args);
        assert_eq!(refused.code, Some(2), "{refused:?}");
        assert!(refused.err.contains(says), "{refused:?}");
    }
}

#[cfg(not(feature = "live"))]
#[test]
fn without_the_feature_there_is_no_view() {
    let refused = streamgauge(&["compare", "--live"]);
    assert_eq!(refused.code, Some(2), "{refused:?}");
    assert!(refused.err.contains("--live"), "{refused:?}");
}

#[cfg(all(feature = "live", target_os = "linux"))]
mod view {
    use std::fs::File;
    use std::io::Read as _;
    use std::process::Child;
    use std::time::Duration;

    use rustix::fs::{Mode, OFlags, open};
    use rustix::process::{Pid, Signal, kill_process};
    use rustix::pty::{OpenptFlags, grantpt, openpt, ptsname, unlockpt};
    use rustix::termios::{Winsize, tcsetwinsize};

    use super::*;

    const TURN: &str = "\x1b[?1049h";
    const TURN_BACK: &str = "\x1b[?1049l";
    const SHOW_CURSOR: &str = "\x1b[?25h";

    #[test]
    fn a_view_that_nobody_could_see_is_refused() {
        for (args, says) in [
            (&["compare", "--live"][..], "no terminal that can be drawn on"),
            (
                &["run", "--live", "--clock", "simulated"],
                "leave --clock simulated away",
            ),
            (&["run", "--live", "--quiet"], "--quiet"),
            (&["run", "--live", "--dry-run"], "--dry-run"),
        ] {
            let refused = streamgauge(args);
            assert_eq!(refused.code, Some(2), "{args:?}: {refused:?}");
            assert!(refused.err.contains(says), "{args:?}: {refused:?}");
        }
    }

    /// A program whose standard error output is a terminal of 80 by 24, and our end of that terminal.
    fn on_a_terminal(args: &[&str]) -> (Child, File) {
        let ours = openpt(OpenptFlags::RDWR | OpenptFlags::NOCTTY | OpenptFlags::CLOEXEC).unwrap();
        grantpt(&ours).unwrap();
        unlockpt(&ours).unwrap();
        let name = ptsname(&ours, Vec::new()).unwrap();
        let flags = OFlags::RDWR | OFlags::NOCTTY | OFlags::CLOEXEC;
        let theirs = open(name.as_c_str(), flags, Mode::empty()).unwrap();
        let size = Winsize {
            ws_row: 24,
            ws_col: 80,
            ws_xpixel: 0,
            ws_ypixel: 0,
        };
        tcsetwinsize(&theirs, size).unwrap();
        let mut command = command(args);
        command
            .env("TERM", "xterm")
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(theirs);
        (command.spawn().unwrap(), File::from(ours))
    }

    /// Reads until `said` was drawn; `false` if the other end is closed before.
    fn read_until(terminal: &mut File, drawn: &mut String, said: &str) -> bool {
        let mut part = [0; 4096];
        while !drawn.contains(said) {
            match terminal.read(&mut part) {
                Ok(length) if length > 0 => drawn.push_str(&String::from_utf8_lossy(&part[..length])),
                _ => return false,
            }
        }
        true
    }

    /// What was drawn before the terminal was given back, and what was said afterwards.
    fn halves(drawn: &str) -> (&str, &str) {
        assert_eq!(drawn.matches(TURN).count(), 1, "{drawn}");
        let (before, after) = drawn.rsplit_once(TURN_BACK).expect("given back");
        assert!(after.contains(SHOW_CURSOR), "{after}");
        (before, after)
    }

    #[test]
    fn after_a_run_the_terminal_is_as_it_was_and_shows_what_was_said() {
        let args = [
            "run",
            "--live",
            "--no-save",
            "--rate",
            "1k",
            "--measure",
            "600ms",
            "--warm-up",
            "50ms",
        ];
        let (mut child, mut terminal) = on_a_terminal(&args);
        let mut drawn = String::new();
        assert!(!read_until(&mut terminal, &mut drawn, "never"));
        let code = child.wait().unwrap().code();
        assert!(matches!(code, Some(0 | 4)), "{code:?}: {drawn}");
        let (before, after) = halves(&drawn);
        for word in ["measuring the floor", "run 1 of 1", "watermark lag", "movie"] {
            assert!(before.contains(word), "{word}: {drawn}");
        }
        assert!(after.contains("machine  "), "{after}");
    }

    #[test]
    fn ctrl_c_gives_the_terminal_back() {
        for twice in [false, true] {
            let (mut child, mut terminal) =
                on_a_terminal(&["run", "--live", "--measure", "60s", "--no-save"]);
            let mut drawn = String::new();
            assert!(read_until(&mut terminal, &mut drawn, TURN), "{drawn}");
            let interrupt = || kill_process(Pid::from_child(&child), Signal::INT).unwrap();
            interrupt();
            if twice {
                std::thread::sleep(Duration::from_millis(50));
                interrupt();
            }
            assert!(!read_until(&mut terminal, &mut drawn, "never"));
            assert_eq!(child.wait().unwrap().code(), Some(130), "{drawn}");
            let (_, after) = halves(&drawn);
            assert!(after.contains("stopping"), "{drawn}");
        }
    }
}

#[cfg(not(feature = "live"))]
#[test]
fn a_build_without_the_live_view_says_so_and_how_to_get_it() {
    for task in ["compare", "run", "detect"] {
        let ended = streamgauge(&[task, "--live"]);
        assert_eq!(ended.code, Some(2), "{ended:?}");
        for says in ["this build lacks the feature `live`", "--features live"] {
            assert!(ended.err.contains(says), "{says}: {ended:?}");
        }
        assert!(!ended.err.contains("--slide"), "{ended:?}");
    }
    let unknown = streamgauge(&["compare", "--lively"]);
    assert!(
        unknown.err.contains("unexpected argument '--lively'"),
        "{unknown:?}"
    );
}
