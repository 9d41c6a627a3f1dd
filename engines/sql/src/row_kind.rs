//! What a row of a changelog does to the table that it tells of.

use std::fmt;
use std::str::FromStr;

/// The kind of a row in a changelog (Flink's `RowKind`).
///
/// A change of a row in the middle of a stream is two messages: the old row is taken back, the new one takes its
/// place. A consumer that finds rows by their key can do without the first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum RowKind {
    /// `+I`: a row that was not there before.
    Insert,
    /// `-U`: the previous content of a row that changes.
    UpdateBefore,
    /// `+U`: the new content of a row that changes.
    UpdateAfter,
    /// `-D`: the last content of a row that is gone.
    Delete,
}

impl RowKind {
    /// Whether the row counts for an aggregate; one that does not is taken back from it (Flink's
    /// `RowDataUtil#isAccumulateMsg`).
    #[must_use]
    pub const fn accumulates(self) -> bool {
        matches!(self, Self::Insert | Self::UpdateAfter)
    }
}

impl fmt::Display for RowKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Insert => "+I",
            Self::UpdateBefore => "-U",
            Self::UpdateAfter => "+U",
            Self::Delete => "-D",
        })
    }
}

impl FromStr for RowKind {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        match text {
            "+I" => Ok(Self::Insert),
            "-U" => Ok(Self::UpdateBefore),
            "+U" => Ok(Self::UpdateAfter),
            "-D" => Ok(Self::Delete),
            _ => Err(format!("{text:?} is no kind of row; expected +I, -U, +U or -D")),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_reads_as_it_is_written() {
        for kind in [
            RowKind::Insert,
            RowKind::UpdateBefore,
            RowKind::UpdateAfter,
            RowKind::Delete,
        ] {
            assert_eq!(kind.to_string().parse(), Ok(kind));
            assert_eq!(kind.accumulates(), kind.to_string().starts_with('+'));
        }
        assert!("+D".parse::<RowKind>().is_err());
    }
}
