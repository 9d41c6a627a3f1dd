//! Which rows of two streams a join answers with.

/// The type of a join (Flink's `FlinkJoinType`).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum JoinType {
    /// Pairs.
    Inner,
    /// Pairs, and left rows without a partner.
    Left,
    /// Pairs, and right rows without a partner.
    Right,
    /// Pairs, and rows of either side without a partner.
    Full,
    /// Left rows with a partner, each once.
    Semi,
    /// Left rows without a partner.
    Anti,
}

impl JoinType {
    /// Whether pairs are answered.
    #[must_use]
    pub const fn pairs(self) -> bool {
        !matches!(self, Self::Semi | Self::Anti)
    }

    /// Whether left rows without a partner are answered, with NULL for the right one.
    #[must_use]
    pub const fn pads_left(self) -> bool {
        matches!(self, Self::Left | Self::Full | Self::Anti)
    }

    /// Whether right rows without a partner are answered, with NULL for the left one.
    #[must_use]
    pub const fn pads_right(self) -> bool {
        matches!(self, Self::Right | Self::Full)
    }
}
