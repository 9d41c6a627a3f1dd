//! Windows that are found by their distance from the first, against windows that are always searched for.

use streamgauge_model::{Event, EventTime, Watermark, Window};
use streamgauge_operators::{AlignedWindows, Assigner, ByMovie, Full, Gate, Sliding, Tumbling};

use crate::random::Random;
use crate::trace::{Action, Trace};
use crate::{at, query, window};

/// Rounds of each kind.
const ROUNDS: u64 = 1_500;

/// Assigns the same windows and does not say how far they are apart.
#[derive(Clone)]
struct Searched<S>(S);

impl<S: Assigner> Assigner for Searched<S> {
    fn distance(&self) -> Option<i64> {
        None
    }

    fn each_window(&self, t: EventTime, visit: impl FnMut(Window)) {
        self.0.each_window(t, visit);
    }
}

/// Events that come out of order, after silences, and at the ends of time; watermarks that trail, jump, and are lost.
fn actions(random: &mut Random) -> Vec<Action> {
    let mut newest = random.between(-100, 100);
    let mut actions: Vec<_> = (0..random.between(5, 80).unsigned_abs())
        .map(|seq| match random.below(40) {
            0 => Action::Restore,
            1..8 => Action::Watermark(at(newest + random.between(-15, 4))),
            _ => Action::Event(event(random, &mut newest, seq)),
        })
        .collect();
    actions.push(Action::Watermark(Watermark::END));
    actions
}

fn event(random: &mut Random, newest: &mut i64, seq: u64) -> Event {
    let time = match random.below(100) {
        0 => i64::MAX - random.between(0, 20),
        1 => i64::MIN + random.between(0, 20),
        2 => *newest + random.between(0, 1 << 40),
        3..6 => *newest + random.between(0, 200),
        _ => *newest + random.between(-30, 6),
    };
    if time.unsigned_abs() < 1 << 60 {
        *newest = time.max(*newest);
    }
    Event {
        time: EventTime::from_millis(time),
        seq,
        value: random.between(-5, 6),
        user: 0,
        movie: [0, 1, 70, 5_000, u32::MAX - 1, u32::MAX][random.below(6) as usize],
    }
}

fn compare<S: Assigner>(seed: u64, windows: S, allowed_ms: i64, actions: &[Action]) {
    let query = query(window(&mut Random::new(seed)), allowed_ms);
    let (full, gate) = (Full::new(&query), Gate::new(&query));
    let found = AlignedWindows::<ByMovie, _, _>::new(windows.clone(), full, gate.clone(), allowed_ms);
    let searched = AlignedWindows::<ByMovie, _, _>::new(Searched(windows), full, gate, allowed_ms);
    let (found, searched) = (Trace::of(found, actions), Trace::of(searched, actions));
    for (step, (found, searched)) in found.steps.iter().zip(&searched.steps).enumerate() {
        assert_eq!(
            found, searched,
            "seed {seed}, lateness {allowed_ms}, action {step} of {actions:?}"
        );
    }
}

#[test]
fn windows_found_by_distance_are_those_found_by_search() {
    for seed in 0..ROUNDS {
        let mut random = Random::new(seed);
        let allowed_ms = [0, 0, 1, 5, 30, i64::MAX][random.below(6) as usize];
        let size = random.between(1, 12);
        let offset = random.between(1 - size, size);
        compare(seed, Tumbling { size, offset }, allowed_ms, &actions(&mut random));
        let slide = size + random.between(0, 9);
        let apart = Sliding { size, slide, offset };
        assert_eq!(apart.distance(), Some(slide));
        compare(seed, apart, allowed_ms, &actions(&mut random));
    }
}

#[test]
fn windows_as_long_as_time_are_found_as_well() {
    for seed in 0..200 {
        let mut random = Random::new(seed);
        for size in [u32::MAX.into(), 1 << 32, 1 << 40, i64::MAX] {
            let windows = Tumbling { size, offset: -7 };
            compare(
                seed,
                windows,
                [0, 5][random.below(2) as usize],
                &actions(&mut random),
            );
        }
    }
}
