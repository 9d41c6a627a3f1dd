//! What benches of kernels found, whole.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{Document, Machine, Tool};

/// The name of the format, the value of [`KernelRecord::schema`].
pub const KERNELS_SCHEMA: &str = "streamgauge.kernels";

/// Kernels by themselves: times by criterion, instructions by callgrind.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct KernelRecord {
    /// Always `streamgauge.kernels`.
    pub schema: String,
    /// Version of the format, `major.minor`.
    pub version: String,
    /// When it was brought together, RFC 3339, UTC.
    pub created: String,
    /// What brought it together; its commit is taken to be that of the kernels.
    pub tool: Tool,
    /// Where.
    pub machine: Machine,
    /// The kernels, in order of their names.
    pub kernels: Vec<Kernel>,
}

impl Document for KernelRecord {
    const SCHEMA: &'static str = KERNELS_SCHEMA;
}

/// One kernel.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Kernel {
    /// Its name: group and function of criterion, function and case of callgrind.
    pub name: String,
    /// Time of one iteration by criterion; absent if it was not timed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub time: Option<KernelTime>,
    /// Instructions of one iteration by callgrind; absent if they were not counted.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub instructions: Option<u64>,
}

/// Criterion's estimate of the median time of one iteration. Its interval is of one process: it knows nothing of how the
/// next one would do.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct KernelTime {
    /// Median, nanoseconds.
    pub median_ns: f64,
    /// Lower bound, nanoseconds.
    pub lower_ns: f64,
    /// Upper bound, nanoseconds.
    pub upper_ns: f64,
    /// Confidence of the interval, 0 to 1.
    pub confidence: f64,
    /// Elements that an iteration processes; absent if the bench does not say.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub elements: Option<u64>,
}
