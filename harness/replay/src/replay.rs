//! Many case files, one after another.

use std::io::Write;
use std::path::{Path, PathBuf};

use crate::selection::case_files;
use crate::{Case, Failure, Gap, Line, Outcome, ReplayError, Summary, Unsupported, check, drive};

/// What a replay does with the lines.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Options {
    /// Compare them with what the cases expect, instead of printing them.
    pub check: bool,
}

/// Replays the cases that `paths` stand for (a directory: all `*.json` below it, sorted). Prints their lines, or,
/// when checking, one line per case and a summary.
///
/// A file that is not a case, and a case that cannot be run, do not stop the others; the summary names them.
///
/// # Errors
/// The lines cannot be written.
pub fn replay(paths: &[PathBuf], options: &Options, out: &mut dyn Write) -> Result<Summary, ReplayError> {
    let (files, errors) = case_files(paths);
    let mut summary = Summary {
        errors,
        ..Summary::default()
    };
    for file in files {
        match Case::read(&file) {
            Ok(case) => one(&file, &case, *options, &mut summary, out)?,
            Err(error) => summary.errors.push(error),
        }
    }
    if options.check {
        write!(out, "\n{summary}")?;
    }
    out.flush()?;
    Ok(summary)
}

fn one(
    file: &Path,
    case: &Case,
    options: Options,
    summary: &mut Summary,
    out: &mut dyn Write,
) -> Result<(), ReplayError> {
    match drive(case) {
        Outcome::Unsupported(unsupported) => gap(file, case, unsupported, options, summary, out),
        Outcome::Lines(lines) if options.check => judge(file, case, &lines, summary, out),
        Outcome::Lines(lines) => {
            summary.count(case, |counts| counts.ran += 1);
            print(&lines, out)
        }
    }
}

fn print(lines: &[Line], out: &mut dyn Write) -> Result<(), ReplayError> {
    for line in lines {
        serde_json::to_writer(&mut *out, line).map_err(std::io::Error::from)?;
        out.write_all(b"\n")?;
    }
    Ok(())
}

fn judge(
    file: &Path,
    case: &Case,
    lines: &[Line],
    summary: &mut Summary,
    out: &mut dyn Write,
) -> Result<(), ReplayError> {
    summary.count(case, |counts| counts.ran += 1);
    let Err(difference) = check(case, lines) else {
        summary.count(case, |counts| counts.passed += 1);
        return Ok(writeln!(out, "pass         {}", case.name)?);
    };
    summary.count(case, |counts| counts.failed += 1);
    writeln!(out, "FAIL         {}: {difference}", case.name)?;
    summary.failures.push(Failure {
        file: file.to_owned(),
        name: case.name.clone(),
        difference,
    });
    Ok(())
}

fn gap(
    file: &Path,
    case: &Case,
    unsupported: Unsupported,
    options: Options,
    summary: &mut Summary,
    out: &mut dyn Write,
) -> Result<(), ReplayError> {
    summary.count(case, |counts| counts.unsupported += 1);
    if options.check {
        writeln!(out, "unsupported  {}: {unsupported}", case.name)?;
    }
    summary.gaps.push(Gap {
        file: file.to_owned(),
        name: case.name.clone(),
        unsupported,
    });
    Ok(())
}
