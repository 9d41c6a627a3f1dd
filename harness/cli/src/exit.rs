//! How the process ends.

use std::process::ExitCode;

/// How the process ends. The numbers are part of the command line's contract.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Exit {
    /// Everything was done.
    Fine = 0,
    /// Something unexpected: a file that cannot be read or written or is not a case, a thread that cannot be started.
    Failure = 1,
    /// The command line asks for something that cannot be.
    Usage = 2,
    /// Something got worse.
    Regression = 3,
    /// Every run of some engine and query is void, so that there is nothing to judge it by; or a case asks for what the
    /// engines cannot do.
    CannotJudge = 4,
    /// An engine gave wrong answers, or a case differs from what it expects.
    WrongAnswers = 5,
    /// Stopped by Ctrl-C; what had been done is kept.
    Interrupted = 130,
}

impl Exit {
    /// Of two ways to end, the one that must be known: wrong answers outweigh an interruption, that outweighs what cannot be
    /// judged, and that outweighs what got worse.
    pub(crate) fn graver(self, other: Self) -> Self {
        let weight = |exit: &Self| match exit {
            Self::Fine => 0,
            Self::Regression => 1,
            Self::CannotJudge => 2,
            Self::Interrupted => 3,
            Self::WrongAnswers => 4,
            Self::Usage | Self::Failure => 5,
        };
        std::cmp::max_by_key(self, other, weight)
    }
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        Self::from(exit as u8)
    }
}
