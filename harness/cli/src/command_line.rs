//! The command line: commands, help, and what it all becomes.

use std::ffi::OsString;

use clap::{Args as _, CommandFactory as _, FromArgMatches as _, Parser, Subcommand};

use crate::argv::normalised;
use crate::compare::CompareArgs;
use crate::completions::CompletionsArgs;
use crate::describe::DescribeArgs;
use crate::environment::mirrored;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::generate::GenerateArgs;
use crate::list::ListArgs;
use crate::notes::Notes;
use crate::replay::ReplayArgs;
use crate::run::RunArgs;
use crate::talk::Talk;

/// What does it cost to run a stream in micro-batches, or event at a time?
#[derive(Parser, Clone, Debug)]
#[command(
    name = "streamgauge",
    version,
    max_term_width = 110,
    long_about = LONG_ABOUT,
    after_help = "Start with `streamgauge compare`. `--help` shows more than `-h`.",
    after_long_help = AFTER_LONG_HELP,
)]
pub(crate) struct CommandLine {
    #[command(subcommand)]
    command: Task,
    #[command(flatten)]
    talk: Talk,
}

/// What to do.
#[derive(Subcommand, Clone, Debug)]
enum Task {
    /// Measure engines side by side on the same events
    #[command(long_about = COMPARE_ABOUT, after_long_help = COMPARE_EXAMPLES)]
    Compare(CompareArgs),
    /// Measure one engine on one query
    #[command(after_long_help = RUN_EXAMPLES)]
    Run(RunArgs),
    /// Write the events of a scenario as JSON lines or CSV
    #[command(after_long_help = GENERATE_EXAMPLES)]
    Generate(GenerateArgs),
    /// Run conformance cases on the virtual clock and print, or check, what the engines do
    #[command(after_long_help = REPLAY_EXAMPLES)]
    Replay(ReplayArgs),
    /// List engines, scenarios, queries, laws, formats or metrics
    List(ListArgs),
    /// Say what a name means
    Describe(DescribeArgs),
    /// Print a completion script for a shell
    #[command(after_long_help = COMPLETIONS_EXAMPLES)]
    Completions(CompletionsArgs),
}

/// A command line that was understood.
#[derive(Clone, Debug)]
pub(crate) struct Invocation {
    command: Task,
    talk: Talk,
    typed: Vec<OsString>,
    /// The command line as records keep it.
    pub(crate) argv: Vec<String>,
}

impl Invocation {
    pub(crate) const fn notes(&self) -> Notes {
        Notes::new(self.talk.volume())
    }

    /// Does it.
    ///
    /// # Errors
    /// Why it could not be done.
    pub(crate) fn carry_out(self, notes: Notes) -> Result<Exit, Failure> {
        match self.command {
            Task::Compare(args) => args.measurement().carry_out(self.argv, &self.typed, notes),
            Task::Run(args) => args.measurement().carry_out(self.argv, &self.typed, notes),
            Task::Generate(args) => args.carry_out(notes),
            Task::Replay(args) => args.carry_out(notes),
            Task::List(args) => args.carry_out(),
            Task::Describe(args) => args.carry_out(),
            Task::Completions(args) => args.carry_out(),
        }
    }
}

/// Understands a command line, environment included.
///
/// # Errors
/// What is wrong with it, or the help that it asks for; the error prints itself.
pub(crate) fn parse(args: impl IntoIterator<Item = OsString>) -> Result<Invocation, clap::Error> {
    let typed: Vec<OsString> = args.into_iter().collect();
    let mut command = command().color(colour(&typed));
    let matches = command.try_get_matches_from_mut(&typed)?;
    let parsed = CommandLine::from_arg_matches(&matches).map_err(|error| error.format(&mut command))?;
    let argv = matches.subcommand().and_then(|(name, matches)| {
        let subcommand = command.find_subcommand(name)?;
        Some(normalised(subcommand, matches))
    });
    parsed.talk.apply();
    Ok(Invocation {
        command: parsed.command,
        talk: parsed.talk,
        typed,
        argv: argv.unwrap_or_default(),
    })
}

/// The whole command, with its environment.
pub(crate) fn command() -> clap::Command {
    let tool = streamgauge_runner::tool();
    let commit = tool
        .commit
        .map_or_else(String::new, |commit| format!(" ({commit})"));
    let version = format!("{}{commit}\n{} build, {}", tool.version, tool.profile, tool.rustc);
    mirrored(CommandLine::command().long_version(version))
}

/// The colour that was asked for, for errors that come before everything else is understood.
fn colour(args: &[OsString]) -> clap::ColorChoice {
    let only = Talk::augment_args(clap::Command::new("colour")).ignore_errors(true);
    let chosen = only.try_get_matches_from(args).ok();
    chosen
        .and_then(|matches| matches.get_one("color").copied())
        .unwrap_or(clap::ColorChoice::Auto)
}

const LONG_ABOUT: &str = "\
What does it cost to run a stream in micro-batches, or event at a time?

streamgauge feeds the same events, at the same instants, to stream processors that differ only in their execution model \
- micro-batch as in Spark Structured Streaming, event-at-a-time as in Flink - and measures latency, throughput, late \
drops and completeness. Every answer is recomputed and judged; a run that fails is void, never slow.";

const AFTER_LONG_HELP: &str = "\
Examples:
  streamgauge compare                            both models on every kind of window, in about two minutes
  streamgauge compare --dry-run                  what that would do
  streamgauge compare --clock simulated          the same without waiting: late drops and completeness, exactly
  streamgauge run --engine micro-batch:trigger=500ms --query user-session
  streamgauge generate --events 1M --out events.jsonl
  streamgauge list queries                       what can be asked
  streamgauge describe user-session              what it is

Environment:
  Every flag can be given as a variable: --time-scale as STREAMGAUGE_TIME_SCALE, --no-save as STREAMGAUGE_NO_SAVE=1.
  Flags that mean something else in `generate` carry its name: STREAMGAUGE_GENERATE_OUT, _FORMAT, _EVENTS, _DURATION,
  _EVENTS_PER_FILE. In `replay`: STREAMGAUGE_REPLAY_CHECK. A flag on the command line wins.

Exit codes:
    0  fine
    1  unexpected failure: a file, a disk, a thread
    2  usage: the command line asks for something that cannot be
    3  regression confirmed (reserved)
    4  cannot judge: every run of some engine and query is void
    5  wrong answers: an engine failed the oracle
  130  interrupted; what was measured is saved

Data goes to the standard output, everything else to the standard error output.";

const COMPARE_ABOUT: &str = "\
Measure engines side by side on the same events.

Without flags: micro-batch with a trigger of 1 s, micro-batch back to back and event-at-a-time; a tumbling, a sliding and \
a session window and a running aggregate; 10 000 ratings per second of which a tenth comes late; 3 interleaved repeats. \
Prints a table and saves record, page and charts.

Flags under 'Events' change what is fed, those under 'Query' what is asked, those under 'Measuring' how it is measured; \
those under 'Output' and 'Talking' change no figure.";

const COMPARE_EXAMPLES: &str = "\
Examples:
  What a trigger costs:
    streamgauge compare --engine micro-batch:trigger=100ms --engine micro-batch:trigger=1s --engine event-at-a-time
  What Flink's defaults cost (watermarks every 200 ms, buffers of 100 ms):
    streamgauge compare --engine event-at-a-time --engine event-at-a-time:watermark=200ms,buffer-timeout=100ms
  A single query, with intervals:
    streamgauge compare --query user-session --repeats 8
  A burst, and a machine that must keep up with it:
    streamgauge compare --rate 50k --arrivals burst:on=200ms,off=800ms,factor=8
  Nothing late: both models must give the same answers:
    streamgauge compare --late-fraction 0 --clock simulated
  Your own ratings, an hour of them in every second:
    streamgauge compare --ratings ml-latest-small/ratings.csv --time-scale 4000
  For a script, or a pull request:
    streamgauge compare -q --format json > record.json
    streamgauge compare -q --format markdown >> summary.md";

const RUN_EXAMPLES: &str = "\
Examples:
  streamgauge run
  streamgauge run --engine micro-batch:trigger=1s --query rating-sliding --size 60s --slide 5s
  streamgauge run --engine event-at-a-time:late-output=on --query user-session --allowed-lateness 60s
  streamgauge run --engine null --query low-ratings        what the harness itself costs";

const GENERATE_EXAMPLES: &str = "\
Examples:
  streamgauge generate --events 5                              to look at
  streamgauge generate --scenario movielens --events 1M --out ratings.csv
  streamgauge generate --duration 10s --late-fraction 0.15 --seed 7 | head
  streamgauge generate --events 1M --events-per-file 50k --out incoming/     files that appear complete, one by one
  streamgauge generate --ratings u.data --out events.jsonl     another format for a file";

const REPLAY_EXAMPLES: &str = "\
A case is a JSON file: a query, the steps that drive it, and the lines that must come out. Each line printed is one \
micro-batch, or one step of the event-at-a-time engine.

Examples:
  streamgauge replay cases/tumbling-late-event.json
  streamgauge replay --check cases/

Exit codes: 5 if a case differs from what it expects, 1 if a file is not a case, 4 if a case asks for something that the
engines cannot do yet.";

const COMPLETIONS_EXAMPLES: &str = "\
Examples:
  streamgauge completions bash > ~/.local/share/bash-completion/completions/streamgauge
  streamgauge completions zsh > ~/.zfunc/_streamgauge
  streamgauge completions fish > ~/.config/fish/completions/streamgauge.fish";

#[cfg(test)]
mod tests {
    use super::*;

    fn understood(line: &str) -> bool {
        // The shell's part is left away: comments are set off by spaces, redirections and pipes begin with their sign.
        let words = line.split("  ").next().unwrap_or_default().split(' ');
        let words = words.take_while(|word| !["|", ">", ">>"].contains(word));
        parse(words.map(OsString::from)).is_ok()
    }

    #[test]
    fn the_command_is_sound() {
        command().debug_assert();
    }

    #[test]
    fn every_example_is_understood() {
        let texts = [
            AFTER_LONG_HELP,
            COMPARE_EXAMPLES,
            RUN_EXAMPLES,
            GENERATE_EXAMPLES,
            REPLAY_EXAMPLES,
            COMPLETIONS_EXAMPLES,
        ]
        .join("\n");
        let examples: Vec<&str> = texts
            .lines()
            .map(str::trim)
            .filter(|line| line.starts_with("streamgauge "))
            .collect();
        assert!(examples.len() > 20, "{examples:?}");
        for example in examples {
            assert!(understood(example), "{example}");
        }
    }

    #[test]
    fn every_flag_has_a_variable_and_every_variable_one_meaning() {
        let mut built = command();
        built.build();
        let mut meanings = std::collections::BTreeMap::new();
        for subcommand in built
            .get_subcommands()
            .filter(|subcommand| subcommand.get_name() != "help")
        {
            for arg in subcommand
                .get_arguments()
                .filter(|arg| !["help", "version"].contains(&arg.get_id().as_str()))
            {
                if arg.get_long().is_none() {
                    continue;
                }
                let variable = arg.get_env().map(|name| name.to_string_lossy().into_owned());
                assert!(variable.is_some(), "{} --{}", subcommand.get_name(), arg.get_id());
                let before = meanings.insert(variable.clone(), arg.get_long().map(str::to_owned));
                assert!(
                    before.is_none_or(|long| long.as_deref() == arg.get_long()),
                    "{variable:?}"
                );
            }
        }
        assert!(meanings.contains_key(&Some("STREAMGAUGE_TIME_SCALE".to_owned())));
        assert!(meanings.contains_key(&Some("STREAMGAUGE_GENERATE_OUT".to_owned())));
    }
}
