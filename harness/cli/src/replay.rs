//! The command `replay`.

use std::io::BufWriter;
use std::path::PathBuf;

use clap::{Args, ValueEnum};
use streamgauge_replay::{EngineKind, NotACase, Options, ReplayError, Summary, replay};

use crate::exit::Exit;
use crate::failure::Failure;
use crate::notes::Notes;

/// Arguments of `replay`.
#[derive(Args, Clone, Debug)]
pub(crate) struct ReplayArgs {
    /// Case files; a directory stands for all *.json below it
    #[arg(required = true, value_name = "PATH")]
    paths: Vec<PathBuf>,
    /// Compare the lines with what each case expects, instead of printing them
    #[arg(long)]
    check: bool,
    /// Only cases for this engine
    #[arg(long, value_enum, value_name = "ENGINE")]
    engine: Option<CaseEngine>,
    /// Let every line begin with the name of its case, as the field `case`
    #[arg(long, conflicts_with = "check")]
    with_names: bool,
}

/// The engine that a case is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum CaseEngine {
    /// Batches formed by a trigger
    MicroBatch,
    /// One event at a time
    EventAtATime,
}

impl CaseEngine {
    const fn kind(self) -> EngineKind {
        match self {
            Self::MicroBatch => EngineKind::MicroBatch,
            Self::EventAtATime => EngineKind::EventAtATime,
        }
    }
}

impl ReplayArgs {
    /// Prints the lines of the cases, or what checking them came to.
    ///
    /// # Errors
    /// What cannot be printed, and an engine that no case is for.
    pub(crate) fn carry_out(&self, notes: Notes) -> Result<Exit, Failure> {
        let mut out = BufWriter::new(std::io::stdout().lock());
        let options = Options {
            check: self.check,
            engine: self.engine.map(CaseEngine::kind),
            with_names: self.with_names,
        };
        let summary = replay(&self.paths, &options, &mut out)
            .map_err(|ReplayError::Output(error)| Failure::of_stdout(&error))?;
        if let Some(engine) = self.engine.filter(|_| summary.is_void()) {
            return Err(Failure::Usage(none_for(engine.kind(), summary.left_out)));
        }
        tell(&summary, notes);
        Ok(exit(&summary))
    }
}

fn none_for(engine: EngineKind, left_out: usize) -> String {
    let engine = engine.name();
    let others = match left_out {
        1 => "1 case for the other engine was left out".to_owned(),
        many => format!("{many} cases for the other engine were left out"),
    };
    format!("--engine {engine}: there is no case for it; {others}")
}

fn tell(summary: &Summary, notes: Notes) {
    if summary.left_out > 0 {
        notes.info(&format!(
            "cases for the other engine, left out: {}",
            summary.left_out
        ));
    }
    for fault in summary.errors.iter().flat_map(NotACase::lines) {
        notes.error(&fault);
    }
    for remark in &summary.remarks {
        notes.warning(&remark.to_string());
    }
    for gap in &summary.gaps {
        notes.warning(&format!(
            "{}: {} was not run: {}",
            gap.file.display(),
            gap.name,
            gap.unsupported
        ));
    }
    if !summary.failures.is_empty() {
        let names: Vec<&str> = summary
            .failures
            .iter()
            .map(|failure| failure.name.as_str())
            .collect();
        let differ = match names.len() {
            1 => "1 case differs from what it expects".to_owned(),
            many => format!("{many} cases differ from what they expect"),
        };
        notes.warning(&format!("{differ}: {}", names.join(", ")));
    }
}

/// What failed counts for more than what could not be read, and that for more than what could not be run.
fn exit(summary: &Summary) -> Exit {
    if !summary.failures.is_empty() {
        Exit::WrongAnswers
    } else if !summary.errors.is_empty() {
        Exit::Failure
    } else if !summary.gaps.is_empty() {
        Exit::CannotJudge
    } else {
        Exit::Fine
    }
}
