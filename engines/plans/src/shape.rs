//! What an operator of a plan is told: how windows are cut, what is aggregated, which rows a join gives.

use streamgauge_model::OutputMode;

/// How time is cut into windows aligned to the epoch. All spans are milliseconds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct WindowSpan {
    /// Length of a window.
    pub size_ms: i64,
    /// Distance between starts; the size: windows do not overlap.
    pub slide_ms: i64,
    /// Shift against the epoch.
    pub offset_ms: i64,
}

impl WindowSpan {
    /// Windows of `size_ms` that follow each other.
    #[must_use]
    pub const fn tumbling(size_ms: i64) -> Self {
        Self::sliding(size_ms, size_ms)
    }

    /// Windows of `size_ms` that start every `slide_ms`.
    #[must_use]
    pub const fn sliding(size_ms: i64, slide_ms: i64) -> Self {
        Self {
            size_ms,
            slide_ms,
            offset_ms: 0,
        }
    }
}

/// What is computed of a group.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Aggregate {
    /// Number of rows.
    Count,
    /// Sum of a column of numbers; nulls do not count, and the sum of nothing is null.
    Sum(String),
    /// Number of different values of a column. No stream can compute it (E8).
    CountDistinct(String),
}

/// Which rows a join gives.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum JoinKind {
    /// Pairs.
    Inner,
    /// Pairs, and left rows without partner.
    LeftOuter,
    /// Pairs, and right rows without partner.
    RightOuter,
    /// Pairs, and rows without partner of both sides.
    FullOuter,
    /// Left rows that have a partner, once.
    LeftSemi,
}

impl JoinKind {
    /// Whether rows of the left and of the right side come out if they find no partner.
    pub(crate) const fn preserves(self) -> (bool, bool) {
        match self {
            Self::Inner | Self::LeftSemi => (false, false),
            Self::LeftOuter => (true, false),
            Self::RightOuter => (false, true),
            Self::FullOuter => (true, true),
        }
    }
}

impl std::fmt::Display for JoinKind {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        std::fmt::Debug::fmt(self, f)
    }
}

/// How often a group function returns rows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum GroupFlavour {
    /// `mapGroupsWithState`: one row for each call.
    Map,
    /// `flatMapGroupsWithState`: any number, to be read in the output mode that it states for itself.
    FlatMap(OutputMode),
}

/// What can be done with data at rest but not with a stream.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BatchOperation {
    /// Grouping by several sets of columns at once.
    GroupingSets,
    /// A function over neighbouring rows, such as `rank`.
    NonTimeWindow,
    /// Grouping two streams together.
    CoGroup,
    /// Rows that two streams have in common.
    Intersect,
    /// A random part of the rows.
    Sample,
    /// Skipping the first rows.
    Offset,
    /// Rows of a stream and of data at rest together.
    UnionWithBatch,
}
