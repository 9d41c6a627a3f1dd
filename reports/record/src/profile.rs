//! How thoroughly something is measured.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// How thoroughly something is measured: a name for lengths and repeats that belong together. Each command says what
/// it makes of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Profile {
    /// A first look, in seconds: figures are indicative.
    Quick,
    /// Enough repeats for intervals, in minutes.
    Standard,
    /// Long enough for steady state and rare events, in hours.
    Thorough,
}

impl Profile {
    /// Its name, as it is written.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Quick => "quick",
            Self::Standard => "standard",
            Self::Thorough => "thorough",
        }
    }
}
