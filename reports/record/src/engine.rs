//! What ran, in words and settings.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// One setting, as printed: `trigger` = `1s`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
pub struct Setting {
    /// Its name.
    pub name: String,
    /// Its value, with unit.
    pub value: String,
}

/// An engine and all of its settings, defaults included.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct EngineSettings {
    /// `micro-batch`, `event-at-a-time` or `null`.
    pub name: String,
    /// All settings, in a fixed order.
    pub settings: Vec<Setting>,
}

/// A query and all of its settings.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct QuerySettings {
    /// Name in the catalogue.
    pub name: String,
    /// One line for people.
    pub summary: String,
    /// `tumbling`, `sliding`, `session`, `running` or `stateless`.
    pub window: String,
    /// All settings, in a fixed order.
    pub settings: Vec<Setting>,
}
