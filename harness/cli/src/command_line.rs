//! The command line: commands, help, and what it all becomes.

use std::ffi::OsString;

use clap::error::ErrorKind;
use clap::{Args as _, CommandFactory as _, FromArgMatches as _, Parser, Subcommand};

use crate::argv::{as_text, normalised};
use crate::baseline::{BASELINE_EXAMPLES, BaselineArgs};
use crate::check::{CHECK_EXAMPLES, CheckArgs};
use crate::compare::{CompareArgs, CompareCommand};
use crate::completions::CompletionsArgs;
use crate::describe::DescribeArgs;
use crate::detect::{DETECT_ABOUT, DETECT_EXAMPLES, preset};
use crate::doctor::{DOCTOR_EXAMPLES, DoctorArgs};
use crate::environment::mirrored;
use crate::examples::{
    AFTER_LONG_HELP, COMPARE_ABOUT, COMPARE_EXAMPLES, COMPLETIONS_EXAMPLES, DESCRIBE_EXAMPLES,
    EXPLAIN_EXAMPLES, GENERATE_EXAMPLES, LIST_EXAMPLES, LONG_ABOUT, MAN_EXAMPLES, REPLAY_EXAMPLES,
    REPORT_EXAMPLES, RUN_EXAMPLES, SCHEMA_EXAMPLES, SEARCH_ABOUT, SEARCH_EXAMPLES,
};
use crate::exit::Exit;
use crate::explain::ExplainArgs;
use crate::export::{EXPORT_EXAMPLES, ExportArgs};
use crate::failure::Failure;
use crate::frontier::{FRONTIER_EXAMPLES, FrontierArgs};
use crate::generate::GenerateArgs;
use crate::growth::{GROWTH_EXAMPLES, GrowthArgs};
use crate::history::{HISTORY_EXAMPLES, HistoryArgs};
use crate::import::{IMPORT_EXAMPLES, ImportArgs};
use crate::list::ListArgs;
use crate::live_args;
use crate::man::ManArgs;
use crate::measurement::Measurement;
use crate::notes::Notes;
use crate::replay::ReplayArgs;
use crate::report::ReportArgs;
use crate::run::RunArgs;
use crate::schema::SchemaArgs;
use crate::search::SearchArgs;
use crate::talk::Talk;
use crate::two_records;

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
    /// Measure engines side by side on the same events, or compare two saved records
    #[command(long_about = COMPARE_ABOUT, after_long_help = COMPARE_EXAMPLES)]
    Compare(Box<CompareCommand>),
    /// Measure one engine on one query
    #[command(after_long_help = RUN_EXAMPLES)]
    Run(Box<RunArgs>),
    /// Find injected attacks: which model finds which, how soon, and why
    #[command(long_about = DETECT_ABOUT, after_long_help = DETECT_EXAMPLES)]
    Detect(Box<CompareArgs>),
    /// Sweep watermark delay, allowed lateness and trigger interval: what completeness costs
    #[command(after_long_help = FRONTIER_EXAMPLES)]
    Frontier(Box<FrontierArgs>),
    /// Measure how the cost of an event grows: with keys, overlapping windows, sessions, late events, workers
    #[command(after_long_help = GROWTH_EXAMPLES)]
    Growth(Box<GrowthArgs>),
    /// Find the greatest rate that an engine sustains, and verify it
    #[command(long_about = SEARCH_ABOUT, after_long_help = SEARCH_EXAMPLES)]
    Search(Box<SearchArgs>),
    /// Keep records under names, to compare others with
    #[command(after_long_help = BASELINE_EXAMPLES)]
    Baseline(BaselineArgs),
    /// Judge a build against another: measured in turns, worse, better, same or undecided
    #[command(after_long_help = CHECK_EXAMPLES)]
    Check(Box<CheckArgs>),
    /// Render saved records, searches, frontiers and growths again: one page, charts, tables
    #[command(after_long_help = REPORT_EXAMPLES)]
    Report(ReportArgs),
    /// Keep the figures of records through time, and find where they changed
    #[command(after_long_help = HISTORY_EXAMPLES)]
    History(HistoryArgs),
    /// Write a record in the format of another tool
    #[command(after_long_help = EXPORT_EXAMPLES)]
    Export(ExportArgs),
    /// Bring together what benches of kernels found, times and instructions, as one document
    #[command(after_long_help = IMPORT_EXAMPLES)]
    Import(ImportArgs),
    /// Write the events of a scenario as JSON lines, CSV or Parquet
    #[command(after_long_help = GENERATE_EXAMPLES)]
    Generate(GenerateArgs),
    /// Run conformance cases on the virtual clock and print, or check, what the engines do
    #[command(after_long_help = REPLAY_EXAMPLES)]
    Replay(ReplayArgs),
    /// Show both engines at work on a few events, side by side and in words
    #[command(after_long_help = EXPLAIN_EXAMPLES)]
    Explain(ExplainArgs),
    /// Say how steady this machine is, and what to do about it
    #[command(after_long_help = DOCTOR_EXAMPLES)]
    Doctor(DoctorArgs),
    /// List engines, scenarios, queries, laws, formats or metrics
    #[command(after_long_help = LIST_EXAMPLES)]
    List(ListArgs),
    /// Say what a name means
    #[command(after_long_help = DESCRIBE_EXAMPLES)]
    Describe(DescribeArgs),
    /// Print the JSON Schema of a document
    #[command(after_long_help = SCHEMA_EXAMPLES)]
    Schema(SchemaArgs),
    /// Print the manual page, or write those of all commands
    #[command(after_long_help = MAN_EXAMPLES)]
    Man(ManArgs),
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
    /// The same, byte for byte.
    pub(crate) exact: Vec<OsString>,
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
        self.talk.apply();
        match self.command {
            Task::Compare(args) => match args.records() {
                Some((records, format)) => records.carry_out(format, notes),
                None => args.measurement().carry_out(&self.exact, &self.typed, notes),
            },
            Task::Run(args) => args.measurement().carry_out(&self.exact, &self.typed, notes),
            Task::Detect(args) => args.detection().carry_out(&self.exact, &self.typed, notes),
            Task::Frontier(args) => args.carry_out(self.argv, &self.typed, notes),
            Task::Growth(args) => args.carry_out(self.argv, &self.typed, notes),
            Task::Search(args) => args.carry_out(self.argv, &self.typed, notes),
            Task::Baseline(args) => args.carry_out(notes),
            Task::Check(args) => args.carry_out(self.argv, notes),
            Task::Report(args) => args.carry_out(notes),
            Task::History(args) => args.carry_out(notes),
            Task::Export(args) => args.carry_out(notes),
            Task::Import(args) => args.carry_out(notes),
            Task::Generate(args) => args.carry_out(notes),
            Task::Replay(args) => args.carry_out(notes),
            Task::Explain(args) => args.carry_out(notes),
            Task::Doctor(args) => args.carry_out(notes),
            Task::List(args) => args.carry_out(),
            Task::Describe(args) => args.carry_out(),
            Task::Schema(args) => args.carry_out(),
            Task::Man(args) => args.carry_out(notes),
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
    let matches = command
        .try_get_matches_from_mut(&typed)
        .map_err(|error| live_args::explained(error, &mut command, &typed));
    let matches = matches?;
    let parsed = CommandLine::from_arg_matches(&matches).map_err(|error| error.format(&mut command))?;
    if let Some(("compare", compared)) = matches.subcommand()
        && let Some(compare) = command.find_subcommand_mut("compare")
        && let Some(problem) = two_records::misuse(compare, compared)
    {
        return Err(compare.error(ErrorKind::ArgumentConflict, problem));
    }
    let exact = matches.subcommand().and_then(|(name, matches)| {
        let subcommand = command.find_subcommand(name)?;
        Some(normalised(subcommand, matches))
    });
    Ok(Invocation {
        command: parsed.command,
        talk: parsed.talk,
        typed,
        argv: as_text(exact.as_deref().unwrap_or_default()),
        exact: exact.unwrap_or_default(),
    })
}

/// The measurement that a command line of `compare`, `detect` or `run` makes, as records keep it.
///
/// # Errors
/// What is wrong with it, in words.
pub(crate) fn measurement_of(argv: &[String]) -> Result<Measurement, Failure> {
    let refused = |error: clap::Error| Failure::Usage(error.to_string());
    let matches = command().try_get_matches_from(argv).map_err(refused)?;
    match CommandLine::from_arg_matches(&matches).map_err(refused)?.command {
        Task::Compare(args) => Ok(args.measurement()),
        Task::Detect(args) => Ok(args.detection()),
        Task::Run(args) => Ok(args.measurement()),
        _ => Err(Failure::Usage(format!("'{}' measures nothing", argv.join(" ")))),
    }
}

/// The whole command, with its environment.
pub(crate) fn command() -> clap::Command {
    let tool = streamgauge_doctor::tool();
    let commit = tool
        .commit
        .map_or_else(String::new, |commit| format!(" ({commit})"));
    let version = format!("{}{commit}\n{} build, {}", tool.version, tool.profile, tool.rustc);
    let command = CommandLine::command().long_version(version);
    mirrored(command.mut_subcommand("detect", preset))
}

/// The colour that was asked for, for errors that come before everything else is understood.
fn colour(args: &[OsString]) -> clap::ColorChoice {
    let only = Talk::augment_args(clap::Command::new("colour")).ignore_errors(true);
    let chosen = only.try_get_matches_from(args).ok();
    chosen
        .and_then(|matches| matches.get_one("color").copied())
        .unwrap_or(clap::ColorChoice::Auto)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_command_is_sound() {
        command().debug_assert();
    }

    /// Every flag with the path of its command, those of commands within commands included.
    fn flags(command: &clap::Command, path: &str) -> Vec<(String, clap::Arg)> {
        let own = command.get_arguments().filter(|arg| arg.get_long().is_some());
        let own = own.filter(|arg| !["help", "version"].contains(&arg.get_id().as_str()));
        let mut found: Vec<_> = own.map(|arg| (path.to_owned(), arg.clone())).collect();
        for within in command
            .get_subcommands()
            .filter(|within| within.get_name() != "help")
        {
            found.extend(flags(within, &format!("{path} {}", within.get_name())));
        }
        found
    }

    #[test]
    fn every_flag_has_a_variable_and_every_variable_one_meaning() {
        let mut built = command();
        built.build();
        let mut meanings = std::collections::BTreeMap::new();
        for (path, arg) in flags(&built, "streamgauge") {
            let variable = arg.get_env().map(|name| name.to_string_lossy().into_owned());
            assert!(variable.is_some(), "{path} --{}", arg.get_id());
            let before = meanings.insert(variable.clone(), arg.get_long().map(str::to_owned));
            assert!(
                before.is_none_or(|long| long.as_deref() == arg.get_long()),
                "{variable:?}"
            );
        }
        for variable in [
            "STREAMGAUGE_TIME_SCALE",
            "STREAMGAUGE_GENERATE_OUT",
            "STREAMGAUGE_HISTORY_FORMAT",
            "STREAMGAUGE_EXPORT_OUT",
            "STREAMGAUGE_STORE",
        ] {
            assert!(meanings.contains_key(&Some(variable.to_owned())), "{variable}");
        }
    }
}
