//! One run of one engine on one query.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{
    Batch, Delivery, Detection, Distribution, EngineSettings, Lateness, Ledger, MemoryUse, OwnProcess,
    QuerySettings, Recorded, Recovery, SelfTest, Series, StateSize, SteadyState, ThreadGroup,
};

/// One run: an engine, a query, a repeat.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Run {
    /// The arm's label, such as `micro-batch 1s`.
    pub arm: String,
    /// The engine and all its settings.
    pub engine: EngineSettings,
    /// The query and all its settings.
    pub query: QuerySettings,
    /// Which repeat of this arm and query, from 0.
    pub repeat: u32,
    /// Position in the order of execution, from 0.
    pub slot: u32,
    /// Which attempt at this slot, from 0: a run that is void by the harness's fault is tried again, and kept.
    #[serde(default)]
    pub attempt: u32,
    /// Whether the figures may be used.
    pub status: Status,
    /// Where every event went.
    pub ledger: Ledger,
    /// What the oracle found.
    pub judged: Judged,
    /// Events per second.
    pub throughput: Throughput,
    /// Latencies by name (`total`, `slip`, `queue`, `process`, `from_trigger`, `from_end`, `policy`, `from_last`,
    /// `first_result`, `event_total`, `event_time`, `update`, `first_of_window`, `last_of_window`, `window_drain`,
    /// `to_completeness_90`, `to_completeness_99`, `to_completeness_99_9`, `to_completeness_100`), of the measured phase only. See docs/METRICS.md.
    pub latency: BTreeMap<String, Distribution>,
    /// What the mean headline latency (`from_trigger` of windows, else `total`) should be by the engine's own rules,
    /// nanoseconds: a measured mean far from it means a bug in engine or harness. Absent where no rule predicts it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub expected_mean_ns: Option<f64>,
    /// Late events and completeness.
    pub lateness: Lateness,
    /// Alerts against attacks; absent without attacks, and for queries that alert nobody.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub detection: Option<Detection>,
    /// Figures over time.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub series: Option<Series>,
    /// How the engine took each disturbance of the plan, in order.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub recoveries: Vec<Recovery>,
    /// Whether the measured phase was steady; absent in simulation, and where there is nothing to measure.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub steady_state: Option<SteadyState>,
    /// Micro-batch: the batches.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub batches: Vec<Batch>,
    /// How the source kept its schedule, and how the run ended.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub delivery: Option<Delivery>,
    /// What each task of the engine did with its time.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub tasks: Vec<TaskLoad>,
    /// What the run cost.
    pub usage: Usage,
    /// The process that did nothing but this run; absent if it shared one with others.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub process: Option<OwnProcess>,
    /// What the recorder wrote down.
    #[serde(default)]
    pub recorded: Recorded,
    /// What the harness found out about itself in this run; a test that failed voids the run.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub self_tests: Vec<SelfTest>,
}

/// Whether a run's figures may be used.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Status {
    /// `false`: the run is void. It is never shown as slow.
    pub valid: bool,
    /// The run's answers are wrong (a void run for another reason may still have right answers).
    pub wrong_answer: bool,
    /// The run is void only because the harness could not keep its schedule: another attempt may succeed.
    #[serde(default)]
    pub harness_fault: bool,
    /// The run was broken off by the user, or its capacity trial was: it counts as not measured when measuring goes on.
    #[serde(default, skip_serializing_if = "is_false")]
    pub interrupted: bool,
    /// Why it is void, or what to keep in mind.
    pub reasons: Vec<String>,
}

impl Status {
    /// Nothing is against the figures.
    #[must_use]
    pub const fn valid() -> Self {
        Self {
            valid: true,
            wrong_answer: false,
            harness_fault: false,
            interrupted: false,
            reasons: Vec::new(),
        }
    }

    /// The figures may not be used, for this reason.
    #[must_use]
    pub fn void(reason: String) -> Self {
        Self {
            valid: false,
            reasons: vec![reason],
            ..Self::valid()
        }
    }
}

#[allow(
    clippy::trivially_copy_pass_by_ref,
    reason = "the signature that serde asks for"
)]
pub(crate) const fn is_false(flag: &bool) -> bool {
    !*flag
}

/// What the oracle found.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Judged {
    /// Result rows recomputed and compared.
    pub results: u64,
    /// Places where engine and definition differ; 0 in a valid run.
    pub violations: u64,
    /// The first few, in words.
    #[serde(default)]
    pub examples: Vec<String>,
    /// Hash over all result rows in order of window, key and pane: equal hashes are equal answers.
    pub answer: String,
    /// Whether it was verified which events each row covers, and not only how many and with which aggregates.
    #[serde(default = "yes")]
    pub membership_verified: bool,
}

/// Records from before the digest could be left out have verified it.
const fn yes() -> bool {
    true
}

/// Events per second of wall time over the measured phase.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Throughput {
    /// Length of the measured phase, nanoseconds.
    pub measured_ns: u64,
    /// Scheduled.
    pub offered_per_s: f64,
    /// Taken by the engine; absent where the phase does not hold whole triggers of a steady engine.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub accepted_per_s: Option<f64>,
    /// Events whose fate is known: in a result, dropped, or sent to the side output; absent
    /// where the phase does not hold whole triggers of a steady engine.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub completed_per_s: Option<f64>,
    /// Capacity estimate: events per second of busy engine time; absent in simulation.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub busy_rate_per_s: Option<f64>,
    /// Events whose fate became known, per second of CPU time that the engine used, over the whole run; absent in
    /// simulation.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub per_core_per_s: Option<f64>,
    /// Capacity trial: events per second when all events are due at once, the median of the trials; absent if not tried.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub saturated_per_s: Option<f64>,
    /// The same of each trial, in their order; empty if not tried.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub saturated_trials_per_s: Vec<f64>,
}

/// What one task did with its time, as Flink reports it: the shares add up to 1.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct TaskLoad {
    /// `driver`, `source`, `window 0`, …
    pub name: String,
    /// Share of time at work.
    pub busy: f64,
    /// Share of time waiting for input or for a trigger.
    pub idle: f64,
    /// Share of time waiting for room downstream.
    pub back_pressured: f64,
    /// Events taken.
    pub records_in: u64,
    /// Events or results handed on.
    pub records_out: u64,
    /// Watermark at the end, milliseconds since the epoch (event-at-a-time convention); absent if none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub watermark_ms: Option<i64>,
}

/// What the run cost. Times and memory are absent in simulation.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Usage {
    /// CPU time of the engine's threads, nanoseconds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub engine_cpu_ns: Option<u64>,
    /// CPU time of the harness's threads (source, recorder), nanoseconds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub harness_cpu_ns: Option<u64>,
    /// The CPU that the source had for itself, while the engine had the others; absent if they shared all, and in
    /// simulation.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub source_cpu: Option<u32>,
    /// Peak resident memory of the process during the run, bytes; of this run alone where [`Run::process`] is given.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub peak_memory_bytes: Option<u64>,
    /// Resident memory before the run, bytes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub start_memory_bytes: Option<u64>,
    /// Most entries of keyed state held at once (groups, sessions).
    pub peak_state_entries: u64,
    /// Entries of keyed state at the end.
    pub final_state_entries: u64,
    /// What each group of threads used; absent in simulation.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub threads: Vec<ThreadGroup>,
    /// Events that the engine took from the beginning of the measured phase on: over these, allocations are counted.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub measured_taken: Option<u64>,
    /// Resident memory over time; absent in simulation.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub memory: Option<MemoryUse>,
    /// Memory of keyed state.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub state: Option<StateSize>,
}
