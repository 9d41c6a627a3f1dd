//! The command line as the record keeps it.

use std::ffi::OsString;

use clap::parser::ValueSource;
use clap::{Arg, ArgAction, ArgMatches, Command};

/// Flags that say where results go and how they look: the same measurement with others of these is the same.
const DROPPED: [&str; 18] = [
    "out",
    "no_save",
    "format",
    "color",
    "quiet",
    "verbose",
    "png",
    "dry_run",
    "slot",
    "glimpses",
    "live",
    "resume",
    "all",
    "fail_on_worse",
    "across_machines",
    "store",
    "junit",
    "summary",
];
/// The same of one command alone: another build beside a comparison changes nothing in this build's runs. Of a check it is
/// one half.
const DROPPED_OF: [(&str, &str); 1] = [("compare", "base_bin")];

/// The command and every flag that can change a figure, as given on the command line or in the environment, in the
/// order of the help. Two command lines that measure the same are the same here, however they were written.
pub(crate) fn normalised(command: &Command, matches: &ArgMatches) -> Vec<OsString> {
    let mut argv = vec!["streamgauge".into(), command.get_name().into()];
    for arg in command.get_arguments() {
        let id = arg.get_id().as_str();
        let given = matches!(
            matches.value_source(id),
            Some(ValueSource::CommandLine | ValueSource::EnvVariable)
        );
        if given && !is_dropped(command, id) {
            push(&mut argv, arg, matches);
        }
    }
    argv
}

/// The flags of a command line that change nothing that is measured, as they were given, environment aside.
pub(crate) fn idle_flags(command: &Command, matches: &ArgMatches) -> Vec<String> {
    let given = |id| matches.value_source(id) == Some(ValueSource::CommandLine);
    let idle = command.get_arguments().filter(|arg| {
        let id = arg.get_id().as_str();
        is_dropped(command, id) && given(id)
    });
    let text = |arg: &Arg| {
        let mut words = Vec::new();
        push(&mut words, arg, matches);
        as_text(&words).join(" ")
    };
    idle.map(text).collect()
}

/// Whether a flag of a command changes nothing that is measured.
fn is_dropped(command: &Command, id: &str) -> bool {
    DROPPED.contains(&id) || DROPPED_OF.contains(&(command.get_name(), id))
}

/// The words of a command line as far as they are text, for records.
pub(crate) fn as_text(argv: &[OsString]) -> Vec<String> {
    argv.iter()
        .map(|word| word.to_string_lossy().into_owned())
        .collect()
}

fn push(argv: &mut Vec<OsString>, arg: &Arg, matches: &ArgMatches) {
    let id = arg.get_id().as_str();
    let flag = arg.get_long().map(|long| format!("--{long}"));
    if matches!(arg.get_action(), ArgAction::SetTrue) {
        argv.extend(flag.filter(|_| matches.get_flag(id)).map(OsString::from));
        return;
    }
    for value in matches.get_raw(id).into_iter().flatten() {
        // A value that looks like a flag must stand together with its own.
        match &flag {
            Some(flag) if value.as_encoded_bytes().starts_with(b"-") => {
                let mut word = OsString::from(format!("{flag}="));
                word.push(value);
                argv.push(word);
            }
            _ => {
                argv.extend(flag.clone().map(OsString::from));
                argv.push(value.to_owned());
            }
        }
    }
}

/// The command line as it was typed, quoted for a shell.
pub(crate) fn typed(args: &[OsString]) -> String {
    let rest = args.iter().skip(1).map(|arg| quoted(&arg.to_string_lossy()));
    std::iter::once("streamgauge".to_owned())
        .chain(rest)
        .collect::<Vec<_>>()
        .join(" ")
}

fn quoted(text: &str) -> String {
    let plain = |c: char| c.is_ascii_alphanumeric() || "-_=:.,/+@%".contains(c);
    if !text.is_empty() && text.chars().all(plain) {
        return text.to_owned();
    }
    format!("'{}'", text.replace('\'', r"'\''"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::command_line::parse;

    fn argv(line: &str) -> Vec<String> {
        parse(line.split(' ').map(OsString::from)).unwrap().argv
    }

    #[test]
    fn where_results_go_is_dropped_and_what_changes_figures_stays() {
        let plain = argv("streamgauge compare --rate 20k --query movie-tumbling,user-session --no-capacity");
        assert_eq!(
            plain,
            "streamgauge compare --query movie-tumbling --query user-session --rate 20k --no-capacity"
                .split(' ')
                .collect::<Vec<_>>()
        );
        let noisy = argv(
            "/bin/streamgauge -v compare --no-capacity -o x --format=csv --png --color never --rate=20k -n \
             --query movie-tumbling --query user-session",
        );
        assert_eq!(noisy, plain);
        assert_eq!(
            argv("streamgauge -q run --no-save -fjson --slot 0 --glimpses"),
            ["streamgauge", "run"]
        );
    }

    #[test]
    fn a_check_keeps_both_builds_and_a_comparison_only_this_one() {
        let kept = argv(
            "streamgauge check --base-bin old --head-bin new --pairs 8 --strict --junit check.xml --summary check.md \
             --out check.json --format json",
        );
        assert_eq!(
            kept.join(" "),
            "streamgauge check --base-bin old --head-bin new --pairs 8 --strict"
        );
        let again = parse(kept.iter().map(OsString::from));
        assert_eq!(
            again.map(|again| again.argv).ok(),
            Some(kept),
            "it can be run again"
        );
        assert_eq!(
            argv("streamgauge compare --base-bin old --repeats 8").join(" "),
            "streamgauge compare --repeats 8"
        );
    }

    #[test]
    fn every_value_comes_back_as_it_was() {
        use std::os::unix::ffi::OsStringExt as _;
        let odd = OsString::from_vec(vec![b'-', 0xff, b' ', b';']);
        let mut equals = OsString::from("--ratings=");
        equals.push(&odd);
        for value in [equals, "--ratings=-".into(), "--ratings=a b'c".into()] {
            let given = [
                "streamgauge".into(),
                "run".into(),
                value,
                "--lateness=pareto:min=1s,shape=2".into(),
            ];
            let once = parse(given).unwrap().exact;
            assert_eq!(parse(once.clone()).unwrap().exact, once);
        }
    }

    #[test]
    fn typed_lines_can_be_pasted() {
        let args = ["/x/streamgauge", "run", "--ratings", "my file's.csv", ""].map(OsString::from);
        assert_eq!(typed(&args), r"streamgauge run --ratings 'my file'\''s.csv' ''");
    }
}
