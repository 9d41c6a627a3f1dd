//! The machine of a comparison, as its record describes it.

use std::sync::atomic::AtomicBool;
use std::time::Duration;

use streamgauge_doctor::{Extent, machine, probe};
use streamgauge_record::{Clock, Machine};

use crate::{ComparisonPlan, Progress};

/// The longest look at the machine before a comparison. `streamgauge doctor` takes longer.
const LONGEST_PROBE: Duration = Duration::from_secs(1);

/// The machine, and in real time how steady it is: looked at for as long as one run is measured, at most for a second.
/// Simulated figures depend on neither, and their records are the same at any time.
pub fn examined_machine(plan: &ComparisonPlan, progress: &mut dyn Progress, stop: &AtomicBool) -> Machine {
    let mut machine = machine();
    if plan.clock == Clock::Live {
        progress.stage("looking how steady the machine is");
        let extent = Extent {
            length: LONGEST_PROBE.min(Duration::from_nanos(plan.measured_ns)),
            tries_memory: false,
        };
        machine.probe = probe(extent, stop, &mut |_| {});
        progress.examined(&machine);
    }
    machine
}
