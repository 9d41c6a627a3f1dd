//! Who is told how far a comparison is.

use std::time::Instant;

use streamgauge_record::{Machine, Record, Run, Slot};

/// Told how far a comparison is. All methods do nothing unless written; all estimates are wall nanoseconds until
/// the end of the whole comparison. Nothing is called while a run is measured.
pub trait Progress {
    /// Something other than a run begins, such as `generating arrivals` or `measuring the floor`.
    fn stage(&mut self, what: &str) {
        let _ = what;
    }

    /// The machine is known, and how steady it is.
    fn examined(&mut self, machine: &Machine) {
        let _ = machine;
    }

    /// The run at place `index` (from 0) of `total` begins.
    fn slot_started(&mut self, slot: &Slot, index: usize, total: usize, eta_ns: u64) {
        let _ = (slot, index, total, eta_ns);
    }

    /// The run at place `index` is measured and judged. Its capacity is not known yet.
    fn slot_finished(&mut self, run: &Run, index: usize, total: usize, eta_ns: u64) {
        let _ = (run, index, total, eta_ns);
    }

    /// What there is after a run: the record as it would be if nothing more came.
    fn so_far(&mut self, record: &Record) {
        let _ = record;
    }
}

/// Tells nobody.
#[derive(Clone, Copy, Debug, Default)]
pub struct Silent;

impl Progress for Silent {}

/// The time left: what was estimated for what is left, scaled by how wrong the estimates were so far.
#[derive(Clone, Debug)]
pub(crate) struct Eta {
    estimates_ns: Vec<u64>,
    done: usize,
    spent_ns: u64,
    since: Instant,
}

impl Eta {
    /// Of so many pieces of work, each with its estimate.
    pub(crate) fn new(estimates_ns: Vec<u64>) -> Self {
        Self {
            estimates_ns,
            done: 0,
            spent_ns: 0,
            since: Instant::now(),
        }
    }

    /// A piece begins now.
    pub(crate) fn begin(&mut self) {
        self.since = Instant::now();
    }

    /// The piece that began last is done.
    pub(crate) fn finish(&mut self) {
        let spent = u64::try_from(self.since.elapsed().as_nanos()).unwrap_or(u64::MAX);
        self.finish_after(spent);
    }

    fn finish_after(&mut self, spent_ns: u64) {
        self.spent_ns = self.spent_ns.saturating_add(spent_ns);
        self.done += 1;
    }

    /// What is left, wall nanoseconds.
    pub(crate) fn left_ns(&self) -> u64 {
        let sum = |part: &[u64]| part.iter().map(|ns| *ns as f64).sum::<f64>();
        let (done, left) = self.estimates_ns.split_at(self.done.min(self.estimates_ns.len()));
        let scale = if sum(done) > 0.0 {
            self.spent_ns as f64 / sum(done)
        } else {
            1.0
        };
        (sum(left) * scale) as u64
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn estimates_are_corrected_by_what_was_seen() {
        let mut eta = Eta::new(vec![100, 100, 200]);
        assert_eq!(eta.left_ns(), 400);
        eta.finish_after(150);
        assert_eq!(eta.left_ns(), 450);
        eta.finish_after(150);
        eta.finish_after(300);
        assert_eq!(eta.left_ns(), 0);
    }
}
