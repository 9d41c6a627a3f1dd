//! How far a comparison came that somebody stopped.

use std::collections::BTreeSet;

use streamgauge_record::{Record, Run};

/// How the reason of a run begins that was broken off.
const BROKEN_OFF: &str = "interrupted:";

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
    /// The standing of a record. `retries` and `capacity` say whether they were to be tried.
    pub(crate) fn of(record: &Record, retries: bool, capacity: bool) -> Self {
        let planned = record.plan.slots.len();
        let whole = record.runs.iter().filter(|run| !is_broken_off(run));
        let measured: BTreeSet<u32> = whole.map(|run| run.slot).collect();
        if measured.len() < planned {
            Self::Runs(measured.len())
        } else if retries && measured.iter().any(|slot| could_be_tried_again(record, *slot)) {
            Self::RetriesLeft
        } else if capacity && record.runs.iter().any(lacks_capacity) {
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

fn is_broken_off(run: &Run) -> bool {
    run.status
        .reasons
        .iter()
        .any(|reason| reason.starts_with(BROKEN_OFF))
}

fn could_be_tried_again(record: &Record, slot: u32) -> bool {
    let last = record.runs.iter().rev().find(|run| run.slot == slot);
    last.is_some_and(|run| run.status.harness_fault || is_broken_off(run))
}

/// A trial leaves a figure or a reason. Runs that were tried again have none.
fn lacks_capacity(run: &Run) -> bool {
    let told = run
        .status
        .reasons
        .iter()
        .any(|reason| reason.contains("capacity"));
    run.status.valid && run.attempt == 0 && run.throughput.saturated_per_s.is_none() && !told
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
        run.status.reasons = vec!["interrupted: the run was stopped".to_owned()];
    }

    #[test]
    fn a_stop_that_comes_too_late_leaves_nothing_out() {
        assert_eq!(Standing::of(&record(), true, false), Standing::Complete);
    }

    #[test]
    fn runs_that_were_broken_off_are_not_measured() {
        let mut record = record();
        break_off(&mut record.runs[1]);
        assert_eq!(Standing::of(&record, true, false), Standing::Runs(1));
        record.runs.truncate(1);
        assert_eq!(Standing::of(&record, true, false), Standing::Runs(1));
    }

    #[test]
    fn a_retry_that_was_broken_off_leaves_its_void_run_measured() {
        let mut record = record();
        (record.runs[0].status.valid, record.runs[0].status.harness_fault) = (false, true);
        assert_eq!(Standing::of(&record, false, false), Standing::Complete);
        assert_eq!(Standing::of(&record, true, false), Standing::RetriesLeft);
        let mut again = record.runs[0].clone();
        again.attempt = 1;
        again.status.harness_fault = false;
        break_off(&mut again);
        record.runs.push(again);
        assert_eq!(Standing::of(&record, true, false), Standing::RetriesLeft);
    }

    #[test]
    fn capacity_is_a_figure_or_a_reason() {
        let mut record = record();
        for run in &mut record.runs {
            run.status.reasons.clear();
            run.throughput.saturated_per_s = Some(1.0);
        }
        assert_eq!(Standing::of(&record, true, true), Standing::Complete);
        record.runs[0].throughput.saturated_per_s = None;
        assert_eq!(Standing::of(&record, true, true), Standing::CapacityLeft);
        record.runs[0].status.reasons = vec!["no capacity trial: this engine stops by itself".to_owned()];
        assert_eq!(Standing::of(&record, true, true), Standing::Complete);
    }
}
