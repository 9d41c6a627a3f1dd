//! The command `history`.

use std::path::PathBuf;

use clap::{Args, Subcommand};
use streamgauge_record::{
    Added, Annotation, BrokenLine, HistoryFile, HistoryRecord, HistoryStore, RecordError,
};
use streamgauge_render::history_record;

use crate::exit::Exit;
use crate::failure::Failure;
use crate::history_choice::ChoiceArgs;
use crate::history_output::{TableArgs, changes, list, plot, show};
use crate::history_prune::PruneArgs;
use crate::instant::now;
use crate::notes::Notes;
use crate::saved_record::{SavedRecord, warn_of_wrong_answers};
use crate::store_args::StoreArgs;

pub(crate) const HISTORY_EXAMPLES: &str = "\
A history keeps the figures of records through time: of each arm on each query the percentiles of the headline latency and \
the metrics of the table, as medians over the valid runs. It is kept in .streamgauge/history/, one file of JSON lines for each class of \
machines, and may be checked in. Records of a virtual clock, of other machines, builds, events or settings never share a \
series. A change of level is sought by E-divisive with Student's t: docs/METRICS.md says how surely.

Examples:
  streamgauge history add runs/20260901T101502Z-7f3a9c52
  streamgauge history list                          what is kept
  streamgauge history show --query movie-tumbling   a table for each figure, changes of level as breaks in it
  streamgauge history show --metric p99.9 --metric cpu_per_event --format csv
  streamgauge history changes --fail-on-change      exit code 3 while a change is not annotated
  streamgauge history annotate 4f1c2ab \"larger buffers on purpose\"
  streamgauge history plot --metric p99 --out latency.svg
  streamgauge history prune --keep 200";

/// Arguments of `history`.
#[derive(Args, Clone, Debug)]
pub(crate) struct HistoryArgs {
    #[command(subcommand)]
    task: HistoryTask,
    #[command(flatten)]
    store: StoreArgs,
}

/// What to do with the history.
#[derive(Subcommand, Clone, Debug)]
enum HistoryTask {
    /// Keep the figures of records
    Add {
        /// Records: their files, the directories of their runs, or the names or commits of baselines
        #[arg(value_name = "RECORD", required = true)]
        records: Vec<String>,
    },
    /// List the records that are kept
    List {
        #[command(flatten)]
        output: TableArgs,
    },
    /// Show figures through time, changes of level as breaks
    Show {
        #[command(flatten)]
        choice: ChoiceArgs,
        #[command(flatten)]
        output: TableArgs,
    },
    /// List the changes of level
    Changes {
        #[command(flatten)]
        choice: ChoiceArgs,
        #[command(flatten)]
        output: TableArgs,
        /// End with exit code 3 if there is a change whose first record is not annotated, with 4 if there is no record at all
        #[arg(long)]
        fail_on_change: bool,
    },
    /// Draw figures through time
    Plot {
        #[command(flatten)]
        choice: ChoiceArgs,
        /// The picture, or - for the standard output
        #[arg(short, long, value_name = "FILE.svg", default_value = "history.svg", value_parser = picture)]
        out: PathBuf,
    },
    /// Say something about a record, or about all records of a commit
    Annotate {
        /// The id of a record or the commit of a build, or four letters or more of its beginning
        #[arg(value_name = "COMMIT|ID", value_parser = target)]
        target: String,
        /// What is to be said
        text: String,
    },
    /// Remove old records
    Prune(PruneArgs),
}

impl HistoryArgs {
    /// Keeps, shows or removes what is kept.
    ///
    /// # Errors
    /// Files that cannot be read or written, names that nothing bears, and what cannot be printed.
    pub(crate) fn carry_out(&self, notes: Notes) -> Result<Exit, Failure> {
        let store = self.store.history();
        match &self.task {
            HistoryTask::Add { records } => return self.add(records, notes),
            HistoryTask::Annotate { target, text } => annotate(&store, target, text, notes)?,
            HistoryTask::Prune(prune) => prune.carry_out(&store, notes)?,
            HistoryTask::List { output } => list(&load(&store, notes)?, output.format)?,
            HistoryTask::Show { choice, output } => show(&load(&store, notes)?, choice, output.format)?,
            HistoryTask::Changes {
                choice,
                output,
                fail_on_change,
            } => {
                return changes(
                    &load(&store, notes)?,
                    choice,
                    output.format,
                    *fail_on_change,
                    notes,
                );
            }
            HistoryTask::Plot { choice, out } => plot(&load(&store, notes)?, choice, out, notes)?,
        }
        Ok(Exit::Fine)
    }

    /// Adds all records, or none if one of them cannot be read.
    fn add(&self, records: &[String], notes: Notes) -> Result<Exit, Failure> {
        let baselines = self.store.baselines();
        let read = |text: &String| {
            let record = SavedRecord::load(text, &baselines)?.record;
            warn_of_wrong_answers(text, &record, notes);
            Ok(history_record(&record, &now())?)
        };
        let records = records.iter().map(read).collect::<Result<Vec<_>, Failure>>()?;
        add(&self.store.history(), records, notes)
    }
}

/// Everything that is kept; lines that cannot be read are told.
pub(crate) fn load(store: &HistoryStore, notes: Notes) -> Result<Vec<HistoryFile>, Failure> {
    let files = store.load().map_err(|error| failed(&error))?;
    let broken = files.iter().flat_map(|file| &file.broken);
    broken
        .map(BrokenLine::to_string)
        .for_each(|line| notes.warning(&line));
    if files.iter().all(|file| file.records.is_empty()) {
        notes.hint("the history is empty; `streamgauge history add RECORD` keeps a record in it");
    }
    Ok(files)
}

pub(crate) fn failed(error: &RecordError) -> Failure {
    Failure::Unexpected(error.to_string())
}

/// Adds all records that have a valid run.
fn add(store: &HistoryStore, records: Vec<HistoryRecord>, notes: Notes) -> Result<Exit, Failure> {
    let mut ended = Exit::Fine;
    for record in records {
        let id = record.id.clone();
        if record.arms.iter().all(|arm| arm.valid_runs == 0) {
            notes.warning(&format!("{id} has no valid run, so there is no figure to keep"));
            ended = Exit::CannotJudge;
            continue;
        }
        match store.add(record).map_err(|error| failed(&error))? {
            Added::New(path) => notes.info(&format!("added {id} to {}", path.display())),
            Added::Known(path) => notes.info(&format!("{id} is in {} already", path.display())),
        }
    }
    Ok(ended)
}

fn annotate(store: &HistoryStore, target: &str, text: &str, notes: Notes) -> Result<(), Failure> {
    if text.trim().is_empty() {
        return Err(Failure::Usage(
            "the text is empty: say in a few words what is to be remembered".into(),
        ));
    }
    let annotation = Annotation {
        target: target.to_owned(),
        text: text.trim().to_owned(),
        created: now(),
    };
    let concerned = store.annotate(&annotation).map_err(|error| failed(&error))?;
    if concerned.is_empty() {
        return Err(Failure::Usage(format!(
            "no record that is kept has the id or the commit '{target}'; `streamgauge history list` shows them all"
        )));
    }
    let ids: Vec<&str> = concerned.iter().map(|record| record.id.as_str()).collect();
    notes.info(&format!("annotated {}", ids.join(", ")));
    Ok(())
}

/// A file that its name calls a picture.
fn picture(text: &str) -> Result<PathBuf, String> {
    if text == "-" || text.to_lowercase().ends_with(".svg") {
        Ok(text.into())
    } else {
        Err("the picture is an SVG; give a name that ends with .svg, or -".to_owned())
    }
}

/// Enough of a commit or an id to mean something.
fn target(text: &str) -> Result<String, String> {
    let text = text.trim();
    if text.chars().count() < 4 {
        return Err(format!("'{text}' is too short; give four letters or more"));
    }
    Ok(text.to_owned())
}
