//! What is measured at a value of an axis.

use std::ops::RangeInclusive;

use streamgauge_model::{KeyBy, Query, Rules, WatermarkRule, WindowSpec};
use streamgauge_record::GrowthAxis;
use streamgauge_runner::{Arm, ComparisonPlan, EngineChoice};
use streamgauge_workloads::{Scenario, ScenarioKind, Span, WorkloadError, query};

/// The fewest and the most events of a trial where the axis asks for nothing else.
const EVENTS: RangeInclusive<usize> = 50_000..=1_000_000;
/// The most events of any trial: they, their rows and what the judge makes of them stay below two gigabytes.
const MOST_EVENTS: usize = 4_000_000;
/// The most pairs of event and window that a trial holds, if that leaves it events enough: the judge looks at each.
const MOST_PAIRS: f64 = 40e6;
/// Users for each session that is open: each rates every 20 s on average, and a session is held for its gap of 20 s and
/// the watermark delay of 5 s after the last rating, so that a user has one open for `1 - exp(-25/20)` of the time, 71 %.
const USERS_PER_SESSION: f64 = 1.4;
/// How long an engine may take for what is due at once.
const DRAIN_NS: u64 = 60_000_000_000;

/// Query, events and engine settings at one value of an axis.
#[derive(Clone, Debug)]
pub struct Case {
    /// What is asked.
    pub query: Query,
    /// What is fed.
    pub scenario: Scenario,
    /// How many events at least and at most.
    pub events: RangeInclusive<usize>,
    /// Parallel tasks of the engine, if the axis sets them.
    pub workers: Option<u32>,
}

impl Case {
    /// The case of an axis at a value that it can have ([`crate::check_value`]). Event `i` is a function of the seed, of
    /// `i` and of what the axis changes alone.
    ///
    /// # Errors
    /// None: all queries are in the catalogue.
    pub fn of(axis: GrowthAxis, value: f64, seed: u64) -> Result<Self, WorkloadError> {
        let case = match axis {
            GrowthAxis::Keys => keys(value),
            GrowthAxis::Overlap => overlap(value),
            GrowthAxis::Sessions => sessions(value),
            GrowthAxis::Late => late(value),
            GrowthAxis::Workers => workers(value),
        }?;
        let scenario = Scenario {
            seed,
            ..case.scenario
        };
        Ok(Self { scenario, ..case })
    }

    /// The plan of one trial.
    #[must_use]
    pub fn plan(&self, arm: &Arm) -> ComparisonPlan {
        let arm = Arm {
            engine: self.engine(&arm.engine),
            ..arm.clone()
        };
        ComparisonPlan {
            drain_ns: DRAIN_NS,
            ..ComparisonPlan::new(vec![arm], vec![self.query.clone()], self.scenario.clone())
        }
    }

    fn engine(&self, engine: &EngineChoice) -> EngineChoice {
        let mut engine = engine.clone();
        if let (EngineChoice::Rules(rules), Some(workers)) = (&mut engine, self.workers) {
            match rules {
                Rules::MicroBatch(rules) => rules.workers = workers,
                Rules::EventAtATime(rules) => rules.workers = workers,
            }
        }
        engine
    }
}

/// A running aggregate of each user: state holds every key that was seen, no window closes, and every event of an
/// event-at-a-time engine leaves one row whatever their number. At least as many events as keys.
fn keys(value: f64) -> Result<Case, WorkloadError> {
    let fewest = (value as usize).clamp(*EVENTS.start(), MOST_EVENTS);
    Ok(Case {
        query: by_user("movie-running", "user-running")?,
        scenario: Scenario {
            users: value as u32,
            ..ratings()
        },
        events: fewest..=fewest.max(*EVENTS.end()),
        workers: None,
    })
}

/// Windows that begin every second, ever longer, over ten movies and 100 events per second: there are always as many
/// results, ten a second.
fn overlap(value: f64) -> Result<Case, WorkloadError> {
    let most = ((MOST_PAIRS / value) as usize).clamp(*EVENTS.start(), *EVENTS.end());
    Ok(Case {
        query: Query {
            name: "movie-sliding".to_owned(),
            top: None,
            window: WindowSpec::Sliding {
                size_ms: value as i64 * 1000,
                slide_ms: 1000,
                offset_ms: 0,
            },
            ..impatient(query("trending")?)
        },
        scenario: Scenario {
            time_scale: 100.0,
            ..ratings()
        },
        events: *EVENTS.start()..=most,
        workers: None,
    })
}

/// Ever more users, each of whom does the same: rates every 20 s of event time on average, so that of 100 ratings some 37
/// open a session. Event time runs the slower the more there are. At least four ratings of each user.
fn sessions(value: f64) -> Result<Case, WorkloadError> {
    let users = (value * USERS_PER_SESSION).round();
    let fewest = (4.0 * users) as usize;
    let fewest = fewest.clamp(*EVENTS.start(), MOST_EVENTS);
    Ok(Case {
        query: impatient(query("user-session")?),
        scenario: Scenario {
            users: users as u32,
            rate_per_s: 10 * users as u64,
            ..ratings()
        },
        events: fewest..=fewest.max(*EVENTS.end()),
        workers: None,
    })
}

/// Windows of ten movies; the late ones lag 30 to 120 s, behind a watermark that waits for 30 s.
fn late(value: f64) -> Result<Case, WorkloadError> {
    Ok(Case {
        query: query("movie-tumbling")?,
        scenario: Scenario {
            late_fraction: value,
            ..Scenario::new(ScenarioKind::Ratings)
        },
        events: EVENTS,
        workers: None,
    })
}

/// Windows of a thousand users, so that no worker has more of them than another.
fn workers(value: f64) -> Result<Case, WorkloadError> {
    Ok(Case {
        query: impatient(by_user("movie-tumbling", "user-tumbling")?),
        scenario: Scenario {
            time_scale: 20.0,
            ..ratings()
        },
        events: EVENTS,
        workers: Some(value as u32),
    })
}

/// Ratings of which none comes late: they lag up to 5 s.
fn ratings() -> Scenario {
    Scenario {
        late_fraction: 0.0,
        jitter: Span::new(0, 5_000),
        ..Scenario::new(ScenarioKind::Ratings)
    }
}

/// A query of the catalogue by user instead of movie.
fn by_user(of: &str, name: &str) -> Result<Query, WorkloadError> {
    Ok(Query {
        name: name.to_owned(),
        key: KeyBy::User,
        ..query(of)?
    })
}

/// A query that waits for no more than the disorder that there is.
fn impatient(query: Query) -> Query {
    Query {
        watermark: Some(WatermarkRule { delay_ms: 5_000 }),
        ..query
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::AtomicBool;

    use streamgauge_model::{Cadence, EventAtATimeRules, MicroBatchRules, OutputMode, Trigger};
    use streamgauge_runner::{measure_saturated, refuses_saturation};

    use super::*;
    use crate::{check_value, usual_values};

    fn arms() -> [Arm; 2] {
        let batch = MicroBatchRules::new(Trigger::BackToBack, OutputMode::Append);
        [
            Rules::MicroBatch(batch),
            Rules::EventAtATime(EventAtATimeRules::new(Cadence::PerEvent)),
        ]
        .map(|rules| Arm {
            label: "e".into(),
            engine: EngineChoice::Rules(rules),
        })
    }

    #[test]
    fn both_engines_can_answer_at_every_value() {
        for axis in GrowthAxis::ALL {
            let largest = [1e7, 16_777_216.0, 1_000.0, 256.0, 1.0]
                .into_iter()
                .find(|value| check_value(axis, *value).is_ok());
            for value in usual_values(axis, 2).into_iter().chain(largest) {
                let case = Case::of(axis, value, 7).unwrap();
                assert!(case.scenario.validate().is_ok(), "{axis:?} {value}");
                assert!(case.events.start() <= case.events.end() && *case.events.end() <= MOST_EVENTS);
                for arm in arms() {
                    assert!(
                        refuses_saturation(&case.plan(&arm)).is_ok(),
                        "{axis:?} {value} {arm:?}"
                    );
                }
            }
        }
    }

    #[test]
    fn so_many_sessions_are_open_and_so_many_keys_are_held() {
        let [_, arm] = arms();
        for (axis, value, events) in [
            (GrowthAxis::Sessions, 500.0, 20_000),
            (GrowthAxis::Keys, 300.0, 20_000),
        ] {
            let case = Case::of(axis, value, 7).unwrap();
            let trial =
                measure_saturated(&case.plan(&arm), events..=events, &AtomicBool::new(false)).unwrap();
            assert!(trial.status.valid, "{trial:?}");
            let held = trial.peak_state_entries as f64 / value;
            assert!((0.9..1.15).contains(&held), "{axis:?}: {held}");
        }
    }

    #[test]
    fn on_each_axis_one_thing_grows() {
        let of = |axis, value| Case::of(axis, value, 7).unwrap();
        let (few, many) = (of(GrowthAxis::Keys, 10.0), of(GrowthAxis::Keys, 1e6));
        assert_eq!((few.query, few.scenario.users), (many.query, 10));
        assert_eq!(
            few.scenario,
            Scenario {
                users: 10,
                ..many.scenario
            }
        );
        let (short, long) = (of(GrowthAxis::Overlap, 1.0), of(GrowthAxis::Overlap, 600.0));
        assert_eq!(short.scenario, long.scenario);
        assert_ne!(short.query.window, long.query.window);
        assert_eq!(of(GrowthAxis::Workers, 4.0).workers, Some(4));
        assert_eq!(of(GrowthAxis::Late, 0.7).scenario.late_fraction, 0.7);
    }
}
