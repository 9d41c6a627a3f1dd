//! Flags of the scenario `movielens`.

use clap::Args;
use streamgauge_workloads::{Flavour, MovieLensOptions};

use crate::scenario_args::set;

/// What is particular to the scenario `movielens`.
#[derive(Args, Clone, Debug, Default)]
pub(crate) struct MovieLensArgs {
    /// movielens: number of movies [default: 9724]
    #[arg(long, value_name = "NUMBER", allow_hyphen_values = true)]
    pub(crate) movies: Option<u32>,
    /// movielens: how uneven the popularity of movies is, the exponent of Zipf-Mandelbrot [default: 1.6]
    #[arg(long, value_name = "EXPONENT", allow_hyphen_values = true)]
    pub(crate) skew: Option<f64>,
    /// movielens: scores and pauses of which data set, half-stars or whole-stars [default: half-stars]
    #[arg(long, value_name = "NAME")]
    pub(crate) flavour: Option<Flavour>,
}

impl MovieLensArgs {
    /// The first of these flags that was given.
    pub(crate) fn given(&self) -> Option<&'static str> {
        let flags = [
            ("movies", self.movies.is_some()),
            ("skew", self.skew.is_some()),
            ("flavour", self.flavour.is_some()),
        ];
        flags.into_iter().find_map(|(flag, given)| given.then_some(flag))
    }

    /// Replaces the defaults by what was given.
    pub(crate) fn apply(&self, options: &mut MovieLensOptions) {
        set(&mut options.movies, self.movies);
        set(&mut options.skew, self.skew);
        set(&mut options.flavour, self.flavour);
    }
}
