//! Where and by what a record was made.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{Cache, Probe};

/// The build that measured.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
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
    /// Optimisation level, as the compiler was given it: `0` to `3`, `s`, `z`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub opt_level: Option<String>,
    /// Link-time optimisation of the build profile: `off`, `thin`, `fat`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lto: Option<String>,
    /// The memory allocator.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub allocator: Option<String>,
}

/// The machine that was measured on. What the system does not tell is absent.
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
    /// Physical cores of the machine.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub physical_cores: Option<u32>,
    /// Whether cores carry more than one hardware thread each.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub smt: Option<bool>,
    /// The CPUs that this process may run on, as the kernel lists them: `0-3,8`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub affinity: Option<String>,
    /// Caches of the first CPU that hold data, the nearest first; empty where the system does not tell.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub caches: Vec<Cache>,
    /// CPU limit of the control group in cores, if any.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cpu_limit: Option<f64>,
    /// Physical memory, bytes.
    pub memory_bytes: u64,
    /// Memory limit of the control group, bytes, if any.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub memory_limit_bytes: Option<u64>,
    /// Frequency governor, if known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub governor: Option<String>,
    /// Whether the frequency may rise above the nominal one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub boost: Option<bool>,
    /// When the kernel gives transparent huge pages: `always`, `madvise`, `never`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub huge_pages: Option<String>,
    /// What stands between the kernel and the hardware: a hypervisor by its name, or `virtual machine`; `none` on
    /// hardware.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub virtualisation: Option<String>,
    /// The kernel's clock source, such as `tsc`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub clock_source: Option<String>,
    /// How steady it was right before measuring; absent in simulated records.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub probe: Option<Probe>,
}
