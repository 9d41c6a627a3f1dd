//! Flags that change the events.

use clap::Args;
use streamgauge_workloads::{ArrivalLaw, DelayLaw, Scenario, ScenarioKind, Span};

use crate::attack_args::AttackArgs;
use crate::disturbance_args::DisturbanceArgs;
use crate::failure::Failure;
use crate::file_args::FileArgs;
use crate::movielens_args::MovieLensArgs;
use crate::quantity::positive;

/// What is fed. Every flag here changes the events or their schedule, and with them the fingerprint.
#[derive(Args, Clone, Debug, Default)]
#[command(next_help_heading = "Events (changes the fingerprint)")]
pub(crate) struct ScenarioArgs {
    /// Where events come from: ratings, movielens or file [default: ratings]
    #[arg(long, value_name = "NAME")]
    scenario: Option<ScenarioKind>,
    #[command(flatten)]
    file: FileArgs,
    /// Seed of all randomness [default: 42]
    #[arg(long, value_name = "NUMBER")]
    seed: Option<u64>,
    /// Arrivals per second of wall time, such as 10k or 1.5M [default: 10k]
    ///
    /// The mean over time, which every arrival law keeps except step (the rate before the step) and saturated (how
    /// event times advance; all is due at once). Files are played when their event times come, unless a rate is given.
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
    #[command(flatten)]
    disturbances: DisturbanceArgs,
    #[command(flatten)]
    attacks: AttackArgs,
    #[command(flatten)]
    movielens: MovieLensArgs,
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
        self.disturbances.apply(&mut scenario);
        scenario.attacks = self.attacks.laws();
        self.movielens.apply(&mut scenario.movielens);
        self.file.apply(&mut scenario.file);
        scenario.file.by_rate = self.rate.is_some();
        scenario.validate()?;
        Ok(scenario)
    }

    /// The seed, if one was given.
    pub(crate) const fn seed(&self) -> Option<u64> {
        self.seed
    }

    /// The rate, if one was given.
    pub(crate) const fn rate(&self) -> Option<u64> {
        self.rate
    }

    /// Whether the number of users was given.
    pub(crate) const fn has_users(&self) -> bool {
        self.users.is_some()
    }

    fn kind(&self) -> Result<ScenarioKind, Failure> {
        let fail = |text: String| Err(Failure::Usage(text));
        match (self.scenario, &self.file.ratings) {
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
        let foreign = |flag: Option<&str>, wanted: ScenarioKind| match flag {
            Some(flag) if kind != wanted => Err(Failure::Usage(format!(
                "--{flag} changes nothing for the scenario '{kind}': it is for '{wanted}'"
            ))),
            _ => Ok(()),
        };
        foreign(self.movielens.given(), ScenarioKind::MovieLens)?;
        foreign(self.file.given(), ScenarioKind::File)?;
        if kind == ScenarioKind::File && self.users.is_some() {
            let text = "--users changes nothing for a file: its users are its own";
            return Err(Failure::Usage(text.to_owned()));
        }
        if kind == ScenarioKind::File && self.disturbances.hot_key.is_some() {
            let text = "--hot-key changes nothing for a file: its movies are its own";
            return Err(Failure::Usage(text.to_owned()));
        }
        Ok(())
    }
}

/// Replaces a default by what was given.
pub(crate) fn set<T>(field: &mut T, given: Option<T>) {
    if let Some(value) = given {
        *field = value;
    }
}

/// A part of a whole, 0 to 1.
pub(crate) fn share(text: &str) -> Result<f64, String> {
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

    use clap::FromArgMatches as _;

    fn scenario(line: &str) -> Result<Scenario, Failure> {
        let command = ScenarioArgs::augment_args(clap::Command::new("events").no_binary_name(true));
        let matches = command.try_get_matches_from(line.split_whitespace()).unwrap();
        ScenarioArgs::from_arg_matches(&matches).unwrap().scenario()
    }

    fn refusal(line: &str) -> String {
        match scenario(line) {
            Err(Failure::Usage(text)) => text,
            other => panic!("{line}: {other:?}"),
        }
    }

    #[test]
    fn without_flags_the_scenario_is_the_default_one() {
        assert_eq!(scenario("").unwrap(), Scenario::new(ScenarioKind::Ratings));
    }

    #[test]
    fn every_flag_changes_the_scenario() {
        for (base, flag) in [
            ("", "--seed 1"),
            ("", "--rate 1"),
            ("", "--time-scale 1"),
            ("", "--arrivals poisson"),
            ("", "--users 1"),
            ("", "--late-fraction 0.5"),
            ("", "--lateness 5ms"),
            ("", "--jitter 1ms"),
            ("", "--attack film"),
            ("--attack film", "--attack user:for=5s"),
            ("", "--scenario movielens"),
            ("--scenario movielens", "--movies 1"),
            ("--scenario movielens", "--skew 1"),
            ("", "--hot-key 0.5"),
            ("--scenario movielens", "--hot-key 0.5"),
            ("", "--burst 3s:500ms:8"),
            ("", "--silence 3s:500ms:4"),
            ("--scenario movielens", "--flavour whole-stars"),
            ("", "--ratings r.csv"),
            ("--ratings r.csv", "--rate 5"),
            ("--ratings r.csv", "--ratings-format csv"),
            ("--ratings r.csv", "--skip-bad-lines"),
        ] {
            let (before, after) = (
                scenario(base).unwrap(),
                scenario(&format!("{base} {flag}")).unwrap(),
            );
            assert_ne!(before.parameters(), after.parameters(), "{base} {flag}");
        }
    }

    #[test]
    fn flags_without_use_are_refused() {
        for (line, says) in [
            (
                "--skew 1",
                "--skew changes nothing for the scenario 'ratings': it is for 'movielens'",
            ),
            ("--skip-bad-lines", "it is for 'file'"),
            ("--ratings r.csv --users 5", "--users changes nothing for a file"),
            (
                "--ratings r.csv --hot-key 0.5",
                "--hot-key changes nothing for a file",
            ),
            ("--ratings r.csv --scenario movielens", "leave one of them away"),
            ("--scenario file", "needs --ratings FILE"),
        ] {
            assert!(refusal(line).contains(says), "{line}: {}", refusal(line));
        }
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
