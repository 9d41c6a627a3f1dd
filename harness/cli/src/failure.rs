//! Why a command could not be carried out.

use std::io;

use streamgauge_render::RenderError;
use streamgauge_runner::RunError;
use streamgauge_workloads::{FileFormat, WorkloadError};

use crate::exit::Exit;
use crate::notes::Notes;

/// Why a command could not be carried out. Every text says what is wrong and what to do.
#[derive(Debug)]
pub(crate) enum Failure {
    /// The command line asks for something that cannot be.
    Usage(String),
    /// What is asked for cannot be judged.
    CannotJudge(String),
    /// Something else went wrong.
    Unexpected(String),
    /// Whoever read the standard output has gone, as in `streamgauge generate | head`.
    ClosedPipe,
}

impl Failure {
    /// Tells the user, and says how the process ends.
    pub(crate) fn report(self, notes: Notes) -> Exit {
        match self {
            Self::Usage(text) => {
                notes.error(&text);
                notes.hint("For more information, try '--help'.");
                Exit::Usage
            }
            Self::CannotJudge(text) => {
                notes.error(&text);
                Exit::CannotJudge
            }
            Self::Unexpected(text) => {
                notes.error(&text);
                Exit::Failure
            }
            Self::ClosedPipe => Exit::Fine,
        }
    }

    /// A failure to write to the standard output.
    pub(crate) fn of_stdout(error: &io::Error) -> Self {
        if error.kind() == io::ErrorKind::BrokenPipe {
            Self::ClosedPipe
        } else {
            Self::Unexpected(format!("cannot write to the standard output: {error}"))
        }
    }
}

impl From<WorkloadError> for Failure {
    fn from(error: WorkloadError) -> Self {
        match &error {
            _ if error.is_closed_pipe() => Self::ClosedPipe,
            WorkloadError::Option { .. }
            | WorkloadError::UnknownName { .. }
            | WorkloadError::NotRegular { .. }
            | WorkloadError::NoKnownFile { .. } => Self::Usage(error.to_string()),
            WorkloadError::UnknownFormat { path, found, .. } => Self::Usage(format!(
                "{} is in no format known here (it begins with {found}); name one with --ratings-format: {}",
                path.display(),
                FileFormat::NAMES.join(", "),
            )),
            _ => Self::Unexpected(error.to_string()),
        }
    }
}

impl From<RunError> for Failure {
    fn from(error: RunError) -> Self {
        match error {
            RunError::Query(_) => Self::Usage(error.to_string()),
            RunError::Resume(_) => Self::CannotJudge(error.to_string()),
            _ => Self::Unexpected(error.to_string()),
        }
    }
}

impl From<RenderError> for Failure {
    fn from(error: RenderError) -> Self {
        Self::Unexpected(error.to_string())
    }
}
