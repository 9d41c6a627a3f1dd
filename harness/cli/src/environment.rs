//! `STREAMGAUGE_*` mirrors every flag.

use clap::builder::FalseyValueParser;
use clap::{Arg, ArgAction, Command};

/// Flags whose meaning is another one in another command: their variables name the command.
const OWN: [(&str, &[&str]); 6] = [
    (
        "generate",
        &["out", "format", "events", "duration", "events-per-file"],
    ),
    ("replay", &["check", "engine"]),
    (
        "history",
        &["metric", "query", "arm", "out", "format", "keep", "before"],
    ),
    ("export", &["to", "out", "better"]),
    ("doctor", &["for", "format", "strict"]),
    (
        "explain",
        &[
            "events",
            "window",
            "delay",
            "lateness",
            "batch",
            "output-mode",
            "format",
            "list",
        ],
    ),
];

/// The command, with a variable for every flag: `--time-scale` is `STREAMGAUGE_TIME_SCALE`. A flag without a value is
/// set by any text but `0`, `false`, `no`, `off` and nothing.
pub(crate) fn mirrored(command: Command) -> Command {
    let command = command.mut_args(|arg| mirror(arg, ""));
    command.mut_subcommands(|task| {
        let name = task.get_name().to_owned();
        mirrored_in(task, &name)
    })
}

/// A command and those within it, which share its name.
fn mirrored_in(command: Command, name: &str) -> Command {
    let command = command.mut_args(|arg| mirror(arg, name));
    command.mut_subcommands(|within| mirrored_in(within, name))
}

fn mirror(arg: Arg, command: &str) -> Arg {
    let Some(long) = arg.get_long() else {
        return arg;
    };
    let own = OWN
        .iter()
        .any(|(name, flags)| *name == command && flags.contains(&long));
    let name = if own {
        format!("{command}-{long}")
    } else {
        long.to_owned()
    };
    let variable = format!("STREAMGAUGE_{}", name.to_uppercase().replace('-', "_"));
    let arg = arg.env(variable).hide_env(true);
    if matches!(arg.get_action(), ArgAction::SetTrue) {
        arg.value_parser(FalseyValueParser::new())
    } else {
        arg
    }
}
