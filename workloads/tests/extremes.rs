//! The ends of every range work; what lies beyond is refused by name.

use streamgauge_workloads::{ArrivalStream as _, Length, Scenario, ScenarioKind, Span};

fn count(scenario: &Scenario) -> Result<usize, String> {
    let (mut all, mut stream) = (Vec::new(), scenario.open().map_err(|error| error.to_string())?);
    while stream.fill(&mut all, 512).map_err(|error| error.to_string())? > 0 {}
    let in_order = all.windows(2).all(|pair| pair[0].due_ns <= pair[1].due_ns);
    if in_order {
        Ok(all.len())
    } else {
        Err("out of order".to_owned())
    }
}

fn changed(kind: ScenarioKind, change: fn(&mut Scenario)) -> Scenario {
    let mut scenario = Scenario {
        length: Length::Events(2_000),
        ..Scenario::new(kind)
    };
    change(&mut scenario);
    scenario
}

#[test]
fn the_ends_of_every_range_work() {
    let ratings: [fn(&mut Scenario); 9] = [
        |s| s.rate_per_s = 1,
        |s| s.rate_per_s = 1_000_000_000,
        |s| (s.time_scale, s.rate_per_s) = (0.001, 1_000_000_000),
        |s| s.time_scale = 1e6,
        |s| s.users = 1,
        |s| s.seed = u64::MAX,
        |s| s.late_fraction = 1.0,
        |s| s.jitter = Span::new(0, 0),
        |s| s.arrival = "step:at=0s,factor=0.000001".parse().unwrap_or_default(),
    ];
    let movielens: [fn(&mut Scenario); 8] = [
        |s| s.movielens.movies = 1,
        |s| s.movielens.skew = 0.0,
        |s| (s.movielens.skew, s.movielens.shift) = (10.0, 0.0),
        |s| s.hot_key = 0.999,
        |s| (s.users, s.rate_per_s, s.time_scale) = (1, 1, 1e6),
        |s| s.late_fraction = 1.0,
        |s| s.arrival = "sine:period=1ns,amplitude=0.999".parse().unwrap_or_default(),
        |s| s.arrival = "burst:on=1ns,off=1ns,factor=1000000".parse().unwrap_or_default(),
    ];
    for (kind, changes) in [
        (ScenarioKind::Ratings, &ratings[..]),
        (ScenarioKind::MovieLens, &movielens),
    ] {
        for (number, change) in changes.iter().enumerate() {
            assert_eq!(
                count(&changed(kind, *change)),
                Ok(2_000),
                "{kind}, change {number}"
            );
        }
    }
}

#[test]
fn nothing_is_a_stream_too() {
    for kind in [ScenarioKind::Ratings, ScenarioKind::MovieLens] {
        for length in [Length::Events(0), Length::WallNs(0)] {
            let scenario = Scenario {
                length,
                ..Scenario::new(kind)
            };
            assert_eq!(count(&scenario), Ok(0));
        }
    }
}

#[test]
fn what_lies_beyond_is_refused_by_name() {
    type Case = (ScenarioKind, &'static str, fn(&mut Scenario));
    let (ratings, movielens) = (ScenarioKind::Ratings, ScenarioKind::MovieLens);
    let cases: [Case; 15] = [
        (ratings, "rate 0: must be from 1", |s| s.rate_per_s = 0),
        (ratings, "rate 1000000001: must be", |s| {
            s.rate_per_s = 1_000_000_001;
        }),
        (ratings, "time scale 3: one millisecond", |s| s.time_scale = 3.0),
        (ratings, "users 0: must be", |s| s.users = 0),
        (ratings, "late fraction 1.5: must be from 0 to 1", |s| {
            s.late_fraction = 1.5;
        }),
        (ratings, "late fraction NaN", |s| s.late_fraction = f64::NAN),
        (ratings, "jitter 5s..1s: ends before it begins; use 1s..5s", |s| {
            s.jitter = Span::new(5_000, 1_000);
        }),
        (ratings, "needs sittings", |s| {
            s.delay = "offline".parse().unwrap_or_default();
        }),
        (movielens, "arrival law poisson", |s| {
            s.arrival = "poisson".parse().unwrap_or_default();
        }),
        (movielens, "users 1: too few", |s| s.users = 1),
        (movielens, "so many that each", |s| {
            (s.users, s.rate_per_s, s.time_scale) = (1 << 24, 1, 1e6);
        }),
        (movielens, "movies 0: must be", |s| s.movielens.movies = 0),
        (movielens, "skew -1: must be", |s| s.movielens.skew = -1.0),
        (movielens, "shift NaN: must be", |s| s.movielens.shift = f64::NAN),
        (movielens, "hot key 1: must be", |s| s.hot_key = 1.0),
    ];
    for (kind, expected, change) in cases {
        let scenario = changed(kind, change);
        let message = scenario
            .validate()
            .map_or_else(|error| error.to_string(), |()| "accepted".to_owned());
        assert!(message.contains(expected), "{expected}: {message}");
        assert!(count(&scenario).is_err());
    }
}
