//! Why a run gave nothing to look at.

use streamgauge_model::QueryError;

/// Why a run gave nothing to look at. (A run that is slow, overrun or interrupted is not an error.)
#[derive(Debug, thiserror::Error)]
pub enum RunError {
    /// The setup cannot be run.
    #[error("cannot run this: {0}")]
    Setup(String),
    /// Query and engine do not fit together.
    #[error("the engine cannot answer this query: {0}")]
    Query(#[from] QueryError),
    /// A thread could not be started.
    #[error("cannot start the thread of the {task}: {reason}")]
    Thread {
        /// Whose thread.
        task: String,
        /// What the operating system or the thread pool said.
        reason: String,
    },
    /// An engine (or the source) panicked.
    #[error("the {task} panicked: {message}")]
    Panicked {
        /// Who: `engine`, `source`, `window 0`, …
        task: String,
        /// What it said.
        message: String,
    },
    /// A task did not come back from a step.
    #[error("the {task} did not come back from a step within {patience_s} s after the end of the run")]
    Stuck {
        /// Who.
        task: String,
        /// How long it was waited for.
        patience_s: u64,
    },
    /// The laboratory of a comparison has no run to show.
    #[error("{0}")]
    Elsewhere(String),
    /// The user stopped it before there was anything to see.
    #[error("interrupted: the run was stopped before its schedule ended; run it again")]
    Interrupted,
    /// An interrupted comparison cannot go on here.
    #[error("this measurement cannot be resumed: {0}")]
    Resume(String),
    /// In a simulation, an engine asked to be called again and again without doing anything.
    #[error(
        "the simulated engine asks to be called at {at_ns} ns after the start for ever, and does nothing"
    )]
    Livelock {
        /// When, in nanoseconds after the start.
        at_ns: i64,
    },
}

/// What a caught panic said.
pub(crate) fn panicked(task: &str, payload: &(dyn std::any::Any + Send)) -> RunError {
    let message = payload
        .downcast_ref::<&str>()
        .map(|text| (*text).to_owned())
        .or_else(|| payload.downcast_ref::<String>().cloned())
        .unwrap_or_else(|| "no message".to_owned());
    RunError::Panicked {
        task: task.to_owned(),
        message,
    }
}
