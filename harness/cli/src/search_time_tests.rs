//! The time told of two searches that were made, against the time that they took.

use streamgauge_record::TrialPhase;
use streamgauge_record::TrialPhase::{Bisection, Confirmation, Curve, Doubling, Recovery};
use streamgauge_search::Lengths;

use crate::search_time::SearchTime;

const LENGTHS: Lengths = Lengths {
    warm_up_ns: 2_000_000_000,
    measured_ns: 10_000_000_000,
    full_ns: 60_000_000_000,
};

/// Phase, rate, whether the trial passed, deciseconds that it took, and how many were expected to be left behind it.
type Made = (TrialPhase, u64, bool, u64, u32);

/// Micro-batch on 120 sliding windows for each event, from 1 M/s, on two cores. The trial from above is added: two phases of
/// its length did not fit into memory.
const MICRO_BATCH: [Made; 26] = [
    (Doubling, 1_000_000, true, 207, 22),
    (Doubling, 2_000_000, false, 378, 21),
    (Doubling, 2_000_000, false, 361, 21),
    (Bisection, 1_414_214, true, 247, 21),
    (Bisection, 1_681_793, true, 289, 20),
    (Bisection, 1_834_008, false, 312, 18),
    (Bisection, 1_834_008, true, 304, 18),
    (Bisection, 1_834_008, true, 309, 18),
    (Bisection, 1_915_207, true, 300, 17),
    (Bisection, 1_957_144, false, 346, 15),
    (Bisection, 1_957_144, false, 345, 15),
    (Confirmation, 1_915_207, false, 315, 14),
    (Confirmation, 1_915_207, false, 304, 13),
    (Confirmation, 1_857_750, true, 294, 12),
    (Confirmation, 1_857_750, true, 287, 11),
    (Confirmation, 1_857_750, true, 304, 10),
    (Confirmation, 1_857_750, true, 288, 9),
    (Confirmation, 1_857_750, true, 308, 8),
    (Curve, 185_775, true, 140, 7),
    (Curve, 464_437, true, 161, 6),
    (Curve, 928_875, true, 202, 5),
    (Curve, 1_393_312, true, 250, 4),
    (Curve, 1_671_975, true, 280, 3),
    (Curve, 1_857_750, true, 301, 2),
    (Curve, 2_043_525, false, 335, 1),
    (Recovery, 1_671_975, true, 660, 0),
];

/// Event at a time on the same, from 400 k/s.
const EVENT_AT_A_TIME: [Made; 27] = [
    (Doubling, 400_000, true, 150, 22),
    (Doubling, 800_000, false, 44, 21),
    (Doubling, 800_000, false, 43, 21),
    (Bisection, 565_685, false, 65, 21),
    (Bisection, 565_685, false, 62, 21),
    (Bisection, 475_683, true, 155, 21),
    (Bisection, 518_736, false, 119, 19),
    (Bisection, 518_736, false, 96, 19),
    (Bisection, 496_743, false, 141, 18),
    (Bisection, 496_743, false, 163, 18),
    (Bisection, 486_099, false, 159, 16),
    (Bisection, 486_099, false, 160, 16),
    (Confirmation, 475_683, true, 156, 14),
    (Confirmation, 475_683, true, 156, 13),
    (Confirmation, 475_683, false, 157, 12),
    (Confirmation, 475_683, true, 158, 11),
    (Confirmation, 475_683, true, 157, 10),
    (Confirmation, 486_099, false, 158, 9),
    (Confirmation, 486_099, false, 159, 8),
    (Curve, 47_568, true, 125, 7),
    (Curve, 118_920, true, 131, 6),
    (Curve, 237_841, true, 139, 5),
    (Curve, 356_762, true, 147, 4),
    (Curve, 428_114, true, 152, 3),
    (Curve, 475_683, false, 157, 2),
    (Curve, 523_251, false, 86, 1),
    (Recovery, 428_114, true, 347, 0),
];

fn took_ns(made: &[Made]) -> u64 {
    made.iter().map(|(.., ds, _)| ds * 100_000_000).sum()
}

#[test]
fn a_search_takes_what_was_told_and_what_is_left_is_right_within_a_fifth() {
    for (from, made) in [(1_000_000, MICRO_BATCH.as_slice()), (400_000, &EVENT_AT_A_TIME)] {
        let mut time = SearchTime::new(&LENGTHS, from, true);
        let (least, most) = time.whole_ns();
        assert!((least..most).contains(&took_ns(made)), "{least} to {most}");
        for (done, (phase, rate, passed, ds, left)) in made.iter().enumerate() {
            if *passed {
                time.learn(*phase, *rate, ds * 100_000_000);
            }
            let rest = took_ns(&made[done + 1..]);
            let ratio = time.left_ns(*left) as f64 / (rest as f64).max(1.0);
            // How high it goes is known when the bisection is under way.
            let is_known = *phase != Doubling && rest > 0;
            assert!(!is_known || (0.8..1.2).contains(&ratio), "{ratio} after {done}");
        }
        assert_eq!(time.left_ns(0), 0);
    }
}

#[test]
fn a_curve_takes_time_and_extremes_do_not_overflow() {
    let whole = SearchTime::new(&LENGTHS, 1000, true).whole_ns();
    assert!(SearchTime::new(&LENGTHS, 1000, false).whole_ns() < whole);
    let endless = SearchTime::new(&LENGTHS, u64::MAX, true);
    assert_eq!(endless.left_ns(u32::MAX), u64::MAX);
}
