//! Flags that every command has: how loud, how colourful.

use clap::{ArgAction, Args, ColorChoice};

/// How loud, how colourful.
#[derive(Args, Clone, Copy, Debug)]
#[command(next_help_heading = "Talking")]
pub(crate) struct Talk {
    /// Colour in tables and messages
    ///
    /// `auto` colours a terminal, and honours NO_COLOR, CLICOLOR, CLICOLOR_FORCE and TERM=dumb. Never changes a figure.
    #[arg(long, global = true, value_name = "WHEN", value_enum, default_value_t = ColorChoice::Auto)]
    pub(crate) color: ColorChoice,
    /// Say only what went wrong: no progress, no notes
    #[arg(short, long, global = true, action = ArgAction::SetTrue, conflicts_with = "verbose")]
    pub(crate) quiet: bool,
    /// Say more: the plan before, a line for every run, the fingerprint
    #[arg(short, long, global = true, action = ArgAction::SetTrue)]
    pub(crate) verbose: bool,
}

/// How much is said on the standard error output.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Volume {
    Quiet,
    Normal,
    Verbose,
}

impl Talk {
    pub(crate) const fn volume(self) -> Volume {
        match (self.quiet, self.verbose) {
            (true, _) => Volume::Quiet,
            (_, true) => Volume::Verbose,
            _ => Volume::Normal,
        }
    }

    /// Makes the choice of colour hold for everything written through `anstream`.
    pub(crate) fn apply(self) {
        let choice = match self.color {
            ColorChoice::Auto => anstream::ColorChoice::Auto,
            ColorChoice::Always => anstream::ColorChoice::Always,
            ColorChoice::Never => anstream::ColorChoice::Never,
        };
        choice.write_global();
    }
}
