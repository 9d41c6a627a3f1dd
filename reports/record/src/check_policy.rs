//! By which limits two builds are judged.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// What the gate measures and by which limits it decides: the table `check` of `streamgauge.toml`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct CheckPolicy {
    /// Pairs of runs that count, of each scenario: one of the base and one of the head, in turns. One pair more is made
    /// first, as a warm-up that counts for nothing.
    pub pairs: u32,
    /// Confidence of the intervals, 0 to 1.
    pub confidence: f64,
    /// By what share a metric may get worse.
    pub limit: f64,
    /// By what share the instructions of a kernel may grow.
    pub instructions: f64,
    /// Whether what looks worse is measured once more, afresh, and must look worse again.
    pub confirm: bool,
    /// What is compared.
    pub metrics: Vec<CheckMetric>,
    /// What both builds run.
    #[serde(rename = "scenario")]
    pub scenarios: Vec<CheckScenario>,
}

/// One engine on one query, as `streamgauge run` is told.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CheckScenario {
    /// What it is called.
    pub name: String,
    /// The engine with its settings.
    pub engine: String,
    /// The query.
    pub query: String,
    /// Further flags of `streamgauge run`.
    #[serde(default)]
    pub args: Vec<String>,
}

/// One number of a run that is compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum CheckMetric {
    /// Events per second of one thread that only does the engine's work, out of memory and without a queue; more is better.
    Unthreaded,
    /// The median of the headline latency (`from_trigger` of windows, else `total`); less is better.
    LatencyP50,
    /// Its 99th percentile, where 1000 samples are there; less is better.
    LatencyP99,
    /// Events per second of time at work with everything due at once; more is better.
    Saturated,
    /// CPU time of the engine's threads by event taken; less is better.
    CpuPerEvent,
}

impl CheckMetric {
    /// Its name in files.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Unthreaded => "unthreaded",
            Self::LatencyP50 => "latency_p50",
            Self::LatencyP99 => "latency_p99",
            Self::Saturated => "saturated",
            Self::CpuPerEvent => "cpu_per_event",
        }
    }

    /// Whether more of it is better.
    #[must_use]
    pub const fn more_is_better(self) -> bool {
        matches!(self, Self::Unthreaded | Self::Saturated)
    }

    /// Whether it is a number of a run in real time; else of a trial without threads.
    #[must_use]
    pub const fn is_of_run(self) -> bool {
        !matches!(self, Self::Unthreaded)
    }
}

impl CheckPolicy {
    /// Whether a metric is a number of runs in real time.
    #[must_use]
    pub fn needs_runs(&self) -> bool {
        self.metrics.iter().any(|metric| metric.is_of_run())
    }

    /// Whether a metric is a number of trials without threads.
    #[must_use]
    pub fn needs_unthreaded(&self) -> bool {
        self.metrics.iter().any(|metric| !metric.is_of_run())
    }
}

impl Default for CheckPolicy {
    /// 48 pairs, 99 %, 5 %, instructions 2 %, with confirmation; both engines on tumbling windows, sliding windows and
    /// sessions, by the rate of their code on one thread. Waiting is compared exactly, on the virtual clock; what is left
    /// of a live run is how fast the machine wakes threads and hands events between them, which differs from run to run
    /// by more than any limit.
    fn default() -> Self {
        let scenario = |engine: &str, query: &str| CheckScenario {
            name: format!("{engine} · {query}"),
            engine: engine.to_owned(),
            query: query.to_owned(),
            // 400 s of event time: some dozen windows of each kind close, and some events are too late.
            args: [
                "--rate",
                "20k",
                "--warm-up",
                "200ms",
                "--measure",
                "1800ms",
                "--slip-limit",
                "50ms",
            ]
            .map(str::to_owned)
            .to_vec(),
        };
        let engines = ["event-at-a-time", "micro-batch:trigger=back-to-back"];
        let queries = ["movie-tumbling", "rating-sliding", "user-session"];
        Self {
            pairs: 48,
            confidence: 0.99,
            limit: 0.05,
            instructions: 0.02,
            confirm: true,
            metrics: vec![CheckMetric::Unthreaded],
            scenarios: engines
                .into_iter()
                .flat_map(|engine| queries.map(|query| scenario(engine, query)))
                .collect(),
        }
    }
}
