//! A cache of the processor.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// A cache of the processor that holds data.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Cache {
    /// How far it is from the core, from 1.
    pub level: u32,
    /// Its size, bytes; the last level is mostly shared by several cores.
    pub bytes: u64,
}
