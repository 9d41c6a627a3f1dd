//! Ratings with the shape of the MovieLens data sets.
//!
//! Made from aggregate parameters only; no row of the data sets is included. Each user occupies a seat and
//! alternates between sittings and pauses ([`life`], [`pace`]); the seats are superposed by time
//! ([`sittings`]); popularity is an alias table ([`alias`]), scores are quantile-mapped onto the shares of the
//! real ones ([`scores`]). Everything continuous is read off precomputed tables ([`quantiles`]).

mod alias;
mod life;
mod normal;
mod pace;
mod quantiles;
mod scores;
mod sittings;

use crate::reorder::Reorder;
use crate::time_scale::nanos_per_ms;
use crate::{Scenario, WorkloadError};
use sittings::Sittings;

/// The stream of a valid scenario, without end.
///
/// # Errors
/// Refuses users that are too few to make up the rate.
pub(crate) fn open(scenario: &Scenario) -> Result<Reorder<Sittings>, WorkloadError> {
    Ok(Reorder::new(Sittings::new(scenario)?, scenario))
}

/// Checks what [`open`] would refuse.
pub(crate) fn check(scenario: &Scenario) -> Result<(), WorkloadError> {
    scenario.movielens.check()?;
    let nanos_per_ms = nanos_per_ms(scenario.time_scale)?;
    pace::Pace::new(scenario, nanos_per_ms, &life::LifeRules::new()).map(drop)
}

#[cfg(test)]
mod tests;
