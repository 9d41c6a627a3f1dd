//! The command `export`.

use std::fs;
use std::path::{Path, PathBuf};

use clap::{Args, ValueEnum};
use streamgauge_record::{Direction, Record};
use streamgauge_render::{bencher_metrics, github_action_benchmark, hdr_log, open_metrics};

use crate::exit::Exit;
use crate::failure::Failure;
use crate::notes::Notes;
use crate::output_args::Format;
use crate::saved_record::SavedRecord;
use crate::store_args::StoreArgs;
use crate::{printing, saving, stdout};

pub(crate) const EXPORT_EXAMPLES: &str = "\
Examples:
  streamgauge export runs/20260901T101502Z-7f3a9c52 --to csv > runs.csv
  streamgauge export runs/20260901T101502Z-7f3a9c52 --to hdr --out latency.hlog
  streamgauge export record.json --to openmetrics --out streamgauge.prom
  streamgauge export record.json --to github-action-benchmark --out trackers/
  streamgauge export record.json --to github-action-benchmark --better smaller
  streamgauge export record.json --to bencher";

/// Arguments of `export`.
#[derive(Args, Clone, Debug)]
pub(crate) struct ExportArgs {
    /// A record: its file, the directory of its run, or the name or commit of a baseline
    #[arg(value_name = "RECORD")]
    record: String,
    /// The format
    #[arg(long, value_enum, value_name = "FORMAT")]
    to: Target,
    /// A file, a directory that gets a file of the usual name, or - for the standard output
    #[arg(short, long, value_name = "PATH", default_value = "-")]
    out: PathBuf,
    /// Of github-action-benchmark's two arrays the one whose figures are better when smaller, or bigger
    ///
    /// The tool wants them apart: as `customSmallerIsBetter` and `customBiggerIsBetter`. Into a directory both are written.
    #[arg(long, value_enum, value_name = "WHICH")]
    better: Option<Better>,
    #[command(flatten)]
    store: StoreArgs,
}

/// The formats of other tools.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Target {
    /// One row per run and metric
    Csv,
    /// The whole record, one JSON object
    Json,
    /// Tables for pull requests
    Markdown,
    /// HdrHistogram interval log: every latency whole
    Hdr,
    /// OpenMetrics text, which Prometheus reads
    Openmetrics,
    /// JSON arrays of github-action-benchmark
    GithubActionBenchmark,
    /// Bencher Metric Format
    Bencher,
}

/// Which of two arrays.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Better {
    /// Latencies, losses, costs
    Smaller,
    /// Rates, completeness
    Bigger,
}

impl ExportArgs {
    /// Writes the record in another format.
    ///
    /// # Errors
    /// A file that is missing or no record, flags that do not go together, and what cannot be written or printed.
    pub(crate) fn carry_out(&self, notes: Notes) -> Result<Exit, Failure> {
        let arrays = self.arrays()?;
        let record = SavedRecord::load(&self.record, &self.store.baselines())?.record;
        for (name, text) in self.texts(&record, &arrays)? {
            self.deliver(name, &text, notes)?;
        }
        Ok(Exit::Fine)
    }

    /// Which arrays of github-action-benchmark are wanted; none in other formats.
    fn arrays(&self) -> Result<Vec<Better>, Failure> {
        match (self.to == Target::GithubActionBenchmark, self.better) {
            (true, Some(better)) => Ok(vec![better]),
            (true, None) if self.is_directory() => Ok(vec![Better::Smaller, Better::Bigger]),
            (true, None) => Err(Failure::Usage(
                "--to github-action-benchmark makes two arrays: choose one with --better smaller or --better bigger, or \
                 give a directory with --out DIR/"
                    .to_owned(),
            )),
            (false, None) => Ok(vec![]),
            (false, Some(_)) => Err(Failure::Usage(
                "--better changes nothing here: it chooses between the arrays of --to github-action-benchmark".to_owned(),
            )),
        }
    }

    /// What is to be written, under its usual names.
    fn texts(&self, record: &Record, arrays: &[Better]) -> Result<Vec<(&'static str, String)>, Failure> {
        Ok(match self.to {
            Target::Csv => vec![("record.csv", printing::text(record, Format::Csv)?)],
            Target::Json => vec![("record.json", printing::text(record, Format::Json)?)],
            Target::Markdown => vec![("record.md", printing::text(record, Format::Markdown)?)],
            Target::Hdr => vec![("latency.hlog", hdr_log(record)?)],
            Target::Openmetrics => vec![("openmetrics.txt", open_metrics(record)?)],
            Target::Bencher => vec![("bencher.json", bencher_metrics(record)?)],
            Target::GithubActionBenchmark => {
                let text = |better: &Better| {
                    Ok((
                        better.file(),
                        github_action_benchmark(record, better.direction())?,
                    ))
                };
                arrays.iter().map(text).collect::<Result<_, Failure>>()?
            }
        })
    }

    fn deliver(&self, name: &str, text: &str, notes: Notes) -> Result<(), Failure> {
        if self.out.as_os_str() == "-" {
            return stdout::print(text);
        }
        let mut path = self.out.clone();
        if self.is_directory() {
            fs::create_dir_all(&path).map_err(|error| cannot_make(&path, &error))?;
            path.push(name);
        }
        saving::write(&path, text.as_bytes()).map_err(Failure::Unexpected)?;
        notes.info(&format!("saved {}", path.display()));
        Ok(())
    }

    /// Whether a directory was given: one that is there, or a name that says so.
    fn is_directory(&self) -> bool {
        let says_so = self.out.as_os_str().as_encoded_bytes().ends_with(b"/");
        says_so || self.out.is_dir()
    }
}

fn cannot_make(directory: &Path, error: &std::io::Error) -> Failure {
    Failure::Unexpected(format!(
        "the directory {} could not be made: {error}",
        directory.display()
    ))
}

impl Better {
    const fn file(self) -> &'static str {
        match self {
            Self::Smaller => "smaller-is-better.json",
            Self::Bigger => "bigger-is-better.json",
        }
    }

    const fn direction(self) -> Direction {
        match self {
            Self::Smaller => Direction::Lower,
            Self::Bigger => Direction::Higher,
        }
    }
}
