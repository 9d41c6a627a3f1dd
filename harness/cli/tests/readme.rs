//! Every command that the README shows, carried out.

use std::path::Path;

use crate::binary::{Ended, sample, streamgauge, streamgauge_in};
use crate::importing::target;

/// What a reader has whom the README addresses: the cases of the repository, a comparison, a file of ratings, what benches
/// left.
fn set_up(place: &Path) {
    let repository = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../..")
        .canonicalize()
        .unwrap();
    std::os::unix::fs::symlink(repository.join("harness"), place.join("harness")).unwrap();
    std::fs::create_dir(place.join("ml-latest-small")).unwrap();
    let ratings =
        "userId,movieId,rating,timestamp\n1,31,2.5,1260759144\n1,1029,3.0,1260759179\n2,10,4.0,1260759182\n";
    std::fs::write(place.join("ml-latest-small/ratings.csv"), ratings).unwrap();
    std::fs::create_dir(place.join("old")).unwrap();
    std::os::unix::fs::symlink(env!("CARGO_BIN_EXE_streamgauge"), place.join("old/streamgauge")).unwrap();
    target(place);
    let made = streamgauge_in(
        place,
        &["compare", "--clock", "simulated", "--measure", "1s", "--quiet"],
    );
    assert_eq!(made.code, Some(0), "{made:?}");
}

fn readme() -> String {
    std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("../../README.md")).unwrap()
}

/// The arguments of each `$ streamgauge …` and `$ cargo run --release -- …`, comments and redirections cut off.
fn commands() -> Vec<Vec<String>> {
    let text = readme().replace("\\\n", " ");
    let shown = text.lines().filter_map(|line| {
        line.strip_prefix("$ streamgauge ")
            .or_else(|| line.strip_prefix("$ cargo run --release -- "))
    });
    shown.map(words).collect()
}

fn words(line: &str) -> Vec<String> {
    let mut words = Vec::new();
    let mut rest = line.trim_start();
    while !rest.is_empty() && !rest.starts_with(['#', '>']) {
        let (word, behind) = match rest.strip_prefix('"') {
            Some(quoted) => quoted.split_once('"').unwrap(),
            None => rest.split_once(' ').unwrap_or((rest, "")),
        };
        words.push(word.to_owned());
        rest = behind.trim_start();
    }
    words
}

/// What measures in real time is carried out once on a virtual clock, or, where that takes long, planned; what needs two
/// builds, or an hour, is understood.
fn carried_out(place: &Path, command: &[String]) -> Ended {
    let run = format!("runs/{}", only_run(place));
    let there = |word: &&String| *word != "runs/frontier-ID";
    let named = |word: &'_ String| match word.as_str() {
        "runs/ID" | "runs/A" | "runs/B" => run.clone(),
        "runs/search-ID" => sample("search-sample.json").display().to_string(),
        other => other.to_owned(),
    };
    let words: Vec<String> = command.iter().filter(there).map(named).collect();
    let mut args: Vec<&str> = words.iter().map(String::as_str).collect();
    let has = |word: &str| command.iter().any(|other| other == word);
    match args[0] {
        // What is saved already needs no plan, and Markdown has no place for one.
        "compare" if has("--resume") || has("runs/B") || has("simulated") => {}
        "compare" | "run" => args.extend(["--clock", "simulated", "--repeats", "1"]),
        "frontier" => args.extend(["--clock", "simulated", "--measure", "2s", "--no-save"]),
        "detect" | "search" | "growth" => args.push("--dry-run"),
        "check" => args.push("--help"),
        "doctor" => args.extend(["--for", "100ms"]),
        _ => {}
    }
    if matches!(args[0], "compare" | "run") && !has("--resume") && !has("runs/B") {
        args.push("--no-save");
    }
    streamgauge_in(place, &args)
}

/// The name of the comparison that was set up.
fn only_run(place: &Path) -> String {
    let run = std::fs::read_dir(place.join("runs"))
        .unwrap()
        .next()
        .unwrap()
        .unwrap();
    run.file_name().to_string_lossy().into_owned()
}

#[test]
fn every_command_of_the_readme_does_what_it_is_shown_for() {
    let place = tempfile::tempdir().unwrap();
    set_up(place.path());
    let commands = commands();
    assert!(commands.len() > 25, "{}", commands.len());
    for command in commands {
        let ended = carried_out(place.path(), &command);
        assert_eq!(ended.code, Some(0), "{command:?}: {ended:?}");
    }
}

/// With a base that is not there: the policy is read before it, and nothing is measured.
#[test]
fn the_policy_of_the_readme_is_one_that_check_understands() {
    let readme = readme();
    let blocks = readme.split("```toml\n").skip(1);
    let shown: Vec<&str> = blocks
        .map(|block| block.split("```").next().unwrap())
        .filter(|block| block.starts_with("[check]"))
        .collect();
    let [policy] = shown[..] else {
        panic!("one policy is shown: {shown:?}")
    };
    let place = tempfile::tempdir().unwrap();
    for (policy, says) in [
        (policy.to_owned(), "no build: No such file"),
        (policy.replace("pairs", "pears"), "unknown field `pears`"),
        (policy.replace("--rate", "--ratte"), "'--ratte'"),
    ] {
        std::fs::write(place.path().join("streamgauge.toml"), &policy).unwrap();
        let ended = streamgauge_in(place.path(), &["check", "--base-bin", "no build"]);
        assert_eq!(ended.code, Some(2), "{ended:?}");
        assert!(ended.err.contains(says), "{policy}: {ended:?}");
    }
}

#[test]
fn a_command_that_the_readme_does_not_show_would_be_noticed() {
    assert_eq!(words(r#"a --b "c d" e   # f"#), ["a", "--b", "c d", "e"]);
    assert_eq!(words("a >> b"), ["a"]);
    assert_eq!(streamgauge(&["chekc", "--help"]).code, Some(2));
}
