//! Late events: how many, how late, and what they leave alone.

use streamgauge_model::Arrival;
use streamgauge_workloads::{ArrivalStream as _, Length, Scenario, ScenarioKind};

const EVENTS: u64 = 200_000;

#[expect(
    clippy::unwrap_used,
    reason = "a test that cannot open its stream should fail right here"
)]
fn arrivals(kind: ScenarioKind, late_fraction: f64) -> (Vec<Arrival>, streamgauge_model::Phi) {
    let scenario = Scenario {
        length: Length::Events(EVENTS),
        late_fraction,
        ..Scenario::new(kind)
    };
    let (mut all, mut stream) = (Vec::new(), scenario.open().unwrap());
    while stream.fill(&mut all, 4096).unwrap() > 0 {}
    (all, stream.phi())
}

#[test]
fn the_late_share_is_within_binomial_bounds() {
    for kind in [ScenarioKind::Ratings, ScenarioKind::MovieLens] {
        for fraction in [0.0, 0.01, 0.10, 0.5, 1.0] {
            let late = arrivals(kind, fraction)
                .0
                .iter()
                .filter(|arrival| arrival.is_late)
                .count() as f64;
            let n = EVENTS as f64;
            let deviation = (n * fraction * (1.0 - fraction)).sqrt();
            // Movielens ends by arrival, so late events at the end are cut off: a small share of the whole.
            let cut = if kind == ScenarioKind::MovieLens {
                0.02 * n * fraction * (1.0 - fraction)
            } else {
                0.0
            };
            assert!(
                (late - n * fraction).abs() <= 5.0 * deviation + cut,
                "{kind}, {fraction}: {late}"
            );
        }
    }
}

#[test]
fn lags_lie_in_their_ranges() {
    for kind in [ScenarioKind::Ratings, ScenarioKind::MovieLens] {
        let (all, phi) = arrivals(kind, 0.1);
        let (mut shortest, mut longest) = (i64::MAX, 0);
        for arrival in &all {
            let lag = phi.event_time(arrival.due_ns).millis() - arrival.event.time.millis();
            let range = if arrival.is_late {
                30_000..=120_000
            } else {
                0..=5_000
            };
            assert!(range.contains(&lag), "{kind}: {arrival:?} lags {lag} ms");
            if arrival.is_late {
                (shortest, longest) = (shortest.min(lag), longest.max(lag));
            }
        }
        assert!(
            shortest < 30_100 && longest > 119_900,
            "{kind}: {shortest}..{longest}"
        );
    }
}

#[test]
fn a_higher_fraction_only_adds_late_events() {
    let (few, _) = arrivals(ScenarioKind::Ratings, 0.10);
    let (many, _) = arrivals(ScenarioKind::Ratings, 0.15);
    for (few, many) in few.iter().zip(&many) {
        let facts = |a: &Arrival| (a.event.seq, a.event.user, a.event.movie, a.event.value, a.due_ns);
        assert_eq!(facts(few), facts(many));
        assert!(!few.is_late || many.is_late, "{few:?} is no longer late");
        if few.is_late == many.is_late {
            assert_eq!(few.event.time, many.event.time);
        }
    }
}

#[test]
fn lateness_moves_no_movielens_event() {
    let facts = |fraction| {
        let (all, _) = arrivals(ScenarioKind::MovieLens, fraction);
        let newest = all.iter().map(|a| a.event.time.millis()).max().unwrap();
        // Events that must have arrived in both streams, however late.
        let old = all.iter().filter(|a| a.event.time.millis() < newest - 250_000);
        let mut facts: Vec<_> = old
            .map(|a| (a.event.time, a.event.user, a.event.movie, a.event.value))
            .collect();
        facts.sort_unstable();
        facts
    };
    let (none, half) = (facts(0.0), facts(0.5));
    let shared = none.len().min(half.len());
    assert!(shared > 180_000);
    assert_eq!(none[..shared], half[..shared]);
}

#[test]
fn ratings_are_uniform() {
    let (all, _) = arrivals(ScenarioKind::Ratings, 0.1);
    let mut counts = std::collections::BTreeMap::<(u8, u32), u32>::new();
    for arrival in &all {
        *counts.entry((0, arrival.event.movie)).or_default() += 1;
        *counts.entry((1, arrival.event.value as u32)).or_default() += 1;
    }
    assert_eq!(counts.len(), 20, "ten movies and ten scores");
    for ((what, which), count) in counts {
        assert!(count.abs_diff(20_000) < 700, "{what} {which}: {count}");
    }
    let users: std::collections::BTreeSet<u32> = all.iter().map(|a| a.event.user).collect();
    assert_eq!(
        (users.first(), users.last(), users.len()),
        (Some(&1), Some(&1000), 1000)
    );
}
