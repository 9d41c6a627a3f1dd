//! Streams are the same everywhere and for ever, and every option matters.

use std::path::Path;

use streamgauge_model::Arrival;
use streamgauge_workloads::{
    ArrivalStream as _, FileOptions, Fingerprint, Flavour, Length, RecordFormat, Scenario, ScenarioKind,
    Span, WorkloadError, write_file,
};

const GENERATED: [ScenarioKind; 2] = [ScenarioKind::Ratings, ScenarioKind::MovieLens];

fn short(kind: ScenarioKind) -> Scenario {
    Scenario {
        length: Length::Events(20_000),
        ..Scenario::new(kind)
    }
}

fn arrivals(scenario: &Scenario, blocks: &[usize]) -> Result<Vec<Arrival>, WorkloadError> {
    let (mut all, mut stream) = (Vec::new(), scenario.open()?);
    for limit in blocks.iter().cycle() {
        if stream.fill(&mut all, *limit)? == 0 {
            break;
        }
    }
    Ok(all)
}

fn fingerprint(scenario: &Scenario) -> Result<String, WorkloadError> {
    let mut print = Fingerprint::new();
    print.update(&arrivals(scenario, &[4096])?);
    Ok(print.finish())
}

#[test]
fn fingerprints_are_those_of_earlier_releases() {
    let golden = [
        (
            ScenarioKind::Ratings,
            "constant",
            "uniform",
            "e1083ee1ccca8787707d48a2053c187cd93f9b9c4966ad19060082f01c47a351",
        ),
        (
            ScenarioKind::Ratings,
            "poisson",
            "pareto",
            "6b9385bf9b6f8fa6ca5f86e83898cd2bfc5f7f246e1909364fd687563a856b2c",
        ),
        (
            ScenarioKind::Ratings,
            "sine",
            "exponential",
            "1d13be0a9daec1bad65aa07decff735a61c1394cda282936dccf8ad82bbf68e5",
        ),
        (
            ScenarioKind::MovieLens,
            "constant",
            "uniform",
            "09d86c7f51dd88d8a0ff8351eb5f6b162deea010678ebda3d76415654abc0f0a",
        ),
        (
            ScenarioKind::MovieLens,
            "burst",
            "offline",
            "bdeb5d561ee94d806a3b928ce73f9aca55016d1e2b3d16d450075da26078e2e9",
        ),
    ];
    for (kind, arrival, delay, expected) in golden {
        let found = fingerprint(&Scenario {
            arrival: arrival.parse().unwrap(),
            delay: delay.parse().unwrap(),
            ..short(kind)
        })
        .unwrap();
        assert_eq!(
            found, expected,
            "the arrivals of '{kind}' ({arrival}, {delay}) have changed, so every stored baseline of it becomes incomparable. If that is \
             meant, put '{found}' into this test and say so in the changelog"
        );
    }
}

#[test]
fn the_size_of_blocks_does_not_matter() {
    for kind in GENERATED {
        for law in ["constant", "burst", "sine", "step", "saturated"] {
            let scenario = Scenario {
                arrival: law.parse().unwrap(),
                ..short(kind)
            };
            let whole = arrivals(&scenario, &[4096]).unwrap();
            assert_eq!(whole.len(), 20_000);
            for blocks in [&[1][..], &[7], &[1, 4096, 3], &[1 << 20]] {
                assert!(
                    arrivals(&scenario, blocks).unwrap() == whole,
                    "{kind}, {law}, {blocks:?}"
                );
            }
        }
    }
}

/// A scenario of every kind, with everything that can disturb it.
#[expect(
    clippy::unwrap_used,
    reason = "a scenario of a test that cannot be made should fail right here"
)]
fn every_kind(directory: &Path) -> Vec<Scenario> {
    let mut all = Vec::new();
    for kind in GENERATED {
        let base = short(kind);
        all.push(Scenario {
            hot_key: 0.2,
            silence: "100ms:500ms:3".parse().ok(),
            ..base.clone()
        });
        all.push(Scenario {
            attacks: vec!["film:every=20s".parse().unwrap()],
            delay: "pareto".parse().unwrap(),
            ..base
        });
    }
    all.push(Scenario {
        delay: "offline".parse().unwrap(),
        rate_per_s: 80_000,
        ..short(ScenarioKind::MovieLens)
    });
    let stars = "userId,movieId,rating,timestamp\n1,1,1.0,964982703\n1,6,4.0,964982224\n2,3,5.0,964982224\n";
    std::fs::write(directory.join("ratings.csv"), stars).unwrap();
    for format in [RecordFormat::JsonLines, RecordFormat::Csv, RecordFormat::Parquet] {
        let path = directory.join(format!("events.{}", format.extension()));
        let mut stream = short(ScenarioKind::Ratings).open().unwrap();
        write_file(stream.as_mut(), &path, format, &mut |_| true).unwrap();
    }
    for name in ["ratings.csv", "events.jsonl", "events.csv", "events.parquet"] {
        for by_rate in [false, true] {
            all.push(Scenario {
                file: FileOptions {
                    path: directory.join(name),
                    by_rate,
                    ..FileOptions::default()
                },
                late_fraction: 0.1,
                jitter: Span::new(0, 2_000),
                ..Scenario::new(ScenarioKind::File)
            });
        }
    }
    all
}

#[test]
fn blocks_of_any_size_are_the_stream_of_every_kind() {
    let directory = tempfile::tempdir().unwrap();
    for scenario in every_kind(directory.path()) {
        let whole = arrivals(&scenario, &[1 << 20]).unwrap();
        assert!(whole.len() >= 3, "{:?}", scenario.parameters());
        for blocks in [&[1][..], &[7], &[4096], &[1, 4096, 3]] {
            assert!(
                arrivals(&scenario, blocks).unwrap() == whole,
                "{blocks:?}, {:?}",
                scenario.parameters()
            );
        }
    }
}

#[test]
fn every_option_changes_the_arrivals_and_the_parameters() {
    type Change = (&'static str, fn(&mut Scenario));
    let common: [Change; 14] = [
        ("hot key", |s| s.hot_key = 0.1),
        ("silence", |s| s.silence = "10ms:10ms:2".parse().ok()),
        ("seed", |s| s.seed += 1),
        ("rate", |s| s.rate_per_s = 9_999),
        ("time scale", |s| s.time_scale = 100.0),
        ("length", |s| s.length = Length::Events(19_999)),
        ("duration", |s| s.length = Length::WallNs(1_000_000_000)),
        ("users", |s| s.users -= 1),
        ("late fraction", |s| s.late_fraction = 0.11),
        ("delay", |s| s.delay = "uniform:min=30s,max=121s".parse().unwrap()),
        ("pareto", |s| s.delay = "pareto".parse().unwrap()),
        ("exponential", |s| s.delay = "exponential".parse().unwrap()),
        ("fixed", |s| s.delay = "fixed".parse().unwrap()),
        ("jitter", |s| s.jitter = Span::new(1, 5_000)),
    ];
    let laws: [Change; 5] = [
        ("single burst", |s| {
            s.arrival = "single-burst:at=10ms,for=10ms".parse().unwrap();
        }),
        ("burst", |s| s.arrival = "burst".parse().unwrap()),
        ("sine", |s| s.arrival = "sine".parse().unwrap()),
        ("step", |s| s.arrival = "step:at=10ms".parse().unwrap()),
        ("saturated", |s| s.arrival = "saturated".parse().unwrap()),
    ];
    let ratings: [Change; 1] = [("poisson", |s| s.arrival = "poisson".parse().unwrap())];
    let movielens: [Change; 5] = [
        ("movies", |s| s.movielens.movies -= 1),
        ("skew", |s| s.movielens.skew = 1.5),
        ("shift", |s| s.movielens.shift = 300.0),
        ("flavour", |s| s.movielens.flavour = Flavour::WholeStars),
        ("offline", |s| s.delay = "offline".parse().unwrap()),
    ];
    for (kind, own) in [
        (ScenarioKind::Ratings, &ratings[..]),
        (ScenarioKind::MovieLens, &movielens),
    ] {
        let (base, parameters) = (fingerprint(&short(kind)).unwrap(), short(kind).parameters());
        for (name, change) in common.iter().chain(&laws).chain(own) {
            let mut scenario = short(kind);
            change(&mut scenario);
            assert_ne!(
                fingerprint(&scenario).unwrap(),
                base,
                "{kind}: {name} changes no arrival"
            );
            assert_ne!(
                scenario.parameters(),
                parameters,
                "{kind}: {name} is not among the parameters"
            );
        }
    }
}

#[test]
fn due_instants_never_go_back_and_numbers_have_no_gap() {
    for kind in GENERATED {
        let all = arrivals(&short(kind), &[1000]).unwrap();
        assert!(
            all.iter().zip(0..).all(|(arrival, seq)| arrival.event.seq == seq),
            "{kind}"
        );
        assert!(
            all.windows(2).all(|pair| pair[0].due_ns <= pair[1].due_ns),
            "{kind}"
        );
    }
}

#[test]
fn a_duration_ends_the_stream_just_before_it() {
    for (kind, law) in [
        (ScenarioKind::Ratings, "constant"),
        (ScenarioKind::Ratings, "saturated"),
    ] {
        let scenario = Scenario {
            length: Length::WallNs(1_000_000_000),
            arrival: law.parse().unwrap(),
            ..Scenario::new(kind)
        };
        assert_eq!(arrivals(&scenario, &[999]).unwrap().len(), 10_000, "{law}");
    }
    let scenario = Scenario {
        length: Length::WallNs(1_000_000_000),
        ..Scenario::new(ScenarioKind::MovieLens)
    };
    let all = arrivals(&scenario, &[999]).unwrap();
    assert!(
        all.len() > 7_000 && all.iter().all(|arrival| arrival.due_ns < 1_000_000_000),
        "{}",
        all.len()
    );
}
