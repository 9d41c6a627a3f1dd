//! One event of a case.

use serde::Deserialize;

/// An event as it stands in a case: a rating, or a plain event.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CaseEvent {
    /// Its number in order of arrival, from 0.
    pub seq: u64,
    /// When it happened.
    pub t_ms: i64,
    /// Rating: who rated.
    pub user_id: Option<i64>,
    /// Rating: what was rated.
    pub movie_id: Option<i64>,
    /// Rating: the score in half stars.
    pub half_stars: Option<i64>,
    /// Plain: the key.
    pub key: Option<i64>,
    /// Plain: the value.
    pub value: Option<i64>,
    /// Plain: which of several sources it comes from.
    pub source: Option<u32>,
}

impl CaseEvent {
    /// Whether it has the fields of a rating.
    #[must_use]
    pub const fn is_rating(&self) -> bool {
        self.user_id.is_some() || self.movie_id.is_some() || self.half_stars.is_some()
    }

    /// What sums are made of: the score of a rating, the value of a plain event.
    #[must_use]
    pub fn amount(&self) -> Option<i64> {
        self.half_stars.or(self.value)
    }
}
