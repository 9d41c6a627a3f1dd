//! What a run says about the harness itself.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Two figures of one run that must agree whatever the engine does. If they do not, the harness cannot be believed and the
/// run is void.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct SelfTest {
    /// Which test; docs/METRICS.md has them all.
    pub name: String,
    /// Whether `measured` is within `tolerance` of `expected`.
    pub passed: bool,
    /// What was found.
    pub measured: f64,
    /// What should have been found, computed in another way.
    pub expected: f64,
    /// How far apart both may be.
    pub tolerance: f64,
    /// Unit of all three.
    pub unit: String,
}

/// What the recorder wrote down in one run, at the cost that [`crate::HarnessCost`] gives.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Recorded {
    /// Results and events that left, each with its instant.
    pub rows: u64,
    /// Movements of watermark and clock.
    pub steps: u64,
}
