//! Who carries out a run.

use streamgauge_record::{CheckScenario, Run, Side, UnthreadedTrial};
use streamgauge_runner::RunError;

/// Carries out runs of both builds.
pub trait Bench {
    /// Runs a scenario in real time, in a fresh process of the build.
    ///
    /// # Errors
    /// What kept the build from making a run. A run that is void is no error.
    fn measure(&mut self, side: Side, scenario: &CheckScenario) -> Result<Run, RunError>;

    /// Has the engine of a scenario answer on one thread, in a fresh process of the build.
    ///
    /// # Errors
    /// As [`Bench::measure`].
    fn try_unthreaded(&mut self, side: Side, scenario: &CheckScenario) -> Result<UnthreadedTrial, RunError>;

    /// Runs a scenario on the virtual clock.
    ///
    /// # Errors
    /// As [`Bench::measure`].
    fn simulate(&mut self, side: Side, scenario: &CheckScenario) -> Result<Run, RunError>;

    /// The time of the control kernel just before a turn of a build, nanoseconds.
    fn control_ns(&mut self, side: Side) -> f64;

    /// Whether the user wants no more.
    fn is_stopped(&self) -> bool;
}

/// Is told how far it is.
pub trait Watch {
    /// A block of a scenario was measured: so many are done, of so many.
    fn block(&mut self, scenario: &str, done: u32, of: u32);
}
