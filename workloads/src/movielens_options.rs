//! What is particular to MovieLens-shaped ratings.

use crate::WorkloadError;
use crate::suggestion::unknown_name;

/// What is particular to MovieLens-shaped ratings.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct MovieLensOptions {
    /// Number of movies; a movie's number is its rank in popularity, from 1.
    pub movies: u32,
    /// Exponent `s` of the popularity `(rank + shift)^-s`: the greater, the more uneven. Fitted: 1.60.
    pub skew: f64,
    /// Shift `q` of the popularity: the greater, the flatter its head. Fitted: 400.
    pub shift: f64,
    /// Which data set's scores and pauses to follow.
    pub flavour: Flavour,
}

/// Which data set's scores and pauses to follow.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Flavour {
    /// `half-stars`: ml-latest-small. Scores 0.5 to 5; 17 % of pauses inside a sitting are zero.
    #[default]
    HalfStars,
    /// `whole-stars`: ml-1m. Scores 1 to 5; 50 % of pauses inside a sitting are zero.
    WholeStars,
}

impl Default for MovieLensOptions {
    fn default() -> Self {
        Self {
            movies: 9_724,
            skew: 1.60,
            shift: 400.0,
            flavour: Flavour::HalfStars,
        }
    }
}

impl MovieLensOptions {
    /// Refuses values that cannot be.
    pub(crate) fn check(&self) -> Result<(), WorkloadError> {
        if !(1..=1_000_000).contains(&self.movies) {
            return Err(WorkloadError::option(
                "movies",
                self.movies,
                "must be from 1 to 1000000",
            ));
        }
        if !(0.0..=10.0).contains(&self.skew) {
            return Err(WorkloadError::option(
                "skew",
                self.skew,
                "must be from 0 (all alike) to 10",
            ));
        }
        if !(0.0..=1e9).contains(&self.shift) {
            return Err(WorkloadError::option(
                "shift",
                self.shift,
                "must be from 0 to 1000000000",
            ));
        }
        Ok(())
    }

    /// Adds the options to a list of parameters.
    pub(crate) fn describe(&self, all: &mut Vec<(&str, String)>) {
        all.push(("movies", self.movies.to_string()));
        all.push(("skew", self.skew.to_string()));
        all.push(("shift", self.shift.to_string()));
        all.push(("flavour", self.flavour.to_string()));
    }
}

impl Flavour {
    /// The names of all flavours.
    pub const NAMES: [&'static str; 2] = ["half-stars", "whole-stars"];
}

impl std::fmt::Display for Flavour {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(Self::NAMES[*self as usize])
    }
}

impl std::str::FromStr for Flavour {
    type Err = WorkloadError;

    fn from_str(name: &str) -> Result<Self, Self::Err> {
        match name {
            "half-stars" => Ok(Self::HalfStars),
            "whole-stars" => Ok(Self::WholeStars),
            _ => Err(unknown_name("flavour", name, Self::NAMES)),
        }
    }
}
