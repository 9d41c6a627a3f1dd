//! How long users pause: between ratings and between sittings.

use super::life::{Life, LifeRules};
use super::normal::{quantile, share_below};
use super::quantiles::Quantiles;
use crate::draw::{Draw, Purpose};
use crate::{Flavour, Scenario, WorkloadError};

/// Pauses inside a sitting that are not zero: lognormal (mean and deviation of the logarithm of seconds), cut at
/// the 30 minutes that separate sittings.
const WITHIN: (f64, f64) = (2.65, 1.33);
const CUT_S: f64 = 1800.0;
/// Pauses between sittings: lognormal with a median of 3.6 days and a 90 % quantile of 37 days (logarithms of
/// days), before they are scaled.
const BETWEEN: (f64, f64) = (1.281, 1.818);
const MS_PER_DAY: f64 = 86_400_000.0;
/// The shortest pause between sittings, milliseconds.
const SHORTEST_MS: f64 = CUT_S * 1000.0;
/// The longest mean pause between sittings: some 30 years.
const LONGEST_MEAN_MS: f64 = 1e12;
/// Sittings looked at to find the mean size of one.
const SAMPLE: u64 = 1 << 17;

/// Pauses, scaled so that all users together make up the rate.
pub(crate) struct Pace {
    /// Milliseconds between two ratings of a sitting.
    pub(crate) within: Quantiles,
    /// Milliseconds between two sittings, from the end of the one to the start of the other.
    pub(crate) between: Quantiles,
    /// Share of the users that are in the middle of a sitting.
    pub(crate) active: f64,
}

impl Pace {
    /// The pace at which `scenario.users` users make up the rate: they must rate
    /// `users * size / (length + pause)` times per millisecond, where only the mean pause is free.
    ///
    /// # Errors
    /// Refuses users that are too few or too many, with the number that would do.
    pub(crate) fn new(
        scenario: &Scenario,
        nanos_per_ms: u64,
        lives: &LifeRules,
    ) -> Result<Self, WorkloadError> {
        let within = within(scenario.movielens.flavour);
        let size = mean_sitting(lives);
        let length = (size - 1.0) * within.mean();
        let per_ms = scenario.rate_per_s as f64 * nanos_per_ms as f64 / 1e9;
        let pause = f64::from(scenario.users) * size / per_ms - length;
        // With less room above the shortest pause, all pauses would be alike.
        let least = SHORTEST_MS * 1.25;
        if pause < least {
            let needed = (per_ms * (length + least) / size).ceil();
            let problem = format!(
                "too few to make up {} events/s at a time scale of {}; use at least {needed}, a lower rate or a \
                 higher time scale",
                scenario.rate_per_s, scenario.time_scale
            );
            return Err(WorkloadError::option("users", scenario.users, problem));
        }
        if pause > LONGEST_MEAN_MS {
            let most = (per_ms * (length + LONGEST_MEAN_MS) / size).floor();
            let problem = format!(
                "so many that each would pause for more than 30 years at {} events/s; use at most {most}",
                scenario.rate_per_s
            );
            return Err(WorkloadError::option("users", scenario.users, problem));
        }
        Ok(Self {
            active: length / (length + pause),
            between: between(pause),
            within,
        })
    }
}

fn within(flavour: Flavour) -> Quantiles {
    let zero = match flavour {
        Flavour::HalfStars => 0.17,
        Flavour::WholeStars => 0.5,
    };
    let kept = share_below((libm::log(CUT_S) - WITHIN.0) / WITHIN.1);
    Quantiles::new(|u| {
        if u < zero {
            return 0.0;
        }
        let u = ((u - zero) / (1.0 - zero)).max(1e-9);
        1000.0 * libm::exp(WITHIN.0 + WITHIN.1 * quantile(u * kept))
    })
}

/// Pauses between sittings with the given mean, milliseconds.
fn between(mean: f64) -> Quantiles {
    let days = |u: f64| libm::exp(BETWEEN.0 + BETWEEN.1 * quantile(u));
    let natural = Quantiles::new(|u| days(u) * MS_PER_DAY).mean();
    let scale = (mean - SHORTEST_MS) / natural;
    Quantiles::new(|u| SHORTEST_MS + scale * days(u) * MS_PER_DAY)
}

/// Mean ratings per sitting. The sample has a seed of its own: the pace must not depend on the scenario's.
fn mean_sitting(lives: &LifeRules) -> f64 {
    let draw = Draw::new(0, Purpose::Lives);
    let mut life = Life::default();
    let mut ratings = 0u64;
    for i in 0..SAMPLE {
        lives.advance(&mut life, draw.at(i));
        ratings += u64::from(life.sitting);
    }
    ratings as f64 / SAMPLE as f64
}
