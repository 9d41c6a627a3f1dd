//! One comparison, whole.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{
    Distribution, Document, HarnessCost, Machine, Plan, Run, Scenario, SingleThread, Stopping, Tool,
};

/// The name of the format, the value of [`Record::schema`].
pub const SCHEMA: &str = "streamgauge.record";
/// The version that this build writes. A minor version adds fields, a major version changes meanings.
pub const VERSION: &str = "1.0";

/// One comparison: everything that was run, with everything needed to run it again.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Record {
    /// Always `streamgauge.record`.
    pub schema: String,
    /// Version of the format, `major.minor`.
    pub version: String,
    /// Name of this record. Live: start instant and a few digits of the fingerprint. Simulated: of the fingerprint alone.
    pub id: String,
    /// When measuring began, RFC 3339, UTC; absent in simulated records, which are the same at any time.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub created: Option<String>,
    /// What measured.
    pub tool: Tool,
    /// The exact command line, without output locations.
    pub argv: Vec<String>,
    /// Where it was measured.
    pub machine: Machine,
    /// What was fed.
    pub scenario: Scenario,
    /// What was to be run, in which order.
    pub plan: Plan,
    /// What the harness itself adds: the null engine's figures.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub floor: Option<Floor>,
    /// What clock and recorder cost; absent in simulated records.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub harness: Option<HarnessCost>,
    /// What one thread does on each query; empty in simulated records.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub single_thread: Vec<SingleThread>,
    /// What was run, in the order in which it was run.
    pub runs: Vec<Run>,
    /// How it came to its end, if it was to go on until every difference was decided.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub stopping: Option<Stopping>,
    /// Whether the whole plan was carried out; `false` after an interruption.
    pub complete: bool,
    /// What a reader must know before trusting the figures.
    #[serde(default)]
    pub warnings: Vec<String>,
}

impl Document for Record {
    const SCHEMA: &'static str = SCHEMA;
}

/// What the harness measures when the engine does nothing: no figure below this can be told from it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Floor {
    /// Latency of the null engine, due instant to sink.
    pub total: Distribution,
    /// Events per second that source, queue and recorder carry with a null engine.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub capacity_per_s: Option<f64>,
    /// Share of one core that the source thread used while pacing, 0 to 1.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub source_cpu_share: Option<f64>,
}
