//! What the engines cannot do.

use thiserror::Error;

/// A legal case that cannot be run: it has not passed and has not failed.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("{feature}: {why}")]
pub struct Unsupported {
    /// The tag of the feature.
    pub feature: &'static str,
    /// What is missing.
    pub why: String,
}

impl Unsupported {
    /// A feature and what is missing for it.
    pub(crate) fn new(feature: &'static str, why: impl Into<String>) -> Self {
        Self {
            feature,
            why: why.into(),
        }
    }
}
