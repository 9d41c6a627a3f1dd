//! The command `baseline`.

use clap::{Args, Subcommand};
use streamgauge_record::{BaselineEntry, BaselineStore, SavedBaseline};
use streamgauge_render::{other_build, other_machine, unlike};

use crate::exit::Exit;
use crate::failure::Failure;
use crate::notes::Notes;
use crate::output_args::Format;
use crate::saved_record::{SavedRecord, warn_of_wrong_answers};
use crate::store_args::StoreArgs;
use crate::{baseline_text, printing, stdout};

pub(crate) const BASELINE_EXAMPLES: &str = "\
A baseline is a record that others are compared with, kept under a name. `compare` finds it by that, or by four digits or \
more of the commit of the build that measured it. It is kept in .streamgauge/baselines/, which may be checked in: without the series over time and the \
batches of its runs, which no comparison needs, so that it takes a fifth or less of what the record does.

Examples:
  streamgauge baseline save main runs/20260901T101502Z-7f3a9c52 --reason \"release 0.1\"
  streamgauge baseline list
  streamgauge compare main runs/20260907T090000Z-7f3a9c52
  streamgauge baseline accept main runs/20260907T090000Z-7f3a9c52 --reason \"slower, but right\"
  streamgauge baseline show main             the record and what it took the place of
  streamgauge baseline rm main";

/// Arguments of `baseline`.
#[derive(Args, Clone, Debug)]
pub(crate) struct BaselineArgs {
    #[command(subcommand)]
    task: BaselineTask,
    #[command(flatten)]
    store: StoreArgs,
}

/// What to do with baselines.
#[derive(Subcommand, Clone, Debug)]
enum BaselineTask {
    /// Keep a record under a name
    Save {
        /// Letters, digits, '.', '-' and '_'
        name: String,
        /// The record: its file, the directory of its run, or another baseline
        record: String,
        /// Why; shown beside it
        #[arg(long, value_name = "TEXT")]
        reason: Option<String>,
    },
    /// List all baselines
    List,
    /// Show a baseline, its history and its record
    Show {
        /// Its name, or four digits or more of its commit
        name: String,
        /// How its record is printed
        #[arg(short, long, value_enum, default_value_t = Format::Human)]
        format: Format,
    },
    /// Put another record in the place of a baseline's; the one before stays in its history
    Accept {
        /// Name of the baseline
        name: String,
        /// The record: its file, the directory of its run, or another baseline
        record: String,
        /// Why what changed is right
        #[arg(long, value_name = "TEXT", required = true)]
        reason: String,
    },
    /// Remove a baseline with its history
    Rm {
        /// Its name
        name: String,
    },
}

impl BaselineArgs {
    /// Keeps, shows or removes baselines.
    ///
    /// # Errors
    /// Names that are none, unknown or taken, files that cannot be read or written, and what cannot be printed.
    pub(crate) fn carry_out(&self, notes: Notes) -> Result<Exit, Failure> {
        let store = self.store.baselines();
        match &self.task {
            BaselineTask::Save { name, record, reason } => {
                let entry = entry(record, reason.as_deref(), &store)?;
                warn_of_wrong_answers(record, &entry.record, notes);
                let path = store.add(&SavedBaseline::new(name, entry))?;
                notes.info(&format!("saved {name}: {}", path.display()));
            }
            BaselineTask::Accept { name, record, reason } => {
                // A name that is not there is told before a record that is.
                let before = store.load(name)?.current;
                let next = entry(record, Some(reason), &store)?;
                check(name, &before, (record, &next), notes)?;
                warn_of_wrong_answers(record, &next.record, notes);
                let path = store.accept(name, next)?;
                notes.info(&format!("accepted for {name}: {}", path.display()));
            }
            BaselineTask::Rm { name } => {
                store.remove(name)?;
                notes.info(&format!("removed {name}"));
            }
            BaselineTask::Show { name, format } => show(name, *format, &store)?,
            BaselineTask::List => return list(&store, notes),
        }
        Ok(Exit::Fine)
    }
}

/// The record that was meant, as an entry of now. A reason of spaces is none.
fn entry(record: &str, reason: Option<&str>, store: &BaselineStore) -> Result<BaselineEntry, Failure> {
    if reason.is_some_and(|reason| reason.trim().is_empty()) {
        return Err(Failure::Usage("--reason is empty: say why in a few words".into()));
    }
    let record = SavedRecord::load(record, store)?.record;
    let now = crate::instant::now();
    Ok(BaselineEntry::new(record, now, reason.map(str::to_owned)))
}

/// Refuses a record that answers another question than what it would take the place of, and warns of one whose figures of
/// time could not be judged against it.
fn check(
    name: &str,
    before: &BaselineEntry,
    (given, next): (&str, &BaselineEntry),
    notes: Notes,
) -> Result<(), Failure> {
    let reasons = unlike(&before.record, &next.record);
    if !reasons.is_empty() {
        return Err(Failure::CannotJudge(format!(
            "{given} cannot take the place of {name}, the base, because they answer different questions:\n  {}\n`streamgauge \
             baseline save NAME {given}` keeps it under a name of its own",
            reasons.join("\n  ")
        )));
    }
    let machine = other_machine(&before.record, &next.record);
    let build = other_build(&before.record, &next.record);
    for difference in [machine, build].into_iter().flatten() {
        notes.warning(&format!(
            "{given} was measured otherwise than what it takes the place of: {difference}"
        ));
    }
    Ok(())
}

/// For people the whole baseline, else the record alone.
fn show(name: &str, format: Format, store: &BaselineStore) -> Result<(), Failure> {
    let found = store.find(name)?;
    let record = printing::text(&found.entry.record, format)?;
    if format != Format::Human {
        return stdout::print(&record);
    }
    let owner = found.name.split('@').next().unwrap_or(name);
    let history = store.load(owner)?;
    stdout::print(&format!("{}\n{record}", baseline_text::heads(&history)))
}

/// Those that can be read; the others are told, and end it with a failure.
fn list(store: &BaselineStore, notes: Notes) -> Result<Exit, Failure> {
    let (mut whole, mut ended) = (Vec::new(), Exit::Fine);
    for name in store.names()? {
        match store.load(&name) {
            Ok(baseline) => whole.push(baseline),
            Err(error) => ended = Failure::from(error).report(notes),
        }
    }
    stdout::print(&baseline_text::table(&whole))?;
    Ok(ended)
}
