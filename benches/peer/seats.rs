//! Which CPU each thread of a subject is held on.

use streamgauge_doctor::{hold_on, usable_cpus};

/// The CPUs of this machine, handed out the same way in every round. Schedulers start two busy threads on one CPU and part
/// them milliseconds later, and a run takes some ten: left to itself, the same subject on two workers is up to three
/// times slower in one round than in the next.
#[derive(Clone, Debug)]
pub(crate) struct Seats(Vec<u32>);

impl Seats {
    /// Of the CPUs that the calling thread may run on.
    pub(crate) fn here() -> Self {
        Self(usable_cpus())
    }

    /// Seats the calling thread as the worker `index` of `workers`, if there is a CPU for each.
    pub(crate) fn take_one(&self, index: usize, workers: usize) {
        if workers <= self.0.len() {
            hold(&self.0[index..=index]);
        }
    }

    /// Seats the calling thread as the one that all others wait for: it has the last CPU for itself.
    pub(crate) fn take_the_last(&self) {
        if let [_, .., last] = self.0.as_slice() {
            hold(&[*last]);
        }
    }

    /// Seats the calling thread among those that wait for the one with the last CPU.
    pub(crate) fn join_the_others(&self) {
        if let [others @ .., _] = self.0.as_slice()
            && !others.is_empty()
        {
            hold(others);
        }
    }

    /// The calling thread may run where it may have before.
    pub(crate) fn leave(&self) {
        hold(&self.0);
    }
}

/// What cannot be held runs where it may.
fn hold(cpus: &[u32]) {
    let _ = hold_on(cpus);
}
