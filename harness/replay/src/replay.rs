//! Many case files, one after another.

use std::collections::BTreeMap;
use std::io::Write;
use std::path::{Path, PathBuf};

use serde::Serialize;

use crate::selection::case_files;
use crate::{
    Case, EngineKind, Failure, Gap, Line, NotACase, Outcome, ReplayError, Summary, Unsupported, check, drive,
};

/// What a replay does with the cases and their lines.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Options {
    /// Compare the lines with what the cases expect, instead of printing them.
    pub check: bool,
    /// Only cases for this engine; `None`: all.
    pub engine: Option<EngineKind>,
    /// Let every printed line begin with the name of its case.
    pub with_names: bool,
}

/// Replays the cases that `paths` stand for (a directory: all `*.json` below it, sorted). Prints their lines, or,
/// when checking, one line per case and a summary.
///
/// A file that is not a case, a case whose name another has, and a case that cannot be run do not stop the others;
/// the summary names them.
///
/// # Errors
/// The lines cannot be written.
pub fn replay(paths: &[PathBuf], options: &Options, out: &mut dyn Write) -> Result<Summary, ReplayError> {
    let (files, errors) = case_files(paths);
    let mut summary = Summary {
        errors,
        ..Summary::default()
    };
    let mut names = Names::default();
    for file in files {
        match Case::read(&file).and_then(|case| names.take(case, &file)) {
            Ok(case) if options.engine.is_some_and(|engine| engine != case.engine) => summary.left_out += 1,
            Ok(case) => one(&file, &case, *options, &mut summary, out)?,
            Err(error) => summary.errors.push(error),
        }
    }
    if options.check && !summary.is_void() {
        write!(out, "\n{summary}")?;
    }
    out.flush()?;
    Ok(summary)
}

/// The names of the cases so far, and whose they are.
#[derive(Default)]
struct Names(BTreeMap<String, PathBuf>);

impl Names {
    /// Lets a case pass whose name is new.
    fn take(&mut self, case: Case, file: &Path) -> Result<Case, NotACase> {
        if let Some(other) = self.0.get(&case.name) {
            let message = format!(
                "\"{}\" is the name of {}, too; names are unique",
                case.name,
                other.display()
            );
            return Err(Case::fault_in(file, "name", message).into());
        }
        self.0.insert(case.name.clone(), file.to_owned());
        Ok(case)
    }
}

fn one(
    file: &Path,
    case: &Case,
    options: Options,
    summary: &mut Summary,
    out: &mut dyn Write,
) -> Result<(), ReplayError> {
    summary.remarks.extend(case.remarks(file));
    let outcome = Unsupported::unknown_feature(case).map_or_else(|| drive(case), Outcome::Unsupported);
    match outcome {
        Outcome::Unsupported(unsupported) => gap(file, case, unsupported, options, summary, out),
        Outcome::Lines(lines) if options.check => judge(file, case, &lines, summary, out),
        Outcome::Lines(lines) => {
            summary.count(case, |counts| counts.ran += 1);
            print(&lines, options.with_names.then_some(&case.name), out)
        }
    }
}

/// A line that begins with the name of its case.
#[derive(Serialize)]
struct Named<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    case: Option<&'a String>,
    #[serde(flatten)]
    line: &'a Line,
}

fn print(lines: &[Line], case: Option<&String>, out: &mut dyn Write) -> Result<(), ReplayError> {
    for line in lines {
        serde_json::to_writer(&mut *out, &Named { case, line }).map_err(std::io::Error::from)?;
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
