//! The flag that measures another build beside this one.

use std::path::PathBuf;

use clap::Args;

/// Another build, in turns with which this one is measured.
#[derive(Args, Clone, Debug)]
#[command(next_help_heading = "Two builds (measured in turns)")]
pub(crate) struct BaseArgs {
    /// Have this build of streamgauge make every run, too, and print what changed from it to the build that is called
    ///
    /// The two take turns run by run, each in processes of its own, so that what drifts on the machine falls on both alike.
    /// Both get a record of their own. `streamgauge check` judges builds by a policy, for use in CI.
    #[arg(long, value_name = "FILE", help_heading = "Two builds (measured in turns)",
        conflicts_with_all = ["until_decided", "resume"])]
    pub(crate) base_bin: Option<PathBuf>,
}
