//! Which latency stands for an arm.

use streamgauge_record::Run;

use crate::Emission;
use crate::emission::is_windowed;

const WINDOWS: &str = "from_trigger";
const EVENTS: &str = "total";

/// The headline latency of an arm on a query, by what its runs measured: `from_trigger` if they have it, else `total`.
/// Runs that have neither are named by what their kind should have measured.
#[must_use]
pub fn headline(runs: &[&Run]) -> &'static str {
    let has = |name: &str| runs.iter().any(|run| run.latency.contains_key(name));
    if has(WINDOWS) {
        WINDOWS
    } else if has(EVENTS) || !runs.iter().any(|run| waits_for_windows(run)) {
        EVENTS
    } else {
        WINDOWS
    }
}

fn waits_for_windows(run: &Run) -> bool {
    is_windowed(run) && Emission::of(run) == Emission::First
}
