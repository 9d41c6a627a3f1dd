//! The slots of a comparison, one after the other.

use streamgauge_record::{Record, Run, Slot, Stopping};

use crate::comparison::Comparison;
use crate::eta::{Eta, Piece};
use crate::first_grid::push_run;
use crate::slot_run::References;
use crate::stopping_rule::look;
use crate::{Progress, RunError};

impl Comparison<'_> {
    /// Measures what the record lacks, in the order of the plan, and puts it there, all of it or until it is decided; then
    /// what is to be tried again.
    pub(crate) fn slots(&self, record: &mut Record, progress: &mut dyn Progress) -> Result<(), RunError> {
        let slots = self.plan.slots();
        let mut references = References::new();
        let missing: Vec<usize> = (0..slots.len())
            .filter(|slot| last_run(&record.runs, *slot).is_none())
            .collect();
        let pieces = missing.iter().map(|slot| self.piece(&slots[*slot]));
        let mut eta = Eta::new(pieces.collect(), self.spare(&record.runs));
        for index in missing {
            let slot = &slots[index];
            if record.stopping.as_ref().is_some_and(Stopping::is_decided) {
                break;
            }
            if self.is_stopped() {
                return Ok(());
            }
            progress.slot_started(slot, index, slots.len(), eta.left_ns());
            let run = self.run(slot, index, 0, &mut references)?;
            eta.finish(run.status.harness_fault);
            progress.slot_finished(&run, index, slots.len(), eta.left_ns());
            push_run(&mut record.runs, run);
            if slots.get(index + 1).is_none_or(|next| next.repeat != slot.repeat) {
                self.capacities(&mut record.runs, progress, |run| run.repeat == slot.repeat)?;
                record.stopping = look(self.plan, &record.runs, slot.repeat + 1, progress);
            }
            progress.so_far(record);
        }
        self.retries(&slots, &mut references, record, progress)?;
        record.complete = !self.is_stopped();
        Ok(())
    }

    /// Tries again what is void because the harness could not keep its schedule, after everything else: what disturbed
    /// it may be gone by then. The void runs stay.
    fn retries<'a>(
        &'a self,
        slots: &[Slot],
        references: &mut References<'a>,
        record: &mut Record,
        progress: &mut dyn Progress,
    ) -> Result<(), RunError> {
        let mut spare = self.spare(&record.runs);
        for attempt in 1..=self.plan.retries {
            let spoilt = (0..slots.len()).filter(|slot| is_spoilt(&record.runs, *slot, attempt));
            for index in spoilt.collect::<Vec<_>>() {
                if spare == 0 || self.is_stopped() {
                    return Ok(());
                }
                spare -= 1;
                progress.stage("trying again what the source spoilt");
                let run = self.run(&slots[index], index, attempt, references)?;
                progress.slot_finished(&run, index, slots.len(), 0);
                push_run(&mut record.runs, run);
                let is_last = |run: &Run| run.slot as usize == index && run.attempt == attempt;
                self.capacities(&mut record.runs, progress, is_last)?;
                progress.so_far(record);
            }
        }
        Ok(())
    }

    /// How many more runs may be tried again: one for every twelve slots.
    fn spare(&self, runs: &[Run]) -> usize {
        if self.plan.retries == 0 {
            return 0;
        }
        let tried = runs.iter().filter(|run| run.attempt > 0).count();
        self.plan.slots().len().div_ceil(12).saturating_sub(tried)
    }

    fn piece(&self, slot: &Slot) -> Piece {
        let arm = self.plan.arms.iter().position(|arm| arm.label == slot.arm);
        let query = self
            .plan
            .queries
            .iter()
            .position(|query| query.name == slot.query);
        Piece {
            arm: arm.unwrap_or(0),
            query: query.unwrap_or(0),
            estimate_ns: self.plan.estimated_slot_ns(&self.find(slot).0.engine),
        }
    }
}

/// Whether the last run of a slot is void by the harness's fault, and of an earlier attempt than this.
fn is_spoilt(runs: &[Run], slot: usize, attempt: u32) -> bool {
    last_run(runs, slot).is_some_and(|run| run.status.harness_fault && run.attempt < attempt)
}

fn last_run(runs: &[Run], slot: usize) -> Option<&Run> {
    runs.iter().rev().find(|run| run.slot as usize == slot)
}
