//! A sweep of settings, whole.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{Clock, Document, Floor, HarnessCost, Machine, QuerySettings, Run, Scenario, Tool};

/// The name of the format, the value of [`Frontier::schema`].
pub const FRONTIER_SCHEMA: &str = "streamgauge.frontier";

/// How completeness, latency and state trade against each other: one query on the same events under many settings.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Frontier {
    /// Always `streamgauge.frontier`.
    pub schema: String,
    /// Version of the format, `major.minor`.
    pub version: String,
    /// Name of this document, made like that of a record.
    pub id: String,
    /// When measuring began, RFC 3339, UTC; absent if nothing was measured in real time.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub created: Option<String>,
    /// What measured.
    pub tool: Tool,
    /// The exact command line, without output locations.
    pub argv: Vec<String>,
    /// Where it was measured.
    pub machine: Machine,
    /// What the harness measures when the engine does nothing; absent in simulation.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub floor: Option<Floor>,
    /// What the harness's own work costs; absent in simulation.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub harness: Option<HarnessCost>,
    /// What was fed to every point.
    pub scenario: Scenario,
    /// The query, at the first point's settings.
    pub query: QuerySettings,
    /// Which clock latency and state come from: live, or simulated if nothing was measured in real time.
    pub clock: Clock,
    /// Nanoseconds of schedule before measuring begins.
    pub warm_up_ns: u64,
    /// Nanoseconds of schedule that are measured.
    pub measured_ns: u64,
    /// Live runs of each point.
    pub repeats: u32,
    /// The points, line by line, each line in order of its watermark delay.
    pub points: Vec<FrontierPoint>,
    /// Whether every point was carried out; `false` after an interruption.
    pub complete: bool,
    /// What a reader must know before trusting the figures.
    #[serde(default)]
    pub warnings: Vec<String>,
}

impl Document for Frontier {
    const SCHEMA: &'static str = FRONTIER_SCHEMA;
}

/// One engine under one combination of settings. Its runs are stored without their series and batches.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct FrontierPoint {
    /// The engine's label; a trigger interval makes an engine of its own.
    pub arm: String,
    /// How far the watermark stays behind the newest event, milliseconds of event time.
    pub watermark_delay_ms: i64,
    /// How long windows accept late events after their result, milliseconds of event time.
    pub allowed_lateness_ms: i64,
    /// The command that measures this point alone.
    pub argv: Vec<String>,
    /// The run on the virtual clock: exact completeness and drops. Absent if an interruption came first.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub simulated: Option<Run>,
    /// The runs in real time: latency and state. Void ones are kept.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub live: Vec<Run>,
}
