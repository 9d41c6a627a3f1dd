//! What `streamgauge doctor` finds.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{Document, Machine, Tool};

/// A machine and a build, how steady they are, and what to do about it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Diagnosis {
    /// Always `streamgauge.diagnosis`.
    pub schema: String,
    /// Version of the format, `major.minor`.
    pub version: String,
    /// When it was made, RFC 3339, UTC.
    pub created: String,
    /// What would measure.
    pub tool: Tool,
    /// Where it would measure, with a probe.
    pub machine: Machine,
    /// Whether the whole probe was carried out; `false` after an interruption.
    pub complete: bool,
    /// Whether figures from here can be trusted: no advice is grave.
    pub trusted: bool,
    /// What is not as it should be, the gravest first.
    pub advice: Vec<Advice>,
}

impl Document for Diagnosis {
    const SCHEMA: &'static str = "streamgauge.diagnosis";
}

/// One thing that is not as it should be.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Advice {
    /// Whether figures cannot be trusted because of it; otherwise they only vary more.
    pub grave: bool,
    /// What is so.
    pub finding: String,
    /// What to do.
    pub remedy: String,
}
