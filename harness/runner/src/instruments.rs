//! What is known of machine and harness before anything is measured.

use std::sync::atomic::AtomicBool;

use streamgauge_record::{Clock, Floor, HarnessCost, Machine};

use crate::floor::measure_floor;
use crate::machine::examined_machine;
use crate::played::Played;
use crate::recorder_cost::harness_cost;
use crate::{ComparisonPlan, Progress, RunError};

/// The machine, the floor of the harness, and what its own work costs.
#[derive(Clone, Debug, Default)]
pub struct Instruments {
    /// The machine, in real time with how steady it is.
    pub machine: Machine,
    /// What the null engine shows; absent in simulation and after an interruption.
    pub floor: Option<Floor>,
    /// What clock and recorder cost; absent in simulation.
    pub harness: Option<HarnessCost>,
}

impl Instruments {
    /// Looks at all of them, for the events of a plan: what a comparison does before its first run, for those who measure
    /// run by run.
    ///
    /// # Errors
    /// If the plan's scenario cannot be read, or the null engine cannot be run.
    pub fn of(
        plan: &ComparisonPlan,
        progress: &mut dyn Progress,
        stop: &AtomicBool,
    ) -> Result<Self, RunError> {
        let machine = examined_machine(plan, progress, stop);
        if plan.clock == Clock::Simulated {
            return Ok(Self {
                machine,
                ..Self::default()
            });
        }
        progress.stage("measuring the floor");
        Ok(Self {
            machine,
            floor: measure_floor(plan, &Played::of(plan)?, stop)?,
            harness: Some(harness_cost()),
        })
    }
}
