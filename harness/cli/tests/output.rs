//! Where output goes wrong: directories, disks, pipes.

use std::process::Stdio;

use crate::binary::{command, ended, sample, streamgauge};

const SIMULATED: [&str; 5] = ["run", "--clock", "simulated", "--measure", "100ms"];

#[test]
fn a_directory_that_cannot_be_written_is_found_out_before_measuring() {
    let place = tempfile::tempdir().unwrap();
    let file = place.path().join("a file");
    std::fs::write(&file, "in the way").unwrap();
    let below = file.join("runs");
    let ended = streamgauge(&["run", "--out", below.to_str().unwrap()]);
    assert_eq!(ended.code, Some(1), "{ended:?}");
    assert!(
        ended.err.contains("cannot write to the output directory"),
        "{ended:?}"
    );
    assert!(ended.err.contains("nothing was measured"), "{ended:?}");
    assert_eq!(std::fs::read_to_string(&file).unwrap(), "in the way");
}

#[test]
fn generated_files_that_cannot_be_written_are_named() {
    let place = tempfile::tempdir().unwrap();
    let file = place.path().join("a file");
    std::fs::write(&file, "in the way").unwrap();
    for out in ["a file/events.csv", "a file/directory/", "missing/events.csv"] {
        let out = place.path().join(out);
        let ended = streamgauge(&["generate", "--events", "10", "--out", out.to_str().unwrap()]);
        assert_eq!(ended.code, Some(1), "{ended:?}");
        assert!(ended.err.contains("cannot write"), "{ended:?}");
    }
}

#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_loses_nothing() {
    let place = tempfile::tempdir().unwrap();
    let out = place.path().to_str().unwrap();
    let full = || Stdio::from(std::fs::File::options().write(true).open("/dev/full").unwrap());
    let saved = command(&SIMULATED)
        .args(["--out", out])
        .stdout(full())
        .output()
        .unwrap();
    let saved = ended(&saved);
    assert_eq!(saved.code, Some(1), "{saved:?}");
    assert!(
        saved.err.contains("cannot write to the standard output"),
        "{saved:?}"
    );
    assert_eq!(
        crate::binary::records(place.path()).len(),
        1,
        "the record was saved before anything was printed"
    );

    let unsaved = command(&SIMULATED)
        .arg("--no-save")
        .env("TMPDIR", out)
        .stdout(full())
        .output()
        .unwrap();
    let unsaved = ended(&unsaved);
    assert_eq!(unsaved.code, Some(1), "{unsaved:?}");
    assert!(unsaved.err.contains("the record was saved as"), "{unsaved:?}");

    let generated = command(&["generate", "--events", "100k"])
        .stdout(full())
        .output()
        .unwrap();
    let generated = ended(&generated);
    assert_eq!(generated.code, Some(1), "{generated:?}");
    assert!(generated.err.contains("No space left"), "{generated:?}");
    let listed = ended(&command(&["list"]).stdout(full()).output().unwrap());
    assert_eq!(listed.code, Some(1), "{listed:?}");
}

#[test]
fn a_closed_pipe_is_a_quiet_end() {
    for args in [
        &["generate", "--events", "10M"][..],
        &["list"],
        &["compare", "--help"],
        &SIMULATED,
    ] {
        let mut command = command(args);
        if args == SIMULATED {
            command.args(["-q", "--no-save"]);
        }
        let mut child = command
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        drop(child.stdout.take());
        let ended = ended(&child.wait_with_output().unwrap());
        assert_eq!((ended.code, ended.err.as_str()), (Some(0), ""), "{args:?}");
    }
}

/// The binary, which can write no file longer than 8 KiB, as on a disk that is nearly full.
#[cfg(target_os = "linux")]
fn on_a_full_disk(place: &std::path::Path, args: &[&str]) -> crate::binary::Ended {
    let binary = command(args);
    let limited = std::process::Command::new("sh")
        .args(["-c", "trap '' XFSZ; ulimit -f 16; exec \"$0\" \"$@\""])
        .arg(binary.get_program())
        .args(args)
        .current_dir(place)
        .output()
        .unwrap();
    ended(&limited)
}

#[cfg(target_os = "linux")]
#[test]
fn a_disk_that_fills_up_leaves_files_as_they_were() {
    let place = tempfile::tempdir().unwrap();
    std::fs::copy(sample("sample.json"), place.path().join("r.json")).unwrap();
    let names = || {
        let entries = place.path().read_dir().unwrap();
        let mut names: Vec<_> = entries.map(|entry| entry.unwrap().file_name()).collect();
        names.sort();
        names
    };
    for (args, file) in [
        (&["report", "r.json"][..], "report.html"),
        (
            &["export", "r.json", "--to", "json", "--out", "copy.json"],
            "copy.json",
        ),
        (
            &["baseline", "save", "main", "r.json", "--store", "."],
            "baselines/main.json",
        ),
    ] {
        let file = place.path().join(file);
        let ended = on_a_full_disk(place.path(), args);
        assert_eq!(ended.code, Some(1), "{args:?}: {ended:?}");
        assert!(ended.err.contains("File too large"), "{args:?}: {ended:?}");
        assert!(!file.exists(), "{args:?}: nothing is better than a part");
        std::fs::write(&file, "older").unwrap();
        let before = names();
        if args[0] != "baseline" {
            assert_eq!(on_a_full_disk(place.path(), args).code, Some(1));
        }
        assert_eq!(std::fs::read_to_string(&file).unwrap(), "older", "{args:?}");
        assert_eq!(names(), before, "{args:?}: nothing is left beside it");
    }
}
