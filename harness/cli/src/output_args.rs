//! Flags that say what becomes of the results.

use std::path::PathBuf;

use clap::{Args, ValueEnum};

use crate::defaults;
use crate::failure::Failure;
use crate::output_directory::OutputDirectory;

/// What becomes of the results. No flag here changes a figure.
#[derive(Args, Clone, Debug)]
#[command(next_help_heading = "Output (changes no figure)")]
pub(crate) struct OutputArgs {
    /// Directory of records; each comparison gets one of its own: ID/record.json, ID/report.html, ID/charts/
    #[arg(short, long, value_name = "DIR", default_value = defaults::OUT)]
    pub(crate) out: PathBuf,
    /// Save nothing; only print
    #[arg(long)]
    pub(crate) no_save: bool,
    /// Save the charts as PNG, too
    #[arg(long, conflicts_with = "no_save")]
    pub(crate) png: bool,
    /// What to print on the standard output
    #[arg(short, long, value_enum, default_value_t = Format::Human)]
    pub(crate) format: Format,
    /// Print the plan, its order and about how long it takes; run nothing
    #[arg(short = 'n', long)]
    pub(crate) dry_run: bool,
}

impl OutputArgs {
    /// Where to save, known to be writable before anything is measured; `None`: nowhere.
    ///
    /// # Errors
    /// A directory that takes no files.
    pub(crate) fn directory(&self) -> Result<Option<OutputDirectory>, Failure> {
        let prepared = || OutputDirectory::prepare(&self.out);
        (!self.no_save).then(prepared).transpose()
    }
}

/// What to print on the standard output.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Format {
    /// Tables for people
    Human,
    /// The whole record, one JSON object
    Json,
    /// One JSON object per line and run
    Jsonl,
    /// One row per run and metric
    Csv,
    /// Tables for pull requests
    Markdown,
}

impl Format {
    /// All names with what they are, for lists.
    pub(crate) fn entries() -> impl Iterator<Item = (String, String)> {
        Self::value_variants()
            .iter()
            .filter_map(ValueEnum::to_possible_value)
            .map(|value| {
                let help = value.get_help().map(ToString::to_string).unwrap_or_default();
                (value.get_name().to_owned(), help)
            })
    }
}
