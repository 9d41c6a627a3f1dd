//! What was fed.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::Setting;

/// The scenario, its seed and the fingerprint of its arrivals.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Scenario {
    /// Name of the scenario.
    pub name: String,
    /// Seed of its generator.
    pub seed: u64,
    /// All parameters, in a fixed order.
    pub parameters: Vec<Setting>,
    /// Arrivals.
    pub events: u64,
    /// Mean rate, events per second of wall time.
    pub rate_per_s: f64,
    /// How many times faster than wall time event time runs.
    pub time_scale: f64,
    /// SHA-256 over all arrivals, hexadecimal. Records of different fingerprints are not compared.
    pub fingerprint: String,
}
