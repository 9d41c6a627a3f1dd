//! `compare` with two saved records.

use std::path::PathBuf;

use clap::parser::ValueSource;
use clap::{ArgMatches, Args, Command};
use streamgauge_record::{AnswerChange, ChangeVerdict, Changes};
use streamgauge_render::{change_markdown, change_terminal, changes, other_build, other_machine, unlike};

use crate::base_build::BaseBuild;
use crate::conclusion::json;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::notes::Notes;
use crate::output_args::Format;
use crate::saved_record::SavedRecord;
use crate::stdout;
use crate::store_args::StoreArgs;

/// Two saved records, and how they are compared.
#[derive(Args, Clone, Debug)]
#[command(next_help_heading = "Two saved records (nothing is measured)")]
pub(crate) struct TwoRecordsArgs {
    /// Compare a saved record with this one: its file, the directory of its run, or the name or commit of a baseline
    #[arg(value_name = "BASE", help_heading = "Two saved records (nothing is measured)")]
    base: Option<String>,
    /// The record that is compared with it
    #[arg(value_name = "NEW", help_heading = "Two saved records (nothing is measured)")]
    new: Option<String>,
    /// Show unchanged figures, too
    #[arg(long)]
    all: bool,
    /// End with exit code 3 if anything got worse, and with 4 if the new record has no valid run of an arm that the base has
    #[arg(long)]
    fail_on_worse: bool,
    /// Compare records of different machines, or of builds made differently: figures of time, CPU and memory are shown and
    /// not judged
    #[arg(long)]
    across_machines: bool,
    #[command(flatten)]
    store: StoreArgs,
}

/// Flags that only two saved records have use for, and of these all but the last two builds.
const OWN: [&str; 4] = ["all", "fail_on_worse", "across_machines", "store"];
/// Arguments that have a meaning with and without two saved records.
const SHARED: [&str; 8] = [
    "base", "new", "format", "color", "quiet", "verbose", "help", "version",
];

/// Two saved records that are to be compared.
#[derive(Clone, Debug)]
pub(crate) struct TwoRecords {
    base: String,
    new: String,
    args: TwoRecordsArgs,
}

impl TwoRecordsArgs {
    /// A build to measure beside this one, compared as two records would be.
    pub(crate) const fn base_build(&self, program: PathBuf) -> BaseBuild {
        BaseBuild {
            program,
            all: self.all,
            fail_on_worse: self.fail_on_worse,
            across_machines: self.across_machines,
        }
    }

    /// What was asked for, if two records were given.
    pub(crate) fn records(&self) -> Option<TwoRecords> {
        let (base, new) = self.base.clone().zip(self.new.clone())?;
        let args = self.clone();
        Some(TwoRecords { base, new, args })
    }
}

/// What is wrong with a command line of `compare`: one record instead of two, flags for measuring beside two, flags for
/// two without them. What the environment says does not count.
pub(crate) fn misuse(command: &Command, matches: &ArgMatches) -> Option<String> {
    let given = |id: &str| matches.get_one::<String>(id);
    let typed = typed_flags(command, matches);
    match (given("base"), given("new")) {
        (Some(only), None) => Some(format!(
            "only one record was given: '{only}'. Give two, BASE and NEW, to compare saved records, or none to measure"
        )),
        (Some(_), Some(_)) => {
            let measuring: Vec<&str> = typed
                .iter()
                .filter(|(id, _)| !OWN.contains(id))
                .map(|(_, flag)| *flag)
                .collect();
            (!measuring.is_empty()).then(|| {
                format!(
                    "two saved records are compared as they are, and nothing is measured or saved: leave {} away",
                    list(&measuring)
                )
            })
        }
        _ => {
            let two_builds = typed.iter().any(|(id, _)| *id == "base_bin");
            let own: Vec<&str> = typed
                .iter()
                .filter(|(id, _)| OWN.contains(id) && !(two_builds && *id != "store"))
                .map(|(_, flag)| *flag)
                .collect();
            (!own.is_empty()).then(|| {
                format!(
                    "{} only means something when two saved records are compared: streamgauge compare BASE NEW",
                    list(&own)
                )
            })
        }
    }
}

/// The flags that were typed and have one of two meanings: id and name.
fn typed_flags<'a>(command: &'a Command, matches: &ArgMatches) -> Vec<(&'a str, &'a str)> {
    let flags = command
        .get_arguments()
        .filter_map(|arg| Some((arg.get_id().as_str(), arg.get_long()?)));
    flags
        .filter(|(id, _)| !SHARED.contains(id))
        .filter(|(id, _)| matches.value_source(id) == Some(ValueSource::CommandLine))
        .collect()
}

/// `--rate, --seed`.
fn list(flags: &[&str]) -> String {
    let flags: Vec<String> = flags.iter().map(|flag| format!("--{flag}")).collect();
    flags.join(", ")
}

impl TwoRecords {
    /// Compares the records and prints what changed.
    ///
    /// # Errors
    /// Records that cannot be read or compared, and what cannot be printed.
    pub(crate) fn carry_out(&self, format: Format, notes: Notes) -> Result<Exit, Failure> {
        let store = self.args.store.baselines();
        let [base, new] = [&self.base, &self.new].map(|text| SavedRecord::load(text, &store));
        let (base, new) = (base?, new?);
        self.check(&base, &new)?;
        let found = changes((&base.name, &base.record), (&new.name, &new.record))?;
        if found.lost().count() == found.answers.len() {
            return Err(Failure::CannotJudge(format!(
                "{} and {} have no arm with valid runs on the same query in common",
                base.name, new.name
            )));
        }
        stdout::print(&change_text(&found, self.args.all, format)?)?;
        Ok(if self.args.fail_on_worse {
            demanded(&found, notes)
        } else {
            Exit::Fine
        })
    }

    fn check(&self, base: &SavedRecord, new: &SavedRecord) -> Result<(), Failure> {
        let reasons = unlike(&base.record, &new.record);
        if !reasons.is_empty() {
            return Err(Failure::CannotJudge(format!(
                "{} and {} cannot be compared, because they answer different questions:\n  {}",
                base.name,
                new.name,
                reasons.join("\n  ")
            )));
        }
        let machine =
            other_machine(&base.record, &new.record).map(|difference| ("on another machine", difference));
        let build = || {
            other_build(&base.record, &new.record)
                .map(|difference| ("by a build made differently", difference))
        };
        match machine.or_else(build) {
            Some((how, difference)) if !self.args.across_machines => Err(Failure::CannotJudge(format!(
                "{} was measured {how} than {}: {difference}. --across-machines compares answers, drops, completeness and \
                 state all the same, and shows the rest without a verdict",
                new.name, base.name
            ))),
            _ => Ok(()),
        }
    }
}

/// How the process ends where nothing may get worse: what the new record has no valid run of may have got worse, too.
pub(crate) fn demanded(changes: &Changes, notes: Notes) -> Exit {
    let lost: Vec<String> = changes
        .lost()
        .map(|AnswerChange { arm, query, .. }| format!("{arm} on {query}"))
        .collect();
    let worse = if changes.count(&[ChangeVerdict::Worse]) > 0 {
        Exit::Regression
    } else {
        Exit::Fine
    };
    if lost.is_empty() {
        return worse;
    }
    notes.error(&format!(
        "--fail-on-worse cannot judge {}: {} has no valid run of it",
        lost.join(", "),
        changes.new.name
    ));
    worse.graver(Exit::CannotJudge)
}

/// What changed, in the format asked for; `all`: with unchanged figures.
///
/// # Errors
/// A format that only a single record has.
pub(crate) fn change_text(changes: &Changes, all: bool, format: Format) -> Result<String, Failure> {
    match format {
        Format::Human => Ok(change_terminal(
            changes,
            all,
            stdout::is_coloured(),
            stdout::width(),
        )),
        Format::Markdown => Ok(change_markdown(changes, all)),
        Format::Json => json(changes),
        Format::Jsonl | Format::Csv => Err(Failure::Usage(
            "--format jsonl and csv are of one record; two records are compared as human, json or markdown"
                .into(),
        )),
    }
}
