//! What a join answers.

/// A row of a join.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Joined<K, L, R> {
    /// The key that both sides share.
    pub key: K,
    /// The left row; `None` is NULL.
    pub left: Option<L>,
    /// The right row; `None` is NULL, or a join that answers with left rows only.
    pub right: Option<R>,
}
