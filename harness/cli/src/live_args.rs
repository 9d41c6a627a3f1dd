//! The flag that asks for the live view.

use clap::Args;
#[cfg(not(feature = "live"))]
use clap::error::{ContextKind, ContextValue, ErrorKind};
use streamgauge_runner::ComparisonPlan;

use crate::failure::Failure;
use crate::notes::Notes;

/// Whether to watch. Without the feature `live` there is no such flag.
#[derive(Args, Clone, Copy, Debug)]
pub(crate) struct LiveArgs {
    /// Watch the engines on the terminal while they are measured
    ///
    /// Draws on the standard error output, four times a second and outside of the measured process: throughput, what waits
    /// and for how long, watermark lag, late events, rows. Changes no figure. Ctrl-C stops, as always.
    #[cfg(feature = "live")]
    #[arg(long, help_heading = "Output (changes no figure)", conflicts_with_all = ["dry_run", "slot"])]
    live: bool,
}

impl LiveArgs {
    /// Whether to watch.
    ///
    /// # Errors
    /// There is nothing to watch, nothing to draw on, or nobody who wants to see it.
    #[cfg(feature = "live")]
    pub(crate) fn check(self, plan: &ComparisonPlan, notes: Notes) -> Result<bool, Failure> {
        let refused = |why: &str| Err(Failure::Usage(format!("--live: {why}")));
        match (self.live, plan.clock, notes.volume()) {
            (false, _, _) => Ok(false),
            (_, streamgauge_record::Clock::Simulated, _) => {
                refused("a virtual clock leaves nothing to watch; leave --clock simulated away")
            }
            (_, _, crate::talk::Volume::Quiet) => {
                refused("it draws what --quiet wants silent; leave one away")
            }
            _ if !crate::live::can_draw() => refused(
                "the standard error output is no terminal that can be drawn on; leave it away, and a line is written \
                 after every run",
            ),
            _ => Ok(true),
        }
    }

    /// Nobody can ask.
    #[cfg(not(feature = "live"))]
    pub(crate) fn check(self, _: &ComparisonPlan, _: Notes) -> Result<bool, Failure> {
        Ok(false)
    }
}

/// The commands that have the flag in a build with the feature.
#[cfg(not(feature = "live"))]
const WATCHED: [&str; 3] = ["compare", "detect", "run"];

/// What is wrong with a command line: of one that asks for the live view, that this build lacks it, and how to get it.
#[cfg(not(feature = "live"))]
pub(crate) fn explained(
    error: clap::Error,
    command: &mut clap::Command,
    typed: &[std::ffi::OsString],
) -> clap::Error {
    let is_live = error.kind() == ErrorKind::UnknownArgument
        && matches!(error.get(ContextKind::InvalidArg), Some(ContextValue::String(flag)) if flag == "--live");
    let mut watched = WATCHED.into_iter();
    let asked = watched.find(|name| typed.iter().any(|word| word == name));
    match asked.and_then(|name| command.find_subcommand_mut(name)) {
        Some(asked) if is_live => asked.error(
            ErrorKind::UnknownArgument,
            "--live: this build lacks the feature `live`; build one that has it: cargo install --path harness/cli --locked \
             --features live",
        ),
        _ => error,
    }
}

/// What is wrong with a command line.
#[cfg(feature = "live")]
pub(crate) fn explained(error: clap::Error, _: &mut clap::Command, _: &[std::ffi::OsString]) -> clap::Error {
    error
}
