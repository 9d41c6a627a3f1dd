//! Where and by what a record was made.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// The build that measured.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Tool {
    /// Version of streamgauge.
    pub version: String,
    /// Commit it was built from, if known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub commit: Option<String>,
    /// Compiler.
    pub rustc: String,
    /// `release` or `debug`; figures of a debug build are marked.
    pub profile: String,
}

/// The machine that was measured on.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Machine {
    /// Operating system and kernel release.
    pub os: String,
    /// Architecture, such as `x86_64`.
    pub arch: String,
    /// CPU model, as the kernel names it.
    pub cpu: String,
    /// Logical CPUs that this process may use.
    pub cores: u32,
    /// CPU limit of the control group in cores, if any.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cpu_limit: Option<f64>,
    /// Physical memory, bytes.
    pub memory_bytes: u64,
    /// Frequency governor, if known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub governor: Option<String>,
}
