//! The flag that asks for the live view.

use clap::Args;
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
