//! Catching up, on series made by hand.

use streamgauge_record::{Disturbance, DisturbanceKind, Interval, RecoveryVerdict, Series};

use crate::recovery::{Ground, recoveries};

const MS: u64 = 1_000_000;
const GROUND: Ground = Ground {
    warm_up_ns: 100 * MS,
    end_ns: 1_000 * MS,
    trigger_ns: 0,
    rate_per_s: 1_000,
};

/// Intervals of 20 ms with the median (in ms) and the backlog that `of` gives for their start (in ms).
fn series(of: impl Fn(u64) -> (Option<u64>, u64)) -> Series {
    let interval = |start_ms: u64| {
        let (p50_ms, backlog) = of(start_ms);
        let p50_ns = p50_ms.map(|ms| ms * MS);
        Interval {
            start_ns: start_ms * MS,
            backlog,
            p50_ns,
            max_ns: p50_ns.map(|ns| 2 * ns),
            ..Interval::default()
        }
    };
    Series {
        interval_ns: 20 * MS,
        intervals: (0..52).map(|index| interval(20 * index)).collect(),
        ..Series::default()
    }
}

fn stall(start_ms: u64, end_ms: u64) -> Disturbance {
    Disturbance {
        kind: DisturbanceKind::Stall,
        start_ns: start_ms * MS,
        end_ns: end_ms * MS,
    }
}

/// Normal but for a stall from 400 to 500 ms, whose waiting leaves in the 60 ms behind it.
fn stalled(start_ms: u64) -> (Option<u64>, u64) {
    match start_ms {
        400..500 => (None, start_ms - 380),
        500..560 => (Some(50), 10),
        _ => (Some(4), 2),
    }
}

#[test]
fn catching_up_is_the_first_instant_from_which_everything_stays_within_bounds() {
    let recovery = &recoveries(&series(stalled), GROUND, &[stall(400, 500)])[0];
    assert_eq!(recovery.verdict, RecoveryVerdict::CaughtUp);
    assert_eq!(recovery.catch_up_ns, Some(60 * MS));
    assert_eq!(
        recovery.hold_ns,
        180 * MS,
        "a third of the rest, in whole periods"
    );
    assert_eq!(
        (recovery.peak_latency_ns, recovery.peak_backlog),
        (Some(100 * MS), 100)
    );
    // Those who wait from 400 ms on leave with a median of 50 ms until 560 ms: 160 ms of 46 ms above the baseline.
    let excess = recovery.excess_ns_s.unwrap();
    assert!((excess - 0.160 * 46e6).abs() < 1.0, "{excess}");
    let baseline = recovery.baseline.as_ref().unwrap();
    assert_eq!((baseline.periods, baseline.period_ns), (15, 20 * MS));
    assert!(
        (baseline.p50_limit_ns - 5e6).abs() < 1e-3,
        "as still as it was, 1 ms is no disturbance"
    );
    assert!((baseline.backlog_limit - 3.0).abs() < 1e-9);
}

#[test]
fn a_relapse_within_the_hold_starts_it_anew() {
    let relapse = |start_ms| {
        if start_ms == 640 {
            (Some(9), 2)
        } else {
            stalled(start_ms)
        }
    };
    let recovery = &recoveries(&series(relapse), GROUND, &[stall(400, 500)])[0];
    assert_eq!(recovery.catch_up_ns, Some(160 * MS));
}

#[test]
fn never_is_a_verdict_and_no_number() {
    let growing = |start_ms| match start_ms {
        ..400 => stalled(start_ms),
        _ => (Some(4), start_ms),
    };
    let silent = |start_ms| match start_ms {
        ..400 => stalled(start_ms),
        _ => (None, 2),
    };
    for never in [series(growing), series(silent)] {
        let recovery = &recoveries(&never, GROUND, &[stall(400, 500)])[0];
        assert_eq!(recovery.verdict, RecoveryVerdict::NeverCaughtUp);
        assert_eq!(recovery.catch_up_ns, None);
    }
}

#[test]
fn without_a_before_or_an_after_nothing_is_judged() {
    let early = &recoveries(&series(stalled), GROUND, &[stall(140, 500)])[0];
    assert_eq!(early.verdict, RecoveryVerdict::CannotJudge);
    assert!(early.baseline.is_none() && early.excess_ns_s.is_none());
    let late = &recoveries(&series(stalled), GROUND, &[stall(400, 1_000)])[0];
    assert_eq!(late.verdict, RecoveryVerdict::CannotJudge);
}

#[test]
fn saw_teeth_are_looked_at_over_whole_triggers() {
    // A trigger every 100 ms: the backlog grows to 100, and what leaves has waited 50 ms in the middle.
    let teeth = |start_ms: u64| {
        let p50_ms = start_ms.is_multiple_of(100).then_some(50);
        (p50_ms, start_ms % 100 + 20)
    };
    let ground = Ground {
        trigger_ns: 100 * MS,
        ..GROUND
    };
    let recovery = &recoveries(&series(teeth), ground, &[stall(500, 540)])[0];
    let baseline = recovery.baseline.as_ref().unwrap();
    assert_eq!((baseline.period_ns, baseline.periods), (100 * MS, 4));
    assert!((baseline.backlog_mean - 100.0).abs() < 1e-9 && (baseline.backlog_limit - 101.0).abs() < 1e-9);
    assert_eq!(
        recovery.catch_up_ns,
        Some(0),
        "a stall between two triggers is not even seen"
    );
}

#[test]
fn each_disturbance_is_seen_until_the_next_begins() {
    let both = recoveries(&series(stalled), GROUND, &[stall(400, 500), stall(540, 600)]);
    assert_eq!(
        both[0].verdict,
        RecoveryVerdict::NeverCaughtUp,
        "not before the next"
    );
    assert_eq!(both[1].catch_up_ns, Some(0));
    assert!(recoveries(&series(stalled), GROUND, &[]).is_empty());
}
