//! How steady a machine is.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// What was seen of the machine while nothing was measured. See docs/METRICS.md.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Probe {
    /// How long the control kernel was repeated, all CPUs together, nanoseconds.
    pub probe_ns: u64,
    /// What the limits of [`Steadiness`] say.
    pub steadiness: Steadiness,
    /// Noise of the least steady CPU: half the distance between the 5th and the 95th percentile of the mean time of a
    /// repetition in blocks of 10 ms, as a share of their median.
    pub noise_share: f64,
    /// Share of the CPU time that the hypervisor gave to others meanwhile; absent where it is not told.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub stolen_share: Option<f64>,
    /// Load average of the last minute, before the probe: threads that ran or wanted to run.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub load_average: Option<f64>,
    /// Each CPU alone.
    pub cpus: Vec<CpuProbe>,
    /// The clock.
    pub clock: ClockProbe,
    /// Sleeping and waking.
    pub wake: WakeProbe,
    /// Bytes read and written per second while one thread copies memory, roughly; absent if not tried.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub memory_bytes_per_s: Option<f64>,
}

/// How far a machine can be trusted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Steadiness {
    /// Small differences can be believed.
    Quiet,
    /// Only differences well above the noise can be believed.
    #[default]
    Moderate,
    /// Latencies of this machine now are those of something else.
    Noisy,
}

/// The control kernel, repeated on one CPU.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct CpuProbe {
    /// Number of the CPU; absent where threads cannot be held on one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cpu: Option<u32>,
    /// Repetitions.
    pub repetitions: u64,
    /// Median time of a repetition, nanoseconds.
    pub p50_ns: u64,
    /// 99th percentile, nanoseconds; absent below 1 000 repetitions.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub p99_ns: Option<u64>,
    /// The longest repetition beyond the median: the longest time for which something else ran, nanoseconds.
    pub max_gap_ns: u64,
    /// Share of the time that went beyond the median of each repetition.
    pub disturbed_share: f64,
    /// As [`Probe::noise_share`], of this CPU.
    pub noise_share: f64,
}

/// The monotonic clock.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct ClockProbe {
    /// The smallest step that it was seen to make, nanoseconds.
    pub resolution_ns: u64,
    /// What a reading costs, nanoseconds.
    pub reading_ns: f64,
    /// How often a thread that moved to another CPU read an earlier time there; anything but 0 makes figures doubtful.
    pub back_steps: u64,
}

/// How late sleepers wake.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct WakeProbe {
    /// How late a sleep of 1 ms ends: median, nanoseconds.
    pub timer_p50_ns: u64,
    /// The worst of them, nanoseconds.
    pub timer_max_ns: u64,
    /// From ringing for a sleeping thread to its running: median, nanoseconds.
    pub doorbell_p50_ns: u64,
    /// The worst of them, nanoseconds.
    pub doorbell_max_ns: u64,
}
