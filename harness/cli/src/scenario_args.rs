//! Flags that change the events.

use std::path::PathBuf;

use clap::Args;
use streamgauge_workloads::{ArrivalLaw, DelayLaw, FileFormat, Flavour, Scenario, ScenarioKind, Span};

use crate::failure::Failure;
use crate::quantity::positive;

/// What is fed. Every flag here changes the events or their schedule, and with them the fingerprint.
#[derive(Args, Clone, Debug, Default)]
#[command(next_help_heading = "Events (changes the fingerprint)")]
pub(crate) struct ScenarioArgs {
    /// Where events come from: ratings, movielens or file [default: ratings]
    #[arg(long, value_name = "NAME")]
    scenario: Option<ScenarioKind>,
    /// Replay ratings from a file; implies --scenario file
    ///
    /// MovieLens `ratings.csv`, `ratings.dat` or `u.data`, or JSON lines or CSV as written by `generate`.
    #[arg(long, value_name = "FILE")]
    ratings: Option<PathBuf>,
    /// How the file is written [default: recognised by its first line]
    #[arg(long, value_name = "FORMAT")]
    ratings_format: Option<FileFormat>,
    /// Count lines of the file that are not ratings, instead of refusing them
    #[arg(long)]
    skip_bad_lines: bool,
    /// Seed of all randomness [default: 42]
    #[arg(long, value_name = "NUMBER")]
    seed: Option<u64>,
    /// Arrivals per second of wall time, such as 10k or 1.5M [default: 10k]
    ///
    /// Files are played when their event times come, unless a rate is given.
    #[arg(long, value_name = "EVENTS", value_parser = positive, allow_hyphen_values = true)]
    rate: Option<u64>,
    /// How many times faster than the clock event time runs [default: 200; file: 1]
    ///
    /// Rate, users and time scale belong together: 10 000/s at 200 are 50 ratings per second of event time, so each of
    /// 1000 users rates every 20 s and sessions of 20 s do close. `streamgauge describe ratings` explains.
    #[arg(long, value_name = "FACTOR", allow_hyphen_values = true)]
    time_scale: Option<f64>,
    /// How arrivals spread over the clock, such as poisson or burst:on=1s,off=1s,factor=4 [default: constant]
    #[arg(long, value_name = "LAW")]
    arrivals: Option<ArrivalLaw>,
    /// Number of users [default: 1000; movielens: 100000]
    #[arg(long, value_name = "NUMBER", allow_hyphen_values = true)]
    users: Option<u32>,
    /// Share of events that come late, 0 to 1 [default: 0.1; file: 0]
    #[arg(long, value_name = "SHARE", value_parser = share, allow_hyphen_values = true)]
    late_fraction: Option<f64>,
    /// How late the late ones are, in event time: a range or a law such as pareto:min=5s,shape=1.5 [default: 30s..120s]
    #[arg(long, value_name = "RANGE|LAW", value_parser = lateness, allow_hyphen_values = true)]
    lateness: Option<DelayLaw>,
    /// How far the others lag behind, in event time [default: 0s..5s; file: 0s]
    #[arg(long, value_name = "RANGE", allow_hyphen_values = true)]
    jitter: Option<Span>,
    /// movielens: number of movies [default: 9724]
    #[arg(long, value_name = "NUMBER", allow_hyphen_values = true)]
    movies: Option<u32>,
    /// movielens: how uneven the popularity of movies is, the exponent of Zipf-Mandelbrot [default: 1.6]
    #[arg(long, value_name = "EXPONENT", allow_hyphen_values = true)]
    skew: Option<f64>,
    /// movielens: share of all ratings that go to one hot movie [default: 0]
    #[arg(long, value_name = "SHARE", value_parser = share, allow_hyphen_values = true)]
    hot_key: Option<f64>,
    /// movielens: scores and pauses of which data set, half-stars or whole-stars [default: half-stars]
    #[arg(long, value_name = "NAME")]
    flavour: Option<Flavour>,
}

impl ScenarioArgs {
    /// The scenario.
    ///
    /// # Errors
    /// Flags that this kind of scenario has no use for, and values that cannot be.
    pub(crate) fn scenario(&self) -> Result<Scenario, Failure> {
        let kind = self.kind()?;
        self.refuse_foreign(kind)?;
        let mut scenario = Scenario::new(kind);
        set(&mut scenario.seed, self.seed);
        set(&mut scenario.rate_per_s, self.rate);
        set(&mut scenario.time_scale, self.time_scale);
        set(&mut scenario.arrival, self.arrivals);
        set(&mut scenario.users, self.users);
        set(&mut scenario.late_fraction, self.late_fraction);
        set(&mut scenario.delay, self.lateness);
        set(&mut scenario.jitter, self.jitter);
        set(&mut scenario.movielens.movies, self.movies);
        set(&mut scenario.movielens.skew, self.skew);
        set(&mut scenario.movielens.hot_key, self.hot_key);
        set(&mut scenario.movielens.flavour, self.flavour);
        set(&mut scenario.file.path, self.ratings.clone());
        scenario.file.format = self.ratings_format;
        scenario.file.by_rate = self.rate.is_some();
        scenario.file.skip_bad_lines = self.skip_bad_lines;
        scenario.validate()?;
        Ok(scenario)
    }

    fn kind(&self) -> Result<ScenarioKind, Failure> {
        let fail = |text: String| Err(Failure::Usage(text));
        match (self.scenario, &self.ratings) {
            (None, None) => Ok(ScenarioKind::Ratings),
            (Some(ScenarioKind::File), None) => {
                fail("--scenario file needs --ratings FILE, the file to read".into())
            }
            (None | Some(ScenarioKind::File), Some(_)) => Ok(ScenarioKind::File),
            (Some(kind), Some(_)) => fail(format!(
                "--ratings FILE is for --scenario file, not for {kind}; leave one of them away"
            )),
            (Some(kind), None) => Ok(kind),
        }
    }

    /// Flags that would change nothing are refused instead of ignored.
    fn refuse_foreign(&self, kind: ScenarioKind) -> Result<(), Failure> {
        let only = |wanted: ScenarioKind, flags: &[(&str, bool)]| {
            let foreign = flags.iter().find(|(_, given)| *given && kind != wanted);
            foreign.map_or(Ok(()), |(flag, _)| {
                Err(Failure::Usage(format!(
                    "--{flag} changes nothing for the scenario '{kind}': it is for '{wanted}'"
                )))
            })
        };
        only(
            ScenarioKind::MovieLens,
            &[
                ("movies", self.movies.is_some()),
                ("skew", self.skew.is_some()),
                ("hot-key", self.hot_key.is_some()),
                ("flavour", self.flavour.is_some()),
            ],
        )?;
        only(
            ScenarioKind::File,
            &[
                ("ratings-format", self.ratings_format.is_some()),
                ("skip-bad-lines", self.skip_bad_lines),
            ],
        )?;
        if kind == ScenarioKind::File && self.users.is_some() {
            return Err(Failure::Usage(
                "--users changes nothing for a file: its users are its own".to_owned(),
            ));
        }
        Ok(())
    }
}

fn set<T>(field: &mut T, given: Option<T>) {
    if let Some(value) = given {
        *field = value;
    }
}

/// A part of a whole, 0 to 1.
fn share(text: &str) -> Result<f64, String> {
    match text.parse::<f64>() {
        Ok(share) if (0.0..=1.0).contains(&share) => Ok(share),
        Ok(_) => Err(format!("'{text}' is outside 0 to 1; write 0.1 for ten percent")),
        Err(_) => Err(format!("'{text}' is not a number; write 0.1 for ten percent")),
    }
}

/// A range (uniform), a single duration (fixed), or the text of a law.
fn lateness(text: &str) -> Result<DelayLaw, String> {
    let law = if text.contains("..") {
        text.parse::<Span>().map(DelayLaw::Uniform)
    } else if text.starts_with(|c: char| c.is_ascii_digit()) {
        format!("fixed:delay={text}").parse()
    } else {
        text.parse()
    };
    law.map_err(|error| error.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refusal(args: &ScenarioArgs) -> String {
        match args.scenario() {
            Err(Failure::Usage(text)) => text,
            other => panic!("{args:?}: {other:?}"),
        }
    }

    #[test]
    fn without_flags_the_scenario_is_the_default_one() {
        assert_eq!(
            ScenarioArgs::default().scenario().unwrap(),
            Scenario::new(ScenarioKind::Ratings)
        );
    }

    #[test]
    fn every_flag_changes_the_scenario() {
        let path = Some(PathBuf::from("r.csv"));
        let movielens = ScenarioArgs {
            scenario: Some(ScenarioKind::MovieLens),
            ..ScenarioArgs::default()
        };
        let file = ScenarioArgs {
            ratings: path,
            ..ScenarioArgs::default()
        };
        let plain = ScenarioArgs::default();
        let changes: [(&ScenarioArgs, ScenarioArgs); 14] = [
            (
                &plain,
                ScenarioArgs {
                    seed: Some(1),
                    ..plain.clone()
                },
            ),
            (
                &plain,
                ScenarioArgs {
                    rate: Some(1),
                    ..plain.clone()
                },
            ),
            (
                &plain,
                ScenarioArgs {
                    time_scale: Some(1.0),
                    ..plain.clone()
                },
            ),
            (
                &plain,
                ScenarioArgs {
                    arrivals: Some(ArrivalLaw::Poisson),
                    ..plain.clone()
                },
            ),
            (
                &plain,
                ScenarioArgs {
                    users: Some(1),
                    ..plain.clone()
                },
            ),
            (
                &plain,
                ScenarioArgs {
                    late_fraction: Some(0.5),
                    ..plain.clone()
                },
            ),
            (
                &plain,
                ScenarioArgs {
                    lateness: Some(DelayLaw::Fixed { ms: 5 }),
                    ..plain.clone()
                },
            ),
            (
                &plain,
                ScenarioArgs {
                    jitter: Some(Span::new(0, 1)),
                    ..plain.clone()
                },
            ),
            (
                &movielens,
                ScenarioArgs {
                    movies: Some(1),
                    ..movielens.clone()
                },
            ),
            (
                &movielens,
                ScenarioArgs {
                    skew: Some(1.0),
                    ..movielens.clone()
                },
            ),
            (
                &movielens,
                ScenarioArgs {
                    hot_key: Some(0.5),
                    ..movielens.clone()
                },
            ),
            (
                &movielens,
                ScenarioArgs {
                    flavour: Some(Flavour::WholeStars),
                    ..movielens.clone()
                },
            ),
            (
                &file,
                ScenarioArgs {
                    ratings_format: Some(FileFormat::Csv),
                    ..file.clone()
                },
            ),
            (
                &file,
                ScenarioArgs {
                    skip_bad_lines: true,
                    ..file.clone()
                },
            ),
        ];
        for (before, after) in changes {
            assert_ne!(
                before.scenario().unwrap().parameters(),
                after.scenario().unwrap().parameters(),
                "{after:?}"
            );
        }
        assert!(
            ScenarioArgs {
                rate: Some(5),
                ..file
            }
            .scenario()
            .unwrap()
            .file
            .by_rate
        );
    }

    #[test]
    fn flags_without_use_are_refused() {
        let plain = ScenarioArgs::default();
        assert!(
            refusal(&ScenarioArgs {
                skew: Some(1.0),
                ..plain.clone()
            })
            .contains("it is for 'movielens'")
        );
        assert!(
            refusal(&ScenarioArgs {
                skip_bad_lines: true,
                ..plain.clone()
            })
            .contains("it is for 'file'")
        );
        let file = ScenarioArgs {
            ratings: Some("r.csv".into()),
            ..plain.clone()
        };
        assert!(
            refusal(&ScenarioArgs {
                users: Some(5),
                ..file.clone()
            })
            .contains("--users changes nothing")
        );
        let both = ScenarioArgs {
            scenario: Some(ScenarioKind::MovieLens),
            ..file
        };
        assert!(refusal(&both).contains("leave one of them away"));
        let none = ScenarioArgs {
            scenario: Some(ScenarioKind::File),
            ..plain
        };
        assert!(refusal(&none).contains("needs --ratings FILE"));
    }

    #[test]
    fn shares_lie_between_0_and_1() {
        assert_eq!(
            [share("0"), share("0.15"), share("1")],
            [Ok(0.0), Ok(0.15), Ok(1.0)]
        );
        for wrong in ["1.5", "-0.1", "nan", "inf"] {
            assert!(share(wrong).unwrap_err().contains("outside 0 to 1"), "{wrong}");
        }
        assert!(share("10%").unwrap_err().contains("not a number"));
    }

    #[test]
    fn lateness_is_a_range_a_duration_or_a_law() {
        assert_eq!(
            lateness("30s..120s"),
            Ok(DelayLaw::Uniform(Span::new(30_000, 120_000)))
        );
        assert_eq!(lateness("60s"), Ok(DelayLaw::Fixed { ms: 60_000 }));
        assert_eq!(
            lateness("pareto:min=1s,shape=2"),
            Ok(DelayLaw::Pareto {
                min_ms: 1000,
                shape: 2.0
            })
        );
        assert!(lateness("parreto").unwrap_err().contains("did you mean 'pareto'"));
        assert!(lateness("9s..3s").is_err());
    }
}
