//! Flags of the scenario `file`.

use std::path::PathBuf;

use clap::Args;
use streamgauge_workloads::{FileFormat, FileOptions};

use crate::scenario_args::set;

/// What is particular to the scenario `file`.
#[derive(Args, Clone, Debug, Default)]
pub(crate) struct FileArgs {
    /// Replay ratings from a file; implies --scenario file
    ///
    /// MovieLens `ratings.csv`, `ratings.dat` or `u.data`, or JSON lines, CSV or Parquet as written by `generate`. Of
    /// a directory, the files that end in .csv, .dat, .data, .jsonl, .json, .ndjson or .parquet are read in the order
    /// of their names. Pipes and the standard input are refused: a file is read more than once.
    #[arg(long, value_name = "FILE")]
    pub(crate) ratings: Option<PathBuf>,
    /// How the file is written [default: recognised by how it begins]
    #[arg(long, value_name = "FORMAT")]
    pub(crate) ratings_format: Option<FileFormat>,
    /// Count lines (of Parquet: rows) of the file that are not ratings, instead of refusing them
    #[arg(long)]
    pub(crate) skip_bad_lines: bool,
}

impl FileArgs {
    /// The first of these flags that was given, besides the file itself.
    pub(crate) fn given(&self) -> Option<&'static str> {
        let flags = [
            ("ratings-format", self.ratings_format.is_some()),
            ("skip-bad-lines", self.skip_bad_lines),
        ];
        flags.into_iter().find_map(|(flag, given)| given.then_some(flag))
    }

    /// Replaces the defaults by what was given.
    pub(crate) fn apply(&self, options: &mut FileOptions) {
        set(&mut options.path, self.ratings.clone());
        options.format = self.ratings_format;
        options.skip_bad_lines = self.skip_bad_lines;
    }
}
