//! Where the runs of a comparison are carried out.

use std::sync::atomic::AtomicBool;

use streamgauge_record::Run;

use crate::RunError;

/// Carries out the slots of one plan somewhere else than in this process, capacity trials included.
pub trait Laboratory {
    /// Measures and judges slot `slot`, as [`crate::measure_slot`] does; breaks it off when `stop` is set, which
    /// leaves a void run.
    ///
    /// # Errors
    /// [`RunError::Elsewhere`] if there is no run to show, with the reason.
    fn measure(&self, slot: usize, stop: &AtomicBool) -> Result<Run, RunError>;
}
