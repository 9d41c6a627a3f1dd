//! The name of a record.

use std::fmt::Write as _;

use sha2::{Digest as _, Sha256};

use crate::{ComparisonPlan, engine_settings, query_settings};

/// Live: the start instant without punctuation and 8 digits of a hash of what was compared. Simulated, where there
/// is no instant: `sim-` and 12 digits of that hash, so that equal comparisons have equal names.
pub(crate) fn record_id(plan: &ComparisonPlan, fingerprint: &str, created: Option<&str>) -> String {
    name(&plan_hash(plan, fingerprint), created)
}

/// The name of a document that `argv` makes from arrivals of this fingerprint, formed like that of a record.
#[must_use]
pub fn document_id(argv: &[String], fingerprint: &str, created: Option<&str>) -> String {
    name(&hash(&format!("{fingerprint} {argv:?}")), created)
}

fn name(hash: &str, created: Option<&str>) -> String {
    match created {
        Some(created) => {
            let instant: String = created.chars().filter(char::is_ascii_alphanumeric).collect();
            format!("{instant}-{}", &hash[..8])
        }
        None => format!("sim-{}", &hash[..12]),
    }
}

/// SHA-256 over the fingerprint of the arrivals and everything in the plan that can change a figure.
fn plan_hash(plan: &ComparisonPlan, fingerprint: &str) -> String {
    let engines: Vec<_> = plan.arms.iter().map(|arm| engine_settings(&arm.engine)).collect();
    let queries: Vec<_> = plan.queries.iter().map(query_settings).collect();
    let rest = (
        plan.splits,
        plan.queue_capacity,
        plan.drain_ns,
        plan.capacity,
        plan.keep_output_modes,
    );
    let text = format!(
        "{fingerprint} {:?} {engines:?} {queries:?} {rest:?}",
        plan.record()
    );
    hash(&text)
}

/// SHA-256 as 64 lower-case hexadecimal digits.
fn hash(text: &str) -> String {
    Sha256::digest(text)
        .iter()
        .fold(String::with_capacity(64), |mut hex, byte| {
            // Writing to a String cannot fail.
            let _ = write!(hex, "{byte:02x}");
            hex
        })
}
