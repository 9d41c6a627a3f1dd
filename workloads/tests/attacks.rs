//! Attacks: what they are, and what they leave alone.

use std::collections::BTreeSet;

use streamgauge_model::{Arrival, Phi};
use streamgauge_workloads::{
    ArrivalStream as _, Attack, AttackTarget, FileOptions, Fingerprint, Length, Scenario, ScenarioKind,
    WorkloadError,
};

const FILM: &str = "film:every=60s,ratings=30,for=20s";
const USER: &str = "user:every=40s,ratings=12,for=15s";

/// Ten minutes of event time.
#[expect(
    clippy::unwrap_used,
    reason = "a law in a test that cannot be read should fail right here"
)]
fn scenario(kind: ScenarioKind, laws: &[&str]) -> Scenario {
    Scenario {
        length: Length::WallNs(3_000_000_000),
        attacks: laws.iter().map(|law| law.parse().unwrap()).collect(),
        ..Scenario::new(kind)
    }
}

fn played(scenario: &Scenario, limit: usize) -> Result<(Vec<Arrival>, Vec<Attack>, Phi), WorkloadError> {
    let (mut all, mut stream) = (Vec::new(), scenario.open()?);
    while stream.fill(&mut all, limit)? > 0 {}
    Ok((all, stream.attacks(), stream.phi()))
}

/// What an arrival is, but for its number.
fn facts(arrival: &Arrival) -> (i64, u32, u32, i64, u64, bool) {
    let event = arrival.event;
    (
        event.time.millis(),
        event.user,
        event.movie,
        event.value,
        arrival.due_ns,
        arrival.is_late,
    )
}

#[test]
fn the_other_events_stay_exactly_what_they_were() {
    for kind in [ScenarioKind::Ratings, ScenarioKind::MovieLens] {
        let (without, ..) = played(&scenario(kind, &[]), 4096).unwrap();
        let (with, attacks, _) = played(&scenario(kind, &[FILM, USER]), 4096).unwrap();
        let attackers: BTreeSet<u64> = attacks
            .iter()
            .flat_map(|attack| attack.seqs.iter().copied())
            .collect();
        let others: Vec<_> = with
            .iter()
            .filter(|arrival| !attackers.contains(&arrival.event.seq))
            .map(facts)
            .collect();
        assert!(others == without.iter().map(facts).collect::<Vec<_>>(), "{kind}");
        assert_eq!(with.len(), without.len() + attackers.len());
        assert!(
            with.iter()
                .zip(0..)
                .all(|(arrival, seq)| arrival.event.seq == seq)
        );
        assert!(with.windows(2).all(|pair| pair[0].due_ns <= pair[1].due_ns));
    }
}

#[test]
fn an_attack_is_what_its_law_says() {
    let (all, attacks, phi) = played(&scenario(ScenarioKind::Ratings, &[FILM, USER]), 4096).unwrap();
    assert_eq!(attacks.iter().filter(|attack| attack.law == 0).count(), 10);
    assert!(attacks.is_sorted_by_key(|attack| attack.first));
    for attack in &attacks {
        let (every_ms, lasts_ms) = [(60_000, 20_000), (40_000, 15_000)][attack.law];
        let after_ms = |time: streamgauge_model::EventTime| time.millis() - phi.origin().millis();
        let (first_ms, last_ms) = (after_ms(attack.first), after_ms(attack.last));
        assert!(
            first_ms / every_ms == last_ms / every_ms,
            "within its period: {attack:?}"
        );
        assert!(last_ms - first_ms < lasts_ms, "{attack:?}");
        for &seq in &attack.seqs {
            let event = all[seq as usize].event;
            assert!(
                (attack.first..=attack.last).contains(&event.time),
                "{event:?} of {attack:?}"
            );
            match attack.target {
                AttackTarget::Film(film) => assert_eq!((event.movie, event.value), (film, 1)),
                AttackTarget::User(user) => assert_eq!(event.user, user),
            }
        }
    }
    let early: Vec<&Attack> = attacks.iter().filter(|attack| after_early(attack, phi)).collect();
    assert!(
        early
            .iter()
            .all(|attack| attack.seqs.len() == [30, 12][attack.law]),
        "nothing is lost"
    );
    let bots: BTreeSet<u32> = early
        .iter()
        .filter(|attack| attack.law == 0)
        .take(1)
        .flat_map(|attack| attack.seqs.iter().map(|seq| all[*seq as usize].event.user))
        .collect();
    assert_eq!(bots.len(), 20, "twenty accounts take turns");
}

/// Whether even what comes late comes before the end.
fn after_early(attack: &Attack, phi: Phi) -> bool {
    attack.last.millis() - phi.origin().millis() < 600_000 - 121_000
}

#[test]
fn attacks_begin_anywhere_in_their_period() {
    let (_, attacks, phi) = played(
        &scenario(ScenarioKind::Ratings, &["user:every=2s,ratings=2,for=1s"]),
        4096,
    )
    .unwrap();
    let starts: BTreeSet<i64> = attacks
        .iter()
        .map(|attack| (attack.first.millis() - phi.origin().millis()) % 2000 / 250)
        .collect();
    assert!(attacks.len() > 250 && starts.len() >= 5, "{starts:?}");
}

#[test]
fn they_come_as_late_as_the_others() {
    let law = "user:every=1s,ratings=40,for=1s";
    let (all, attacks, phi) = played(&scenario(ScenarioKind::Ratings, &[law]), 4096).unwrap();
    let ratings: Vec<&Arrival> = attacks
        .iter()
        .flat_map(|attack| &attack.seqs)
        .map(|seq| &all[*seq as usize])
        .collect();
    let late = ratings.iter().filter(|arrival| arrival.is_late).count();
    let share = late as f64 / ratings.len() as f64;
    assert!((0.08..0.11).contains(&share), "{share}");
    for arrival in ratings {
        let lag_ms = (arrival.due_ns as i64 - phi.due_ns(arrival.event.time)) / phi.nanos_per_ms() as i64;
        let range = if arrival.is_late {
            30_000..=120_000
        } else {
            0..=5_000
        };
        assert!(range.contains(&lag_ms), "{arrival:?} lags {lag_ms} ms");
    }
}

#[test]
fn a_further_law_and_another_late_fraction_move_no_attack() {
    let times = |scenario: &Scenario| {
        let (_, attacks, _) = played(scenario, 4096).unwrap();
        let films = attacks.into_iter().filter(|attack| attack.law == 0);
        films
            .map(|attack| (attack.first, attack.last, attack.target))
            .collect::<Vec<_>>()
    };
    let alone = times(&scenario(ScenarioKind::Ratings, &[FILM]));
    assert_eq!(times(&scenario(ScenarioKind::Ratings, &[FILM, USER])), alone);
    let punctual = Scenario {
        late_fraction: 0.0,
        ..scenario(ScenarioKind::Ratings, &[FILM])
    };
    assert_eq!(times(&punctual), alone);
}

#[test]
fn the_size_of_blocks_does_not_matter() {
    let scenario = scenario(ScenarioKind::Ratings, &[FILM, USER]);
    let whole = played(&scenario, 4096).unwrap();
    for limit in [1, 7, 1 << 20] {
        assert!(played(&scenario, limit).unwrap() == whole, "{limit}");
    }
}

#[test]
fn every_setting_changes_the_arrivals_and_the_parameters() {
    let print = |law: &str| {
        let scenario = scenario(ScenarioKind::Ratings, &[law]);
        let mut print = Fingerprint::new();
        print.update(&played(&scenario, 4096).unwrap().0);
        (print.finish(), scenario.parameters())
    };
    for (base, others) in [
        (
            FILM,
            &[
                "every=61s",
                "ratings=31",
                "for=21s",
                "bots=19",
                "stars=1",
                "from=1s",
                "target=1",
            ][..],
        ),
        (
            USER,
            &["every=41s", "ratings=13", "for=16s", "from=1s", "target=1"],
        ),
    ] {
        let before = print(base);
        for other in others {
            let (key, _) = other.split_once('=').unwrap();
            let kept = base
                .split([':', ','])
                .skip(1)
                .filter(|part| !part.starts_with(key));
            let kind = base.split(':').next().unwrap();
            let law = format!("{kind}:{},{other}", kept.collect::<Vec<_>>().join(","));
            let after = print(&law);
            assert!(after.0 != before.0 && after.1 != before.1, "{law}");
        }
    }
}

#[test]
fn a_file_can_be_attacked_too() {
    let path = std::env::temp_dir().join(format!("streamgauge-attacked-{}.csv", std::process::id()));
    let row = |i: u32| format!("{},318,4.0,{}\n", 1 + i % 7, 1_700_000_000 + i);
    let text: String = (0..600).map(row).collect();
    std::fs::write(&path, format!("userId,movieId,rating,timestamp\n{text}")).unwrap();
    let file = |laws: &[&str]| Scenario {
        file: FileOptions {
            path: path.clone(),
            ..FileOptions::default()
        },
        length: Length::Endless,
        ..scenario(ScenarioKind::File, laws)
    };
    let (all, attacks, _) = played(&file(&[FILM, USER]), 100).unwrap();
    let by_rate = file(&[FILM]);
    let by_rate = Scenario {
        file: FileOptions {
            by_rate: true,
            ..by_rate.file.clone()
        },
        ..by_rate
    };
    let refused = by_rate
        .open()
        .err()
        .map(|error| error.to_string())
        .unwrap_or_default();
    std::fs::remove_file(&path).unwrap();
    assert_eq!(attacks.len(), 10 + 15);
    assert_eq!(all.len(), 600 + 10 * 30 + 15 * 12);
    assert!(refused.contains("leave the rate of the file away"), "{refused}");
}

#[test]
fn everything_at_once_has_no_place_for_attacks() {
    let mut saturated = scenario(ScenarioKind::Ratings, &[FILM]);
    saturated.arrival = "saturated".parse().unwrap();
    let refused = saturated.validate().unwrap_err().to_string();
    assert!(
        refused.contains("use another arrival law than saturated"),
        "{refused}"
    );
}

#[test]
fn a_silent_source_has_no_place_for_attacks() {
    let mut silent = scenario(ScenarioKind::Ratings, &[FILM]);
    silent.silence = Some("1s:1s:2".parse().unwrap());
    let refused = silent.validate().unwrap_err().to_string();
    assert!(refused.contains("leave the silence away"), "{refused}");
}

#[test]
fn the_ends_of_the_ranges_do_not_overflow() {
    let law = format!("user:every=49d,ratings=3,for=1ms,from={}ms", u32::MAX);
    assert!(
        law.parse::<streamgauge_workloads::AttackLaw>().is_err(),
        "days are no unit"
    );
    let law = format!(
        "user:every={0}ms,ratings=1000000,for={0}ms,from={0}ms,target={0}",
        u32::MAX
    );
    for time_scale in [1e6, 0.001] {
        let far = Scenario {
            time_scale,
            ..scenario(ScenarioKind::Ratings, &[&law, "film:every=1s,ratings=1,for=1ms"])
        };
        assert!(!played(&far, 4096).unwrap().0.is_empty());
    }
}
