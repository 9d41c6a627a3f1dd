//! Who carries out a point.

use streamgauge_record::Run;
use streamgauge_runner::RunError;

use crate::Point;

/// Carries out points.
pub trait Laboratory {
    /// The command that measures a point alone.
    fn argv(&self, point: &Point) -> Vec<String>;

    /// Runs a point on the virtual clock.
    ///
    /// # Errors
    /// What cannot be run at all. A run that is void is no error.
    fn simulate(&mut self, point: &Point) -> Result<Run, RunError>;

    /// Runs a point in real time.
    ///
    /// # Errors
    /// As [`Laboratory::simulate`].
    fn measure(&mut self, point: &Point) -> Result<Run, RunError>;
}
