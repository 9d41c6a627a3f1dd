//! Who carries out a trial.

use streamgauge_record::GrowthTrial;
use streamgauge_runner::RunError;

use crate::Point;

/// Carries out trials.
pub trait Laboratory {
    /// Tries a point once.
    ///
    /// # Errors
    /// What cannot be run at all. A trial that is void is no error.
    fn try_once(&mut self, point: &Point) -> Result<GrowthTrial, RunError>;
}
