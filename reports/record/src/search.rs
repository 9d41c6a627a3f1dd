//! A search for sustainable rates, whole.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{
    Claim, Document, EngineSettings, Floor, HarnessCost, Machine, Procedure, Profile, QuerySettings, Setting,
    Tool, Trial,
};

/// A search for the greatest rates that engines sustain: every trial, with everything needed to run it again.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct SearchRecord {
    /// Always `streamgauge.search`.
    pub schema: String,
    /// Version of the format, `major.minor`.
    pub version: String,
    /// Name of this record: start instant and a few digits of a hash of what was searched.
    pub id: String,
    /// When it began, RFC 3339, UTC.
    pub created: String,
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
    /// What was fed, but for rate and seed, which are the trial's.
    pub scenario: SearchScenario,
    /// How long trials are.
    pub profile: Profile,
    /// One for each engine and query, in the order of the search.
    pub searches: Vec<Search>,
    /// Whether everything was carried out; `false` after an interruption.
    pub complete: bool,
    /// What a reader must know before trusting the figures.
    #[serde(default)]
    pub warnings: Vec<String>,
}

impl Document for SearchRecord {
    const SCHEMA: &'static str = "streamgauge.search";
}

/// What every trial is fed, but for rate, seed and number of users.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct SearchScenario {
    /// Name of the scenario.
    pub name: String,
    /// All parameters that do not differ between trials, in a fixed order.
    pub parameters: Vec<Setting>,
    /// How many times faster than wall time event time runs.
    pub time_scale: f64,
    /// Users for each event per second, where load grows by more users; absent where their number is fixed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub users_per_event_per_s: Option<f64>,
}

/// The search for the rate of one engine on one query.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Search {
    /// The arm's label, such as `micro-batch 1s`.
    pub arm: String,
    /// The engine and all its settings.
    pub engine: EngineSettings,
    /// The query and all its settings.
    pub query: QuerySettings,
    /// By which rules it was searched.
    pub procedure: Procedure,
    /// What was found.
    pub claim: Claim,
    /// Every trial, in the order in which they were made.
    pub trials: Vec<Trial>,
}
