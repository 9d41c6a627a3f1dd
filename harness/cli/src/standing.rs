//! How far a comparison came that somebody stopped.

use std::collections::BTreeSet;

use streamgauge_record::{Record, Run};

/// How far a comparison came.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Standing {
    /// Whoever stopped it came too late: all was done.
    Complete,
    /// So many of the planned runs were measured to their end.
    Runs(usize),
    /// All runs were measured, but a void one could have been tried again.
    RetriesLeft,
    /// All runs were measured, but not all capacities were tried.
    CapacityLeft,
}

impl Standing {
    /// The standing of a record; `retries` says whether any were to be tried.
    pub(crate) fn of(record: &Record, retries: bool) -> Self {
        let planned = record.plan.slots.len();
        let whole = record.runs.iter().filter(|run| !is_broken_off(run));
        let measured: BTreeSet<u32> = whole.map(|run| run.slot).collect();
        if measured.len() < planned {
            Self::Runs(measured.len())
        } else if retries && measured.iter().any(|slot| could_be_tried_again(record, *slot)) {
            Self::RetriesLeft
        } else if record.runs.iter().any(lacks_capacity) {
            Self::CapacityLeft
        } else {
            Self::Complete
        }
    }

    /// What to tell.
    pub(crate) fn text(self, planned: usize) -> String {
        match self {
            Self::Complete => format!("all {planned} runs were measured"),
            Self::Runs(0) => {
                format!("none of {planned} runs was measured to its end, so there are no figures")
            }
            Self::Runs(measured) => {
                format!(
                    "{measured} of {planned} runs were measured to their end, and the figures are of these"
                )
            }
            Self::RetriesLeft => {
                format!(
                    "all {planned} runs were measured, but those that the source spoilt were not tried again"
                )
            }
            Self::CapacityLeft => {
                format!("all {planned} runs were measured, but the capacity was not tried for all of them")
            }
        }
    }
}

/// A run with figures of which only the capacity trial was broken off is measured.
const fn is_broken_off(run: &Run) -> bool {
    run.status.interrupted && !run.status.valid
}

fn could_be_tried_again(record: &Record, slot: u32) -> bool {
    let last = record.runs.iter().rev().find(|run| run.slot == slot);
    last.is_some_and(|run| run.status.harness_fault || is_broken_off(run))
}

const fn lacks_capacity(run: &Run) -> bool {
    run.status.interrupted && run.status.valid
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::small_record::small_record;

    fn record() -> Record {
        small_record(&["low-ratings"])
    }

    fn break_off(run: &mut Run) {
        run.status.valid = false;
        run.status.interrupted = true;
    }

    #[test]
    fn a_stop_that_comes_too_late_leaves_nothing_out() {
        assert_eq!(Standing::of(&record(), true), Standing::Complete);
    }

    #[test]
    fn runs_that_were_broken_off_are_not_measured() {
        let mut record = record();
        break_off(&mut record.runs[1]);
        assert_eq!(Standing::of(&record, true), Standing::Runs(1));
        record.runs.truncate(1);
        assert_eq!(Standing::of(&record, true), Standing::Runs(1));
    }

    #[test]
    fn a_retry_that_was_broken_off_leaves_its_void_run_measured() {
        let mut record = record();
        (record.runs[0].status.valid, record.runs[0].status.harness_fault) = (false, true);
        assert_eq!(Standing::of(&record, false), Standing::Complete);
        assert_eq!(Standing::of(&record, true), Standing::RetriesLeft);
        let mut again = record.runs[0].clone();
        again.attempt = 1;
        again.status.harness_fault = false;
        break_off(&mut again);
        record.runs.push(again);
        assert_eq!(Standing::of(&record, true), Standing::RetriesLeft);
    }

    #[test]
    fn a_capacity_trial_that_was_broken_off_leaves_its_run_measured() {
        let mut record = record();
        record.runs[0].status.interrupted = true;
        assert_eq!(Standing::of(&record, true), Standing::CapacityLeft);
    }
}
