//! What `history` prints and draws.

use std::path::Path;

use clap::{Args, ValueEnum};
use streamgauge_record::HistoryFile;
use streamgauge_render::{
    history_changes, history_changes_json, history_changes_terminal, history_chart, history_csv,
    history_json, history_markdown, history_records, history_records_json, history_records_terminal,
    history_terminal, table_csv, table_markdown, unexplained_changes,
};

use crate::exit::Exit;
use crate::failure::Failure;
use crate::history_choice::ChoiceArgs;
use crate::notes::Notes;
use crate::{saving, stdout};

/// How tables are printed.
#[derive(Args, Clone, Debug)]
pub(crate) struct TableArgs {
    /// What to print on the standard output
    #[arg(short, long, value_enum, value_name = "FORMAT", default_value_t = TableFormat::Human)]
    pub(crate) format: TableFormat,
}

/// What to print on the standard output.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum TableFormat {
    /// Tables for people
    Human,
    /// One JSON object
    Json,
    /// One row per record, change or figure
    Csv,
    /// Tables for pull requests
    Markdown,
}

/// Prints the records.
///
/// # Errors
/// Names that nothing bears, and what cannot be printed or written.
pub(crate) fn list(files: &[HistoryFile], format: TableFormat) -> Result<(), Failure> {
    let table = history_records(files);
    stdout::print(&match format {
        TableFormat::Human => history_records_terminal(files),
        TableFormat::Json => history_records_json(files)?,
        TableFormat::Csv => table_csv(&table)?,
        TableFormat::Markdown => table_markdown(&table),
    })
}

/// Prints the chosen series.
///
/// # Errors
/// Names that nothing bears, and what cannot be printed or written.
pub(crate) fn show(files: &[HistoryFile], choice: &ChoiceArgs, format: TableFormat) -> Result<(), Failure> {
    let series = choice.series(files)?;
    stdout::print(&match format {
        TableFormat::Human => history_terminal(&series, choice.least_change),
        TableFormat::Json => history_json(&series)?,
        TableFormat::Csv => history_csv(&series)?,
        TableFormat::Markdown => history_markdown(&series, choice.least_change),
    })
}

/// Prints the changes of the chosen series, and says how the process ends for them.
///
/// # Errors
/// Names that nothing bears, and what cannot be printed or written.
pub(crate) fn changes(
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
    if fail_on_change && series.is_empty() {
        notes.error("--fail-on-change has no record to judge by");
        return Ok(Exit::CannotJudge);
    }
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

/// Draws the chosen series.
///
/// # Errors
/// Names that nothing bears, and what cannot be printed or written.
pub(crate) fn plot(
    files: &[HistoryFile],
    choice: &ChoiceArgs,
    out: &Path,
    notes: Notes,
) -> Result<(), Failure> {
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
