//! What a run took of the machine, thread by thread, and what it held.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Threads that do the same work. Times and counts are of the whole life of the threads, warm-up included. What the
/// system does not tell is absent.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct ThreadGroup {
    /// `source of events`, the engine's tasks by their names, `pool`, `looker`, `judge`.
    pub name: String,
    /// Whose work it is.
    pub role: Role,
    /// How many threads.
    pub threads: u32,
    /// CPU time, nanoseconds; what was spun away while waiting is in it.
    pub cpu_ns: u64,
    /// The part of it in user mode, nanoseconds, in the kernel's ticks (10 ms mostly).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub user_ns: Option<u64>,
    /// The part of it in the kernel, nanoseconds, in the same ticks.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub system_ns: Option<u64>,
    /// How often a thread gave its CPU away to wait.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub voluntary_switches: Option<u64>,
    /// How often its CPU was taken from it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub involuntary_switches: Option<u64>,
    /// Pages that had to be mapped.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub minor_faults: Option<u64>,
    /// Pages that had to be read from a disk.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub major_faults: Option<u64>,
    /// Memory that was asked for from the beginning of the measured phase to the end of the run; absent where it is not
    /// counted.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub allocated: Option<Allocated>,
}

/// Whose work a thread does.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Role {
    /// The engine's: what a comparison compares.
    Engine,
    /// The harness's, while the run lasts.
    Harness,
    /// The harness's, when the run is over.
    Afterwards,
}

/// Requests to the allocator.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Allocated {
    /// How many.
    pub allocations: u64,
    /// Bytes asked for.
    pub allocated_bytes: u64,
}

/// Resident memory of the process while the run lasts, looked at ten times a second.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct MemoryUse {
    /// Median in the measured phase, bytes.
    pub steady_bytes: u64,
    /// Growth in the measured phase, bytes per second (Theil-Sen slope); absent for fewer than ten samples.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub growth_bytes_per_s: Option<f64>,
}

/// Memory of keyed state, by the operators' own account.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct StateSize {
    /// Most bytes seen.
    pub peak_bytes: u64,
    /// Median in the measured phase, bytes.
    pub steady_bytes: u64,
    /// Bytes per entry when there were most bytes; absent if there was no entry.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub bytes_per_entry: Option<f64>,
}
