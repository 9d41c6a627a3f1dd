//! The kinds of scenario.

use crate::WorkloadError;
use crate::suggestion::unknown_name;

/// Where the events of a scenario come from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ScenarioKind {
    /// Uniform ratings: every user, movie and score equally likely.
    Ratings,
    /// Ratings with the shape of the MovieLens data sets.
    MovieLens,
    /// Ratings read from a file.
    File,
}

impl ScenarioKind {
    /// All kinds, in the order in which they are listed.
    pub const ALL: [Self; 3] = [Self::Ratings, Self::MovieLens, Self::File];

    /// The command line's name.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Ratings => "ratings",
            Self::MovieLens => "movielens",
            Self::File => "file",
        }
    }

    /// One line for a list.
    #[must_use]
    pub const fn summary(self) -> &'static str {
        match self {
            Self::Ratings => "uniform ratings of ten films, with a share of late events",
            Self::MovieLens => "ratings in sittings, with the shape of the MovieLens data sets",
            Self::File => "ratings from a file: MovieLens sets, JSON lines, CSV or Parquet",
        }
    }

    /// Some paragraphs for `describe`.
    #[must_use]
    pub const fn description(self) -> &'static str {
        match self {
            Self::Ratings => RATINGS,
            Self::MovieLens => MOVIELENS,
            Self::File => FILE,
        }
    }
}

impl std::fmt::Display for ScenarioKind {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.name())
    }
}

impl std::str::FromStr for ScenarioKind {
    type Err = WorkloadError;

    fn from_str(name: &str) -> Result<Self, Self::Err> {
        Self::ALL
            .into_iter()
            .find(|kind| kind.name() == name)
            .ok_or_else(|| unknown_name("scenario", name, Self::ALL.map(Self::name)))
    }
}

const RATINGS: &str = "\
Users (1 to 1000), ten films and half-star scores from 0.5 to 5.0, all uniform and independent.

The arrival law places arrivals on the wall clock. An event happened up to 5 s of event time before it arrives \
(jitter); a share of 10 % (late fraction) happened 30 to 120 s before.

By default event time runs 200 times faster than the wall clock: 10,000 events/s are 50 events per second of \
event time, so each of the 1000 users rates every 20 s on average, and after 37 % of the ratings the user pauses \
for longer than a session gap of 20 s. Change rate, users and time scale together: at real time and 10,000 \
events/s no session would ever end.";

const MOVIELENS: &str = "\
Made-up ratings whose shape follows the MovieLens data sets (Harper and Konstan 2015): no row of them is \
included, only aggregate parameters.

Users rate many films in one sitting, a sixth of them in the same instant; half of the users never come back. \
The popularity of 9724 films is flat at the head and steep in the tail (Zipf-Mandelbrot, exponent 1.60, shift \
400). Scores come from the user's bias, the film's quality and noise, mapped so that the shares of the scores \
are those of ml-latest-small.

Gaps inside a sitting are true event time. The pauses between sittings are stretched or compressed so that the \
given number of users makes up the given rate. Late events keep their event time and arrive later; jitter holds \
back the others. With the `offline` delay law a whole sitting arrives together. Arrival laws other than \
`constant` govern when sittings start.";

const FILE: &str = "\
Ratings from a file: `ratings.csv` (MovieLens latest, 25M, 32M), `ratings.dat` (1M, 10M), `u.data` (100K), or \
JSON lines, CSV or Parquet of rating events with the columns user_id, movie_id, rating and event_time (and optionally \
is_late). Event times are text, milliseconds or, in Parquet, timestamps of any unit; Parquet with the columns of \
`ratings.csv` is read as such a set.

MovieLens sets are sorted by time, user and film, which needs memory for the whole set. Rating events are \
read in the order of the file, which is taken as the order of arrival, in constant memory. A rating is due when \
its event time comes, at the given time scale, or, if a rate is asked for, when the arrival law says so. Late \
events and jitter can be injected on top.

Of a directory, the files that end in .csv, .dat, .data, .jsonl, .json, .ndjson or .parquet are read, in the order of \
their names. Pipes and the standard input are refused, because a file is read more than once.";
