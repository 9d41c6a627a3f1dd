//! How long a stream goes on.

use crate::law_text::format_ns;

/// How long a stream goes on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Length {
    /// This many events.
    Events(u64),
    /// All events due within this many nanoseconds of wall time after the start of the schedule. With the
    /// `saturated` law, where nothing is ever due later: as many events as the nominal rate gives in that time.
    WallNs(u64),
    /// Until nobody asks any more; for files: to the end of the file.
    Endless,
}

impl std::fmt::Display for Length {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Events(events) => write!(f, "{events} events"),
            Self::WallNs(ns) => f.write_str(&format_ns(*ns)),
            Self::Endless => f.write_str("endless"),
        }
    }
}
