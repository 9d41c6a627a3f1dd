//! Another build of the binary, beside which this one is measured.

use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::process::Command;

use streamgauge_doctor::tool;
use streamgauge_record::{Record, Tool};
use streamgauge_render::changes;
use streamgauge_runner::ComparisonPlan;

use crate::exit::Exit;
use crate::failure::Failure;
use crate::fresh_process::FreshProcesses;
use crate::in_turns::InTurns;
use crate::notes::Notes;
use crate::output_args::Format;
use crate::two_builds::build;
use crate::two_records::{change_text, demanded};

/// Which build, and how what changed is shown.
#[derive(Clone, Debug)]
pub(crate) struct BaseBuild {
    pub(crate) program: PathBuf,
    /// Whether unchanged figures are shown, too.
    pub(crate) all: bool,
    /// Whether the process ends with [`Exit::Regression`] if anything got worse, and with [`Exit::CannotJudge`] if an arm
    /// has no valid run of this build.
    pub(crate) fail_on_worse: bool,
    /// Whether builds made differently may be compared.
    pub(crate) across_machines: bool,
}

/// A build that can be measured, and what it says of itself.
#[derive(Clone, Debug)]
pub(crate) struct ExaminedBase {
    asked: BaseBuild,
    tool: Tool,
}

/// The shortest measurement there is, of which the record says what measured.
const INTRODUCTION: [&str; 12] = [
    "run",
    "--engine",
    "event-at-a-time",
    "--clock",
    "simulated",
    "--warm-up",
    "0s",
    "--measure",
    "1ms",
    "--no-save",
    "--format",
    "json",
];

impl BaseBuild {
    /// Asks the build what it is.
    ///
    /// # Errors
    /// It is no streamgauge, it was made in another way, or changes have no such format.
    pub(crate) fn examined(&self, format: Format) -> Result<ExaminedBase, Failure> {
        if matches!(format, Format::Jsonl | Format::Csv) {
            return Err(Failure::Usage(
                "--format jsonl and csv are of one record; what changed between two builds is printed as human, json or \
                 markdown"
                    .to_owned(),
            ));
        }
        build(&self.program)?;
        let base = introduced(&self.program)?;
        match base.making_difference(&tool()) {
            Some(difference) if !self.across_machines => Err(Failure::Usage(format!(
                "--base-bin {}: it was made in another way than this build: {difference}. --across-machines compares \
                 answers, drops, completeness and state all the same, and shows the rest without a verdict",
                self.program.display()
            ))),
            _ => Ok(ExaminedBase {
                asked: self.clone(),
                tool: base,
            }),
        }
    }
}

/// What the build says of itself in a record.
fn introduced(program: &Path) -> Result<Tool, Failure> {
    let fail = |why: &dyn std::fmt::Display| {
        Failure::Usage(format!(
            "--base-bin {}: it does not measure: {why}; give a build that understands the same flags",
            program.display()
        ))
    };
    let ended = Command::new(program)
        .args(INTRODUCTION)
        .output()
        .map_err(|error| fail(&error))?;
    if !ended.status.success() {
        return Err(fail(&String::from_utf8_lossy(&ended.stderr).trim()));
    }
    let record: Record = serde_json::from_slice(&ended.stdout).map_err(|error| fail(&error))?;
    Ok(record.tool)
}

impl ExaminedBase {
    /// The laboratory in which both builds make each run.
    pub(crate) fn in_turns<'a>(
        &self,
        plan: &'a ComparisonPlan,
        head: &'a FreshProcesses,
        argv: &[OsString],
    ) -> InTurns<'a> {
        let base = FreshProcesses::of(self.asked.program.clone(), argv, plan.scenario.seed);
        InTurns::new(plan, head, base, self.tool.clone())
    }

    /// What changed from the base's record to the head's, in the format asked for, and how the process ends for it.
    ///
    /// # Errors
    /// If it cannot be rendered.
    pub(crate) fn changed(
        &self,
        base: &Record,
        head: &Record,
        format: Format,
        notes: Notes,
    ) -> Result<(String, Exit), Failure> {
        let name = self.asked.program.display().to_string();
        let found = changes((&name, base), ("this build", head))?;
        let ended = if self.asked.fail_on_worse {
            demanded(&found, notes)
        } else {
            Exit::Fine
        };
        Ok((change_text(&found, self.asked.all, format)?, ended))
    }
}
