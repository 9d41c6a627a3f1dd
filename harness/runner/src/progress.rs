//! Who is told how far a comparison is.

use streamgauge_record::{Machine, Record, Run, Slot};

/// Told how far a comparison is. All methods do nothing unless written; all estimates are wall nanoseconds until
/// the end of the whole comparison. Nothing is called while a run is measured.
pub trait Progress {
    /// Something other than a run begins, such as `generating arrivals` or `measuring the floor`.
    fn stage(&mut self, what: &str) {
        let _ = what;
    }

    /// A comparison that goes on until it is decided was looked at, and this is how it stands.
    fn looked(&mut self, what: &str) {
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

    /// The run at place `index` is measured and judged; a retry has the place of its slot.
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
