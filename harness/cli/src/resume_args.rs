//! The flag that goes on where a measurement stopped.

use std::path::PathBuf;

use clap::Args;

/// Going on where a measurement stopped.
#[derive(Args, Clone, Debug, Default)]
pub(crate) struct ResumeArgs {
    /// Go on with an interrupted measurement: only what its record lacks is measured
    ///
    /// RUN is the record.json, its directory, or its name below --out. The plan is the record's own. Events, build and
    /// machine must be the same.
    #[arg(long, value_name = "RUN", conflicts_with_all = ["no_save", "dry_run"],
        help_heading = "Output (changes no figure)")]
    pub(crate) resume: Option<PathBuf>,
}
