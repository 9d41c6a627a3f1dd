//! When a comparison ended that was to go on until it was decided.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// How a comparison that goes on until every difference is decided came to its end.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Stopping {
    /// When it was to be looked at, fixed before it began. All looks together err no more often than one would.
    pub looks: Vec<StoppingLook>,
    /// Whole repeats that were made.
    pub repeats: u32,
    /// Why it went no further.
    pub reason: StoppingReason,
    /// What the last look saw, one for each arm that is compared, on each query.
    pub pairs: Vec<StoppingPair>,
}

/// A look at what had been measured.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct StoppingLook {
    /// After so many repeats.
    pub repeats: u32,
    /// Confidence of the intervals then.
    pub confidence: f64,
}

/// Why a comparison went no further.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum StoppingReason {
    /// Every difference was decided.
    Decided,
    /// The most repeats were made.
    MostRepeats,
    /// It was broken off.
    Interrupted,
}

/// What was known of one difference at the last look.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct StoppingPair {
    /// Name of the query.
    pub query: String,
    /// Label of the arm.
    pub arm: String,
    /// Label of the arm it was compared with.
    pub against: String,
    /// The figure that was to be decided, such as `from_trigger p99`.
    pub figure: String,
    /// Whether it was.
    pub decided: bool,
}

impl Stopping {
    /// Whether it ended because every difference was decided.
    #[must_use]
    pub fn is_decided(&self) -> bool {
        self.reason == StoppingReason::Decided
    }

    /// The confidence of intervals over the repeats that were made.
    #[must_use]
    pub fn confidence(&self) -> Option<f64> {
        let next = self.looks.iter().find(|look| look.repeats >= self.repeats);
        next.or(self.looks.last()).map(|look| look.confidence)
    }
}
