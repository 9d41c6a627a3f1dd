//! What the engines cannot do.

use thiserror::Error;

use crate::Case;

/// The features that the format lists.
const FEATURES: [&str; 38] = [
    // Windows.
    "tumbling",
    "sliding",
    "session",
    "global",
    "running",
    "stateless",
    "deduplicate",
    "deduplicate-within-watermark",
    "window-assignment",
    "offset",
    "negative-time",
    "slide-larger-than-size",
    "time-overflow",
    "distinct",
    // Output.
    "append",
    "update",
    "complete",
    "late-output",
    "late-counter",
    "allowed-lateness",
    "refused-query",
    // Driving.
    "available-now",
    "once",
    "processing-time-trigger",
    "no-data-batches-off",
    "empty-batch",
    "restart",
    "processing-time",
    // Watermark.
    "per-event-watermark",
    "explicit-watermark",
    "no-watermark",
    "two-sources",
    "watermark-policy-min",
    "watermark-policy-max",
    // Triggers.
    "purging",
    "count-trigger",
    "continuous-trigger",
    "end-of-stream-trigger",
];

/// A legal case that cannot be run: it has not passed and has not failed.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("{feature}: {why}")]
pub struct Unsupported {
    /// The tag of the feature.
    pub feature: String,
    /// What is missing.
    pub why: String,
}

impl Unsupported {
    /// A feature and what is missing for it.
    pub(crate) fn new(feature: impl Into<String>, why: impl Into<String>) -> Self {
        Self {
            feature: feature.into(),
            why: why.into(),
        }
    }

    /// The first feature that `case` names and the format does not list: nobody knows what it asks for.
    #[must_use]
    pub fn unknown_feature(case: &Case) -> Option<Self> {
        let unknown = case
            .features
            .iter()
            .find(|feature| !FEATURES.contains(&feature.as_str()))?;
        Some(Self::new(unknown, "this feature is not known here"))
    }
}
