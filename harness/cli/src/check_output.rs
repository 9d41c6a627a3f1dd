//! Where a check goes, and in which form.

use std::fs::{self, OpenOptions};
use std::io::Write as _;
use std::path::{Path, PathBuf};

use clap::{Args, ValueEnum};
use streamgauge_record::{CheckRecord, Document as _, GateSelfTest};
use streamgauge_render::{
    check_annotations, check_junit, check_markdown, check_text, gate_self_test_markdown, gate_self_test_text,
};

use crate::failure::Failure;
use crate::{notes, saving, stdout};

/// Where a check goes, and in which form.
#[derive(Args, Clone, Debug)]
pub(crate) struct CheckOutput {
    /// Save everything that was measured, as JSON
    #[arg(short, long, value_name = "FILE")]
    out: Option<PathBuf>,
    /// Save a JUnit report: a test case for each scenario and metric
    #[arg(long, value_name = "FILE", conflicts_with = "self_test")]
    junit: Option<PathBuf>,
    /// Append a Markdown summary to this file [default: where GITHUB_STEP_SUMMARY says]
    #[arg(long, value_name = "FILE", conflicts_with = "self_test")]
    summary: Option<PathBuf>,
    /// What to print on the standard output
    #[arg(short, long, value_enum, value_name = "FORMAT", default_value_t = Report::Human)]
    format: Report,
}

/// What to print on the standard output.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Report {
    /// Lines for people
    Human,
    /// Everything that was measured, one JSON object
    Json,
    /// A summary for a pull request
    Markdown,
}

impl CheckOutput {
    /// Refuses, before anything is measured, a file that cannot be written afterwards.
    ///
    /// # Errors
    /// What the operating system says about it.
    pub(crate) fn check(&self) -> Result<(), Failure> {
        let summary = self.summary();
        let places = [&self.out, &self.junit, &summary];
        places.into_iter().flatten().try_for_each(|place| writable(place))
    }

    /// Everything that was measured is saved before anything is printed.
    ///
    /// # Errors
    /// What cannot be saved or printed.
    pub(crate) fn tell(&self, record: &CheckRecord) -> Result<(), Failure> {
        if let Some(path) = &self.out {
            record.save(path).map_err(unexpected)?;
        }
        if let Some(path) = &self.junit {
            let xml = check_junit(record).map_err(Failure::Unexpected)?;
            saving::write(path, xml.as_bytes()).map_err(Failure::Unexpected)?;
        }
        self.summarise(record)?;
        let text = match self.format {
            Report::Human => check_text(record),
            Report::Markdown => check_markdown(record),
            Report::Json => record.to_json().map_err(unexpected)?,
        };
        stdout::print(&text)?;
        annotate(record);
        Ok(())
    }

    fn summarise(&self, record: &CheckRecord) -> Result<(), Failure> {
        let Some(path) = self.summary() else {
            return Ok(());
        };
        let opened = OpenOptions::new().create(true).append(true).open(&path);
        opened
            .and_then(|mut file| file.write_all(check_markdown(record).as_bytes()))
            .map_err(|error| unwritten(&path, &error))
    }

    /// The file that a summary is appended to: the one named, else the one that a workflow's step names.
    fn summary(&self) -> Option<PathBuf> {
        let given = || std::env::var_os("GITHUB_STEP_SUMMARY").filter(|name| !name.is_empty());
        self.summary.clone().or_else(|| given().map(PathBuf::from))
    }

    /// As [`CheckOutput::tell`], of the gate's test of itself.
    ///
    /// # Errors
    /// As [`CheckOutput::tell`].
    pub(crate) fn tell_self_test(&self, record: &GateSelfTest) -> Result<(), Failure> {
        if let Some(path) = &self.out {
            record.save(path).map_err(unexpected)?;
        }
        let text = match self.format {
            Report::Json => record.to_json().map_err(unexpected)?,
            Report::Human => gate_self_test_text(record),
            Report::Markdown => gate_self_test_markdown(record),
        };
        stdout::print(&text)
    }
}

/// Tells a step of a workflow, which reads both outputs, on the one that no document is printed on.
fn annotate(record: &CheckRecord) {
    let annotations = check_annotations(record);
    if !annotations.is_empty() && std::env::var("GITHUB_ACTIONS").as_deref() == Ok("true") {
        notes::write(annotations.trim_end());
    }
}

/// Whether a file can be written; what was not there is not there afterwards.
fn writable(path: &Path) -> Result<(), Failure> {
    let is_new = !path.exists();
    let opened = OpenOptions::new().create(true).append(true).open(path);
    opened.map_err(|error| unwritten(path, &error))?;
    if is_new {
        fs::remove_file(path).map_err(|error| unwritten(path, &error))?;
    }
    Ok(())
}

fn unwritten(path: &Path, error: &std::io::Error) -> Failure {
    Failure::Unexpected(format!("cannot write {}: {error}", path.display()))
}

fn unexpected(error: impl std::fmt::Display) -> Failure {
    Failure::Unexpected(error.to_string())
}
