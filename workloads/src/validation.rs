//! Which scenarios can be played.

use crate::time_scale::nanos_per_ms;
use crate::{ArrivalLaw, DelayLaw, Scenario, ScenarioKind, WorkloadError};

/// Highest rate: one arrival per nanosecond, the resolution of the schedule.
const HIGHEST_RATE: u64 = 1_000_000_000;
/// Most users: what a seat number has room for.
const MOST_USERS: u32 = 1 << 24;

impl Scenario {
    /// Checks every option by itself and against the others.
    ///
    /// # Errors
    /// Names the first option that cannot work, its value and what would.
    pub fn validate(&self) -> Result<(), WorkloadError> {
        nanos_per_ms(self.time_scale)?;
        if !(1..=HIGHEST_RATE).contains(&self.rate_per_s) {
            return Err(WorkloadError::option(
                "rate",
                self.rate_per_s,
                format!("must be from 1 to {HIGHEST_RATE} events/s"),
            ));
        }
        if !(1..=MOST_USERS).contains(&self.users) {
            let problem = format!("must be from 1 to {MOST_USERS}");
            return Err(WorkloadError::option("users", self.users, problem));
        }
        if !(0.0..=1.0).contains(&self.late_fraction) {
            let problem = "must be from 0 to 1; 0.1 is ten percent";
            return Err(WorkloadError::option(
                "late fraction",
                self.late_fraction,
                problem,
            ));
        }
        self.arrival.check()?;
        self.delay.check()?;
        self.jitter.check("jitter")?;
        self.check_disturbances()?;
        self.check_attacks()?;
        self.check_kind()
    }

    fn check_disturbances(&self) -> Result<(), WorkloadError> {
        if !(0.0..1.0).contains(&self.hot_key) {
            let problem = "must be at least 0 and below 1";
            return Err(WorkloadError::option("hot key", self.hot_key, problem));
        }
        if self.hot_key > 0.0 && self.kind == ScenarioKind::File {
            let problem = "is for made-up ratings; the movies of a file are its own";
            return Err(WorkloadError::option("hot key", self.hot_key, problem));
        }
        match self.silence {
            Some(silence) if self.arrival == ArrivalLaw::Saturated => Err(WorkloadError::option(
                "silence",
                silence,
                "changes nothing with the arrival law 'saturated', where all is due at once",
            )),
            Some(silence) => silence.check(),
            None => Ok(()),
        }
    }

    /// Options that only some kinds understand.
    fn check_kind(&self) -> Result<(), WorkloadError> {
        if matches!(self.delay, DelayLaw::Offline(_)) && self.kind != ScenarioKind::MovieLens {
            let problem = format!("needs sittings, which '{}' does not have; use uniform", self.kind);
            return Err(WorkloadError::option("delay law", self.delay, problem));
        }
        match self.kind {
            ScenarioKind::Ratings => Ok(()),
            ScenarioKind::MovieLens if self.arrival == ArrivalLaw::Poisson => Err(WorkloadError::option(
                "arrival law",
                self.arrival,
                "movielens: sittings start at random anyway; use constant for a constant mean rate",
            )),
            ScenarioKind::MovieLens => crate::movielens::check(self),
            ScenarioKind::File => self.check_file(),
        }
    }

    /// Options that files understand only when played at a rate.
    fn check_file(&self) -> Result<(), WorkloadError> {
        if self.file.path.as_os_str().is_empty() {
            return Err(WorkloadError::option(
                "file",
                "(none)",
                "scenario 'file' needs a file to read",
            ));
        }
        let by_law = !matches!(self.arrival, ArrivalLaw::Constant | ArrivalLaw::Saturated);
        if by_law && !self.file.by_rate {
            return Err(WorkloadError::option(
                "arrival law",
                self.arrival,
                "the file's event times place the arrivals; give a rate to let the law do it",
            ));
        }
        Ok(())
    }
}
