//! A verdict on a build against another, whole.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{CheckMetric, CheckPolicy, Document, Machine, Tool};

/// The name of the format, the value of [`CheckRecord::schema`].
pub const CHECK_SCHEMA: &str = "streamgauge.check";

/// One build of the binary, the head, against another, the base: everything that was measured, and the verdicts.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct CheckRecord {
    /// Always `streamgauge.check`.
    pub schema: String,
    /// Version of the format, `major.minor`.
    pub version: String,
    /// When measuring began, RFC 3339, UTC.
    pub created: String,
    /// What measured.
    pub tool: Tool,
    /// The exact command line, without output locations.
    pub argv: Vec<String>,
    /// Where it was measured.
    pub machine: Machine,
    /// By which limits.
    pub policy: CheckPolicy,
    /// The seed that the orders of execution are drawn from.
    pub seed: u64,
    /// What the head is compared with.
    pub base: Build,
    /// What is judged.
    pub head: Build,
    /// Whether both give the same, right answers on the virtual clock.
    pub answers: Vec<AnswerCheck>,
    /// How long results wait on the virtual clock, where answers are equal.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub waiting: Vec<WaitingCheck>,
    /// Instructions of kernels, if they were given.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub kernels: Vec<KernelCheck>,
    /// Measured in turns.
    pub scenarios: Vec<CheckedScenario>,
    /// Whether everything was carried out; `false` after an interruption.
    pub complete: bool,
    /// What a reader must know before trusting the verdicts.
    #[serde(default)]
    pub warnings: Vec<String>,
}

impl Document for CheckRecord {
    const SCHEMA: &'static str = CHECK_SCHEMA;
}

/// A build of the binary.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Build {
    /// The file, as it was named.
    pub program: String,
    /// What it says of itself.
    pub version: String,
    /// SHA-256 of the file.
    pub sha256: String,
}

/// Answers of both builds to the same events on the virtual clock.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct AnswerCheck {
    /// Which scenario.
    pub scenario: String,
    /// What came out.
    pub verdict: AnswerVerdict,
    /// What differs or is wrong, in words; empty if nothing.
    #[serde(default)]
    pub why: String,
}

/// What answers came to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum AnswerVerdict {
    /// Equal rows, equal fates of all events, and the oracle agrees.
    Equal,
    /// The oracle agrees with both, and yet rows or fates of events differ.
    Differ,
    /// The oracle does not agree with the head.
    Wrong,
    /// There is no answer to judge.
    Missing,
}

/// A percentile of the headline latency on the virtual clock, where work costs no time and all of it is waiting.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct WaitingCheck {
    /// Which scenario.
    pub scenario: String,
    /// Which percentile, as a share: 0.5 is the median.
    pub quantile: f64,
    /// Nanoseconds in the base.
    pub base_ns: u64,
    /// Nanoseconds in the head.
    pub head_ns: u64,
    /// What that comes to.
    pub verdict: CheckVerdict,
}

/// Instructions of one kernel in both builds.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct KernelCheck {
    /// Which kernel.
    pub kernel: String,
    /// Instructions in the base; absent if it has no such kernel.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub base: Option<u64>,
    /// Instructions in the head; absent if it has no such kernel.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub head: Option<u64>,
    /// What that comes to.
    pub verdict: CheckVerdict,
}

/// One scenario, measured with both builds in turns.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct CheckedScenario {
    /// Which scenario.
    pub scenario: String,
    /// All runs in the order of execution, the pair that warms up first.
    pub blocks: Vec<Block>,
    /// The control kernel, whose work never changes: head against base.
    pub control: Comparison,
    /// What is compared.
    pub comparisons: Vec<MetricComparison>,
    /// The same once more, if something looked worse.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub confirmation: Option<Box<Self>>,
}

/// Which build.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Side {
    /// What is compared with.
    Base,
    /// What is judged.
    Head,
}

/// One run of one build in a process of its own.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Block {
    /// Which pair it belongs to; pair 0 warms up and does not count.
    pub pair: u32,
    /// Which build.
    pub side: Side,
    /// Time of the control kernel just before it, nanoseconds.
    pub control_ns: f64,
    /// Why it does not count; absent if it does.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub void: Option<String>,
    /// The build failed: its process ended badly or its run is void, neither by the harness's fault nor because it was stopped.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub failed: bool,
    /// Its answers were wrong.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub wrong_answer: bool,
    /// Its numbers, in the units of the metrics: nanoseconds, or events per second.
    pub figures: BTreeMap<CheckMetric, f64>,
}

/// A metric in both builds.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct MetricComparison {
    /// Which metric.
    pub metric: CheckMetric,
    /// Median of the base's runs; absent without any.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub base: Option<f64>,
    /// Median of the head's runs; absent without any.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub head: Option<f64>,
    /// The difference.
    #[serde(flatten)]
    pub comparison: Comparison,
}

/// Head against base over pairs. Shares: 0.1 is 10 % more in the head.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Comparison {
    /// Pairs that count.
    pub pairs: u32,
    /// Hodges-Lehmann estimate; absent with too few pairs for an interval.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub change: Option<f64>,
    /// Lower bound of the exact signed-rank interval.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lower: Option<f64>,
    /// Upper bound of it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub upper: Option<f64>,
    /// What so many pairs of equal builds could not tell apart.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub floor: Option<f64>,
    /// What may be said.
    pub verdict: CheckVerdict,
    /// Why it cannot be said; empty if it can.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub why: String,
}

/// What may be said of the head against the base.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum CheckVerdict {
    /// The interval leaves 0 on the bad side, and the estimate reaches the limit.
    Worse,
    /// The same on the good side.
    Better,
    /// The whole interval lies within the limit.
    Same,
    /// None of these.
    Undecided,
}
