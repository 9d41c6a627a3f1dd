//! How the cost of an event grows, whole.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{Document, EngineSettings, Machine, QuerySettings, Setting, Status, Tool};

/// The name of the format, the value of [`Growth::schema`].
pub const GROWTH_SCHEMA: &str = "streamgauge.growth";

/// What an event costs each engine, over one thing at a time that grows.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Growth {
    /// Always `streamgauge.growth`.
    pub schema: String,
    /// Version of the format, `major.minor`.
    pub version: String,
    /// Name of this document, made like that of a record.
    pub id: String,
    /// When measuring began, RFC 3339, UTC.
    pub created: String,
    /// What measured.
    pub tool: Tool,
    /// The exact command line, without output locations.
    pub argv: Vec<String>,
    /// Where it was measured.
    pub machine: Machine,
    /// Seed of the events and of the order of the trials.
    pub seed: u64,
    /// Trials of each point.
    pub repeats: u32,
    /// The points, axis by axis, in each axis engine by engine, in the order of their values.
    pub points: Vec<GrowthPoint>,
    /// Whether every trial was carried out; `false` after an interruption.
    pub complete: bool,
    /// What a reader must know before trusting the figures.
    #[serde(default)]
    pub warnings: Vec<String>,
}

impl Document for Growth {
    const SCHEMA: &'static str = GROWTH_SCHEMA;
}

/// What grows while everything else stays.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum GrowthAxis {
    /// Keys that events are drawn from.
    Keys,
    /// Windows that each event belongs to: length of a window by slide.
    Overlap,
    /// Sessions open at once.
    Sessions,
    /// Share of events that come late, 0 to 1.
    Late,
    /// Parallel tasks of the engine.
    Workers,
}

/// One engine at one value of an axis.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct GrowthPoint {
    /// What grows.
    pub axis: GrowthAxis,
    /// Its value here.
    pub value: f64,
    /// The engine's label, without what the axis sets.
    pub arm: String,
    /// The engine and all its settings.
    pub engine: EngineSettings,
    /// The query and all its settings.
    pub query: QuerySettings,
    /// The parameters of the scenario, in a fixed order; all events are due at once.
    pub scenario: Vec<Setting>,
    /// The command that measures this point alone.
    pub argv: Vec<String>,
    /// Its trials, in the order in which they were made. Void ones are kept.
    #[serde(default)]
    pub trials: Vec<GrowthTrial>,
}

/// How long an engine was busy with events that were all due at once.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct GrowthTrial {
    /// Whether the figures may be used.
    pub status: Status,
    /// Events that the engine took.
    pub events: u64,
    /// Busy time of the engine's busiest task, nanoseconds.
    pub busy_ns: u64,
    /// Result rows that left, recomputed and compared by the judge.
    pub results: u64,
    /// Most entries of keyed state held at once (groups, sessions), over all tasks.
    pub peak_state_entries: u64,
    /// Most bytes of keyed state seen at once, over all tasks; absent if it was never looked at.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub peak_state_bytes: Option<u64>,
}

impl GrowthTrial {
    /// A trial without figures: void, with the reason.
    #[must_use]
    pub fn void(reason: String) -> Self {
        Self {
            status: Status::void(reason),
            events: 0,
            busy_ns: 0,
            results: 0,
            peak_state_entries: 0,
            peak_state_bytes: None,
        }
    }

    /// Busy nanoseconds of the busiest task for each event; `None` for a void trial.
    #[must_use]
    #[allow(clippy::cast_precision_loss)]
    pub fn ns_per_event(&self) -> Option<f64> {
        let counts = self.status.valid && self.events > 0;
        counts.then(|| self.busy_ns as f64 / self.events as f64)
    }
}

impl GrowthAxis {
    /// All axes, in the order in which they are shown.
    pub const ALL: [Self; 5] = [
        Self::Keys,
        Self::Overlap,
        Self::Sessions,
        Self::Late,
        Self::Workers,
    ];

    /// Its name on the command line and in files.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Keys => "keys",
            Self::Overlap => "overlap",
            Self::Sessions => "sessions",
            Self::Late => "late",
            Self::Workers => "workers",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_event_costs_its_part_of_the_busy_time_and_a_void_trial_has_no_cost() {
        let void = GrowthTrial::void("planted".to_owned());
        assert_eq!(void.ns_per_event(), None);
        let mut trial = GrowthTrial {
            events: 4,
            busy_ns: 10,
            ..void
        };
        assert_eq!(trial.ns_per_event(), None);
        trial.status.valid = true;
        assert_eq!(trial.ns_per_event(), Some(2.5));
        trial.events = 0;
        assert_eq!(trial.ns_per_event(), None);
    }

    #[test]
    fn an_axis_is_called_in_files_as_on_the_command_line() {
        for axis in GrowthAxis::ALL {
            assert_eq!(serde_json::to_value(axis).unwrap(), axis.name());
        }
    }
}
