//! What is said to people on the standard error output.

use std::io::Write as _;

use crate::talk::Volume;

/// Says things on the standard error output, as loudly as asked for. What cannot be written there is lost: there
/// is nobody left to tell.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Notes {
    volume: Volume,
}

impl Notes {
    pub(crate) const fn new(volume: Volume) -> Self {
        Self { volume }
    }

    /// Why it cannot be done; never silenced.
    pub(crate) fn error(self, text: &str) {
        write(&format!("\x1b[1;31merror:\x1b[0m {text}"));
    }

    /// Something that must be known even by those who asked for quiet.
    pub(crate) fn important(self, text: &str) {
        write(text);
    }

    /// Something that makes figures worth less, or was not done.
    pub(crate) fn warning(self, text: &str) {
        write(&format!("\x1b[1;33mwarning:\x1b[0m {text}"));
    }

    /// What happens; silenced by `--quiet`.
    pub(crate) fn info(self, text: &str) {
        if self.volume != Volume::Quiet {
            write(text);
        }
    }

    /// What to do next; silenced by `--quiet`.
    pub(crate) fn hint(self, text: &str) {
        self.info(text);
    }

    /// Details; only with `--verbose`.
    pub(crate) fn detail(self, text: &str) {
        if self.volume == Volume::Verbose {
            write(text);
        }
    }

    /// Warns of a build without optimisation, which is not for measuring.
    pub(crate) fn warn_of_debug_build(self) {
        if cfg!(debug_assertions) {
            self.warning(
                "this is a debug build: its figures say little about speed; use `cargo run --release`",
            );
        }
    }

    pub(crate) const fn volume(self) -> Volume {
        self.volume
    }
}

/// Says it, or keeps it until the terminal shows lines again.
pub(crate) fn write(text: &str) {
    #[cfg(feature = "live")]
    if crate::held_notes::keep(text) {
        return;
    }
    let _ = writeln!(anstream::stderr(), "{text}");
}
