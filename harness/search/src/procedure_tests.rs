//! The procedure on engines whose capacity is known.

use std::collections::BTreeSet;

use streamgauge_record::{Limit, TrialPhase, TrialVerdict};

use crate::fakes::{Counting, Fluid, plan};
use crate::{Found, Memory, SearchPlan, search};

fn found(plan: &SearchPlan, engine: &mut Fluid) -> Found {
    search(plan, engine, &mut Counting::default())
}

fn rate(found: &Found) -> f64 {
    found.claim.sustainable_per_s.unwrap() as f64
}

#[test]
fn the_rate_of_an_engine_of_known_capacity_is_found_within_three_percent() {
    for capacity in [1_500.0, 64_000.0, 333_333.0, 2_000_000.0] {
        let found = found(&plan(), &mut Fluid::of(capacity));
        let ratio = rate(&found) / capacity;
        // One percent of the rate may pile up unnoticed: that is the limit of the check.
        assert!((0.97..=1.011).contains(&ratio), "{capacity}: {ratio}");
        let refuted = found.claim.refuted_per_s.unwrap() as f64;
        assert!(refuted > rate(&found) && refuted / rate(&found) <= 1.031);
        assert_eq!((found.claim.passed, found.claim.repeats), (5, 5));
        assert_eq!(found.claim.limit, Limit::Engine);
        assert!(found.complete);
    }
}

#[test]
fn every_trial_is_kept_with_a_seed_of_its_own() {
    let mut engine = Fluid::of(100_000.0);
    let found = found(&plan(), &mut engine);
    assert_eq!(found.trials.len(), engine.orders.len());
    let seeds: BTreeSet<u64> = found.trials.iter().map(|trial| trial.seed).collect();
    assert_eq!(seeds.len(), found.trials.len());
    assert!(
        found
            .trials
            .iter()
            .zip(1..)
            .all(|(trial, number)| trial.number == number)
    );
    let phases: Vec<TrialPhase> = found.trials.iter().map(|trial| trial.phase).collect();
    assert!(phases.is_sorted(), "{phases:?}");
    let of = |wanted| phases.iter().filter(|phase| **phase == wanted).count();
    assert_eq!(
        [TrialPhase::Confirmation, TrialPhase::Curve, TrialPhase::Recovery].map(of),
        [7, 7, 1],
        "a step up fails twice"
    );
}

#[test]
fn searches_on_an_engine_whose_capacity_wavers_agree_within_five_percent() {
    let mut rates = Vec::new();
    for seed in [0, 1000, 2000, 3000, 4000] {
        let plan = SearchPlan { seed, ..plan() };
        let mut engine = Fluid {
            noise: 0.01,
            ..Fluid::of(250_000.0)
        };
        rates.push(rate(&found(&plan, &mut engine)));
    }
    let (low, high) = (
        rates.iter().copied().fold(f64::MAX, f64::min),
        rates.iter().copied().fold(0.0, f64::max),
    );
    assert!(high / low <= 1.05, "{rates:?}");
}

#[test]
fn a_hiccup_now_and_then_does_not_halve_the_rate() {
    for every in [4, 5, 7] {
        let mut engine = Fluid {
            hiccup_every: Some(every),
            ..Fluid::of(250_000.0)
        };
        let ratio = rate(&found(&plan(), &mut engine)) / 250_000.0;
        assert!((0.90..=1.011).contains(&ratio), "every {every}: {ratio}");
    }
}

#[test]
fn what_a_disturbed_machine_refuted_is_tried_again_from_below() {
    // A fifth of the capacity is missing while the search bisects, and it is back when the search confirms.
    let mut engine = Fluid {
        weak: 9..=16,
        ..Fluid::of(250_000.0)
    };
    let found = found(&plan(), &mut engine);
    let ratio = rate(&found) / 250_000.0;
    assert!((0.95..=1.011).contains(&ratio), "{ratio}");
    let refuted = found.claim.refuted_per_s.unwrap() as f64;
    assert!(refuted > rate(&found), "what is confirmed is not refuted");
}

#[test]
fn a_first_rate_that_fails_is_halved_until_one_passes() {
    let plan = SearchPlan {
        from_per_s: 1_000_000,
        ..plan()
    };
    let found = found(&plan, &mut Fluid::of(70_000.0));
    assert!((0.97..=1.011).contains(&(rate(&found) / 70_000.0)));
    assert_eq!(found.trials[0].verdict, TrialVerdict::Fail);
    assert!(
        found.trials[0].reason.contains("red zone"),
        "a hopeless trial ends early: {}",
        found.trials[0].reason
    );
}

#[test]
fn an_engine_that_sustains_nothing_has_no_rate() {
    let found = found(&plan(), &mut Fluid::of(0.000_1));
    assert_eq!(found.claim.sustainable_per_s, None);
    assert_eq!(found.claim.refuted_per_s, Some(1));
    assert!(found.complete);
}

#[test]
fn where_the_generator_ends_the_engine_sustains_at_least_that() {
    let mut engine = Fluid {
        generator_per_s: 300_000,
        ..Fluid::of(1e9)
    };
    let found = found(&plan(), &mut engine);
    assert!((0.97..=1.0).contains(&(rate(&found) / 300_000.0)));
    assert_eq!(
        (found.claim.limit, found.claim.refuted_per_s),
        (Limit::Generator, None)
    );
    assert!(found.claim.untried_per_s.unwrap() > 300_000);
    let reason = found.claim.limit_reason.unwrap();
    assert!(
        reason.contains("6 trials") && reason.contains("own_slip"),
        "{reason}"
    );
    let void = found
        .trials
        .iter()
        .filter(|trial| trial.verdict == TrialVerdict::Void);
    assert!(void.count() >= 6, "void trials are kept, too");
}

#[test]
fn a_machine_that_keeps_no_schedule_at_all_is_given_up() {
    let mut engine = Fluid {
        generator_per_s: 0,
        ..Fluid::of(1e9)
    };
    let found = found(&plan(), &mut engine);
    assert_eq!(
        (found.claim.sustainable_per_s, found.claim.limit),
        (None, Limit::Generator)
    );
    assert_eq!(found.trials.len(), 18, "three rates, each tried six times");
}

#[test]
fn an_overload_that_does_not_fit_into_memory_leaves_its_reason() {
    let plan = SearchPlan {
        memory: Some(Memory {
            bytes: 70_000_000,
            bytes_per_event: 100,
        }),
        ..plan()
    };
    let claim = found(&plan, &mut Fluid::of(100_000.0)).claim;
    assert_eq!(claim.recovery, None);
    let reason = claim.recovery_reason.unwrap();
    assert!(reason.contains("does not fit into memory"), "{reason}");
}

#[test]
fn where_memory_ends_the_engine_sustains_at_least_that() {
    let plan = SearchPlan {
        memory: Some(Memory {
            bytes: 100 << 20,
            bytes_per_event: 100,
        }),
        ..plan()
    };
    let found = found(&plan, &mut Fluid::of(1e12));
    assert_eq!(found.claim.limit, Limit::Memory);
    let reasons = found.claim.indicative.join("\n");
    assert!(
        reasons.contains("60 s") && reasons.contains("memory bounds"),
        "{reasons}"
    );
}

#[test]
fn an_engine_that_does_not_recover_from_an_overload_has_a_lower_recovery_rate() {
    let stable = found(&plan(), &mut Fluid::of(100_000.0));
    let claim = stable.claim.recovery.unwrap();
    assert_eq!(stable.claim.recovery_reason, None);
    assert!(claim.is_usual);
    assert_eq!(
        claim.recovery_per_s,
        Some(stable.claim.sustainable_per_s.unwrap() * 90 / 100)
    );
    let mut metastable = Fluid {
        collapse: Some((0.05, 0.75)),
        ..Fluid::of(100_000.0)
    };
    let found = found(&plan(), &mut metastable);
    let claim = found.claim.recovery.unwrap();
    assert!(!claim.is_usual);
    let part = claim.recovery_per_s.unwrap() as f64 / rate(&found);
    assert!(
        (0.35..=0.75).contains(&part),
        "three quarters of the capacity at most: {part}"
    );
}

#[test]
fn a_search_that_is_stopped_keeps_what_it_has() {
    for before in [1, 9, 20] {
        let mut engine = Fluid {
            stops_before: Some(before),
            ..Fluid::of(100_000.0)
        };
        let found = found(&plan(), &mut engine);
        assert_eq!(found.trials.len(), before as usize - 1);
        assert_eq!((found.complete, found.claim.limit), (false, Limit::Unfinished));
    }
}

#[test]
fn the_number_of_trials_left_goes_down_to_none() {
    let mut watch = Counting::default();
    let found = search(&plan(), &mut Fluid::of(100_000.0), &mut watch);
    assert_eq!(watch.started as usize, found.trials.len());
    assert_eq!(watch.left.last(), Some(&0));
    let of_the_curve = &watch.left[watch.left.len() - 8..];
    assert_eq!(of_the_curve, [7, 6, 5, 4, 3, 2, 1, 0]);
}

#[test]
fn an_objective_lowers_the_rate() {
    let plan = SearchPlan {
        objectives: vec!["from_trigger.p99<50us".parse().unwrap()],
        ..plan()
    };
    let found = found(&plan, &mut Fluid::of(100_000.0));
    assert_eq!(
        found.claim.sustainable_per_s, None,
        "the model never takes less than 100 us"
    );
    assert!(found.trials[0].reason.contains("from_trigger.p99<50us"));
}

#[test]
fn without_a_curve_the_search_ends_with_the_confirmation() {
    let plan = SearchPlan {
        curve: false,
        ..plan()
    };
    let found = found(&plan, &mut Fluid::of(100_000.0));
    assert!(
        found
            .trials
            .iter()
            .all(|trial| trial.phase <= TrialPhase::Confirmation)
    );
    assert_eq!(found.claim.recovery, None);
}
