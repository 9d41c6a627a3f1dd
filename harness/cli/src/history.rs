//! The command `history`.

use std::path::{Path, PathBuf};

use clap::{Args, Subcommand, ValueEnum};
use streamgauge_record::{
    Added, Annotation, BrokenLine, HistoryFile, HistoryRecord, HistoryStore, Record, RecordError,
};
use streamgauge_render::{
    history_changes, history_changes_json, history_changes_terminal, history_chart, history_csv,
    history_json, history_markdown, history_record, history_records, history_records_json,
    history_records_terminal, history_terminal, table_csv, table_markdown, unexplained_changes,
};

use crate::exit::Exit;
use crate::failure::Failure;
use crate::history_choice::ChoiceArgs;
use crate::history_prune::PruneArgs;
use crate::notes::Notes;
use crate::report::{file, loaded};
use crate::store_args::StoreArgs;
use crate::{saving, stdout};

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
        /// Records: their files, or the directories of their runs
        #[arg(value_name = "RECORD", required = true)]
        records: Vec<PathBuf>,
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
        /// End with exit code 3 if there is a change whose first record is not annotated
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

/// How tables are printed.
#[derive(Args, Clone, Debug)]
pub(crate) struct TableArgs {
    /// What to print on the standard output
    #[arg(short, long, value_enum, value_name = "FORMAT", default_value_t = TableFormat::Human)]
    format: TableFormat,
}

/// What to print on the standard output.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum TableFormat {
    /// Tables for people
    Human,
    /// One JSON object
    Json,
    /// One row per record, change or figure
    Csv,
    /// Tables for pull requests
    Markdown,
}

impl HistoryArgs {
    /// Keeps, shows or removes what is kept.
    ///
    /// # Errors
    /// Files that cannot be read or written, names that nothing bears, and what cannot be printed.
    pub(crate) fn carry_out(&self, notes: Notes) -> Result<Exit, Failure> {
        let store = self.store.history();
        match &self.task {
            HistoryTask::Add { records } => return add(&store, records, notes),
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

/// Adds all records, or none if one of them cannot be read.
fn add(store: &HistoryStore, paths: &[PathBuf], notes: Notes) -> Result<Exit, Failure> {
    let read = |path: &PathBuf| Ok(history_record(&*loaded::<Record>(&file(path)?)?, &now())?);
    let records = paths
        .iter()
        .map(read)
        .collect::<Result<Vec<HistoryRecord>, Failure>>()?;
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

fn now() -> String {
    jiff::Timestamp::now().strftime("%Y-%m-%dT%H:%M:%SZ").to_string()
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

fn list(files: &[HistoryFile], format: TableFormat) -> Result<(), Failure> {
    let table = history_records(files);
    stdout::print(&match format {
        TableFormat::Human => history_records_terminal(files),
        TableFormat::Json => history_records_json(files)?,
        TableFormat::Csv => table_csv(&table)?,
        TableFormat::Markdown => table_markdown(&table),
    })
}

fn show(files: &[HistoryFile], choice: &ChoiceArgs, format: TableFormat) -> Result<(), Failure> {
    let series = choice.series(files)?;
    stdout::print(&match format {
        TableFormat::Human => history_terminal(&series, choice.least_change),
        TableFormat::Json => history_json(&series)?,
        TableFormat::Csv => history_csv(&series)?,
        TableFormat::Markdown => history_markdown(&series, choice.least_change),
    })
}

fn changes(
    files: &[HistoryFile],
    choice: &ChoiceArgs,
    format: TableFormat,
    fail_on_change: bool,
    notes: Notes,
) -> Result<Exit, Failure> {
    let series = choice.series(files)?;
    let table = history_changes(&series);
    let text = match format {
        TableFormat::Human => history_changes_terminal(&series),
        TableFormat::Json => history_changes_json(&series)?,
        TableFormat::Csv => table_csv(&table)?,
        TableFormat::Markdown => table_markdown(&table),
    };
    stdout::print(&text)?;
    let unexplained = unexplained_changes(&series);
    if !fail_on_change || unexplained == 0 {
        return Ok(Exit::Fine);
    }
    notes.important(&format!(
        "{unexplained} of {} changes not annotated; `streamgauge history annotate COMMIT TEXT` says why the level changed",
        table.rows.len()
    ));
    Ok(Exit::Regression)
}

fn plot(files: &[HistoryFile], choice: &ChoiceArgs, out: &Path, notes: Notes) -> Result<(), Failure> {
    let series = choice.series(files)?;
    let Some(chart) = history_chart(&series, choice.least_change) else {
        return Err(Failure::CannotJudge("there is no figure to draw".into()));
    };
    let picture = chart.svg()?;
    if out.as_os_str() == "-" {
        return stdout::print(&picture);
    }
    saving::write(out, picture.as_bytes()).map_err(Failure::Unexpected)?;
    notes.info(&format!("saved {}: {}", out.display(), chart.title()));
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
