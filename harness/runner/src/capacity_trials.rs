//! The capacity trials of a comparison.

use streamgauge_record::{Run, Slot};

use crate::capacity::{Trial, try_capacity};
use crate::comparison::{Comparison, is_refusal};
use crate::{Progress, RunError};

impl Comparison<'_> {
    /// The capacity trials of the valid runs that are `chosen`, in their order. What a stop leaves untried is marked
    /// as interrupted.
    pub(crate) fn capacities(
        &self,
        runs: &mut [Run],
        progress: &mut dyn Progress,
        chosen: impl Fn(&Run) -> bool,
    ) -> Result<(), RunError> {
        // A laboratory tries the capacity together with the run.
        if !self.plan.tries_capacity() || self.laboratory.is_some() {
            return Ok(());
        }
        progress.stage("trying capacity");
        for run in runs.iter_mut().filter(|run| run.status.valid && chosen(run)) {
            if self.is_stopped() {
                run.status.interrupted = true;
            } else {
                self.try_capacity_of(run)?;
            }
        }
        Ok(())
    }

    fn try_capacity_of(&self, run: &mut Run) -> Result<(), RunError> {
        let (arm, query) = self.find(&Slot {
            arm: run.arm.clone(),
            query: run.query.name.clone(),
            repeat: run.repeat,
        });
        match try_capacity(
            self.plan,
            query,
            &self.engine(arm, query),
            &self.played,
            self.stop,
        ) {
            Ok(trial) => trial.note(run),
            Err(error) if is_refusal(&error) => return Err(error),
            Err(error) => Trial::None(format!("no capacity: in the trial, {error}")).note(run),
        }
        Ok(())
    }
}
