//! Two builds that make each run of a plan in turns.

use std::cell::RefCell;
use std::sync::atomic::{AtomicBool, Ordering};

use streamgauge_record::{Record, Run, Tool};
use streamgauge_runner::{ComparisonPlan, Laboratory, RunError};

use crate::fresh_process::FreshProcesses;

/// Has each slot measured by head and base, one after the other. The head's runs are given back, the base's are kept.
pub(crate) struct InTurns<'a> {
    plan: &'a ComparisonPlan,
    head: &'a FreshProcesses,
    base: FreshProcesses,
    base_tool: Tool,
    base_runs: RefCell<Vec<Run>>,
}

impl<'a> InTurns<'a> {
    pub(crate) const fn new(
        plan: &'a ComparisonPlan,
        head: &'a FreshProcesses,
        base: FreshProcesses,
        base_tool: Tool,
    ) -> Self {
        Self {
            plan,
            head,
            base,
            base_tool,
            base_runs: RefCell::new(Vec::new()),
        }
    }

    /// The record of the base, beside the head's, of which it has everything that was measured once for both.
    pub(crate) fn base_record(&self, head: &Record) -> Record {
        Record {
            id: format!("{}-base", head.id),
            tool: self.base_tool.clone(),
            // The single thread was that of the head.
            single_thread: Vec::new(),
            runs: self.base_runs.borrow().clone(),
            ..head.clone()
        }
    }

    /// Measures a slot by the base, again if the harness spoilt it, unless it was done in an earlier attempt.
    fn measure_base(&self, slot: usize, stop: &AtomicBool) {
        for _ in 0..=self.plan.retries.min(1) {
            let attempt = match self.earlier(slot) {
                Some((attempts, true)) => attempts,
                Some(_) => return,
                None => 0,
            };
            if stop.load(Ordering::Relaxed) {
                return;
            }
            let run = self.base.measure(slot, stop);
            let run =
                run.unwrap_or_else(|error| self.plan.without_figures(&self.plan.slots()[slot], slot, &error));
            self.base_runs.borrow_mut().push(Run { attempt, ..run });
        }
    }

    /// How often the base has measured a slot, and whether the last time was spoilt; `None`: never.
    fn earlier(&self, slot: usize) -> Option<(u32, bool)> {
        let runs = self.base_runs.borrow();
        let mut of_slot = runs.iter().filter(|run| run.slot as usize == slot);
        let last = of_slot.next_back()?;
        Some((last.attempt + 1, last.status.harness_fault))
    }

    /// Makes the base's last run of a slot void if it was fed other events than the head's.
    fn check_events(&self, slot: usize, head: &Run) {
        let mut runs = self.base_runs.borrow_mut();
        let Some(base) = runs.iter_mut().rev().find(|run| run.slot as usize == slot) else {
            return;
        };
        let fed = |run: &Run| run.process.as_ref().map(|process| process.fingerprint.clone());
        if let (Some(base_fed), Some(head_fed)) = (fed(base), fed(head))
            && base_fed != head_fed
        {
            base.status.valid = false;
            base.status.reasons.insert(
                0,
                format!("the builds generated different events: {base_fed} and {head_fed}"),
            );
        }
    }
}

impl Laboratory for InTurns<'_> {
    /// Who goes first changes from repeat to repeat.
    fn measure(&self, slot: usize, stop: &AtomicBool) -> Result<Run, RunError> {
        let base_first = self
            .plan
            .slots()
            .get(slot)
            .is_some_and(|slot| slot.repeat % 2 == 0);
        if base_first {
            self.measure_base(slot, stop);
        }
        let head = self.head.measure(slot, stop)?;
        if !base_first {
            self.measure_base(slot, stop);
        }
        self.check_events(slot, &head);
        Ok(head)
    }
}
